//! Copying trees that others wrote: folders, regular files and symbolic links; no link is followed, nothing else is copied.
use std::ffi::{CStr, OsStr};
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{AtFlags, Dir, FileType, Gid, Mode, OFlags, Uid};
use rustix::io::Errno;

/// Folders below folders; deeper trees are refused.
const DEEPEST: u32 = 64;
const FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);
const READ: OFlags = OFlags::RDONLY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::NONBLOCK)
    .union(OFlags::CLOEXEC);
const WRITE: OFlags = OFlags::WRONLY
    .union(OFlags::CREATE)
    .union(OFlags::EXCL)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// How much may still be copied.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: u64,
    entries: u64,
    depth: u32,
}

/// What stopped a copy: the tree is too large, which is its author's affair, or our own trouble.
#[derive(Debug)]
pub(super) enum Stop {
    TooLarge,
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
impl From<Errno> for Stop {
    fn from(error: Errno) -> Self {
        Self::Io(error.into())
    }
}
impl From<Stop> for io::Error {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::TooLarge => io::Error::other("the tree is too large"),
            Stop::Io(error) => error,
        }
    }
}

impl Budget {
    pub(super) fn new(bytes: u64, entries: u64) -> Self {
        Self {
            bytes,
            entries,
            depth: DEEPEST,
        }
    }

    fn take(&mut self, bytes: u64) -> Result<(), Stop> {
        self.entries = self.entries.checked_sub(1).ok_or(Stop::TooLarge)?;
        self.bytes = self.bytes.checked_sub(bytes).ok_or(Stop::TooLarge)?;
        Ok(())
    }
}

/// Copies the content of one folder into another, over what is there; `owner` becomes the owner of the copies.
pub(super) fn copy(
    from: &impl AsFd,
    to: &impl AsFd,
    budget: &mut Budget,
    owner: Option<u32>,
) -> Result<(), Stop> {
    for entry in Dir::read_from(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == c"." || name == c".." {
            continue;
        }
        one(from, to, name, &mut Step { budget, owner })?;
    }
    Ok(())
}

struct Step<'a> {
    budget: &'a mut Budget,
    owner: Option<u32>,
}

fn one(from: &impl AsFd, to: &impl AsFd, name: &CStr, step: &mut Step<'_>) -> Result<(), Stop> {
    let facts = rustix::fs::statat(from, name, AtFlags::SYMLINK_NOFOLLOW)?;
    let kind = FileType::from_raw_mode(facts.st_mode);
    match kind {
        FileType::Directory => {
            step.budget.take(0)?;
            folder(from, to, name, step)?;
        }
        FileType::RegularFile => {
            step.budget
                .take(u64::try_from(facts.st_size).unwrap_or(u64::MAX))?;
            make_room(to, name)?;
            file(from, to, name, facts.st_mode & 0o111 != 0)?;
        }
        FileType::Symlink => {
            step.budget.take(0)?;
            make_room(to, name)?;
            let target = rustix::fs::readlinkat(from, name, Vec::new())?;
            rustix::fs::symlinkat(target, to, name)?;
        }
        _ => return Ok(()),
    }
    if let Some(owner) = step.owner {
        let (uid, gid) = (Uid::from_raw(owner), Gid::from_raw(owner));
        rustix::fs::chownat(to, name, Some(uid), Some(gid), AtFlags::SYMLINK_NOFOLLOW)?;
    }
    Ok(())
}

fn folder(from: &impl AsFd, to: &impl AsFd, name: &CStr, step: &mut Step<'_>) -> Result<(), Stop> {
    step.budget.depth = step.budget.depth.checked_sub(1).ok_or(Stop::TooLarge)?;
    let source = open_anyway(from, name, FOLDER, 0o700)?;
    let target = match rustix::fs::openat(to, name, FOLDER, Mode::empty()) {
        Ok(target) => target,
        Err(_) => {
            make_room(to, name)?;
            rustix::fs::mkdirat(to, name, Mode::from_raw_mode(0o755))?;
            rustix::fs::openat(to, name, FOLDER, Mode::empty())?
        }
    };
    rustix::fs::fchmod(&target, Mode::from_raw_mode(0o755))?;
    copy(&source, &target, step.budget, step.owner)?;
    step.budget.depth += 1;
    Ok(())
}

fn file(from: &impl AsFd, to: &impl AsFd, name: &CStr, executable: bool) -> Result<(), Stop> {
    let mode = Mode::from_raw_mode(if executable { 0o755 } else { 0o644 });
    let source = File::from(open_anyway(from, name, READ, 0o600)?);
    let size = source.metadata()?.len();
    let mut target = File::from(rustix::fs::openat(to, name, WRITE, mode)?);
    // Bounded by the size that was paid for: the file cannot grow any more, and if it could, we would not follow.
    io::copy(&mut source.take(size), &mut target)?;
    rustix::fs::fchmod(&target, mode)?;
    Ok(())
}

/// Opens what its owner may have locked for himself: an ordinary user first takes the right to read back.
fn open_anyway(at: &impl AsFd, name: &CStr, flags: OFlags, mode: u32) -> Result<OwnedFd, Stop> {
    match rustix::fs::openat(at, name, flags, Mode::empty()) {
        Err(Errno::ACCESS) => {
            rustix::fs::chmodat(at, name, Mode::from_raw_mode(mode), AtFlags::empty())?;
            Ok(rustix::fs::openat(at, name, flags, Mode::empty())?)
        }
        other => Ok(other?),
    }
}

/// A lower layer may have put something of another kind there.
fn make_room(at: &impl AsFd, name: &CStr) -> Result<(), Stop> {
    match rustix::fs::unlinkat(at, name, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => Ok(()),
        Err(Errno::ISDIR | Errno::PERM) => Ok(remove_folder(at, name)?),
        Err(error) => Err(error.into()),
    }
}

fn remove_folder(at: &impl AsFd, name: &CStr) -> io::Result<()> {
    let path = format!("/proc/self/fd/{}", at.as_fd().as_raw_fd());
    std::fs::remove_dir_all(Path::new(&path).join(OsStr::from_bytes(name.to_bytes())))
}

/// Bytes of regular files below a folder of ours.
pub(super) fn weight(folder: &Path) -> u64 {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten();
    files
        .filter_map(|entry| entry.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|facts| facts.len())
        .sum()
}
