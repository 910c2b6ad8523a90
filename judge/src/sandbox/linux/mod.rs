//! The box on Linux: namespaces, a read-only root, limits on the whole process tree, a filter for calls.
//!
//! The judge never forks itself: it starts helpers (`<program> sandbox-helper`, one thread each) and speaks with them
//! over two pipes. A helper makes one box after the other; when the judge goes away, the pipe closes, and the helper
//! and its box end.
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::{Dial, Ending, Fault, Joined, Limits, Outcome, Run, Runtime, Sandbox, Service, Slots, slots};

mod cgroup;
mod claim;
mod client;
mod cores;
mod dialer;
mod enter;
mod environment;
mod helper;
mod init;
mod join;
mod keep;
mod message;
mod mounts;
mod network;
mod output;
mod pass;
mod payload;
mod place;
mod ready;
mod request;
mod root;
mod run;
mod sampler;
mod seccomp;
mod serve;
mod spec;
mod sys;
mod tally;
mod verdict;
mod watch;
mod work;

pub use helper::run_helper_if_asked;
pub(crate) use root::FILES as OWN_FILES;
pub use spec::Groups;

use client::{Answered, Client};
use spec::{Answer, End, Hello, Spec, SpecKeep, SpecLimits};

/// Makes boxes on this machine; may be used by many threads at once.
#[derive(Debug)]
pub struct Linux {
    options: Options,
    facts: Facts,
    ungrouped: Option<String>,
    idle: Mutex<Vec<Client>>,
    slots: Slots,
    /// Cores that this process may use.
    cores: Vec<usize>,
}

/// How boxes are to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The program that serves as the helper; it calls [`run_helper_if_asked`] first thing in its `main`.
    pub helper: PathBuf,
    /// Use control groups where there are any.
    pub groups: bool,
    /// Let the kernel merge layers where it can.
    pub overlay: bool,
    /// Programs at one time; as many as there are cores when absent.
    pub slots: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            helper: "/proc/self/exe".into(),
            groups: true,
            overlay: true,
            slots: None,
        }
    }
}

/// What the boxes of this machine are made of, for an operator to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Made by root, with user ids of a pool; otherwise by an ordinary user, with its own id.
    pub root: bool,
    /// What carries the limits of the process tree.
    pub groups: Groups,
    /// Layers are merged by the kernel; otherwise they are copied for each run.
    pub overlay: bool,
}

impl Facts {
    /// A word for who makes them.
    pub fn maker(&self) -> &'static str {
        if self.root { "root" } else { "user" }
    }

    fn of(hello: &Hello) -> Self {
        Self {
            root: hello.root,
            groups: hello.groups,
            overlay: hello.overlay,
        }
    }

    /// `A`: everything; `B`: without control groups, fine for one class. There is no box below that.
    pub fn tier(&self) -> char {
        if self.groups == Groups::None { 'B' } else { 'A' }
    }
}

impl Linux {
    /// Tries out what this machine can do, with a real box.
    ///
    /// The running program must call [`run_helper_if_asked`] first thing in its `main`.
    pub fn detect() -> Result<Self, Fault> {
        Self::with(Options::default())
    }

    /// As [`Linux::detect`], with another program as the helper, and optionally without control groups.
    pub fn with_helper(helper: PathBuf, groups: bool) -> Result<Self, Fault> {
        Self::with(Options {
            helper,
            groups,
            ..Options::default()
        })
    }

    /// As [`Linux::detect`], made as told.
    pub fn with(options: Options) -> Result<Self, Fault> {
        let (client, hello) = Client::start(&options)?;
        let slots = options.slots;
        let linux = Self {
            options,
            facts: Facts::of(&hello),
            ungrouped: hello.ungrouped,
            idle: Mutex::new(vec![client]),
            slots: slots.map_or_else(Slots::of_machine, Slots::new),
            cores: cores::ours(),
        };
        linux.try_out()?;
        Ok(linux)
    }

    /// What the boxes are made of.
    pub fn describe(&self) -> Facts {
        self.facts
    }

    /// Why no control groups carry the limits, where none do although they might.
    pub fn ungrouped(&self) -> Option<&str> {
        self.ungrouped.as_deref()
    }

    fn try_out(&self) -> Result<(), Fault> {
        let second = Duration::from_secs(1);
        let limits = Limits {
            cpu: second,
            wall: 10 * second,
            memory: 64 << 20,
            output: 1024,
            processes: 4,
            disk: 1 << 20,
        };
        let runtime = Runtime::usr()?;
        let command = ["true".to_owned()];
        let run = Run {
            runtime: &runtime,
            layers: &[],
            command: &command,
            stdin: None,
            limits,
            keep: None,
            spill: None,
        };
        match self.run(&run)?.ending {
            Ending::Exited(0) => Ok(()),
            other => Err(Fault(format!("the trial box ended with {other:?}"))),
        }
    }

