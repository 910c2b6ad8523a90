//! Files kept by their hash: written once, never changed, found again on every host that shares the store.
use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};
use wire::Timestamp;

/// Scratch that nobody touched for a day belongs to nobody, in milliseconds.
const ABANDONED: i64 = 24 * 3600 * 1000;

/// What a file is; each kind has its own shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shelf {
    /// Whole packages as their authors sent them. Secret.
    Packages,
    /// Public bundles.
    Bundles,
}

/// The store, and the scratch space beside it from which files move in.
#[derive(Debug, Clone)]
pub(crate) struct Blobs {
    data: PathBuf,
}

impl Blobs {
    /// The store in the data folder.
    pub(crate) fn new(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
        }
    }

    /// Where the file with this hash is, or would be.
    pub(crate) fn path(&self, shelf: Shelf, hash: &str) -> PathBuf {
        let shelf = match shelf {
            Shelf::Packages => "packages",
            Shelf::Bundles => "bundles",
        };
        let drawer = hash.get(..2).unwrap_or("00");
        self.data.join("blobs").join(shelf).join(drawer).join(hash)
    }

    /// Keeps `file` under `hash`; when this returns it survives a power cut. Blocks.
    pub(crate) fn keep(&self, shelf: Shelf, hash: &str, file: NamedTempFile) -> io::Result<()> {
        let place = self.path(shelf, hash);
        if place.try_exists()? {
            return Ok(());
        }
        file.as_file().sync_all()?;
        let drawer = place.parent().unwrap_or(&self.data);
        std::fs::create_dir_all(drawer)?;
        file.persist(&place)?;
        File::open(drawer)?.sync_all()
    }

    /// A file that vanishes unless it is kept. Blocks.
    pub(crate) fn scratch_file(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(self.scratch()?)
    }

    /// A folder that vanishes unless it is kept. Blocks.
    pub(crate) fn scratch_folder(&self) -> io::Result<TempDir> {
        TempDir::new_in(self.scratch()?)
    }

    /// Removes scratch files and folders that a crash left behind. Younger ones may belong to a living
    /// process. Blocks.
    pub(crate) fn sweep(&self, now: Timestamp) -> io::Result<()> {
        for entry in std::fs::read_dir(self.scratch()?)? {
            let entry = entry?;
            let Ok(data) = entry.metadata() else {
                continue;
            };
            if !is_abandoned(changed(&data), now) {
                continue;
            }
            let gone = match data.is_dir() {
                true => std::fs::remove_dir_all(entry.path()),
                false => std::fs::remove_file(entry.path()),
            };
            if let Err(error) = gone {
                tracing::warn!(path = %entry.path().display(), %error, "scratch stays");
            }
        }
        Ok(())
    }

    /// On the file system of the store, so that moving in is a rename.
    fn scratch(&self) -> io::Result<PathBuf> {
        let scratch = self.data.join("tmp");
        std::fs::create_dir_all(&scratch)?;
        Ok(scratch)
    }
}

/// When it last changed; the beginning of time when the file system does not know.
fn changed(data: &Metadata) -> Timestamp {
    Timestamp(data.mtime().saturating_mul(1000))
}

fn is_abandoned(changed: Timestamp, now: Timestamp) -> bool {
    changed.plus(ABANDONED) <= now
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn scratch_of_a_crash_is_swept_after_a_day() {
        let data = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(data.path());
        let (file, path) = blobs.scratch_file().unwrap().keep().unwrap();
        let folder = blobs.scratch_folder().unwrap().keep();
        let now = changed(&file.metadata().unwrap());
        for (later, there) in [(0, true), (ABANDONED - 60_000, true), (ABANDONED + 60_000, false)] {
            blobs.sweep(now.plus(later)).unwrap();
            assert_eq!(
                (path.exists(), folder.exists()),
                (there, there),
                "after {later} ms"
            );
        }
    }

    #[test]
    fn a_kept_file_is_found_by_its_hash_and_keeping_it_again_changes_nothing() {
        let data = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(data.path());
        for text in ["first", "second"] {
            let mut file = blobs.scratch_file().unwrap();
            file.write_all(text.as_bytes()).unwrap();
            blobs.keep(Shelf::Bundles, "abcd", file).unwrap();
        }
        let kept = blobs.path(Shelf::Bundles, "abcd");
        assert_eq!(std::fs::read_to_string(kept).unwrap(), "first");
        assert!(!blobs.path(Shelf::Packages, "abcd").exists());
        assert_eq!(std::fs::read_dir(data.path().join("tmp")).unwrap().count(), 0);
    }
}
