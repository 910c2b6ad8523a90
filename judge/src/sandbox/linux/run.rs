//! One run: what it brings is given to a box that stands, and the account is made at the end.
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags};
use rustix::io::Errno;

use super::helper::{Helper, Outputs};
use super::keep::{self, Budget, Stop};
use super::output::Output;
use super::ready::Ready;
use super::request::Request;
use super::root::Root;
use super::spec::{Answer, End, Spec, SpecKeep, SpecLimits};
use super::sys;
use super::watch::{Seen, Watch};
use super::work::{Scratch, Work, Workshop};
use super::{environment, mounts, verdict};

/// Bytes of standard error worth keeping.
const STDERR_KEPT: u64 = 16 << 10;
/// Files and folders a kept tree may have.
const KEPT_ENTRIES: u64 = 100_000;

/// What a run needs of a box besides its processes.
struct Rest {
    view: OwnedFd,
    scratch: Scratch,
}

impl Helper {
    pub(super) fn run(&mut self, spec: &Spec, control: BorrowedFd<'_>) -> io::Result<(Answer, Outputs)> {
        self.fit(spec)?;
        let ready = match self.ready.take() {
            Some(ready) => ready,
            None => self
                .prepare(spec.limits.disk)
                .map_err(|error| named("box", &error))?,
        };
        let (mut watch, rest) = watch(ready, spec.limits);
        watch.stdout.spill_to(spec.spill.clone());
        let begun = watch
            .stand(&self.group, control)
            .and_then(|()| self.begin(spec, &mut watch, (rest, control)));
        self.view = match begun {
            Ok(view) => Some(view),
            Err(error) => {
                watch.kill();
                sys::wait(watch.pid.as_raw_nonzero().get())?;
                return Err(error);
            }
        };
        let gone = watch.run_out(&self.group, control)?;
        if spec.lend || watch.seen.touched || watch.listener.is_none() {
            self.network.touched();
        }
        if !gone {
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

    /// Sees to it that the root, and a box that stands, are those of this run's runtime.
    fn fit(&mut self, spec: &Spec) -> io::Result<()> {
        if self.root.as_ref().is_none_or(|root| !root.serves(&spec.binds)) {
            self.discard();
            Workshop::clear();
            self.root = None;
            let root = Root::new(&spec.binds, &self.place, self.group.counts());
            self.root = Some(root.map_err(|error| named("runtime", &error))?);
        }
        Ok(())
    }

    /// Gives a box what its run brings, and tells it to start; gives the box's view of files.
    fn begin(
        &mut self,
        spec: &Spec,
        watch: &mut Watch,
        (rest, control): (Rest, BorrowedFd<'_>),
    ) -> io::Result<OwnedFd> {
        let filled = self
            .workshop
            .fill(rest.scratch, &spec.layers, spec.limits.disk)
            .and_then(|(work, tree)| {
                self.place.within(&rest.view, || mounts::attach(&tree, "work"))?;
                Ok(work)
            });
        let work = filled.map_err(|error| named("work", &error))?;
        let (request, descriptors) = self.request(spec)?;
        let descriptors: Vec<BorrowedFd<'_>> = descriptors.iter().map(AsFd::as_fd).collect();
        if spec.lend {
            let leash = self.lend(control);
            watch.leash = Some(leash.map_err(|error| named("dialer", &error))?);
        }
        self.group
            .prepare(&self.with_dialer(spec))
            .map_err(|error| named("group", &error))?;
        self.standing.put(watch.pid, &spec.cores);
        watch.begin(work);
        request
            .send(&watch.link, &descriptors)
            .map_err(|error| named("request", &error))?;
        Ok(rest.view)
    }

    /// What the box is told, and the descriptors that go with it.
    fn request(&self, spec: &Spec) -> io::Result<(Request, Vec<OwnedFd>)> {
        let (mut numbers, mut descriptors) = (Vec::new(), Vec::new());
        if let Some(path) = &spec.stdin {
            numbers.push(0);
            descriptors.push(stream(path, OFlags::RDONLY).map_err(|error| named("standard input", &error))?);
        }
        if let Some(path) = &spec.stdout {
            numbers.push(1);
            descriptors.push(stream(path, OFlags::WRONLY).map_err(|error| named("standard output", &error))?);
        }
        let request = Request {
            paths: environment::places(spec),
            argv: spec.command.clone(),
            env: environment::variables(spec),
            limits: spec.limits,
            grouped: self.group.counts(),
            numbers,
        };
        Ok((request, descriptors))
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

fn watch(ready: Ready, limits: SpecLimits) -> (Watch, Rest) {
    let watch = Watch {
        pid: ready.pid,
        pidfd: ready.pidfd,
        link: ready.link,
        leash: None,
        listener: None,
        stdout: Output::new(ready.stdout, limits.output, limits.output),
        stderr: Output::new(ready.stderr, limits.output, STDERR_KEPT),
        work: None,
        limits,
        seen: Seen::new(),
    };
    let rest = Rest {
        view: ready.view,
        scratch: ready.scratch,
    };
    (watch, rest)
}

fn finish(spec: &Spec, mut watch: Watch) -> io::Result<(Answer, Outputs)> {
    if watch.seen.orphaned {
        return Err(io::Error::other("the judge is gone"));
    }
    if let Some(why) = watch.seen.broken.take() {
        return Err(io::Error::other(why));
    }
    let work = watch.work.take();
    let work = work.ok_or_else(|| io::Error::other("no run was begun"))?;
    watch.seen.facts.full = work.full();
    let mut end = verdict::end(&watch.seen.facts, &spec.limits);
    if let (End::Exited(status), Some(keep)) = (&end, &spec.keep)
        && keep.after.contains(status)
        && !kept(&work, keep, spec.limits.disk)?
    {
        end = End::Limited(wire::Limit::Disk);
    }
    watch.stdout.finish().map_err(|error| named("output", &error))?;
    watch.stderr.finish().map_err(|error| named("output", &error))?;
    let answer = Answer {
        end,
        cpu_us: watch.seen.facts.account.cpu_us,
        wall_us: u64::try_from(watch.seen.wall.as_micros()).unwrap_or(u64::MAX),
        peak: watch.seen.peak,
        stdout: watch.stdout.bytes.len() as u64,
        stderr: watch.stderr.bytes.len() as u64,
        spilled: watch.stdout.spilled(),
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