    /// A helper; if there is one that stands on these cores, that one.
    fn client(&self, cores: &[usize]) -> Result<Client, Fault> {
        while let Some(mut client) = self.idle(cores) {
            if client.alive() {
                client.stands_on(cores);
                return Ok(client);
            }
        }
        let (client, hello) = Client::start(&self.options)?;
        self.same(&hello).map(|()| client)
    }

    fn idle(&self, cores: &[usize]) -> Option<Client> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let near = idle.iter().position(|client| client.is_on(cores));
        near.map(|place| idle.swap_remove(place)).or_else(|| idle.pop())
    }

    /// Whoever was told what the boxes are made of relies on it: a later helper that cannot do as much is of no use.
    fn same(&self, hello: &Hello) -> Result<(), Fault> {
        let (first, now) = (self.facts, Facts::of(hello));
        if first == now {
            return Ok(());
        }
        let why = hello.ungrouped.as_deref().unwrap_or("for no known reason");
        Err(Fault(format!(
            "a box is not made as the first one was: {first:?}, now {now:?} ({why})"
        )))
    }
}

impl Sandbox for Linux {
    fn slots(&self) -> Option<&Slots> {
        Some(&self.slots)
    }

    fn run(&self, run: &Run<'_>) -> Result<Outcome, Fault> {
        self.outcome(&Spec {
            cores: self.cores_of(&slots::mine()),
            ..spec(run)
        })
    }

    fn join(&self, runs: [&Run<'_>; 2], pipes: &Path) -> Result<Joined, Fault> {
        self.joined(runs, pipes)
    }

    fn serve(
        &self,
        service: &Service<'_>,
        session: &mut dyn FnMut(&dyn Dial) -> Result<(), Fault>,
    ) -> Result<Outcome, Fault> {
        self.served(service, session)
    }
}

impl Linux {
    /// The cores of these places: more places than cores share them.
    fn cores_of(&self, places: &[usize]) -> Vec<usize> {
        let all = self.cores.iter().copied().cycle();
        places
            .iter()
            .filter_map(|place| all.clone().nth(*place))
            .collect()
    }

    /// Those of one of two programs that run at one time in the places of this thread.
    fn half(&self, second: bool) -> Vec<usize> {
        let mine = slots::mine();
        let (one, other) = mine.split_at(mine.len().div_ceil(2));
        let half = if second && !other.is_empty() { other } else { one };
        self.cores_of(half)
    }

    fn outcome(&self, spec: &Spec) -> Result<Outcome, Fault> {
        let mut client = self.client(&spec.cores)?;
        let answered = client.ask(spec)?;
        self.idle_again(client, &answered.0);
        outcome(answered)
    }

    /// Keeps a helper for the next run, unless this was its last.
    fn idle_again(&self, client: Client, answer: &Answer) {
        if !answer.last {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(client);
        }
    }
}

fn outcome((answer, [stdout, stderr]): Answered) -> Result<Outcome, Fault> {
    Ok(Outcome {
        ending: ending(answer.end)?,
        cpu: Duration::from_micros(answer.cpu_us),
        wall: Duration::from_micros(answer.wall_us),
        peak: answer.peak,
        stdout,
        stderr,
        spilled: answer.spilled,
    })
}

fn ending(end: End) -> Result<Ending, Fault> {
    Ok(match end {
        End::Exited(status) => Ending::Exited(status),
        End::Signaled(signal) => Ending::Signaled(signal),
        End::Limited(limit) => Ending::Limited(limit),
        End::NotStarted => Ending::NotStarted,
        End::Stopped => Ending::Stopped,
        End::Fault(why) => return Err(Fault(why)),
    })
}

fn spec(run: &Run<'_>) -> Spec {
    let us = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let limits = run.limits;
    Spec {
        binds: run.runtime.binds.clone(),
        path: run.runtime.path.clone(),
        layers: run.layers.to_vec(),
        command: run.command.to_vec(),
        stdin: run.stdin.map(Into::into),
        stdout: None,
        spill: run.spill.map(Into::into),
        keep: run.keep.map(|keep| SpecKeep {
            to: keep.to.into(),
            from: keep.from.map(Into::into),
            after: keep.after.to_vec(),
        }),
        limits: SpecLimits {
            cpu_us: us(limits.cpu),
            wall_us: us(limits.wall),
            memory: limits.memory,
            output: limits.output,
            processes: limits.processes,
            disk: limits.disk,
        },
        env: Vec::new(),
        cores: Vec::new(),
        lend: false,
    }
}
