//! The files of an image layout: every blob is what its name says, or it is not read.
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::super::stream::Hashing;
use super::super::{Error, hex_of};
use super::documents::Descriptor;
use crate::finding::{Code, Finding};

/// Bytes of an index, a manifest or a configuration.
const LONGEST: u64 = 4 << 20;
/// Bytes of a layer: twice what a tree may hold, for headers and what was compressed badly.
const LARGEST: u64 = 32 << 30;

pub(super) struct Layout {
    root: PathBuf,
}

impl Layout {
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// The list of images. Nothing says what its digest should be.
    pub(super) fn index(&self) -> Result<Vec<u8>, Error> {
        let path = self.root.join("index.json");
        let file = regular(&path).map_err(|error| super::broken("index.json", &error.to_string()))?;
        whole("index.json", file)
    }

    /// A small blob as bytes, checked.
    pub(super) fn document(&self, descriptor: &Descriptor) -> Result<Vec<u8>, Error> {
        self.checked(descriptor, |blob| whole(&descriptor.digest, blob))
    }

    /// A blob, not checked.
    fn open(&self, descriptor: &Descriptor) -> Result<File, Error> {
        let Some(hex) = hex_of(&descriptor.digest) else {
            return Err(super::broken("index.json", "a digest that is not sha256"));
        };
        let path = self.root.join("blobs/sha256").join(hex);
        let missing = |error: io::Error| super::broken(&descriptor.digest, &error.to_string());
        regular(&path).map_err(missing)
    }

    /// What `read` makes of a blob, unless the blob is not what its descriptor says.
    pub(super) fn checked<T>(
        &self,
        descriptor: &Descriptor,
        read: impl FnOnce(&mut Hashing<File>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let file = self.open(descriptor)?;
        // Before a byte is read: a file with holes may be a terabyte that nobody had to send.
        let length = file.metadata()?.len();
        if length != descriptor.size {
            return Err(other(descriptor, length));
        }
        if length > LARGEST {
            return Err(super::broken(&descriptor.digest, "too large"));
        }
        let mut blob = Hashing::new(file);
        let made = read(&mut blob);
        let (size, digest) = blob.finish()?;
        if (size, digest.as_str()) != (descriptor.size, descriptor.digest.as_str()) {
            return Err(other(descriptor, size));
        }
        made
    }
}

/// A blob is not what its descriptor says.
fn other(descriptor: &Descriptor, found: u64) -> Error {
    let finding = Finding::new(Code::RuntimeBlob).file(&descriptor.digest);
    finding.arg("size", descriptor.size).arg("found", found).into()
}

fn regular(path: &Path) -> io::Result<File> {
    // Asked first: opening a pipe would wait for its other end.
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    File::open(path)
}

fn whole(name: &str, reader: impl Read) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = reader.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if read as u64 > LONGEST {
        return Err(super::broken(name, "too large"));
    }
    Ok(bytes)
}
