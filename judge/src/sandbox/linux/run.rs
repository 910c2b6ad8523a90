//! One run: everything made before the fork, the fork, and the account at the end.
use std::ffi::CString;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{CWD, Gid, Mode, OFlags, Uid};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::cgroup::Group;
use super::enter::{self, Ids};
use super::helper::{Helper, Outputs};
use super::init::Init;
use super::keep::{self, Budget, Stop};
use super::output::Output;
use super::payload::Program;
use super::spec::{Answer, End, Spec, SpecKeep, SpecLimits};
use super::sys::{self, Side};
use super::watch::{Seen, Watch};
use super::work::{Work, Workshop};
use super::{environment, mounts, root, verdict};

/// Bytes of standard error worth keeping.
const STDERR_KEPT: u64 = 16 << 10;
/// Files and folders a kept tree may have.
const KEPT_ENTRIES: u64 = 100_000;
const NAMESPACES: i32 = libc::CLONE_NEWUSER
    | libc::CLONE_NEWNS
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWCGROUP;

impl Helper {
    pub(super) fn run(&mut self, spec: &Spec, control: BorrowedFd<'_>) -> io::Result<(Answer, Outputs)> {
        if self.binds.as_ref() != Some(&spec.binds) {
            self.binds = None;
            root::build(&spec.binds).map_err(|error| named("runtime", &error))?;
            self.binds = Some(spec.binds.clone());
        }
        let work = self
            .workshop
            .open(&spec.layers, spec.limits.disk)
            .map_err(|error| named("work", &error))?;
        let mut watch = self.start(spec, (&work, control))?;
        Workshop::clear();
        if !watch.run_out(control)? {
            let why = io::Error::other("the box could not be ended");
            return Ok((
                Answer {
                    stuck: true,
                    ..Answer::fault(&why)
                },
                Outputs::default(),
            ));
        }
        finish(spec, watch)
    }

    /// Everything the program needs, made before the fork.
    fn program(&self, spec: &Spec, stdout: OwnedFd, stderr: OwnedFd) -> io::Result<Program> {
        Ok(Program {
            paths: environment::places(spec)?,
            argv: spec
                .command
                .iter()
                .map(|text| CString::new(text.as_str()))
                .collect::<Result<_, _>>()?,
            env: environment::variables(spec)?,
            stdin: stdin(spec.stdin.as_deref()).map_err(|error| named("standard input", &error))?,
            stdout: match &spec.stdout {
                Some(pipe) => {
                    stream(pipe, OFlags::WRONLY).map_err(|error| named("standard output", &error))?
                }
                None => stdout,
            },
            stderr,
            limits: spec.limits,
            grouped: !matches!(self.group, Group::None),
            filters: self.filters.clone(),
        })
    }

