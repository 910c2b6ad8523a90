//! Which name means which tree, and what is known of a tree: two small documents on disk.
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

/// The document of names.
const INDEX: &str = "index.json";
/// More than either document needs.
const LONGEST: u64 = 4 << 20;

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bound {
    pub(super) digest: String,
    /// Digest of the image it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<String>,
}

/// Every name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Index {
    pub(super) names: BTreeMap<String, Bound>,
}

impl Index {
    /// Reads it below `root`; without one there are no names.
    pub(super) fn read(root: &Path) -> io::Result<Self> {
        let index: Self = match document(&root.join(INDEX)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::default(),
            read => read?,
        };
        // The digests become names of folders.
        let bad = |(name, bound): (&String, &Bound)| {
            !super::is_name(name) || super::hex_of(&bound.digest).is_none()
        };
        if index.names.iter().any(bad) {
            return Err(io::Error::other(format!(
                "{}: damaged",
                root.join(INDEX).display()
            )));
        }
        Ok(index)
    }

    /// Replaces it in one step.
    pub(super) fn write(&self, root: &Path) -> io::Result<()> {
        save(self, &root.join(INDEX))
    }

    /// Whether some name means this tree.
    pub(super) fn has(&self, digest: &str) -> bool {
        self.names.values().any(|bound| bound.digest == digest)
    }
}

/// What is known of a tree, beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) digest: String,
    /// Name of the folder that is the tree: another one for each import, so that a box that was made around a tree
    /// that is gone is never taken for one around its successor.
    pub(super) root: String,
    /// `PATH` inside.
    pub(super) path: String,
    pub(super) architecture: String,
    pub(super) bytes: u64,
    pub(super) files: u64,
    pub(super) left_out: u64,
}

/// The document of a tree.
pub(super) const FACTS: &str = "runtime.json";

impl Facts {
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let facts: Self = document(&folder.join(FACTS))?;
        let plain =
            !facts.root.is_empty() && facts.root.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if plain {
            return Ok(facts);
        }
        Err(io::Error::other(format!("{}: damaged", folder.display())))
    }

    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        save(self, &folder.join(FACTS))
    }
}

fn document<T: DeserializeOwned>(path: &Path) -> io::Result<T> {
    let mut text = String::new();
    File::open(path)?.take(LONGEST).read_to_string(&mut text)?;
    serde_json::from_str(&text).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}

fn save(document: &impl Serialize, path: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut fresh = NamedTempFile::new_in(folder)?;
    fresh.write_all(&serde_json::to_vec_pretty(document)?)?;
    // Whoever judges here may be another user of the machine than the one who imports.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    fs::set_permissions(fresh.path(), open)?;
    fresh.as_file().sync_all()?;
    fresh.persist(path)?;
    File::open(folder)?.sync_all()
}
