//! The judge's side of a service that runs in a box while others talk to it.
use std::cell::Cell;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::claim::Claim;
use super::client::{self, Client, Patient};
use super::spec::{self, Birth, Hello, Spec};
use super::{Linux, dialer, outcome, pass, spec as described};
use crate::sandbox::{Dial, Fault, Outcome, Run, Service};

/// For an answer of a process of ours that has nothing to wait for.
const SOON: Duration = Duration::from_secs(20);
/// A helper that was asked for and lost says so at once.
const MOMENT: Duration = Duration::from_secs(1);

impl Linux {
    pub(super) fn served(
        &self,
        service: &Service<'_>,
        session: &mut dyn FnMut(&dyn Dial) -> Result<(), Fault>,
    ) -> Result<Outcome, Fault> {
        let spec = Spec {
            env: port(service.port),
            cores: self.half(false),
            lend: true,
            ..described(&service.run)
        };
        let mut client = self.client(&spec.cores)?;
        let line = client.lend(&spec)?;
        let talk = Talk {
            linux: self,
            client: &client,
            line,
            port: service.port,
            lent: Cell::new(false),
        };
        let said = session(&talk);
        // Letting go of the line ends the service.
        drop(talk);
        let answered = client.answer(spec.limits.wall_us)?;
        self.idle_again(client, &answered.0);
        said?;
        outcome(answered)
    }
}

fn port(port: u16) -> Vec<(String, String)> {
    vec![("PORT".to_owned(), port.to_string())]
}

/// A service that runs now.
struct Talk<'a> {
    linux: &'a Linux,
    client: &'a Client,
    line: UnixStream,
    port: u16,
    /// The dialer has become a helper and makes no sockets any more.
    lent: Cell<bool>,
}

impl Dial for Talk<'_> {
    fn connect(&self, until: Instant) -> Result<io::Result<TcpStream>, Fault> {
        match self.socket() {
            Ok(socket) => Ok(connected(socket, self.port, until)),
            // The dialer may go when the service has gone, never before it.
            Err(_) if self.ended(MOMENT) => Ok(Err(io::ErrorKind::ConnectionRefused.into())),
            Err(error) => Err(Fault(format!("dialer: {error}"))),
        }
    }

    fn beside(&self, run: &Run<'_>) -> Result<Outcome, Fault> {
        let claim = Claim::take().map_err(|error| Fault(format!("user ids for a box: {error}")))?;
        let done = self.run_beside(run, claim.slot);
        // Whatever could not be removed keeps its ids for itself.
        if matches!(done, Ok((_, true))) {
            claim.keep();
        }
        done.map_err(|error| Fault(format!("helper: {error}")))
            .and_then(|(answered, _)| outcome(answered))
    }

    fn ended(&self, within: Duration) -> bool {
        readable(self.client.from(), within)
    }
}

impl Talk<'_> {
    /// An unconnected socket of the service's network.
    fn socket(&self) -> io::Result<OwnedFd> {
        if self.lent.get() {
            return Err(io::Error::other("it has become a helper"));
        }
        (&self.line).write_all(&[dialer::SOCKET])?;
        if !readable(&self.line, SOON) {
            return Err(io::ErrorKind::TimedOut.into());
        }
        pass::receive(&self.line)
    }

    /// What became of the run, and whether something of it is left.
    fn run_beside(&self, run: &Run<'_>, slot: u32) -> io::Result<(client::Answered, bool)> {
        self.lent.set(true);
        let mut line = &self.line;
        line.write_all(&[dialer::HELPER])?;
        let options = &self.linux.options;
        let birth = Birth {
            slot,
            groups: options.groups,
            overlay: options.overlay,
        };
        spec::send(&mut line, &birth)?;
        let hello: Option<Hello> = spec::receive(&mut Patient::new(&mut &self.line, SOON))?;
        let hello = hello.ok_or_else(client::silent)?;
        if let Some(why) = hello.refused {
            return Err(io::Error::other(why));
        }
        self.linux.same(&hello).map_err(io::Error::other)?;
        let spec = Spec {
            env: port(self.port),
            cores: self.linux.half(true),
            ..described(run)
        };
        spec::send(&mut line, &spec)?;
        let answered = client::receive(&mut &self.line, spec.limits.wall_us)?;
        let stuck = answered.0.stuck;
        Ok((answered, stuck))
    }
}

/// Whether there is something to read, or an end, within this time.
pub(super) fn readable(from: impl AsFd, within: Duration) -> bool {
    ready(from, PollFlags::IN, Instant::now() + within).is_ok()
}

fn ready(fd: impl AsFd, wanted: PollFlags, until: Instant) -> io::Result<()> {
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let left = Timespec::try_from(left).map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(&fd, wanted)], Some(&left)) {
            Ok(0) => return Err(io::ErrorKind::TimedOut.into()),
            Ok(_) => return Ok(()),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Connects a socket to the loopback of the network it was made in.
fn connected(socket: OwnedFd, port: u16, until: Instant) -> io::Result<TcpStream> {
    let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port);
    match rustix::net::connect(&socket, &address) {
        Ok(()) => {}
        Err(Errno::INPROGRESS) => {
            ready(&socket, PollFlags::OUT, until)?;
            rustix::net::sockopt::socket_error(&socket)??;
        }
        Err(error) => return Err(error.into()),
    }
    let stream = TcpStream::from(socket);
    stream.set_nonblocking(false)?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