    fn start<'a>(
        &'a mut self,
        spec: &Spec,
        (work, control): (&'a Work, BorrowedFd<'_>),
    ) -> io::Result<Watch<'a>> {
        let limits = spec.limits;
        let (stdout, out) = Output::new(limits.output, limits.output)?;
        let (stderr, err) = Output::new(limits.output, STDERR_KEPT)?;
        give(self.ids, [&out, &err])?;
        let (ours, theirs) = socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC,
            None,
        )?;
        let program = self.program(spec, out, err)?;
        let seen = Seen::new();
        let born_in = self
            .group
            .prepare(&self.with_dialer(spec))
            .map_err(|error| named("group", &error))?;
        let side = sys::clone_into(self.namespaces(), born_in.as_ref().map(AsFd::as_fd))?;
        let pid = match side {
            Side::Child => {
                drop(ours);
                Init {
                    ids: self.ids,
                    link: theirs,
                    program,
                    guest: self.guest,
                }
                .main()
            }
            Side::Parent(pid) => pid,
        };
        drop((program, theirs));
        let pid = Pid::from_raw(pid).ok_or_else(|| io::Error::other("no process id"))?;
        let pidfd = pidfd_open(pid, PidfdFlags::empty())?;
        let leash = self.leash(spec, pid, control);
        let mut watch = Watch {
            pid,
            pidfd,
            link: ours,
            leash: None,
            stdout,
            stderr,
            group: &self.group,
            work,
            limits,
            seen,
        };
        let ids = self.ids;
        let released = leash.and_then(|leash| {
            watch.leash = leash;
            release(&watch, ids).map_err(|error| named("identity", &error))
        });
        if let Err(error) = released {
            watch.kill();
            sys::wait(pid.as_raw_nonzero().get())?;
            return Err(error);
        }
        Ok(watch)
    }

    fn namespaces(&self) -> i32 {
        if self.guest {
            NAMESPACES & !libc::CLONE_NEWNET
        } else {
            NAMESPACES
        }
    }

    /// While the box waits for its go: later its processes are not to be looked into.
    fn leash(&mut self, spec: &Spec, init: Pid, control: BorrowedFd<'_>) -> io::Result<Option<OwnedFd>> {
        let lent = spec.lend.then(|| self.lend(init, control)).transpose();
        lent.map_err(|error| named("dialer", &error))
    }

    /// A dialer is born where the helper is; where that is the run's group, it shall not take a place of the run's.
    fn with_dialer(&self, spec: &Spec) -> SpecLimits {
        let extra = u32::from(spec.lend && self.group.holds_helper());
        SpecLimits {
            processes: spec.limits.processes.saturating_add(extra),
            ..spec.limits
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

/// Gives the new box its ids and lets it go. It shall be the first to die when memory runs out.
fn release(watch: &Watch<'_>, ids: Ids) -> io::Result<()> {
    let pid = watch.pid.as_raw_nonzero().get();
    enter::write_maps(pid, &ids.map(), ids.root)?;
    std::fs::write(format!("/proc/{pid}/oom_score_adj"), "1000")?;
    rustix::io::write(&watch.link, b"g")?;
    Ok(())
}

fn finish(spec: &Spec, mut watch: Watch<'_>) -> io::Result<(Answer, Outputs)> {
    if watch.seen.orphaned {
        return Err(io::Error::other("the judge is gone"));
    }
    if let Some(why) = watch.seen.broken.take() {
        return Err(io::Error::other(why));
    }
    watch.seen.facts.full = watch.work.full();
    let mut end = verdict::end(&watch.seen.facts, &spec.limits);
    if let (End::Exited(status), Some(keep)) = (&end, &spec.keep)
        && keep.after.contains(status)
        && !kept(watch.work, keep, spec.limits.disk)?
    {
        end = End::Limited(wire::Limit::Disk);
    }
    watch.stdout.cut();
    watch.stderr.cut();
    let answer = Answer {
        end,
        cpu_us: watch.seen.facts.account.cpu_us,
        wall_us: u64::try_from(watch.seen.wall.as_micros()).unwrap_or(u64::MAX),
        peak: watch.seen.peak,
        stdout: watch.stdout.bytes.len() as u64,
        stderr: watch.stderr.bytes.len() as u64,
        last: false,
        stuck: false,
    };
    Ok((answer, [watch.stdout.bytes, watch.stderr.bytes]))
}

/// Copies what is to be kept; `false` when that is too large.
fn kept(work: &Work, keep: &SpecKeep, most: u64) -> io::Result<bool> {
    let from = match &keep.from {
        None => work.tree.try_clone()?.into(),
        Some(name) => {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            match rustix::fs::openat(&work.tree, name, flags, Mode::empty()) {
                Ok(folder) => folder,
                // The program took it away, or put something else in its place.
                Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => return Ok(true),
                Err(error) => return Err(error.into()),
            }
        }
    };
    let mut budget = Budget::new(most, KEPT_ENTRIES);
    match keep::copy(&from, &File::open(&keep.to)?, &mut budget, None) {
        Ok(()) => Ok(true),
        Err(Stop::TooLarge) => Ok(false),
        Err(Stop::Io(error)) => Err(named("keep", &error)),
    }
}

/// The input, or nothing.
fn stdin(path: Option<&Path>) -> io::Result<OwnedFd> {
    match path {
        Some(path) => stream(path, OFlags::RDONLY),
        None => Ok(open(Path::new("/dev/null"), OFlags::RDONLY)?),
    }
}

/// A file or named pipe on a mount of its own that cannot be written through and tells no name of ours.
fn stream(path: &Path, way: OFlags) -> io::Result<OwnedFd> {
    let tree = mounts::detached(path)?;
    sys::mount_setattr(tree.as_fd(), mounts::TAME | libc::MOUNT_ATTR_RDONLY, None)?;
    // A pipe shall not make us wait for its other end; the program may wait for what is in it.
    let through = format!("/proc/self/fd/{}", tree.as_raw_fd());
    let stream = open(Path::new(&through), way | OFlags::NONBLOCK)?;
    rustix::fs::fcntl_setfl(&stream, OFlags::empty())?;
    Ok(stream)
}

fn open(path: &Path, way: OFlags) -> rustix::io::Result<OwnedFd> {
    rustix::fs::openat(CWD, path, way | OFlags::CLOEXEC, Mode::empty())
}

fn named(what: &str, error: &io::Error) -> io::Error {
    io::Error::other(format!("{what}: {error}"))
}
