//! Start, ready, talk, end.
use std::path::PathBuf;
use std::time::{Duration, Instant};

use wire::NoReply;

use super::http::{self, Request};
use super::verdict::Found;
use crate::check::Bench;
use crate::fault::Fault;
use crate::package::service::ServiceCheck;
use crate::sandbox::{self, Dial, Outcome, Run, Service};

/// Between two looks whether it is ready: first, and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(80);
/// For one reply to the question whether it is ready.
const READY_REPLY: Duration = Duration::from_secs(2);
/// A service whose connections break may be about to end; so long is waited for that to be seen.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// One that is silent is no more likely to end now than at any other time; what it used shall be looked at once more.
const LAST_LOOK: Duration = Duration::from_millis(100);

/// One case of a service.
pub(super) struct Session<'a> {
    pub(super) bench: &'a Bench<'a>,
    pub(super) service: &'a ServiceCheck,
    pub(super) start: Vec<String>,
    pub(super) layers: Vec<PathBuf>,
    pub(super) port: u16,
}

/// A service that is ready.
pub(super) struct Talk<'a> {
    pub(super) dial: &'a dyn Dial,
    pub(super) port: u16,
}

impl Session<'_> {
    /// Starts the service, and talks with it once it is ready; says how it ended, and what was found before.
    pub(super) fn hold<T: From<Found>>(
        &self,
        talk: &mut dyn FnMut(&Talk<'_>) -> Result<T, sandbox::Fault>,
    ) -> Result<(Outcome, T), Fault> {
        let service = Service {
            run: Run {
                runtime: self.bench.runtime,
                layers: &self.layers,
                command: &self.start,
                stdin: None,
                limits: self.service.limits,
                keep: None,
                spill: None,
            },
            port: self.port,
        };
        let mut found = T::from(Found::NotReady);
        let outcome = self.bench.sandbox.serve(&service, &mut |dial| {
            let port = self.port;
            let ready = Talk { dial, port };
            if self.ready(&ready)? {
                found = talk(&ready)?;
            }
            Ok(())
        })?;
        Ok((outcome, found))
    }

    fn ready(&self, talk: &Talk<'_>) -> Result<bool, sandbox::Fault> {
        let until = Instant::now() + self.service.ready.within;
        let mut pause = FIRST_PAUSE;
        loop {
            if self.answers(talk, until)? {
                return Ok(true);
            }
            let left = until.saturating_duration_since(Instant::now());
            // Its end is no reason to wait on.
            if left.is_zero() || talk.dial.ended(pause.min(left)) {
                return Ok(false);
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn answers(&self, talk: &Talk<'_>, until: Instant) -> Result<bool, sandbox::Fault> {
        let Some(path) = &self.service.ready.path else {
            return Ok(talk.dial.connect(until)?.is_ok());
        };
        let until = until.min(Instant::now() + READY_REPLY);
        let request = Request {
            method: "GET",
            target: path,
            headers: &[],
            body: &[],
        };
        let reply = talk.exchange(&request, until)?;
        Ok(reply.is_ok_and(|reply| (200..300).contains(&reply.status)))
    }
}

impl Talk<'_> {
    /// One request on a connection of its own.
    pub(super) fn exchange(
        &self,
        request: &Request<'_>,
        until: Instant,
    ) -> Result<Result<http::Reply, NoReply>, sandbox::Fault> {
        Ok(match self.dial.connect(until)? {
            Ok(stream) => http::exchange(&stream, (request, self.port), until),
            Err(error) if error.kind() == std::io::ErrorKind::TimedOut => Err(NoReply::Late),
            Err(_) => Err(NoReply::Refused),
        })
    }

    /// A broken connection and the end of the service may be seen in either order: waits for the end, so that it is
    /// told as what it is.
    pub(super) fn let_end(&self, problem: NoReply) {
        let patience = match problem {
            NoReply::Refused | NoReply::Closed | NoReply::Garbled => LAST_WORDS,
            NoReply::Late | NoReply::TooLong => LAST_LOOK,
        };
        self.dial.ended(patience);
    }
}
