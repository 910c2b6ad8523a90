//! The box in which team code runs: what goes in, what comes out, and the trait between.
//!
//! Everything in an [`Outcome`] is measured by us outside the payload; text of the payload is data, never a verdict.
use std::fs::File;
use std::io;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use wire::{Limit, RunLimits};

mod linux;
mod probe;
mod slots;

pub(crate) use linux::OWN_FILES;
pub use linux::{Facts, Groups, Linux, Options, run_helper_if_asked};
pub use probe::{Probe, probe};
pub use slots::{Slots, Taken};

/// Limits of one run, enforced on the whole process tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// CPU time of all processes together.
    pub cpu: Duration,
    /// Wall time.
    pub wall: Duration,
    /// Bytes of memory of all processes together, files in scratch space included.
    pub memory: u64,
    /// Bytes on standard output, and as many on standard error.
    pub output: u64,
    /// Processes and threads at one time.
    pub processes: u32,
    /// Bytes that may be written below `/work` and `/tmp` together.
    pub disk: u64,
}

impl Limits {
    /// As a report shows them.
    pub fn report(self) -> RunLimits {
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        RunLimits {
            cpu_ms: milliseconds(self.cpu),
            wall_ms: milliseconds(self.wall),
            memory_kib: self.memory / 1024,
            output_bytes: self.output,
            processes: self.processes,
            disk_bytes: self.disk,
        }
    }
}

/// What programs find around them: folders of the host, bound read-only. Where they come from: [`crate::runtime`].
#[derive(Debug, Clone)]
pub struct Runtime {
    /// Name in a package's `[environment]`; `host` is the machine's own `/usr`.
    pub name: String,
    /// Fingerprint of what is installed in it.
    pub digest: String,
    /// (folder or file of the host, where it appears inside), all read-only. A symbolic link of the host appears as
    /// that link.
    pub binds: Vec<(PathBuf, PathBuf)>,
    /// Value of `PATH` inside.
    pub path: String,
    /// A lock on an imported tree: it is not removed while somebody may run in it.
    #[expect(dead_code, reason = "it is held, not read")]
    pub(crate) held: Option<Arc<File>>,
}

/// One confined run.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    /// What the program finds around it.
    pub runtime: &'a Runtime,
    /// Folders that appear merged at `/work`, the first on top; the run sees a private writable copy.
    pub layers: &'a [PathBuf],
    /// Program and arguments; started in `/work`, a relative path is looked up there.
    pub command: &'a [String],
    /// File for standard input; nothing when absent.
    pub stdin: Option<&'a Path>,
    /// What it may use.
    pub limits: Limits,
    /// What is kept of `/work`.
    pub keep: Option<Keep<'a>>,
    /// A file of ours, made when needed, that takes standard output when it is long. Without it, all is held in memory.
    pub spill: Option<&'a Path>,
}

/// What is kept of a run's `/work`: regular files, folders, symbolic links. A tree larger than `limits.disk` is not:
/// the run then ends with that limit.
#[derive(Debug, Clone, Copy)]
pub struct Keep<'a> {
    /// An empty folder of ours.
    pub to: &'a Path,
    /// Only this folder in `/work`, a plain name; nothing when it is no folder.
    pub from: Option<&'a str>,
    /// Exit statuses after which it is kept.
    pub after: &'a [i32],
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// With this exit status.
    Exited(i32),
    /// By this signal, not sent by us.
    Signaled(i32),
    /// By us, because this limit was hit.
    Limited(Limit),
    /// The program could not be started (missing, not executable, bad interpreter).
    NotStarted,
    /// By us, well until then: nobody needed the service any more. One that found its disk or its number of processes
    /// at their limit has met that limit; whether it coped, its session tells.
    Stopped,
}

/// What a run did and used.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// How it ended.
    pub ending: Ending,
    /// CPU time of the process tree.
    pub cpu: Duration,
    /// Wall time.
    pub wall: Duration,
    /// Peak memory of the process tree in bytes, page cache not counted.
    pub peak: u64,
    /// Standard output, at most `limits.output` bytes; empty when it was spilled.
    pub stdout: Vec<u8>,
    /// Standard output is in the file that the run named, all of it.
    pub spilled: bool,
    /// The end of standard error, at most 16 KiB.
    pub stderr: Vec<u8>,
}

/// What two joined runs did.
#[derive(Debug, Clone)]
pub struct Joined {
    /// Of each, in the order of the call.
    pub outcomes: [Outcome; 2],
    /// Which ended first, by its place.
    pub first: usize,
}

/// A run that stays while others talk to it. Its standard output is bounded as that of any run.
#[derive(Debug, Clone)]
pub struct Service<'a> {
    /// The program; it must not end by itself.
    pub run: Run<'a>,
    /// Where it listens on its loopback; it finds the number in `PORT`.
    pub port: u16,
}

/// The way to a service that runs.
pub trait Dial {
    /// A connection to the service; the inner error is the service's: nobody listens, or nobody answered until then.
    ///
    /// # Errors
    /// When the box fails.
    fn connect(&self, until: Instant) -> Result<io::Result<TcpStream>, Fault>;

    /// Runs a program to its end in a box of its own which shares the service's network and nothing else, `PORT` in
    /// its environment. Once in a session; [`Dial::connect`] cannot be used after it.
    ///
    /// # Errors
    /// When a box fails.
    fn beside(&self, run: &Run<'_>) -> Result<Outcome, Fault>;

    /// Whether the service has ended by itself or by a limit; waits so long for that.
    fn ended(&self, within: Duration) -> bool;
}

/// The box itself failed: our fault, never the team's.
#[derive(Debug, thiserror::Error)]
#[error("sandbox: {0}")]
pub struct Fault(pub String);

/// Something that can run programs in a box.
pub trait Sandbox: Send + Sync {
    /// How many programs it is meant to run at one time; `None`: one after the other. A judging takes its places here.
    fn slots(&self) -> Option<&Slots> {
        None
    }

    /// Runs to the end, or to a limit. Nothing of the run survives the call.
    fn run(&self, run: &Run<'_>) -> Result<Outcome, Fault>;

    /// Runs two programs at once, in two boxes, each reading what the other writes; `stdin` of neither counts, and
    /// their standard output is not part of the outcomes. A program sees the end of its input when the other has
    /// ended. `pipes` is an empty folder of ours. Nothing of either run survives the call.
    ///
    /// # Errors
    /// When a box fails, or when this one cannot do it.
    fn join(&self, runs: [&Run<'_>; 2], pipes: &Path) -> Result<Joined, Fault> {
        let _ = (runs, pipes);
        Err(Fault("this box cannot join runs".into()))
    }

    /// Starts a service, and ends it when the session is over. Nothing of it survives the call.
    ///
    /// # Errors
    /// When the box or the session fails, or when this one cannot do it.
    fn serve(
        &self,
        service: &Service<'_>,
        session: &mut dyn FnMut(&dyn Dial) -> Result<(), Fault>,
    ) -> Result<Outcome, Fault> {
        let _ = (service, session);
        Err(Fault("this box cannot hold a service".into()))
    }
}
