//! The scratch folder of a judging: made, filled with the commit's tree, and removed whatever happens.
use std::fs;
use std::path::{Path, PathBuf};

use crate::app::App;
use crate::error::Result;
use crate::queue::Lease;

/// A folder of one judging alone, removed with the value.
#[derive(Debug)]
pub(super) struct Scratch(PathBuf);

impl Scratch {
    /// Makes it. What an earlier lease of the letter left is removed by whoever made it, or by the sweep of [`crate::worker`].
    pub(super) fn make(app: &App, worker: &str, lease: &Lease) -> Result<Self> {
        let name = format!("{}-{}", lease.letter(), lease.attempts());
        let path = app.folder(FOLDER).join(worker).join(name);
        fs::create_dir_all(path.join("tree"))?;
        fs::create_dir_all(path.join("judge"))?;
        Ok(Self(path))
    }

    /// For the exported tree.
    pub(super) fn tree(&self) -> PathBuf {
        self.0.join("tree")
    }

    /// For the judge's own use.
    pub(super) fn judge(&self) -> PathBuf {
        self.0.join("judge")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

const FOLDER: &str = "scratch";

/// The scratch of workers, whether they live or not.
pub(crate) fn left(app: &App) -> Result<Vec<PathBuf>> {
    let folder = app.folder(FOLDER);
    fs::create_dir_all(&folder)?;
    let entries = fs::read_dir(folder)?;
    Ok(entries
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?)
}

/// Removes a scratch folder.
pub(crate) fn remove(path: &Path) {
    match fs::remove_dir_all(path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => tracing::warn!(path = %path.display(), %error, "scratch stays"),
    }
}
