//! A folder that is filled by strangers: every name is resolved by the kernel as if the folder were the root of all
//! files (`openat2`, `RESOLVE_IN_ROOT`), so that no link in it, whenever it came, leads out.
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, ResolveFlags, Stat};
use rustix::io::Errno;

use super::Error;
use super::name::Name;
use crate::finding::{Code, Finding};

/// Bytes of a link's target.
const LONGEST: usize = 2048;
/// The kernel says "again" when something was renamed while it looked.
const AGAIN: usize = 32;

/// Bounds of what is imported, counted over everything that is written, also what a later layer replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all files together.
    pub bytes: u64,
    /// Bytes of one file.
    pub file: u64,
    /// Files, folders and links.
    pub entries: u64,
    /// Names in a path.
    pub depth: usize,
}

impl Limits {
    /// Room for any toolchain there is.
    pub const RUNTIME: Self = Self {
        bytes: 16 << 30,
        file: 4 << 30,
        entries: 1_000_000,
        depth: 64,
    };
}

/// Told the bytes written so far.
pub(super) type Progress<'a> = &'a mut dyn FnMut(u64);

/// The folder, and how much was put in.
pub(super) struct Tree<'a> {
    root: OwnedFd,
    pub(super) limits: Limits,
    bytes: u64,
    entries: u64,
    /// Devices, pipes and sockets that did not come along.
    pub(super) left_out: u64,
    progress: Progress<'a>,
}

impl<'a> Tree<'a> {
    /// `root` is an empty folder of ours.
    pub(super) fn new(root: &Path, limits: Limits, progress: Progress<'a>) -> io::Result<Self> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(Self {
            root: rustix::fs::openat(CWD, root, flags, Mode::empty())?,
            limits,
            bytes: 0,
            entries: 0,
            left_out: 0,
            progress,
        })
    }

    /// Makes a folder; one that is there stays, anything else there goes.
    pub(super) fn folder(&mut self, name: &Name) -> Result<(), Error> {
        self.count(name, 0)?;
        if name.is_root() {
            return Ok(());
        }
        let (parent, last) = self.place(name)?;
        match kind(&parent, last)? {
            Some(FileType::Directory) => return Ok(()),
            Some(_) => remove(&parent, last)?,
            None => {}
        }
        Ok(make_folder(&parent, last).map_err(io::Error::from)?)
    }

    /// Writes a file of exactly `size` bytes over whatever is there, never through it.
    pub(super) fn file(
        &mut self,
        name: &Name,
        executable: bool,
        (size, content): (u64, &mut dyn Read),
    ) -> Result<(), Error> {
        self.count(name, size)?;
        let (parent, last) = self.vacate(name)?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(if executable { 0o755 } else { 0o644 });
        let file = rustix::fs::openat(&parent, last, flags, mode).map_err(io::Error::from)?;
        rustix::fs::fchmod(&file, mode).map_err(io::Error::from)?;
        self.fill(File::from(file), (size, content))
    }

    fn fill(&mut self, mut file: File, (size, content): (u64, &mut dyn Read)) -> Result<(), Error> {
        let mut buffer = vec![0u8; 64 << 10];
        let mut left = size;
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let read = content
                .read(buffer.get_mut(..most).unwrap_or_default())
                .map_err(super::stream::broken)?;
            if read == 0 {
                return Err(super::stream::broken(io::ErrorKind::UnexpectedEof.into()));
            }
            file.write_all(buffer.get(..read).unwrap_or_default())?;
            left = left.saturating_sub(read as u64);
            self.bytes = self.bytes.saturating_add(read as u64);
            (self.progress)(self.bytes);
        }
        Ok(())
    }

    /// Makes a symbolic link; where it leads is nobody's business until a box is around it.
    pub(super) fn link(&mut self, name: &Name, target: &[u8]) -> Result<(), Error> {
        self.count(name, 0)?;
        if target.is_empty() || target.len() > LONGEST || target.contains(&0) {
            return Err(refused(Code::RuntimeLink, name, target));
        }
        let (parent, last) = self.vacate(name)?;
        Ok(rustix::fs::symlinkat(target, &parent, last).map_err(io::Error::from)?)
    }

    /// A second name for a file, or a link, that is there.
    pub(super) fn second_name(&mut self, name: &Name, target: &[u8]) -> Result<(), Error> {
        self.count(name, 0)?;
        let inside = target.strip_prefix(b"/").unwrap_or(target);
        let there = Name::parse(inside, self.limits.depth)?;
        if there == *name {
            return Ok(());
        }
        let no = || refused(Code::RuntimeLink, name, target);
        let (above, file) = there.split();
        let above = self.open(&above)?.ok_or_else(no)?;
        if !matches!(
            kind(&above, file)?,
            Some(FileType::RegularFile | FileType::Symlink)
        ) {
            return Err(no());
        }
        let (parent, last) = self.vacate(name)?;
        match rustix::fs::linkat(&above, file, &parent, last, AtFlags::empty()) {
            // The file went away with what stood in the new name's place.
            Err(Errno::NOENT) => Err(no()),
            done => Ok(done.map_err(io::Error::from)?),
        }
    }

    /// Takes away whatever is there, with all below it.
    pub(super) fn remove(&mut self, name: &Name) -> Result<(), Error> {
        let (parent, last) = name.split();
        if let Some(parent) = self.open(&parent)?.filter(|_| !last.is_empty()) {
            remove(&parent, last)?;
        }
        Ok(())
    }

    /// Takes away everything in a folder.
    pub(super) fn clear(&mut self, name: &Name) -> Result<(), Error> {
        if let Some(folder) = self.open(name)? {
            for child in children(&folder)? {
                remove(&folder, &child)?;
            }
        }
        Ok(())
    }

    /// The names in a folder.
    pub(super) fn list(&self, name: &Name) -> Result<Vec<Vec<u8>>, Error> {
        let folder = self.open(name)?;
        Ok(folder.map(|f| children(&f)).transpose()?.unwrap_or_default())
    }

    /// Whether there is a folder itself, not a link to one.
    pub(super) fn is_folder(&self, name: &Name) -> Result<bool, Error> {
        let (parent, last) = name.split();
        let Some(parent) = self.open(&parent)? else {
            return Ok(false);
        };
        Ok(kind(&parent, last)? == Some(FileType::Directory))
    }

    fn count(&mut self, name: &Name, size: u64) -> Result<(), Error> {
        self.entries += 1;
        if self.entries > self.limits.entries {
            let finding = Finding::new(Code::ArchiveTooMany).arg("limit", self.limits.entries);
            return Err(finding.into());
        }
        if size > self.limits.file || self.bytes.saturating_add(size) > self.limits.bytes {
            return Err(Finding::new(Code::ArchiveTooLarge).file(&name.shown()).into());
        }
        Ok(())
    }

    /// The folder in which `name` stands, made when missing, and the last name, which is free then.
    fn vacate<'n>(&self, name: &'n Name) -> Result<(OwnedFd, &'n [u8]), Error> {
        let (parent, last) = self.place(name)?;
        remove(&parent, last)?;
        Ok((parent, last))
    }

    fn place<'n>(&self, name: &'n Name) -> Result<(OwnedFd, &'n [u8]), Error> {
        let (parent, last) = name.split();
        if last.is_empty() {
            return Err(refused(Code::ArchiveName, name, b""));
        }
        Ok((self.make(&parent)?, last))
    }

    /// The folder, made when missing.
    fn make(&self, name: &Name) -> Result<OwnedFd, Error> {
        if let Some(folder) = self.open(name)? {
            return Ok(folder);
        }
        let (parent, last) = name.split();
        let above = self.make(&parent)?;
        match make_folder(&above, last) {
            // A link that leads nowhere, or a file.
            Err(Errno::EXIST) => return Err(refused(Code::RuntimeLink, name, b"")),
            made => made.map_err(io::Error::from)?,
        }
        let folder = self.open(name)?;
        folder.ok_or_else(|| refused(Code::RuntimeLink, name, b""))
    }

    /// The folder of this name, links followed inside the tree alone; `None` when there is none.
    fn open(&self, name: &Name) -> Result<Option<OwnedFd>, Error> {
        let path: &[u8] = if name.is_root() { b"." } else { name.bytes() };
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let resolve = ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS | ResolveFlags::NO_XDEV;
        for _ in 0..AGAIN {
            return match rustix::fs::openat2(&self.root, path, flags, Mode::empty(), resolve) {
                Ok(folder) => Ok(Some(folder)),
                Err(Errno::NOENT | Errno::NOTDIR) => Ok(None),
                Err(Errno::LOOP | Errno::XDEV | Errno::NAMETOOLONG) => {
                    Err(refused(Code::RuntimeLink, name, b""))
                }
                Err(Errno::AGAIN) => continue,
                Err(error) => Err(io::Error::from(error).into()),
            };
        }
        Err(io::Error::from(Errno::AGAIN).into())
    }
}

