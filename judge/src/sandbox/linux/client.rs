//! The judge's side of a helper.
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::claim::Claim;
use super::helper::VERB;
use super::spec::{self, Answer, Birth, End, Hello, Spec};
use super::{Options, pass};
use crate::sandbox::Fault;

/// Time beyond a run's own wall limit after which a silent helper is given up.
const PATIENCE: Duration = Duration::from_secs(60);
/// A helper that was told to go and has not.
const FAREWELL: Duration = Duration::from_secs(3);

/// One living helper.
#[derive(Debug)]
pub(super) struct Client {
    child: Child,
    /// Its standard input; descriptors come back over it.
    to: Option<UnixStream>,
    from: ChildStdout,
    claim: Option<Claim>,
    /// Where its last box stood.
    cores: Vec<usize>,
    /// Something of a box is left: nobody else may have its ids.
    stuck: bool,
}

impl Client {
    /// Starts one and hears what it can do.
    pub(super) fn start(options: &Options) -> Result<(Self, Hello), Fault> {
        let claim = Claim::take().map_err(|error| Fault(format!("user ids for a box: {error}")))?;
        let slot = claim.slot;
        let mut client = spawn(&options.helper, claim)
            .map_err(|error| Fault(format!("helper {}: {error}", options.helper.display())))?;
        let hello = client
            .greet(&Birth {
                slot,
                groups: options.groups,
                overlay: options.overlay,
            })
            .map_err(|error| Fault(format!("helper: {error}")))?;
        match hello.refused {
            None => Ok((client, hello)),
            Some(why) => Err(Fault(format!("this machine cannot hold a box: {why}"))),
        }
    }

    fn greet(&mut self, birth: &Birth) -> io::Result<Hello> {
        self.send(birth)?;
        spec::receive(&mut Patient::new(&mut self.from, PATIENCE))?.ok_or_else(silent)
    }

    /// Whether it still waits for work; somebody may have ended it meanwhile.
    pub(super) fn alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Whether its next box stands on these cores already.
    pub(super) fn is_on(&self, cores: &[usize]) -> bool {
        self.cores == cores
    }

    /// Remembers where it will stand.
    pub(super) fn stands_on(&mut self, cores: &[usize]) {
        cores.clone_into(&mut self.cores);
    }

    /// Has one run made. After an error the helper is of no more use.
    pub(super) fn ask(&mut self, spec: &Spec) -> Result<Answered, Fault> {
        self.send(spec).map_err(trouble)?;
        self.answer(spec.limits.wall_us)
    }

    /// Has a run made that stays while others talk to it; gives the line to its network. After an error the helper
    /// is of no more use.
    pub(super) fn lend(&mut self, spec: &Spec) -> Result<UnixStream, Fault> {
        self.send(spec).map_err(trouble)?;
        let line = self.line().map_err(trouble)?;
        match line {
            Some(line) => Ok(line),
            // It says why.
            None => match self.answer(0)?.0.end {
                End::Fault(why) => Err(Fault(why)),
                _ => Err(trouble(silent())),
            },
        }
    }

    /// Nothing when the helper has an answer instead.
    fn line(&mut self) -> io::Result<Option<UnixStream>> {
        let to = self.to.as_ref().ok_or_else(silent)?;
        let patience = Timespec::try_from(PATIENCE).map_err(io::Error::other)?;
        let mut fds = [
            PollFd::new(to, PollFlags::IN),
            PollFd::new(&self.from, PollFlags::IN),
        ];
        rustix::io::retry_on_intr(|| poll(&mut fds, Some(&patience)))?;
        let [line, _] = &fds;
        let came = line.revents().contains(PollFlags::IN);
        Ok(if came {
            Some(pass::receive(to)?.into())
        } else {
            None
        })
    }

    /// The answer to what was asked for.
    pub(super) fn answer(&mut self, wall_us: u64) -> Result<Answered, Fault> {
        let answered = receive(&mut self.from, wall_us).map_err(trouble)?;
        self.stuck |= answered.0.stuck;
        Ok(answered)
    }

    /// Where answers come from.
    pub(super) fn from(&self) -> &ChildStdout {
        &self.from
    }

    fn send<T: serde::Serialize>(&mut self, value: &T) -> io::Result<()> {
        spec::send(self.to.as_mut().ok_or_else(silent)?, value)
    }
}

impl Drop for Client {
    /// Closing its pipe tells the helper to go; it takes its box and its groups with it.
    fn drop(&mut self) {
        self.to = None;
        let began = Instant::now();
        while let Ok(None) = self.child.try_wait() {
            if began.elapsed() > FAREWELL {
                let _ = self.child.kill();
                let _ = self.child.wait();
                self.stuck = true;
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        if self.stuck
            && let Some(claim) = self.claim.take()
        {
            claim.keep();
        }
    }
}

/// An answer with standard output and standard error.
pub(super) type Answered = (Answer, [Vec<u8>; 2]);

/// Reads the answer to a run with this limit of wall time.
pub(super) fn receive(from: &mut (impl Read + AsFd), wall_us: u64) -> io::Result<Answered> {
    let mut patient = Patient::new(from, PATIENCE + Duration::from_micros(wall_us));
    let answer: Answer = spec::receive(&mut patient)?.ok_or_else(silent)?;
    let mut outputs = [Vec::new(), Vec::new()];
    for (output, length) in outputs.iter_mut().zip([answer.stdout, answer.stderr]) {
        let mut part = (&mut patient).take(length);
        if part.read_to_end(output)? as u64 != length {
            return Err(silent());
        }
    }
    Ok((answer, outputs))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of `map_err`")]
fn trouble(error: io::Error) -> Fault {
    Fault(format!("helper: {error}"))
}

pub(super) fn silent() -> io::Error {
    io::Error::other("it ended without an answer")
}

#[expect(clippy::disallowed_methods, reason = "the sandbox is the door to processes")]
fn spawn(program: &Path, claim: Claim) -> io::Result<Client> {
    let mut command = Command::new(program);
    command.arg0("judge").arg(VERB).env_clear();
    let (to, theirs) = UnixStream::pair()?;
    let mut child = command
        .stdin(Stdio::from(OwnedFd::from(theirs)))
        .stdout(Stdio::piped())
        // Nothing is ever said there; what the helper holds by it, others cannot have.
        .stderr(claim.share()?.map_or_else(Stdio::null, Stdio::from))
        .spawn()?;
    let from = child.stdout.take().ok_or_else(silent)?;
    Ok(Client {
        child,
        to: Some(to),
        from,
        claim: Some(claim),
        cores: Vec::new(),
        stuck: false,
    })
}

/// Reads, but not for ever.
pub(super) struct Patient<'a, R> {
    from: &'a mut R,
    until: Instant,
}

impl<'a, R> Patient<'a, R> {
    pub(super) fn new(from: &'a mut R, patience: Duration) -> Self {
        let until = Instant::now() + patience;
        Self { from, until }
    }
}

impl<R: Read + AsFd> Read for Patient<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.until.saturating_duration_since(Instant::now());
        let left = Timespec::try_from(left).map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(&*self.from, PollFlags::IN)], Some(&left)) {
            Ok(0) => Err(io::Error::new(io::ErrorKind::TimedOut, "it does not answer")),
            Ok(_) | Err(rustix::io::Errno::INTR) => self.from.read(buffer),
            Err(error) => Err(error.into()),
        }
    }
}
