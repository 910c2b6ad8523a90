//! Which runtime a challenge gets on this machine, and whether the server judges on the same one.
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use judge::Package;
use judge::runtime::{Unavailable, is_digest, is_name};
use judge::sandbox::Runtime;
use serde::{Deserialize, Serialize};
use wire::{Notice, Report, RuntimeRef};

use crate::command::Context;
use crate::error::{Error, Exit};
use crate::project::{Project, replace};

/// What the server said it judges on, beside the bundle it sent.
const TOLD: &str = ".runtime.toml";
const LONGEST: u64 = 4096;

/// What a package runs on here.
pub(crate) fn of(context: &Context, package: &Package) -> Result<Arc<Runtime>, Error> {
    let wanted = &package.manifest.environment;
    let found = context.runtimes()?.get(wanted);
    found.map_err(|unavailable| error(&package.manifest.id, unavailable))
}

fn error(id: &str, unavailable: Unavailable) -> Error {
    match unavailable {
        Unavailable::Missing { name, wanted } => {
            let error = Error::new(Exit::Invalid, "error-runtime-missing").arg("id", id);
            let error = error.arg("name", name);
            wanted.into_iter().fold(error, Error::because)
        }
        Unavailable::Differs { name, wanted, found } => Error::new(Exit::Invalid, "error-runtime-differs")
            .arg("id", id)
            .arg("name", name)
            .arg("wanted", wanted)
            .arg("found", found),
        Unavailable::Fault(fault) => Error::new(Exit::Fault, "error-sandbox").cause(&fault),
    }
}

#[derive(Serialize, Deserialize)]
struct Told {
    name: String,
    digest: String,
}

/// Keeps what the server judges on beside the bundle in `folder`, for checks without a network.
pub(crate) fn remember(folder: &Path, told: Option<&RuntimeRef>) -> Result<(), Error> {
    let place = folder.join(TOLD);
    let Some(told) = told else {
        // An older server; what was true before may be so no more.
        let _ = fs::remove_file(place);
        return Ok(());
    };
    let told = Told {
        name: told.name.clone(),
        digest: told.digest.clone(),
    };
    let text = toml::to_string(&told).map_err(|e| Error::new(Exit::Fault, "error-json").cause(&e))?;
    replace(&place, text.as_bytes())
}

fn remembered(folder: &Path) -> Option<Told> {
    let mut text = String::new();
    let file = File::open(folder.join(TOLD)).ok()?;
    file.take(LONGEST).read_to_string(&mut text).ok()?;
    let told: Told = toml::from_str(&text).ok()?;
    (is_name(&told.name) && is_digest(&told.digest)).then_some(told)
}

/// That a check here may come to another verdict than the server, when it may.
pub(crate) fn differs(project: &Project, report: &Report) -> Option<Notice> {
    let (here, there) = (&report.runtime, remembered(&project.bundle())?);
    (here.name == there.name && here.digest != there.digest).then(|| Notice::RuntimeDiffers {
        name: there.name,
        here: here.digest.clone(),
        there: there.digest,
    })
}

#[cfg(test)]
mod tests {
    use super::{remember, remembered};
    use wire::RuntimeRef;

    #[test]
    fn what_the_server_said_is_kept_until_it_says_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let told = |digit: &str| RuntimeRef {
            name: "python-3.12".into(),
            digest: format!("sha256:{}", digit.repeat(64)),
        };
        assert!(remembered(folder.path()).is_none());
        for digit in ["0", "f"] {
            remember(folder.path(), Some(&told(digit))).unwrap();
            assert_eq!(remembered(folder.path()).unwrap().digest, told(digit).digest);
        }
        remember(folder.path(), None).unwrap();
        assert!(remembered(folder.path()).is_none());
        remember(folder.path(), Some(&told("G"))).unwrap();
        assert!(remembered(folder.path()).is_none(), "not a digest");
    }
}
