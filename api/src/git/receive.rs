//! One conversation with git: the client's body in, git's answer out, both as streams. Memory does not grow
//! with what is sent.
use std::io::Cursor;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStdin, ChildStdout};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::Sender;
use tokio::time::timeout;

use super::answer::{Splitter, Tail};
use super::limits::Limits;
use super::opening::Opening;
use super::places::{PATIENCE, RUSH, soon};
use super::process::Running;
use super::repository::unlock;
use super::trouble::{Ear, Trouble};
use super::upkeep::visit;
use super::{Git, Service};
use crate::clock::Clock;
use crate::error::{Code, Error, Result};

/// What a client sends, unpacked from whatever HTTP wrapped it in.
pub(crate) type Body = Pin<Box<dyn AsyncRead + Send>>;

/// Bytes read at once.
pub(super) const PIECE: usize = 64 << 10;
/// A client that is silent for this long has gone.
pub(super) const SILENCE: Duration = Duration::from_secs(90);
/// The whole conversation, on the slowest link.
const LONGEST: Duration = Duration::from_secs(2 * 60 * 60);
/// Git's own work after the last byte came; a small pack can unfold into much.
const DIGESTION: Duration = Duration::from_secs(5 * 60);
/// How much is read and thrown away when git has stopped listening, so that the client hears why.
const WASTE: u64 = 512 << 20;
/// Bytes of a wish to fetch: what is wanted, what is there already.
const WISH: u64 = 16 << 20;

/// What a push may be.
#[derive(Debug)]
pub(crate) struct Order<'a> {
    /// The repository.
    pub(crate) repository: &'a Path,
    /// What the hook reads its rules from and writes its verdict to.
    pub(crate) folder: &'a Path,
    /// The file in `folder` that is made when the last byte has come, unless it is there.
    pub(crate) arrived: &'a str,
    /// Bytes of the pack.
    pub(crate) largest: u64,
    /// Bytes of a file.
    pub(crate) largest_file: u64,
    /// For git's errors. Git and what it starts hold it open as long as they live, with the lock that is on it.
    pub(crate) errors: std::fs::File,
}

/// How a push ended.
#[derive(Debug, Default)]
pub(crate) struct Received {
    /// The end of the answer, not sent yet.
    pub(crate) tail: Tail,
    /// Why git did not take it.
    pub(crate) trouble: Option<Trouble>,
}

/// A place for a fetch.
#[derive(Debug)]
pub(crate) struct Sending {
    _place: OwnedSemaphorePermit,
}

impl Git {
    /// Receives a push. People's lines go to `out` as they come; it is no fault when nobody listens any more.
    pub(crate) async fn receive(
        &self,
        order: Order<'_>,
        mut body: Body,
        out: &Sender<Vec<u8>>,
    ) -> Result<Received> {
        let received = async {
            let opening = Opening::read(&mut body).await?;
            if opening.is_knock() {
                return Ok(Received::default());
            }
            if let Some(trouble) = opening.trouble() {
                return refuse(&opening, trouble, body).await;
            }
            self.hand_over(order, (opening, body), out).await
        };
        let received = timeout(LONGEST, received).await;
        received.map_err(|_| Error::new(Code::ServerBusy).because("a push took too long"))?
    }

    async fn hand_over(
        &self,
        order: Order<'_>,
        (opening, rest): (Opening, Body),
        out: &Sender<Vec<u8>>,
    ) -> Result<Received> {
        let arrived = order.folder.join(order.arrived);
        if opening.ended {
            // Whoever waits for a place or for git from here on, waits for us.
            note(&arrived)?;
        }
        let _visit = visit(order.repository).await?;
        let place = if opening.ended {
            soon(RUSH, self.places.swift(order.repository)).await
        } else {
            soon(PATIENCE, self.places.slow()).await
        };
        let _place = match place {
            Err(error) if error.code() == Code::ServerBusy => {
                return refuse(&opening, Trouble::Busy, rest).await;
            }
            place => place?,
        };
        unlock(order.repository, Clock.now());
        // What came whole in its first piece can only be that large.
        let bytes = if opening.ended {
            opening.bytes.len() as u64
        } else {
            order.largest
        };
        let limits = Limits::receiving(bytes, order.largest_file);
        let largest = format!("receive.maxInputSize={}", order.largest);
        let mut command = self.service((Service::Receive, limits), &[largest]);
        command
            .arg(order.repository)
            .stderr(order.errors.try_clone()?)
            // The hook is this very program, even when its file was replaced meanwhile.
            .env("UBUNIFU_SERVER", format!("/proc/{}/exe", std::process::id()))
            .env("UBUNIFU_PUSH", order.folder);
        let mut running = Running::start(command, &limits)?;
        let (stdin, stdout) = running.pipes()?;
        let body: Body = Box::pin(Cursor::new(opening.bytes).chain(rest));
        let (tail, mut complaints) =
            converse(feed(body, stdin, (None, Some(&arrived))), listen(stdout, out)).await?;
        running.wait().await?;
        complaints.extend(written(&order.errors)?);
        let trouble = Trouble::of(&complaints, &tail.report());
        Ok(Received { tail, trouble })
    }

