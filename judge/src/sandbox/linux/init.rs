//! The first process of a box: finishes the set-up, forks the process that becomes the team's program, reaps, reports,
//! and takes everything with it when it ends.
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

use rustix::mount::MountFlags;

use super::enter::Ids;
use super::message::Message;
use super::mounts;
use super::payload::{self, Kit, Way};
use super::sys;

/// What the first process needs. It begins at the root of the box's own files.
#[derive(Debug)]
pub(super) struct Init {
    pub(super) ids: Ids,
    /// Our end of the socket to the helper.
    pub(super) link: OwnedFd,
    /// Mounts to attach, and where.
    pub(super) scratch: [(OwnedFd, &'static str); 2],
    pub(super) kit: Kit,
}

impl Init {
    /// Runs to the end of the box.
    pub(super) fn main(&self) -> ! {
        if let Err((step, error)) = self.set_up() {
            Message::Broken(step, error.raw_os_error().unwrap_or(0)).send(&self.link);
            sys::quit(1)
        }
        let started = self.start();
        match started {
            Ok(pid) => self.watch(pid),
            Err(error) => Message::Broken(4, error.raw_os_error().unwrap_or(0)).send(&self.link),
        }
        sys::quit(0)
    }

    fn set_up(&self) -> Result<(), (u8, io::Error)> {
        let at = |step: u8| move |error: io::Error| (step, error);
        self.wait_for_go().map_err(at(0))?;
        if self.ids.root {
            sys::become_ids(0, 0).map_err(at(1))?;
        }
        sys::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as u64).map_err(at(2))?;
        sys::prctl(libc::PR_SET_DUMPABLE, 0).map_err(at(2))?;
        // Not at birth: the root it shows would be the helper's group then, and the path from there tells of us.
        sys::unshare(libc::CLONE_NEWCGROUP).map_err(at(2))?;
        self.mounts().map_err(at(3))
    }

    /// The helper speaks once the user ids are mapped; if it dies before, so do we.
    fn wait_for_go(&self) -> io::Result<()> {
        let mut byte = [0];
        match rustix::io::retry_on_intr(|| rustix::io::read(&self.link, &mut byte))? {
            1 => Ok(()),
            _ => Err(io::Error::other("the helper is gone")),
        }
    }

    /// What the view of files lacks: scratch space of its own, and its own processes.
    fn mounts(&self) -> io::Result<()> {
        for (tree, at) in &self.scratch {
            mounts::attach(tree, at)?;
        }
        let tame = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
        // Processes alone: everything else tells of the machine, and of what other boxes do on it.
        rustix::mount::mount("proc", "proc", "proc", tame | MountFlags::RDONLY, c"subset=pid")?;
        Ok(())
    }

    fn start(&self) -> io::Result<i32> {
        let way = Way {
            link: self.link.as_fd(),
            spent: payload::own_cpu_us(),
        };
        sys::fork_borrowing(&|| payload::main(&self.kit, self.ids, &way))
    }

    /// Adopts orphans until the program itself has ended. Ending here makes the kernel kill the rest.
    fn watch(&self, program: i32) {
        let _ = sys::close_all_but(self.link.as_raw_fd(), 0);
        let _ = sys::drop_capabilities();
        let mut peak = 0;
        while let Ok(reaped) = sys::wait(-1) {
            peak = peak.max(reaped.peak_kib).max(sys::children_peak_kib());
            if reaped.pid == program {
                Message::Ended(reaped.status, peak).send(&self.link);
                return;
            }
        }
    }
}
