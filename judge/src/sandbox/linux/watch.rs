//! Watching one run from outside: its output, its limits, its end.
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal};
use wire::Limit;

use super::cgroup::Group;
use super::environment::CORES;
use super::message::{Message, STEPS};
use super::output::Output;
use super::pass;
use super::payload::own_cpu_us;
use super::sampler::Sampler;
use super::spec::SpecLimits;
use super::sys;
use super::verdict::Facts;
use super::work::Work;

/// Longest time between two looks.
const TICK: Duration = Duration::from_millis(50);
/// Shortest one, near a limit.
const CLOSE: Duration = Duration::from_millis(2);
/// Refused forks after which a program is not trying to cope any more.
const STUBBORN: u64 = 10_000;
/// A box that does not stand by then is our fault.
const SET_UP: Duration = Duration::from_secs(20);
/// A killed box that is not gone by then makes its slot unusable.
const DYING: Duration = Duration::from_secs(5);

/// What may be waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Gone,
    Word,
    Judge,
    Released,
    Socket,
    Output,
}

/// A run in the making and under way.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) pid: Pid,
    pub(super) pidfd: OwnedFd,
    pub(super) link: OwnedFd,
    /// Hangs up when the judge has no more use for a service.
    pub(super) leash: Option<OwnedFd>,
    /// Calls for sockets are heard there.
    pub(super) listener: Option<OwnedFd>,
    pub(super) stdout: Output,
    pub(super) stderr: Output,
    pub(super) work: Option<Work>,
    pub(super) limits: SpecLimits,
    pub(super) seen: Seen,
}

/// What has been seen so far.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) facts: Facts,
    pub(super) broken: Option<String>,
    pub(super) peak: u64,
    pub(super) wall: Duration,
    /// It had a socket: its network is not as it was made any more.
    pub(super) touched: bool,
    /// Nobody is left who could ask for one.
    silent: bool,
    /// Set when the judge itself went away.
    pub(super) orphaned: bool,
    began: Instant,
    started: Option<Instant>,
    /// When the account is to be looked at next.
    next: Option<Instant>,
    killed: Option<Instant>,
    /// CPU time until the box waited for its program.
    prepared_us: Option<u64>,
    /// CPU time until the program began that is on the account.
    pub(super) set_up_us: u64,
    pub(super) own_us: u64,
    pub(super) sampler: Sampler,
    /// Bytes of pages it asked to share without a file, where nothing counts them.
    pub(super) shared: u64,
    /// Bytes of files that one of its processes had mapped.
    pub(super) files: u64,
}

impl Seen {
    pub(super) fn new() -> Self {
        Self {
            facts: Facts::default(),
            broken: None,
            peak: 0,
            wall: Duration::ZERO,
            touched: false,
            silent: false,
            orphaned: false,
            began: Instant::now(),
            started: None,
            next: None,
            killed: None,
            prepared_us: None,
            set_up_us: 0,
            own_us: own_cpu_us(),
            sampler: Sampler::default(),
            shared: 0,
            files: 0,
        }
    }
}

impl Watch {
    /// Until the box waits to be told what to run.
    pub(super) fn stand(&mut self, group: &Group, control: BorrowedFd<'_>) -> io::Result<()> {
        self.hear(group)?;
        while self.seen.prepared_us.is_none() {
            let gone = self.wait(group, control)?;
            self.hear(group)?;
            self.look(group);
            if let Some(why) = self.seen.broken.take() {
                return Err(io::Error::other(why));
            }
            if gone || self.seen.killed.is_some() {
                return Err(io::Error::other("the box did not come to stand"));
            }
        }
        Ok(())
    }

    /// From here on what happens is the run's; the helper's own time so far is not.
    pub(super) fn begin(&mut self, work: Work) {
        self.work = Some(work);
        self.seen.own_us = own_cpu_us();
    }

