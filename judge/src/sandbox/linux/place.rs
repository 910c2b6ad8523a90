//! Where the helper stands, and how it steps into the view of files of a box and back.
use std::io;
use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{CWD, Mode, OFlags};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use super::sys;

/// The helper's own view of files: the machine's folders, and the stage as the current one.
#[derive(Debug)]
pub(super) struct Place {
    own: OwnedFd,
    stage: OwnedFd,
}

impl Place {
    /// The current view and folder.
    pub(super) fn here() -> io::Result<Self> {
        Ok(Self {
            own: namespace("self", "mnt")?,
            stage: rustix::fs::openat(CWD, ".", OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?,
        })
    }

    /// Does something in another view, at its root. A helper that cannot step back is of no use to anybody.
    pub(super) fn within<T>(&self, view: impl AsFd, what: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        step(view)?;
        let done = what();
        if self.back().is_err() {
            sys::quit(1)
        }
        done
    }

    /// Makes a view in which `folder`, a mount point, is the root, and nothing else exists.
    pub(super) fn view_on(&self, folder: &str) -> io::Result<OwnedFd> {
        let proc = rustix::fs::openat(CWD, "/proc", OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?;
        sys::unshare(libc::CLONE_NEWNS)?;
        let made = turn(folder).and_then(|()| {
            let flags = OFlags::RDONLY | OFlags::CLOEXEC;
            Ok(rustix::fs::openat(&proc, "self/ns/mnt", flags, Mode::empty())?)
        });
        if self.back().is_err() {
            sys::quit(1)
        }
        made
    }

    fn back(&self) -> io::Result<()> {
        step(&self.own)?;
        Ok(rustix::process::fchdir(&self.stage)?)
    }
}

fn turn(folder: &str) -> io::Result<()> {
    rustix::process::chdir(folder)?;
    rustix::process::pivot_root(".", ".")?;
    Ok(rustix::mount::unmount(".", rustix::mount::UnmountFlags::DETACH)?)
}

fn step(view: impl AsFd) -> io::Result<()> {
    Ok(move_into_link_name_space(
        view.as_fd(),
        Some(LinkNameSpaceType::Mount),
    )?)
}

/// A namespace of a process, by its name below `/proc`.
pub(super) fn namespace(process: &str, kind: &str) -> io::Result<OwnedFd> {
    let path = format!("/proc/{process}/ns/{kind}");
    let flags = OFlags::RDONLY | OFlags::CLOEXEC;
    Ok(rustix::fs::openat(CWD, path, flags, Mode::empty())?)
}
