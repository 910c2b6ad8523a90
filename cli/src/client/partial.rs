//! A download that may be cut: its bytes lie on disk under the name of what they are a part of, until the rest has
//! come. One process at a time holds them.
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::error::{Error, disk};

/// Nobody comes back for a part that is older than this.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// What there is of the bundle of one challenge.
#[derive(Debug)]
pub(super) struct Partial {
    folder: PathBuf,
    id: String,
    held: Option<Held>,
}

#[derive(Debug)]
struct Held {
    file: File,
    /// Where it stays when we end; a file without a name goes.
    path: Option<PathBuf>,
    /// SHA-256 of the whole, where the server announced it.
    hash: Option<String>,
    size: u64,
}

impl Partial {
    /// Takes what an earlier download of `id` has left in `folder`.
    pub(super) fn open(folder: &Path, id: &str) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(disk(folder))?;
        let mut partial = Self {
            folder: folder.to_owned(),
            id: id.to_owned(),
            held: None,
        };
        for entry in fs::read_dir(folder).map_err(disk(folder))?.flatten() {
            let path = entry.path();
            let held = hold(&path).filter(|_| path.extension().is_some_and(|end| end == "part"));
            let Some((file, about)) = held else {
                continue;
            };
            let age = about.modified().ok().and_then(|at| at.elapsed().ok());
            match part_of(&path, id).map(str::to_owned) {
                _ if age.is_some_and(|age| age > KEPT) => drop(fs::remove_file(&path)),
                Some(hash) if partial.held.is_none() => {
                    partial.held = Some(Held {
                        file,
                        path: Some(path),
                        hash: Some(hash),
                        size: about.len(),
                    });
                }
                _ => {}
            }
        }
        Ok(partial)
    }

    /// Bytes that need not come again.
    pub(super) fn size(&self) -> u64 {
        self.held.as_ref().map_or(0, |held| held.size)
    }

    /// The entity tag of what they are a part of; without one nothing can be gone on with.
    pub(super) fn tag(&self) -> Option<String> {
        let hash = self.held.as_ref().filter(|held| held.size > 0)?.hash.as_ref()?;
        Some(format!("\"{hash}\""))
    }

    /// Begins anew with a bundle of this hash.
    pub(super) fn begin(&mut self, hash: Option<&str>) -> Result<(), Error> {
        self.discard();
        let path = hash.map(|hash| self.folder.join(format!("{}-{hash}.part", self.id)));
        let named = path.as_ref().and_then(|path| {
            let file = File::options().read(true).create(true).append(true).open(path);
            file.ok().filter(|file| file.try_lock().is_ok())
        });
        let (file, path) = match named {
            Some(file) => (file, path),
            // Somebody else loads the same just now; ours then ends with us.
            None => (
                tempfile::tempfile_in(&self.folder).map_err(disk(&self.folder))?,
                None,
            ),
        };
        file.set_len(0).map_err(disk(&self.folder))?;
        self.held = Some(Held {
            file,
            path,
            hash: hash.map(str::to_owned),
            size: 0,
        });
        Ok(())
    }

    /// Adds what has come.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if let Some(held) = &mut self.held {
            held.file.write_all(bytes).map_err(disk(&self.folder))?;
            held.size += bytes.len() as u64;
        }
        Ok(())
    }

    /// Throws away what has come.
    pub(super) fn discard(&mut self) {
        if let Some(path) = self.held.take().and_then(|held| held.path) {
            let _ = fs::remove_file(path);
        }
    }

    /// The whole file from its beginning, with its SHA-256. Its name goes.
    pub(super) fn end(mut self) -> Result<Option<(File, String)>, Error> {
        let failed = disk(&self.folder);
        let Some(mut held) = self.held.take() else {
            return Ok(None);
        };
        if let Some(path) = &held.path {
            let _ = fs::remove_file(path);
        }
        let hash = digest(&mut held.file).map_err(failed)?;
        Ok(Some((held.file, hash)))
    }
}

/// SHA-256 of a file, which then stands at its beginning again.
fn digest(file: &mut File) -> std::io::Result<String> {
    file.seek(SeekFrom::Start(0))?;
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 64 << 10]);
    loop {
        let read = file.read(&mut buffer)?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else {
            break;
        };
        hash.update(piece);
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(hex::encode(hash.finalize()))
}

/// The file at `path`, if it is one that nobody else holds.
fn hold(path: &Path) -> Option<(File, fs::Metadata)> {
    let file = File::options().read(true).append(true).open(path).ok()?;
    file.try_lock().ok()?;
    let about = file.metadata().ok()?;
    Some((file, about))
}

/// The hash of the whole of which `path` is a part, when it is of `id`. Pure.
fn part_of<'a>(path: &'a Path, id: &str) -> Option<&'a str> {
    let name = path.file_stem()?.to_str()?;
    let hash = name.strip_prefix(id)?.strip_prefix('-')?;
    super::download::is_hash(hash).then_some(hash)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::Partial;

    #[test]
    fn what_has_come_is_there_for_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let hash = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(b"whole"));
        let open = |id| Partial::open(folder.path(), id).unwrap();
        let mut first = open("jumla");
        assert_eq!((first.size(), first.tag()), (0, None));
        first.begin(Some(&hash)).unwrap();
        first.append(b"who").unwrap();
        // Held by the first; and another challenge has nothing of it.
        assert_eq!(open("jumla").size(), 0);
        drop(first);
        assert_eq!(open("jumla-mbili").size(), 0);
        let mut second = open("jumla");
        assert_eq!((second.size(), second.tag()), (3, Some(format!("\"{hash}\""))));
        second.append(b"le").unwrap();
        let (mut file, computed) = second.end().unwrap().unwrap();
        assert_eq!(computed, hash);
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "whole");
        assert_eq!(open("jumla").size(), 0);
    }
}
