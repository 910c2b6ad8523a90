//! The last steps before the team's program: everything is given up, then it starts.
use std::ffi::CString;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::rc::Rc;

use rustix::process::{Resource, Rlimit};

use super::enter::{INSIDE, Ids};
use super::message::Message;
use super::seccomp::Filters;
use super::spec::SpecLimits;
use super::sys;

/// A program ready to be started; prepared before the fork.
#[derive(Debug)]
pub(super) struct Program {
    /// Places to try, in order.
    pub(super) paths: Vec<CString>,
    pub(super) argv: Vec<CString>,
    pub(super) env: Vec<CString>,
    pub(super) stdin: OwnedFd,
    pub(super) stdout: OwnedFd,
    pub(super) stderr: OwnedFd,
    pub(super) limits: SpecLimits,
    /// Whether the number of processes is left to a control group.
    pub(super) grouped: bool,
    pub(super) filters: Rc<Filters>,
}

/// How the helper is reached, and the CPU time that was spent before.
#[derive(Debug)]
pub(super) struct Way<'a> {
    pub(super) link: BorrowedFd<'a>,
    pub(super) spent: u64,
}

/// CPU time of this process so far, in microseconds.
pub(super) fn own_cpu_us() -> u64 {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    spent.tv_sec as u64 * 1_000_000 + spent.tv_nsec as u64 / 1000
}

/// Becomes the program, or tells the helper why not.
pub(super) fn main(program: &Program, ids: Ids, way: &Way<'_>) -> ! {
    let link = way.link;
    if let Err(error) = confine(program, ids) {
        Message::Broken(6, error.raw_os_error().unwrap_or(0)).send(link);
        sys::quit(1)
    }
    if let Err(error) = program.filters.apply() {
        Message::Broken(7, error.raw_os_error().unwrap_or(0)).send(link);
        sys::quit(1)
    }
    Message::Ready(way.spent + own_cpu_us()).send(link);
    let mut reason = libc::ENOENT;
    for path in &program.paths {
        let error = sys::exec(path, &program.argv, &program.env)
            .raw_os_error()
            .unwrap_or(libc::EIO);
        // As a shell does: go on after "not there", remember a better reason.
        if error != libc::ENOENT && error != libc::ENOTDIR {
            reason = error;
        }
        if error != libc::ENOENT && error != libc::ENOTDIR && error != libc::EACCES {
            break;
        }
    }
    Message::NotStarted(reason).send(link);
    sys::quit(127)
}

fn confine(program: &Program, ids: Ids) -> io::Result<()> {
    rustix::process::setsid()?;
    sys::place(program.stdin.as_fd(), 0)?;
    sys::place(program.stdout.as_fd(), 1)?;
    sys::place(program.stderr.as_fd(), 2)?;
    sys::close_from(3, libc::CLOSE_RANGE_CLOEXEC)?;
    limits(
        &program.limits,
        if program.grouped {
            None
        } else {
            Some(u32::from(!ids.root))
        },
    )?;
    sys::drop_bounding();
    if ids.root {
        sys::become_ids(INSIDE, INSIDE)?;
    }
    sys::drop_capabilities()?;
    sys::prctl(libc::PR_SET_NO_NEW_PRIVS, 1)?;
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o022));
    sys::reset_signals();
    rustix::process::chdir("/work")?;
    Ok(())
}

/// Per-process limits: a second fence behind the limits of the whole tree.
/// `beside`: how many processes of the box itself have the same user, where a limit per user must do.
fn limits(limits: &SpecLimits, beside: Option<u32>) -> io::Result<()> {
    let seconds = limits.cpu_us.div_ceil(1_000_000) + 1;
    let mut list = vec![
        // Not 0: a machine that pipes core dumps into a program of its own does so unless the limit is 1.
        (Resource::Core, 1),
        (Resource::Cpu, seconds),
        (Resource::Nofile, 1024),
        (Resource::Fsize, limits.disk),
        (Resource::Memlock, 1 << 16),
        (Resource::Msgqueue, 0),
        (Resource::Sigpending, 1024),
        (Resource::Nice, 0),
        (Resource::Rtprio, 0),
    ];
    if let Some(beside) = beside {
        list.push((Resource::Nproc, u64::from(limits.processes) + u64::from(beside)));
    }
    for (resource, value) in list {
        let most = rustix::process::getrlimit(resource).maximum.unwrap_or(u64::MAX);
        let value = Some(value.min(most));
        rustix::process::setrlimit(
            resource,
            Rlimit {
                current: value,
                maximum: value,
            },
        )?;
    }
    let most = rustix::process::getrlimit(Resource::Stack).maximum;
    let current = Some(most.unwrap_or(u64::MAX).min(8 << 20));
    rustix::process::setrlimit(
        Resource::Stack,
        Rlimit {
            current,
            maximum: most,
        },
    )?;
    Ok(())
}
