//! Ctrl-C: scratch folders go, the exit code is 130, nothing half-done stays.
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use wire::Language;

use crate::error::{Error, Exit, disk};
use crate::ui::Ui;

/// Folders that must not outlive the process.
static SCRATCH: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// From here on an interrupt ends the process in good order.
pub(crate) fn watch(language: Language) {
    // Without the handler the system ends us just as well, only less tidily.
    let _ = ctrlc::set_handler(move || {
        // Held to the end: nobody may register or keep a folder any more.
        let folders = SCRATCH.lock().unwrap_or_else(PoisonError::into_inner);
        for folder in folders.iter() {
            let _ = std::fs::remove_dir_all(folder);
        }
        Ui::new(language, false).interrupted();
        std::process::exit(Exit::Interrupted as i32);
    });
}

/// A folder that is removed when it is dropped, and on an interrupt.
pub(crate) struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    /// A fresh folder in the system's temporary place.
    pub(crate) fn new() -> Result<Self, Error> {
        Self::inside(&std::env::temp_dir())
    }

    /// A fresh folder in `parent`, so that its content can be renamed to its place.
    pub(crate) fn inside(parent: &Path) -> Result<Self, Error> {
        let mut known = SCRATCH.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::Builder::new().prefix(".ubunifu-").tempdir_in(parent);
        let folder = folder.map_err(disk(parent))?;
        known.push(folder.path().to_owned());
        Ok(Self { folder })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Removed before it is forgotten, so that an interrupt in between still finds it.
        let _ = std::fs::remove_dir_all(self.path());
        let mut known = SCRATCH.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|path| path != self.folder.path());
    }
}

/// Runs something short that an interrupt must not tear in two.
pub(crate) fn undisturbed<T>(act: impl FnOnce() -> T) -> T {
    let _held = SCRATCH.lock().unwrap_or_else(PoisonError::into_inner);
    act()
}