fn refused(code: Code, name: &Name, target: &[u8]) -> Error {
    let target = crate::text::escape(target, false);
    Finding::new(code)
        .file(&name.shown())
        .arg("target", target)
        .into()
}

fn make_folder(parent: &OwnedFd, name: &[u8]) -> rustix::io::Result<()> {
    let mode = Mode::from_raw_mode(0o755);
    rustix::fs::mkdirat(parent, name, mode)?;
    // Whatever the umask says. Nobody but us is in this tree, so the name still means what was made.
    rustix::fs::chmodat(parent, name, mode, AtFlags::empty())
}

/// What is there, links not followed.
fn kind(parent: &OwnedFd, name: &[u8]) -> io::Result<Option<FileType>> {
    match rustix::fs::statat(parent, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(Stat { st_mode, .. }) => Ok(Some(FileType::from_raw_mode(st_mode))),
        Err(Errno::NOENT) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn remove(parent: &OwnedFd, name: &[u8]) -> io::Result<()> {
    match rustix::fs::unlinkat(parent, name, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => Ok(()),
        Err(Errno::ISDIR | Errno::PERM) => {
            let path = format!("/proc/self/fd/{}", parent.as_raw_fd());
            std::fs::remove_dir_all(Path::new(&path).join(std::ffi::OsStr::from_bytes(name)))
        }
        Err(error) => Err(error.into()),
    }
}

fn children(folder: &OwnedFd) -> io::Result<Vec<Vec<u8>>> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let open = rustix::fs::openat(folder, ".", flags, Mode::empty())?;
    let mut names = Vec::new();
    for entry in rustix::fs::Dir::new(open)? {
        let name = entry?.file_name().to_bytes().to_vec();
        if name != b"." && name != b".." {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
