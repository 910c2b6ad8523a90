//! Unpacked packages on this host: a cache below the data folder, made again from the store when missing.
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use judge::archive::{Limits, unpack};
use judge::{Finding, Package};

use super::Version;
use crate::app::App;
use crate::blobs::{Blobs, Shelf};
use crate::error::{Code, Error, Line, Result};

/// Most findings shown: the first ones are usually the reason for the rest.
const MOST_FINDINGS: usize = 50;

/// The package of `version`, hidden parts included, unpacked below the data folder; for the judge alone, who
/// must not change it. Made from the stored archive when this host does not have it. Its content is compared with the published hash, so a
/// folder that was damaged is not judged by but made anew.
pub(crate) async fn package(app: &App, version: &Version) -> Result<Package> {
    let (blobs, folder) = (app.blobs(), folder(app, &version.hash));
    let hash = version.hash.clone();
    tokio::task::spawn_blocking(move || cached(&blobs, &folder, &hash)).await?
}

/// Where the unpacked package with this hash is, or would be.
pub(super) fn folder(app: &App, hash: &str) -> PathBuf {
    app.folder("packages").join(hash)
}

/// Moves an unpacked package into the cache. Somebody else may have done so at the same moment: then
/// theirs, equal to ours by the hash, stays.
pub(super) fn adopt(unpacked: &Path, folder: &Path) -> io::Result<()> {
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent)?;
    }
    match std::fs::rename(unpacked, folder) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        done => done,
    }
}

/// Unpacks and reads what an author sent; everything wrong with it is told at once.
pub(super) fn read(archive: &Path, scratch: &Path) -> Result<Package> {
    match unpack(File::open(archive)?, scratch, Limits::PACKAGE) {
        Ok(()) => {}
        Err(judge::archive::Error::Refused(finding)) => return Err(invalid(&[*finding])),
        Err(judge::archive::Error::Io(error)) => return Err(error.into()),
    }
    Package::load_unpacked(scratch).map_err(|wrong| invalid(&wrong.findings))
}

fn cached(blobs: &Blobs, folder: &Path, hash: &str) -> Result<Package> {
    if folder.try_exists()? {
        match Package::load_unpacked(folder) {
            Ok(package) if package.hash == hash => return Ok(package),
            _ => discard(blobs, folder)?,
        }
    }
    let scratch = blobs.scratch_folder()?;
    let unpacked = scratch.path().join("package");
    let package = read(&blobs.path(Shelf::Packages, hash), &unpacked);
    let mut package = package.map_err(|error| Error::fault(format_args!("package {hash}: {error:?}")))?;
    if package.hash != hash {
        return Err(Error::fault(format_args!(
            "package {hash} holds {}",
            package.hash
        )));
    }
    adopt(&unpacked, folder)?;
    package.root = folder.to_owned();
    Ok(package)
}

/// Moves a damaged folder out of the way at once; deleting it in place would leave halves to be found.
fn discard(blobs: &Blobs, folder: &Path) -> io::Result<()> {
    tracing::warn!(folder = %folder.display(), "unpacked package is damaged, made anew");
    let scratch = blobs.scratch_folder()?;
    match std::fs::rename(folder, scratch.path().join("damaged")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn invalid(findings: &[Finding]) -> Error {
    let lines = findings.iter().take(MOST_FINDINGS).map(line);
    lines.fold(Error::new(Code::ChallengeInvalid), Error::line)
}

/// A finding of the judge as a public line.
pub(crate) fn line(finding: &Finding) -> Line {
    let file = finding.file.as_deref().unwrap_or_default();
    let place = match finding.line {
        Some(line) => format!("{file}:{line}"),
        None => file.to_owned(),
    };
    let values = finding.args.iter();
    Line {
        place,
        key: finding.code.word().to_owned(),
        values: values
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    }
}
