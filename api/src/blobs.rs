//! Files kept by their hash: written once, never changed, found again on every host that shares the store.
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

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

    /// On the file system of the store, so that moving in is a rename.
    fn scratch(&self) -> io::Result<PathBuf> {
        let scratch = self.data.join("tmp");
        std::fs::create_dir_all(&scratch)?;
        Ok(scratch)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

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
