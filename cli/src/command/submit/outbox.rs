//! Bundles on their way: each stays until its content has arrived, and none for ever.
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::{Error, disk};
use crate::project::FOLDER;

/// Whoever has not sent a bundle within this time makes it anew.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// The folder of a project that holds them.
pub(super) struct Outbox {
    folder: PathBuf,
}

impl Outbox {
    /// The outbox of the project at `root`.
    pub(super) fn of(root: &Path) -> Self {
        Self {
            folder: root.join(FOLDER).join("outbox"),
        }
    }

    /// Where the bundle of `commit` lies or will lie. Makes room for it: what is too old goes.
    pub(super) fn place(&self, commit: &str) -> Result<PathBuf, Error> {
        fs::create_dir_all(&self.folder).map_err(disk(&self.folder))?;
        let place = self.path(commit);
        self.remove_if(|path, about| path != place && is_old(about));
        Ok(place)
    }

    /// `commit` has arrived: its bundle goes, and those that were made before it and never sent.
    pub(super) fn arrived(&self, commit: &str) -> Result<(), Error> {
        let made = fs::metadata(self.path(commit)).and_then(|about| about.modified());
        self.drop(commit)?;
        let before = |at: SystemTime| made.as_ref().is_ok_and(|made| at <= *made);
        self.remove_if(|_, about| is_old(about) || about.modified().is_ok_and(before));
        Ok(())
    }

    /// `commit` is not sent again.
    pub(super) fn drop(&self, commit: &str) -> Result<(), Error> {
        let path = self.path(commit);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(disk(&path)(error)),
            _ => Ok(()),
        }
    }

    fn path(&self, commit: &str) -> PathBuf {
        self.folder.join(format!("{commit}.bundle"))
    }

    /// What cannot be removed now is removed another time.
    fn remove_if(&self, goes: impl Fn(&Path, &Metadata) -> bool) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry
                .metadata()
                .is_ok_and(|about| about.is_file() && goes(&path, &about))
            {
                let _ = fs::remove_file(path);
            }
        }
    }
}

fn is_old(about: &Metadata) -> bool {
    let age = about.modified().ok().and_then(|at| at.elapsed().ok());
    age.is_some_and(|age| age > KEPT)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::Duration;

    use super::Outbox;

    #[test]
    fn what_was_never_sent_does_not_stay_for_ever() {
        let root = tempfile::tempdir().unwrap();
        let outbox = Outbox::of(root.path());
        let folder = root.path().join(".ubunifu/outbox");
        let lay = |name: &str, hours: u64| {
            std::fs::create_dir_all(&folder).unwrap();
            let file = File::create(folder.join(name)).unwrap();
            let now = file.metadata().unwrap().modified().unwrap();
            file.set_modified(now - Duration::from_secs(hours * 3600))
                .unwrap();
        };
        let there = || {
            let mut names: Vec<_> = std::fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names.join(" ")
        };
        for (name, hours) in [
            ("a.bundle", 300),
            ("b.bundle", 200),
            ("c.bundle", 5),
            (".tmp1", 200),
        ] {
            lay(name, hours);
        }
        // An old one that is gone on with stays.
        outbox.place("b").unwrap();
        assert_eq!(there(), "b.bundle c.bundle");
        lay("d.bundle", 2);
        lay("e.bundle", 1);
        outbox.arrived("d").unwrap();
        assert_eq!(there(), "e.bundle");
        outbox.arrived("unheard-of").unwrap();
        outbox.drop("unheard-of").unwrap();
        assert_eq!(there(), "e.bundle");
    }
}
