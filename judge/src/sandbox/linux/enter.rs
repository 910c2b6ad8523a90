//! Where a helper is at home: in a mount namespace of its own, on a stage that nobody else sees.
//!
//! As root that needs nothing else. An ordinary user first enters a user namespace in which only its own id exists.
use std::fs;
use std::io;
use std::os::fd::OwnedFd;

use rustix::fs::{CWD, Mode, OFlags};
use rustix::mount::{MountFlags, MountPropagationFlags};

use super::sys::{self, Side};

/// First user id of the pool; a slot has two ids, one to set the box up and one for the team's program.
const POOL: u32 = 62_000;
/// The id the team's program sees itself as.
pub(super) const INSIDE: u32 = 1000;
/// Folders to mount the stage on, in our namespace only: none is used by the helper, one exists everywhere.
const STAGES: [&str; 4] = ["/sys/kernel", "/mnt", "/media", "/srv"];

/// The ids of a helper's boxes, as its own namespace counts them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids {
    /// Root of the machine: two ids of the pool are mapped, and folders change owner by an id-mapped mount.
    pub(super) root: bool,
    /// Owner of the box while it is set up.
    pub(super) setup: u32,
    /// Owner of the team's processes.
    pub(super) payload: u32,
}

impl Ids {
    /// The mapping of a box's user namespace: never the machine's user 0.
    pub(super) fn map(self) -> String {
        if self.root {
            format!("0 {} 1\n{INSIDE} {} 1\n", self.setup, self.payload)
        } else {
            format!("{INSIDE} {} 1\n", self.payload)
        }
    }
}

/// Goes there; the current folder is then the stage, an empty tmpfs.
pub(super) fn enter(slot: u32) -> io::Result<Ids> {
    let root = rustix::process::geteuid().is_root();
    let ids = if root {
        sys::unshare(libc::CLONE_NEWNS | libc::CLONE_NEWUTS)
            .map_err(|error| step("a mount namespace", &error))?;
        pooled(slot)
    } else {
        own_namespace().map_err(|error| step("a user namespace", &error))?;
        Ids {
            root,
            setup: 0,
            payload: 0,
        }
    };
    // The name that boxes inherit: in them nobody may change it.
    rustix::system::sethostname(b"box")?;
    stage()?;
    Ok(ids)
}

/// As [`enter`], for a process that was forked off a helper with these ids.
pub(super) fn again(slot: u32, ids: Ids) -> io::Result<Ids> {
    sys::unshare(libc::CLONE_NEWNS).map_err(|error| step("a mount namespace", &error))?;
    stage()?;
    Ok(if ids.root { pooled(slot) } else { ids })
}

fn pooled(slot: u32) -> Ids {
    let setup = POOL + 2 * (slot % 1000);
    Ids {
        root: true,
        setup,
        payload: setup + 1,
    }
}

fn stage() -> io::Result<()> {
    rustix::mount::mount_change("/", MountPropagationFlags::REC | MountPropagationFlags::PRIVATE)?;
    let flags = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
    let stage = STAGES.iter().find(|stage| {
        rustix::mount::mount(
            "stage",
            **stage,
            "tmpfs",
            flags,
            c"size=1m,nr_inodes=4096,mode=755",
        )
        .is_ok()
    });
    let stage = stage.ok_or_else(|| io::Error::other("no folder to mount the stage on"))?;
    Ok(rustix::process::chdir(*stage)?)
}

fn step(what: &str, error: &io::Error) -> io::Error {
    io::Error::other(format!("{what}: {error}"))
}

fn own_namespace() -> io::Result<()> {
    let (uid, gid) = (
        rustix::process::geteuid().as_raw(),
        rustix::process::getegid().as_raw(),
    );
    sys::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWNS | libc::CLONE_NEWUTS)?;
    fs::write("/proc/self/setgroups", "deny")?;
    fs::write("/proc/self/uid_map", format!("0 {uid} 1\n"))?;
    fs::write("/proc/self/gid_map", format!("0 {gid} 1\n"))
}

/// Tells the kernel which ids exist in the user namespace of `pid`.
pub(super) fn write_maps(pid: i32, map: &str, groups: bool) -> io::Result<()> {
    if !groups {
        fs::write(format!("/proc/{pid}/setgroups"), "deny")?;
    }
    maps(pid, map, map)
}

fn maps(pid: i32, users: &str, groups: &str) -> io::Result<()> {
    fs::write(format!("/proc/{pid}/gid_map"), groups)?;
    fs::write(format!("/proc/{pid}/uid_map"), users)
}

/// A user namespace that exists only as a mapping: files of `owner` (user and group) shall appear as files of `payload`.
pub(super) fn mapping(owner: (u32, u32), payload: u32) -> io::Result<OwnedFd> {
    let (ours, theirs) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
    let pid = match sys::clone_into(libc::CLONE_NEWUSER, None)? {
        Side::Child => {
            drop(theirs);
            let mut byte = [0];
            let _ = rustix::io::read(&ours, &mut byte);
            sys::quit(0)
        }
        Side::Parent(pid) => pid,
    };
    let line = |id: u32| format!("{id} {payload} 1\n");
    let made = maps(pid, &line(owner.0), &line(owner.1)).and_then(|()| {
        let path = format!("/proc/{pid}/ns/user");
        Ok(rustix::fs::openat(
            CWD,
            path,
            OFlags::RDONLY | OFlags::CLOEXEC,
            Mode::empty(),
        )?)
    });
    drop(theirs);
    sys::wait(pid)?;
    made
}
