//! The tokens of this person, one per server, in one file that only they can read.
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use wire::ReceiptKey;

use crate::error::{Error, Exit, disk};
use crate::project::replace;

/// The file in the configuration folder.
const FILE: &str = "logins.toml";
/// Even a thousand servers fit.
const LONGEST_FILE: u64 = 1 << 20;

/// Every login, and the server of the last one.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Logins {
    /// The server when none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) server: Option<String>,
    #[serde(default)]
    pub(crate) logins: BTreeMap<String, Login>,
    /// Public keys of each server's receipts; kept after a logout.
    #[serde(default)]
    pub(crate) keys: BTreeMap<String, Vec<ReceiptKey>>,
}

/// One login.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Login {
    pub(crate) token: String,
    pub(crate) name: String,
}

/// A token must not reach a log by way of `{:?}`.
impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Where the logins are kept.
pub(crate) struct Store {
    folder: PathBuf,
}

impl Store {
    /// In `folder`, or where this system keeps configuration.
    pub(crate) fn new(folder: Option<&Path>) -> Result<Self, Error> {
        let folder = match folder {
            Some(folder) => folder.to_owned(),
            None => etcetera::choose_base_strategy()
                .map_err(|e| Error::new(Exit::Fault, "error-home").cause(&e))?
                .config_dir()
                .join("ubunifu"),
        };
        Ok(Self { folder })
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// What is stored; nothing when nothing was.
    pub(crate) fn read(&self) -> Result<Logins, Error> {
        let path = self.path();
        let file = match fs::File::open(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Logins::default()),
            file => file.map_err(disk(&path))?,
        };
        let mut text = String::new();
        file.take(LONGEST_FILE)
            .read_to_string(&mut text)
            .map_err(disk(&path))?;
        // The parser's own message would quote the token.
        toml::from_str(&text)
            .map_err(|_| Error::new(Exit::Invalid, "error-logins").arg("path", path.display()))
    }

    /// Changes what is stored, in one step.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Logins)) -> Result<(), Error> {
        let mut logins = self.read()?;
        change(&mut logins);
        let text = toml::to_string(&logins).map_err(|e| Error::new(Exit::Fault, "error-json").cause(&e))?;
        private_folder(&self.folder)?;
        replace(&self.path(), text.as_bytes())
    }
}

/// Makes a folder that only its owner can enter.
fn private_folder(folder: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(disk(folder))
}

#[cfg(test)]
mod tests {
    use super::{Login, Store};

    #[test]
    fn logins_are_kept_for_the_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let store = Store::new(Some(&home.path().join("a/b"))).unwrap();
        assert!(store.read().unwrap().logins.is_empty());
        let login = Login {
            token: "siri".into(),
            name: "Ada".into(),
        };
        store
            .change(|all| drop(all.logins.insert("http://x".into(), login)))
            .unwrap();
        assert_eq!(store.read().unwrap().logins["http://x"].token, "siri");
        let mode = std::fs::metadata(store.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_broken_file_is_reported_without_its_content() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::new(Some(home.path())).unwrap();
        std::fs::write(store.path(), "token = siri").unwrap();
        let error = store.read().unwrap_err();
        assert!(!format!("{error:?}").contains("siri"));
    }
}
