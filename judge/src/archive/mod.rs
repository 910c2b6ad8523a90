//! Packages as `.tar.zst`: packed the same way every time, unpacked without trust.
mod names;
mod pack;
mod unpack;

use std::io;

pub(crate) use names::fold;
pub use pack::{Content, Source, pack, pack_files};
pub use unpack::unpack;

use crate::finding::Finding;

/// Bounds of what is unpacked, enforced while it streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all files together.
    pub bytes: u64,
    /// Files and folders.
    pub files: u64,
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Names in a path.
    pub path_depth: usize,
}

impl Limits {
    /// Bounds for a challenge package or bundle.
    pub const PACKAGE: Self = Self {
        bytes: 1 << 30,
        files: 50_000,
        file_bytes: 256 << 20,
        path_depth: 24,
    };
}

/// Why an archive was not made or not unpacked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It holds what must not be in it, or is no archive.
    #[error("refused: {0}")]
    Refused(Box<Finding>),
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<Finding> for Error {
    fn from(finding: Finding) -> Self {
        Self::Refused(Box::new(finding))
    }
}

#[cfg(test)]
pub(crate) mod properties;
#[cfg(test)]
mod tests;
