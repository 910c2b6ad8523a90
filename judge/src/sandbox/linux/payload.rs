//! The process that becomes the team's program: everything is given up first, then it waits to be told what to run.
use std::ffi::CString;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::rc::Rc;

use rustix::process::{Resource, Rlimit};

use super::enter::{INSIDE, Ids};
use super::message::Message;
use super::pass;
use super::request::Request;
use super::seccomp::Filters;
use super::spec::SpecLimits;
use super::sys;

/// What every program of a helper has in common.
#[derive(Debug)]
pub(super) struct Kit {
    /// Standard input, unless the request brings one.
    pub(super) nothing: OwnedFd,
    pub(super) stdout: OwnedFd,
    pub(super) stderr: OwnedFd,
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

/// Waits for the program to become, and becomes it, or tells the helper why not.
pub(super) fn main(kit: &Kit, ids: Ids, way: &Way<'_>) -> ! {
    if let Err(error) = confine(kit, ids, way.link) {
        broken(way, 5, &error);
    }
    let told = match kit.filters.apply() {
        Ok(listener) => tell(way, listener),
        Err(error) => broken(way, 6, &error),
    };
    if let Err(error) = told {
        broken(way, 6, &error);
    }
    match Request::receive(way.link) {
        Ok(Some((request, descriptors))) => match equip(&request, &descriptors, ids) {
            Ok(program) => become_it(&program, way),
            Err(error) => broken(way, 7, &error),
        },
        Ok(None) => sys::quit(1),
        Err(error) => broken(way, 7, &error),
    }
}

fn broken(way: &Way<'_>, step: u8, error: &io::Error) -> ! {
    Message::Broken(step, error.raw_os_error().unwrap_or(0)).send(way.link);
    sys::quit(1)
}

/// The helper learns that we wait, and how it will hear of sockets.
fn tell(way: &Way<'_>, listener: Option<OwnedFd>) -> io::Result<()> {
    Message::Prepared(way.spent + own_cpu_us(), listener.is_some()).send(way.link);
    listener.map_or(Ok(()), |listener| pass::send(way.link, listener))
}

/// Strings in the form the kernel takes.
struct Program {
    paths: Vec<CString>,
    argv: Vec<CString>,
    env: Vec<CString>,
}

fn become_it(program: &Program, way: &Way<'_>) -> ! {
    Message::Ready(way.spent + own_cpu_us()).send(way.link);
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
    Message::NotStarted(reason).send(way.link);
    sys::quit(127)
}

/// Gives up everything that no program may have.
fn confine(kit: &Kit, ids: Ids, link: BorrowedFd<'_>) -> io::Result<()> {
    rustix::process::setsid()?;
    sys::place(kit.nothing.as_fd(), 0)?;
    sys::place(kit.stdout.as_fd(), 1)?;
    sys::place(kit.stderr.as_fd(), 2)?;
    sys::close_all_but(link.as_raw_fd(), 3)?;
    // Not 0: a machine that pipes core dumps into a program of its own does so unless the limit is 1.
    limit(Resource::Core, 1)?;
    sys::drop_bounding();
    if ids.root {
        sys::become_ids(INSIDE, INSIDE)?;
    }
    sys::drop_capabilities()?;
    sys::prctl(libc::PR_SET_NO_NEW_PRIVS, 1)?;
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o022));
    sys::heed_pipes();
    Ok(())
}

/// Takes what this one program is to have.
fn equip(request: &Request, descriptors: &[OwnedFd], ids: Ids) -> io::Result<Program> {
    for (number, descriptor) in request.numbers.iter().zip(descriptors) {
        sys::place(descriptor.as_fd(), *number)?;
    }
    let beside = if request.grouped {
        None
    } else {
        Some(u32::from(!ids.root))
    };
    limits(&request.limits, beside)?;
    rustix::process::chdir("/work")?;
    let strings = |list: &[String]| -> Result<Vec<CString>, _> {
        list.iter().map(|text| CString::new(text.as_str())).collect()
    };
    Ok(Program {
        paths: strings(&request.paths)?,
        argv: strings(&request.argv)?,
        env: strings(&request.env)?,
    })
}

/// Per-process limits: a second fence behind the limits of the whole tree.
/// `beside`: how many processes of the box itself have the same user, where a limit per user must do.
fn limits(limits: &SpecLimits, beside: Option<u32>) -> io::Result<()> {
    let seconds = limits.cpu_us.div_ceil(1_000_000) + 1;
    let mut list = vec![
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
        limit(resource, value)?;
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

fn limit(resource: Resource, value: u64) -> io::Result<()> {
    let most = rustix::process::getrlimit(resource).maximum.unwrap_or(u64::MAX);
    let value = Some(value.min(most));
    Ok(rustix::process::setrlimit(
        resource,
        Rlimit {
            current: value,
            maximum: value,
        },
    )?)
}
