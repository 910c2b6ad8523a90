//! A box that stands before anybody asks for it: everything is made but what differs from run to run.
//!
//! It is used for one run and never again. What a run brings - limits, the tree at `/work`, input, the program - is
//! given to it when the run is asked for.
use std::io;
use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{CWD, Gid, Mode, OFlags, Uid};
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use super::enter::{self, Ids};
use super::helper::Helper;
use super::init::Init;
use super::output::Output;
use super::payload::Kit;
use super::place::namespace;
use super::sys::{self, Side};
use super::work::Scratch;

/// All but the network's, see `network`, that of groups, see `init`, and that of the host's name, which is the helper's.
const NAMESPACES: i32 = libc::CLONE_NEWUSER | libc::CLONE_NEWNS | libc::CLONE_NEWPID | libc::CLONE_NEWIPC;

/// The helper's side of it.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) pid: Pid,
    pub(super) pidfd: OwnedFd,
    pub(super) link: OwnedFd,
    pub(super) stdout: OwnedFd,
    pub(super) stderr: OwnedFd,
    /// Its view of files. Whoever holds it spares the box's end the work of taking the view down.
    pub(super) view: OwnedFd,
    pub(super) scratch: Scratch,
}

impl Helper {
    /// Makes one for the current root, with so much scratch space.
    pub(super) fn prepare(&mut self, disk: u64) -> io::Result<Ready> {
        self.network.provide()?;
        let (scratch, attached) = self.workshop.prepare(disk)?;
        let (stdout, out) = Output::pipe()?;
        let (stderr, err) = Output::pipe()?;
        give(self.ids, [&out, &err])?;
        let (link, theirs) = socketpair(
            AddressFamily::UNIX,
            SocketType::STREAM,
            SocketFlags::CLOEXEC,
            None,
        )?;
        let nothing = rustix::fs::openat(CWD, "/dev/null", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
        let init = Init {
            ids: self.ids,
            link: theirs,
            scratch: attached,
            kit: Kit {
                nothing,
                stdout: out,
                stderr: err,
                filters: self.filters.clone(),
            },
        };
        let (pid, link) = self.bear(&init, link)?;
        let made = Pid::from_raw(pid)
            .ok_or_else(|| io::Error::other("no process id"))
            .and_then(|pid| {
                Ok(Ready {
                    pid,
                    pidfd: pidfd_open(pid, PidfdFlags::empty())?,
                    // Later its processes are not to be looked into.
                    view: namespace(&pid.to_string(), "mnt")?,
                    link,
                    stdout,
                    stderr,
                    scratch,
                })
            })
            .and_then(|ready| {
                self.release(&ready)?;
                Ok(ready)
            });
        // Without a word from us it ends by itself: the other end of its link is gone.
        made.inspect_err(|_| drop(sys::wait(pid)))
    }

    /// The fork, in the view of files that the root is.
    fn bear(&mut self, init: &Init, link: OwnedFd) -> io::Result<(i32, OwnedFd)> {
        let root = self.root.as_ref().ok_or_else(|| io::Error::other("no root"))?;
        let born_in = self.group.cradle()?;
        let fork = || match sys::clone_into(NAMESPACES, born_in.as_ref().map(AsFd::as_fd))? {
            Side::Child => {
                drop(link);
                init.main()
            }
            Side::Parent(pid) => Ok((pid, link)),
        };
        self.network.within(|| self.place.within(&root.view, fork))
    }

    /// Gives the new box its ids and lets it go on. It shall be the first to die when memory runs out.
    fn release(&self, ready: &Ready) -> io::Result<()> {
        let pid = ready.pid.as_raw_nonzero().get();
        enter::write_maps(pid, &self.ids.map(), self.ids.root)?;
        std::fs::write(format!("/proc/{pid}/oom_score_adj"), "1000")?;
        rustix::io::write(&ready.link, b"g")?;
        Ok(())
    }

    /// Throws away a box that nobody will use.
    pub(super) fn discard(&mut self) {
        if let Some(ready) = self.ready.take() {
            let _ = pidfd_send_signal(&ready.pidfd, Signal::KILL);
            let _ = sys::wait(ready.pid.as_raw_nonzero().get());
        }
    }
}

/// A program may open its output by name, as `/dev/stdout`: the pipes must be its own.
fn give(ids: Ids, pipes: [&OwnedFd; 2]) -> io::Result<()> {
    if ids.root {
        let (uid, gid) = (Uid::from_raw(ids.payload), Gid::from_raw(ids.payload));
        for pipe in pipes {
            rustix::fs::fchown(pipe, Some(uid), Some(gid))?;
        }
    }
    Ok(())
}
