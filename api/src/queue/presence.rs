//! Who is alive on this machine: each working process holds a lock on a file of its own, and the kernel drops
//! the lock with the process, however it dies. So a lease of a dead neighbour is known at once, not by expiry.
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::Result;

/// How a name begins that is being taken.
const NEW: &str = ".new-";

/// A name for this process, and the lock that says it lives. Dropping it says goodbye.
#[derive(Debug)]
pub(crate) struct Presence {
    name: String,
    path: PathBuf,
    _lock: File,
}

impl Presence {
    /// Takes a fresh name below `folder`.
    pub(crate) fn announce(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let name = uuid::Uuid::now_v7().simple().to_string();
        let (fresh, path) = (folder.join(format!("{NEW}{name}")), folder.join(&name));
        let lock = File::create_new(&fresh)?;
        lock.lock()?;
        // Only now: whoever calls the roll takes a file without a lock for one of the dead.
        std::fs::rename(fresh, &path)?;
        Ok(Self {
            name,
            path,
            _lock: lock,
        })
    }

    /// The name, as leases carry it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        // A leftover file does no harm: its lock is gone, and the next process removes it.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Who is alive on this machine, and who left a file behind. Processes of other machines are in neither list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Roll {
    pub(crate) living: Vec<String>,
    pub(crate) dead: Vec<String>,
}

/// Calls the roll.
pub(crate) fn roll(folder: &Path) -> Result<Roll> {
    let mut roll = Roll::default();
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(NEW) {
            continue;
        }
        // Gone in between: its owner said goodbye and handed back what it held.
        let Ok(file) = File::open(entry.path()) else {
            continue;
        };
        match file.try_lock() {
            Ok(()) => roll.dead.push(name),
            Err(TryLockError::WouldBlock) => roll.living.push(name),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Ok(roll)
}

/// Forgets `names` after their leases were taken back.
pub(crate) fn forget(folder: &Path, names: &[String]) {
    for name in names {
        // Another process may have been faster.
        let _ = std::fs::remove_file(folder.join(name));
    }
}

#[cfg(test)]
mod tests {
    use super::{Presence, forget, roll};

    #[test]
    fn the_living_are_left_alone_and_the_dead_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let alive = Presence::announce(folder.path()).unwrap();
        std::fs::write(folder.path().join("crashed"), "").unwrap();
        std::fs::write(folder.path().join(".new-born"), "").unwrap();
        let called = roll(folder.path()).unwrap();
        assert_eq!(
            (&called.living[..], &called.dead[..]),
            (&[alive.name().to_owned()][..], &["crashed".to_owned()][..])
        );
        forget(folder.path(), &called.dead);
        assert!(roll(folder.path()).unwrap().dead.is_empty());
        drop(alive);
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "who is being born stays"
        );
    }
}
