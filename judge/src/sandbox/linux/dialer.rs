//! A process of ours in the network of a service's box, and in nothing else of it.
//!
//! It makes sockets there and hands them out; the judge connects them itself, so that nothing the service does is
//! waited for here. When told to, it becomes a helper of its own: the boxes that it makes then share that network.
//! The helper cannot be this process, for an ordinary user cannot go back to the network it came from.
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::fs::{CWD, Mode, OFlags};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, socket_with, socketpair};
use rustix::process::{Pid, Signal, WaitOptions};

use super::helper::Helper;
use super::pass;
use super::spec::{self, Birth, Hello};
use super::sys::{self, Side};

/// Asks for a socket.
pub(super) const SOCKET: u8 = b'S';
/// Asks it to become a helper.
pub(super) const HELPER: u8 = b'H';
/// For the end of a dialer whose judge has let go of it.
const FAREWELL: Duration = Duration::from_secs(3);

/// What the helper keeps of a dialer.
#[derive(Debug)]
pub(super) struct Dialer {
    pid: Pid,
}

impl Helper {
    /// Starts a dialer in the network of the box that is about to run, and gives the judge the line to it. What is
    /// returned hangs up when the judge does.
    pub(super) fn lend(&mut self, control: BorrowedFd<'_>) -> io::Result<OwnedFd> {
        self.reap();
        let (ours, theirs) = socketpair(
            AddressFamily::UNIX,
            SocketType::STREAM,
            SocketFlags::CLOEXEC,
            None,
        )?;
        match sys::clone_into(0, None)? {
            Side::Child => {
                drop(theirs);
                let done = self.dial(&ours);
                sys::quit(i32::from(done.is_err()))
            }
            Side::Parent(pid) => {
                let pid = Pid::from_raw(pid).ok_or_else(|| io::Error::other("no process id"))?;
                self.dialer = Some(Dialer { pid });
            }
        }
        pass::send(control, &theirs)?;
        Ok(ours)
    }

    /// The life of the dialer.
    fn dial(&mut self, line: &OwnedFd) -> io::Result<()> {
        sys::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as u64)?;
        self.network.enter()?;
        self.forget_all_but(line)?;
        loop {
            let mut wish = [0];
            match rustix::io::read(line, &mut wish) {
                Ok(0) => return Ok(()),
                Ok(_) if wish == [SOCKET] => pass::send(line, &socket()?)?,
                Ok(_) if wish == [HELPER] => return self.second(line),
                Ok(_) => return Err(io::Error::other("an unknown wish")),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Descriptors of the helper: its own end must be seen by the judge, not hidden by a copy of ours.
    fn forget_all_but(&self, line: &OwnedFd) -> io::Result<()> {
        let null = rustix::fs::openat(CWD, "/dev/null", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?;
        for number in 0..3 {
            sys::place(null.as_fd(), number)?;
        }
        drop(null);
        sys::close_all_but(line.as_raw_fd(), 3)
    }

    /// A helper beside the first one, in this network.
    fn second(&mut self, line: &OwnedFd) -> io::Result<()> {
        let mut from = File::from(line.try_clone()?);
        let mut to = File::from(line.try_clone()?);
        let Some(birth) = spec::receive::<Birth>(&mut from)? else {
            return Ok(());
        };
        self.group.part();
        let mut helper = match Self::beside(birth, self.ids) {
            Ok(helper) => helper,
            Err(error) => return spec::send(&mut to, &Hello::refusal(error.to_string())),
        };
        let done = helper.serve(&mut from, &mut to);
        helper.end();
        done
    }

    /// Waits for the end of the last dialer; the judge has let go of it.
    pub(super) fn reap(&mut self) {
        let Some(Dialer { pid }) = self.dialer.take() else {
            return;
        };
        let step = Duration::from_millis(2);
        for _ in 0..FAREWELL.as_millis() / step.as_millis() {
            match rustix::process::waitpid(Some(pid), WaitOptions::NOHANG) {
                Ok(None) | Err(Errno::INTR) => std::thread::sleep(step),
                Ok(Some(_)) | Err(_) => return,
            }
        }
        let _ = rustix::process::kill_process(pid, Signal::KILL);
        let _ = sys::wait(pid.as_raw_nonzero().get());
    }
}

fn socket() -> io::Result<OwnedFd> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    Ok(socket_with(AddressFamily::INET, SocketType::STREAM, flags, None)?)
}
