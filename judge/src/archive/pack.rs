//! Packs files into a `.tar.zst` that is equal, byte for byte, whenever the files are.
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::Error;
use crate::finding::{Code, Finding};
use crate::package::paths;

/// One file to pack.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name in the archive.
    pub path: String,
    /// Whether it is executable.
    pub executable: bool,
    /// Where its bytes are.
    pub content: Content,
}

/// Where the bytes of a [`Source`] are.
#[derive(Debug, Clone)]
pub enum Content {
    /// In this file.
    File(PathBuf),
    /// Here.
    Bytes(Vec<u8>),
}

/// Packs every file below `dir`. Anything but regular files and folders is refused.
///
/// # Errors
/// When a name or a kind of file cannot be packed, or reading or writing fails.
pub fn pack(dir: &Path, writer: impl Write) -> Result<(), Error> {
    let mut sources = Vec::new();
    for entry in walkdir::WalkDir::new(dir).min_depth(1) {
        let entry = entry.map_err(std::io::Error::from)?;
        let relative = entry.path().strip_prefix(dir).unwrap_or(entry.path());
        let shown = crate::text::escape(relative.as_os_str().as_encoded_bytes(), false);
        if entry.file_type().is_dir() {
            continue;
        }
        if !entry.file_type().is_file() {
            return Err(Finding::new(Code::ArchiveKind).file(&shown).into());
        }
        let Some(path) = relative.to_str() else {
            return Err(Finding::new(Code::ArchiveName).file(&shown).into());
        };
        sources.push(Source {
            path: path.to_owned(),
            executable: is_executable(entry.path())?,
            content: Content::File(entry.path().to_owned()),
        });
    }
    pack_files(sources, writer)
}

fn is_executable(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(path.symlink_metadata()?.permissions().mode() & 0o100 != 0)
}

/// Packs these files, sorted by path; times are zero, owners root, modes 0644 or 0755.
///
/// # Errors
/// As [`pack`].
pub fn pack_files(mut sources: Vec<Source>, writer: impl Write) -> Result<(), Error> {
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let mut tar = tar::Builder::new(zstd::Encoder::new(writer, 9)?);
    for source in &sources {
        append(&mut tar, source)?;
    }
    tar.into_inner()?.finish()?.flush()?;
    Ok(())
}

fn append<W: Write>(tar: &mut tar::Builder<W>, source: &Source) -> Result<(), Error> {
    if !paths::is_safe(&source.path) {
        return Err(Finding::new(Code::ArchiveName).file(&source.path).into());
    }
    match &source.content {
        Content::Bytes(bytes) => append_bytes(tar, source, bytes.len() as u64, bytes.as_slice()),
        Content::File(path) => {
            let file = File::open(path)?;
            let size = file.metadata()?.len();
            // A file that grows meanwhile must not spill into the next header.
            append_bytes(tar, source, size, file.take(size))
        }
    }
}

fn append_bytes<W: Write>(
    tar: &mut tar::Builder<W>,
    source: &Source,
    size: u64,
    content: impl Read,
) -> Result<(), Error> {
    let mut header = tar::Header::new_ustar();
    if header.set_path(&source.path).is_err() {
        return Err(Finding::new(Code::ArchiveNameLong).file(&source.path).into());
    }
    header.set_size(size);
    header.set_mode(if source.executable { 0o755 } else { 0o644 });
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_entry_type(tar::EntryType::Regular);
    header.set_cksum();
    let mut counted = Counted {
        inner: content,
        left: size,
    };
    tar.append(&header, &mut counted)?;
    if counted.left > 0 {
        return Err(std::io::Error::other("a file shrank while it was packed").into());
    }
    Ok(())
}

/// Knows how much of the promised size is still to come.
struct Counted<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}
