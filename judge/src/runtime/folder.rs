//! A folder into a tree: regular files, folders and links, none of them followed.
use std::ffi::CStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags};

use super::Error;
use super::name::Name;
use super::settle::NOT_OURS;
use super::tree::Tree;

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
const READ: OFlags = OFlags::RDONLY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::NONBLOCK)
    .union(OFlags::CLOEXEC);

/// Copies a root file system; `/proc` and its like, which may be alive, are not looked into.
pub(super) fn copy(from: &Path, tree: &mut Tree<'_>) -> Result<(), Error> {
    let root = rustix::fs::openat(CWD, from, FOLDER, Mode::empty()).map_err(io::Error::from)?;
    content(&root, &Name::parse(b"", 0)?, tree)
}

fn content(from: &OwnedFd, name: &Name, tree: &mut Tree<'_>) -> Result<(), Error> {
    for entry in Dir::read_from(from).map_err(io::Error::from)? {
        let entry = entry.map_err(io::Error::from)?;
        let own = entry.file_name();
        let dot = own == c"." || own == c"..";
        let not_ours = name.is_root() && NOT_OURS.iter().any(|n| n.as_bytes() == own.to_bytes());
        if !dot && !not_ours {
            one((from, own), &name.join(own.to_bytes()), tree)?;
        }
    }
    Ok(())
}

fn one((from, own): (&OwnedFd, &CStr), name: &Name, tree: &mut Tree<'_>) -> Result<(), Error> {
    // The depth is bounded here, and with it this recursion.
    let name = &Name::parse(name.bytes(), tree.limits.depth)?;
    let told = |error: rustix::io::Errno| io::Error::other(format!("{}: {error}", name.shown()));
    let facts = rustix::fs::statat(from, own, AtFlags::SYMLINK_NOFOLLOW).map_err(told)?;
    match FileType::from_raw_mode(facts.st_mode) {
        FileType::Directory => {
            tree.folder(name)?;
            let folder =
                rustix::fs::openat(from, own, FOLDER | OFlags::NOFOLLOW, Mode::empty()).map_err(told)?;
            content(&folder, name, tree)
        }
        FileType::RegularFile => {
            let mut file = File::from(rustix::fs::openat(from, own, READ, Mode::empty()).map_err(told)?);
            let facts = file.metadata()?;
            if !facts.is_file() {
                return Err(told(rustix::io::Errno::AGAIN).into());
            }
            let executable = std::os::unix::fs::PermissionsExt::mode(&facts.permissions()) & 0o111 != 0;
            tree.file(name, executable, (facts.len(), &mut file))
        }
        FileType::Symlink => {
            let target = rustix::fs::readlinkat(from.as_fd(), own, Vec::new()).map_err(told)?;
            tree.link(name, target.as_bytes())
        }
        _ => {
            tree.left_out += 1;
            Ok(())
        }
    }
}
