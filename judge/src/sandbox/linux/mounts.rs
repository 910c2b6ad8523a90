//! Small verbs over the mount calls. Every mount of a box is made by one of these.
use std::ffi::CString;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix::fs::CWD;
use rustix::mount::{MountFlags, MoveMountFlags, OpenTreeFlags, UnmountFlags};

use super::sys;

/// Nothing in a box may gain rights by a file's mode or be a device of the machine.
pub(super) const TAME: u64 = libc::MOUNT_ATTR_NOSUID | libc::MOUNT_ATTR_NODEV;
const TAME_FLAGS: MountFlags = MountFlags::NOSUID.union(MountFlags::NODEV);

/// A private copy of the mounts below `path`, attached nowhere yet.
pub(super) fn detached(path: &Path) -> io::Result<OwnedFd> {
    let flags =
        OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC | OpenTreeFlags::AT_RECURSIVE;
    Ok(rustix::mount::open_tree(CWD, path, flags)?)
}

/// Attaches a detached mount.
pub(super) fn attach(tree: impl AsFd, at: impl AsRef<Path>) -> io::Result<()> {
    Ok(rustix::mount::move_mount(
        tree,
        "",
        CWD,
        at.as_ref(),
        MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH,
    )?)
}

/// Shows `from` at `at`, with these attributes.
pub(super) fn bind(from: &Path, at: impl AsRef<Path>, attributes: u64) -> io::Result<()> {
    let tree = detached(from)?;
    sys::mount_setattr(tree.as_fd(), attributes, None)?;
    attach(tree, at)
}

/// Mounts a bounded tmpfs.
pub(super) fn tmpfs(at: &str, bytes: u64, inodes: u64) -> io::Result<()> {
    file_system("tmpfs", at, &format!("size={bytes},nr_inodes={inodes},mode=755"))
}

/// Mounts a file system without a device.
pub(super) fn file_system(kind: &str, at: &str, options: &str) -> io::Result<()> {
    let options = CString::new(options)?;
    Ok(rustix::mount::mount(
        kind,
        at,
        kind,
        TAME_FLAGS,
        options.as_c_str(),
    )?)
}

/// Makes everything below a mount point read-only.
pub(super) fn freeze(at: &str) -> io::Result<()> {
    let flags = OpenTreeFlags::OPEN_TREE_CLOEXEC;
    let tree = rustix::mount::open_tree(CWD, at, flags)?;
    sys::mount_setattr(tree.as_fd(), libc::MOUNT_ATTR_RDONLY, None)
}

/// Takes a mount away from our namespace; whoever has a copy or an open folder keeps it.
pub(super) fn detach(at: &str) {
    let _ = rustix::mount::unmount(at, UnmountFlags::DETACH | UnmountFlags::NOFOLLOW);
}