    /// Until the box is gone, with everything that was in it. `Ok(false)`: it could not be got rid of.
    pub(super) fn run_out(&mut self, group: &Group, control: BorrowedFd<'_>) -> io::Result<bool> {
        loop {
            let gone = self.wait(group, control)?;
            self.hear(group)?;
            self.look(group);
            if gone {
                break;
            }
            if self.seen.killed.is_some_and(|at| at.elapsed() > DYING) {
                return Ok(false);
            }
        }
        let reaped = sys::wait(self.pid.as_raw_nonzero().get())?;
        self.hear(group)?;
        if self.stdout.drain_all() | self.stderr.drain_all() {
            self.stop(Limit::Output);
        }
        if self.seen.facts.status.is_none() || matches!(group, Group::None) {
            self.count(group, reaped.cpu_us);
        }
        if let Some(started) = self.seen.started {
            self.seen.wall = started.elapsed();
        }
        Ok(true)
    }

    /// Waits for whatever comes first; says whether the box is gone.
    fn wait(&mut self, group: &Group, control: BorrowedFd<'_>) -> io::Result<bool> {
        let pause = Timespec::try_from(self.pause()).map_err(io::Error::other)?;
        let (events, mut fds): (Vec<Event>, Vec<PollFd<'_>>) = self.events(control).into_iter().unzip();
        match poll(&mut fds, Some(&pause)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let what = |event: Event| {
            let mut pairs = events.iter().zip(&fds);
            pairs
                .find(|(of, _)| **of == event)
                .map_or(PollFlags::empty(), |(_, fd)| fd.revents())
        };
        let came = |event: Event| !what(event).is_empty();
        let (gone, asked) = (came(Event::Gone), what(Event::Socket));
        let (orphaned, released) = (came(Event::Judge), came(Event::Released));
        drop(fds);
        if asked.contains(PollFlags::IN) {
            self.asked();
        } else if !asked.is_empty() {
            self.seen.silent = true;
        }
        if released {
            self.seen.facts.released = true;
            // Once it is killed nobody can tell any more what it held; a short run was never looked at before.
            self.count(group, 0);
            self.kill();
        }
        if orphaned {
            self.seen.orphaned = true;
            self.kill();
        }
        self.listen();
        group.hold(self.stdout.held() + self.stderr.held())?;
        Ok(gone)
    }

    fn events<'a>(&'a self, control: BorrowedFd<'a>) -> Vec<(Event, PollFd<'a>)> {
        let mut list = vec![(Event::Gone, PollFd::new(&self.pidfd, PollFlags::IN))];
        // The link hangs up shortly before the box is gone; not to spin on that, wait for the box alone then.
        if self.seen.facts.status.is_some() || self.seen.broken.is_some() {
            return list;
        }
        list.push((Event::Word, PollFd::new(&self.link, PollFlags::IN)));
        list.push((
            Event::Judge,
            PollFd::from_borrowed_fd(control, PollFlags::empty()),
        ));
        if self.seen.killed.is_some() {
            return list;
        }
        let leash = self.leash.iter();
        list.extend(leash.map(|leash| (Event::Released, PollFd::new(leash, PollFlags::empty()))));
        let listener = self.listener.iter().filter(|_| !self.seen.silent);
        list.extend(listener.map(|listener| (Event::Socket, PollFd::new(listener, PollFlags::IN))));
        for output in [&self.stdout, &self.stderr]
            .into_iter()
            .filter(|output| output.open)
        {
            list.push((
                Event::Output,
                PollFd::from_borrowed_fd(output.fd(), PollFlags::IN),
            ));
        }
        list
    }

    /// A program asks for a socket, or for pages to share, and shall have them while they are no more than it may use.
    fn asked(&mut self) {
        let Some(listener) = &self.listener else { return };
        // Whoever asked may have been killed meanwhile.
        let Ok(call) = sys::noted(listener.as_fd()) else {
            return;
        };
        if call.number == libc::SYS_mmap {
            self.seen.shared = self.seen.shared.saturating_add(call.arguments[1]);
            if self.seen.shared > self.limits.memory {
                return self.stop(Limit::Memory);
            }
        } else {
            self.seen.touched = true;
        }
        let _ = sys::let_go_on(listener.as_fd(), &call);
    }

    fn listen(&mut self) {
        if self.stdout.drain() | self.stderr.drain() {
            self.stop(Limit::Output);
        }
    }

    fn hear(&mut self, group: &Group) -> io::Result<()> {
        while let Some(message) = Message::receive(self.link.as_fd())? {
            match message {
                Message::Prepared(cpu, told) => {
                    self.seen.prepared_us = Some(cpu);
                    self.listener = told.then(|| pass::receive(&self.link)).transpose()?;
                }
                Message::Ready(cpu) => {
                    self.seen.started = Some(Instant::now());
                    let before = self.seen.prepared_us.filter(|_| group.holds_helper());
                    self.seen.set_up_us = cpu.saturating_sub(before.unwrap_or(0));
                    self.plan();
                }
                Message::NotStarted(_) => self.seen.facts.not_started = true,
                Message::Ended(status, peak) => {
                    self.seen.facts.status = Some(status);
                    self.own_peak(group, u64::try_from(peak).unwrap_or(0) * 1024);
                    // Now, so that taking the box down is not put on the program's account.
                    self.count(group, 0);
                }
                Message::Broken(step, error) => {
                    let step = STEPS.get(usize::from(step)).unwrap_or(&"?");
                    self.seen.broken = Some(format!("{step}: {}", io::Error::from_raw_os_error(error)));
                }
            }
        }
        Ok(())
    }

    /// Compares with the limits and ends what is over one.
    fn look(&mut self, group: &Group) {
        let Some(started) = self.seen.started else {
            if self.seen.began.elapsed() > SET_UP && self.seen.killed.is_none() {
                self.seen.broken = Some("the set-up takes too long".into());
                self.kill();
            }
            return;
        };
        let due = self.seen.next.is_none_or(|next| Instant::now() >= next);
        if self.seen.facts.status.is_some() || !due {
            return;
        }
        self.count(group, 0);
        self.plan();
        let facts = &self.seen.facts;
        if facts.account.oom_kills > 0 || facts.most > self.limits.memory {
            self.stop(Limit::Memory);
        } else if facts.account.refused_forks > STUBBORN {
            self.stop(Limit::Processes);
        } else if facts.account.cpu_us > self.limits.cpu_us {
            self.stop(Limit::Cpu);
        } else if started.elapsed() > Duration::from_micros(self.limits.wall_us) {
            self.stop(Limit::Wall);
        }
    }

    /// Ends the run because of a limit; the first reason counts.
    fn stop(&mut self, limit: Limit) {
        self.seen.facts.stopped.get_or_insert(limit);
        self.kill();
    }

    /// Killing its first process makes the kernel kill every other process of the box.
    pub(super) fn kill(&mut self) {
        if self.seen.killed.is_none() {
            self.seen.killed = Some(Instant::now());
            let _ = rustix::process::pidfd_send_signal(&self.pidfd, Signal::KILL);
        }
    }

    /// How long there is nothing to look at.
    fn pause(&self) -> Duration {
        let left = |next: Instant| next.saturating_duration_since(Instant::now());
        self.seen.next.map_or(TICK, left)
    }

    /// Looks again as soon as something can have happened that we would have to act on, and not before.
    fn plan(&mut self) {
        let Some(started) = self.seen.started else {
            return;
        };
        let cores = *CORES as u64;
        let cpu = self.limits.cpu_us.saturating_sub(self.seen.facts.account.cpu_us) / cores;
        let wall = Duration::from_micros(self.limits.wall_us).saturating_sub(started.elapsed());
        let pause = TICK.min(Duration::from_micros(cpu)).min(wall).max(CLOSE);
        self.seen.next = Some(Instant::now() + pause);
    }
}