    /// A place for a fetch, or the news that there is none now.
    pub(crate) async fn sending(&self) -> Result<Sending> {
        soon(PATIENCE, self.places.fetch())
            .await
            .map(|place| Sending { _place: place })
    }

    /// Answers a fetch or clone, to its end.
    pub(crate) async fn upload(
        &self,
        (repository, protocol): (&Path, Option<&str>),
        (body, _sending): (Body, Sending),
        out: Sender<Vec<u8>>,
    ) -> Result<()> {
        let limits = Limits::sending();
        let mut command = self.service((Service::Upload, limits), &[]);
        command.arg(repository);
        protocol.map(|protocol| command.env("GIT_PROTOCOL", protocol));
        let mut running = Running::start(command, &limits)?;
        let (stdin, stdout) = running.pipes()?;
        let both = async { tokio::try_join!(feed(body, stdin, (Some(WISH), None)), pass_on(stdout, &out)) };
        timeout(LONGEST, both)
            .await
            .map_err(|_| Error::new(Code::ServerBusy).because("a fetch took too long"))??;
        running.wait().await
    }
}

/// Lets the client finish, so that it listens to the reason.
async fn refuse(opening: &Opening, trouble: Trouble, body: Body) -> Result<Received> {
    tokio::io::copy(&mut body.take(WASTE), &mut tokio::io::sink())
        .await
        .map_err(gone)?;
    Ok(Received {
        tail: Tail::refusing(&opening.refs, opening.banded),
        trouble: Some(trouble),
    })
}

/// Both sides at once; when the client has said everything, git has a bounded time to think.
async fn converse(
    feeding: impl Future<Output = Result<()>>,
    listening: impl Future<Output = Result<Heard>>,
) -> Result<Heard> {
    tokio::pin!(feeding, listening);
    tokio::select! {
        fed = &mut feeding => {
            fed?;
            let heard = timeout(DIGESTION, listening).await;
            heard.map_err(|_| Error::new(Code::ServerBusy).because("git does not end"))?
        }
        heard = &mut listening => {
            feeding.await?;
            heard
        }
    }
}

/// The end of git's answer, and what it complained about.
type Heard = (Tail, Vec<String>);

/// Makes the file that tells when all had come.
fn note(arrived: &Path) -> Result<()> {
    match std::fs::File::create_new(arrived) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

/// Hands the body, of at most so many bytes, to git, notes the end of it and closes git's input.
async fn feed(
    mut body: Body,
    stdin: ChildStdin,
    (most, arrived): (Option<u64>, Option<&Path>),
) -> Result<()> {
    let mut stdin = Some(stdin);
    let mut piece = vec![0; PIECE];
    let mut bytes = 0;
    loop {
        let read = timeout(SILENCE, body.read(&mut piece)).await;
        let read = read.map_err(|_| gone("silent"))?.map_err(gone)?;
        let Some(data) = piece.get(..read).filter(|data| !data.is_empty()) else {
            return arrived.map_or(Ok(()), note);
        };
        bytes += read as u64;
        if let Some(pipe) = &mut stdin
            && pipe.write_all(data).await.is_err()
        {
            // Git has heard enough. What is still to come is thrown away.
            stdin = None;
        }
        let is_endless = most.is_some_and(|most| bytes > most) || (stdin.is_none() && bytes > WASTE);
        if is_endless {
            return Err(Error::new(Code::RequestTooLarge).because("a body without end"));
        }
    }
}

pub(super) fn gone(why: impl std::fmt::Display) -> Error {
    Error::new(Code::RequestInvalid)
        .with_sentence("reason", "reason-cut-off")
        .because(format_args!("the client went away: {why}"))
}

async fn listen(mut stdout: ChildStdout, out: &Sender<Vec<u8>>) -> Result<Heard> {
    let mut splitter = Splitter::default();
    let mut piece = vec![0; PIECE];
    loop {
        let read = stdout.read(&mut piece).await?;
        let Some(data) = piece.get(..read).filter(|data| !data.is_empty()) else {
            return Ok(splitter.end());
        };
        let onward = splitter.push(data)?;
        if !onward.is_empty() {
            // A client that hung up still has its push received.
            let _ = out.send(onward).await;
        }
    }
}

async fn pass_on(mut stdout: ChildStdout, out: &Sender<Vec<u8>>) -> Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        let read = stdout.read(&mut piece).await?;
        let Some(data) = piece.get(..read).filter(|data| !data.is_empty()) else {
            return Ok(());
        };
        out.send(data.to_vec()).await.map_err(gone)?;
    }
}

/// What git complained about in its file.
fn written(errors: &std::fs::File) -> Result<Vec<String>> {
    let mut ear = Ear::default();
    let mut piece = vec![0; PIECE];
    let read = errors.read_at(&mut piece, 0)?;
    ear.hear(piece.get(..read).unwrap_or_default());
    Ok(ear.end())
}
