//! Unpacks a `.tar.zst` from a stranger: files and folders only, plain names, within bounds.
use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use tar::{Archive, Entry, EntryType};

use super::names::Names;
use super::{Error, Limits};
use crate::finding::{Code, Finding};

/// Memory for the decoder, as a power of two: 16 MiB. Our packer needs 4.
const WINDOW_LOG: u32 = 24;

/// Unpacks into `dir`, which is made when missing and must be empty. After an error it is half filled:
/// unpack into a scratch folder and move it.
///
/// # Errors
/// When the archive is broken, holds anything but files and folders with plain names, or passes a limit.
pub fn unpack(reader: impl Read, dir: &Path, limits: Limits) -> Result<(), Error> {
    fs::create_dir_all(dir)?;
    if fs::read_dir(dir)?.next().is_some() {
        return Err(io::Error::from(io::ErrorKind::DirectoryNotEmpty).into());
    }
    let mut decoder = zstd::Decoder::new(reader)?;
    decoder.window_log_max(WINDOW_LOG)?;
    // Headers and padding need at most 1 KiB per entry, the end two blocks and their padding.
    let most = limits
        .bytes
        .saturating_add(limits.files.saturating_mul(1024))
        .saturating_add(64 << 10);
    let mut archive = Archive::new(Bounded {
        inner: decoder,
        left: most,
    });
    let mut unpacking = Unpacking {
        dir,
        limits,
        names: Names::default(),
        bytes: 0,
        entries: 0,
    };
    // Raw: extended headers are refused like any other special entry instead of being read into memory.
    for entry in archive.entries().map_err(broken)?.raw(true) {
        unpacking.entry(entry.map_err(broken)?)?;
    }
    Ok(())
}

/// What a broken stream says is a property of the archive, not of our disk.
fn broken(error: io::Error) -> Error {
    if error
        .get_ref()
        .and_then(|e| e.downcast_ref::<PastLimit>())
        .is_some()
    {
        return Finding::new(Code::ArchiveTooLarge).into();
    }
    Finding::new(Code::ArchiveBroken).arg("reason", error).into()
}

struct Unpacking<'a> {
    dir: &'a Path,
    limits: Limits,
    names: Names,
    bytes: u64,
    entries: u64,
}

impl Unpacking<'_> {
    fn entry<R: Read>(&mut self, entry: Entry<'_, R>) -> Result<(), Error> {
        self.entries += 1;
        if self.entries > self.limits.files {
            return Err(Finding::new(Code::ArchiveTooMany)
                .arg("limit", self.limits.files)
                .into());
        }
        let header = entry.header();
        let raw = header.path_bytes().into_owned();
        match header.entry_type() {
            EntryType::Regular => self.file(entry, &raw),
            EntryType::Directory => self.folder(&raw, entry.size()),
            _ => Err(Finding::new(Code::ArchiveKind)
                .file(&crate::text::escape(&raw, false))
                .into()),
        }
    }

    fn folder(&mut self, raw: &[u8], size: u64) -> Result<(), Error> {
        if raw == b"./" || raw == b"." {
            return Ok(());
        }
        let path = self.names.take(raw, false, self.limits.path_depth)?;
        if size > 0 {
            return Err(Finding::new(Code::ArchiveKind).file(&path).into());
        }
        fs::create_dir_all(self.dir.join(path))?;
        Ok(())
    }

    fn file<R: Read>(&mut self, mut entry: Entry<'_, R>, raw: &[u8]) -> Result<(), Error> {
        let path = self.names.take(raw, true, self.limits.path_depth)?;
        let size = entry.size();
        self.bytes = self.bytes.saturating_add(size);
        if size > self.limits.file_bytes || self.bytes > self.limits.bytes {
            return Err(Finding::new(Code::ArchiveTooLarge).file(&path).into());
        }
        let executable = entry.header().mode().map_err(broken)? & 0o100 != 0;
        let target = self.dir.join(&path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        let mode = if executable { 0o755 } else { 0o644 };
        // `create_new`: never through a link, never over another file.
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(mode)
            .open(&target)?;
        copy(&mut entry, &mut file, size)
    }
}

/// Copies exactly `size` bytes; tells a broken archive from a full disk.
fn copy(reader: &mut impl Read, writer: &mut impl io::Write, size: u64) -> Result<(), Error> {
    let mut buffer = vec![0u8; 64 << 10];
    let mut left = size;
    while left > 0 {
        let read = reader.read(&mut buffer).map_err(broken)?;
        if read == 0 {
            return Err(broken(io::ErrorKind::UnexpectedEof.into()));
        }
        writer.write_all(buffer.get(..read).unwrap_or_default())?;
        left = left.saturating_sub(read as u64);
    }
    Ok(())
}

/// The stream grew past what the limits allow together: a decompression bomb.
#[derive(Debug, thiserror::Error)]
#[error("past the limit")]
struct PastLimit;

struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(PastLimit));
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.inner.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}
