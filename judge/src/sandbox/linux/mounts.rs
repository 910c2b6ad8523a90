//! Small verbs over the mount calls. Every mount of a box is made by one of these.
use std::ffi::CString;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix::fs::CWD;
use rustix::mount::{
    FsMountFlags, FsOpenFlags, MountAttrFlags, MountFlags, MoveMountFlags, OpenTreeFlags, UnmountFlags,
};

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
    attach(piece(from, attributes)?, at)
}

/// Mounts a bounded tmpfs.
pub(super) fn tmpfs(at: &str, bytes: u64, inodes: u64) -> io::Result<()> {
    let options = CString::new(format!("size={bytes},nr_inodes={inodes},mode=755"))?;
    Ok(rustix::mount::mount(
        "tmpfs",
        at,
        "tmpfs",
        TAME_FLAGS,
        options.as_c_str(),
    )?)
}

/// Gives a mounted tmpfs another size.
pub(super) fn resize(at: &str, bytes: u64, inodes: u64) -> io::Result<()> {
    let options = CString::new(format!("size={bytes},nr_inodes={inodes}"))?;
    Ok(rustix::mount::mount_remount(at, TAME_FLAGS, options.as_c_str())?)
}

/// A file system without a device, attached nowhere yet. Paths in its options are read in the current folder.
pub(super) fn unattached(kind: &str, options: &[(&str, &str)], flags: &[&str]) -> io::Result<OwnedFd> {
    let context = rustix::mount::fsopen(kind, FsOpenFlags::FSOPEN_CLOEXEC)?;
    for (name, value) in options {
        rustix::mount::fsconfig_set_string(context.as_fd(), *name, *value)?;
    }
    for name in flags {
        rustix::mount::fsconfig_set_flag(context.as_fd(), *name)?;
    }
    rustix::mount::fsconfig_create(context.as_fd())?;
    let attributes = MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NODEV;
    Ok(rustix::mount::fsmount(
        context.as_fd(),
        FsMountFlags::FSMOUNT_CLOEXEC,
        attributes,
    )?)
}

/// A private copy of the mount at `path` with these attributes, attached nowhere yet.
pub(super) fn piece(path: &Path, attributes: u64) -> io::Result<OwnedFd> {
    let tree = detached(path)?;
    sys::mount_setattr(tree.as_fd(), attributes, None)?;
    Ok(tree)
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
