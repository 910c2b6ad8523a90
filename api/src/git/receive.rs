//! One conversation with git: the client's body in, git's answer out, both as streams. Memory does not grow
//! with what is sent.
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStdin, ChildStdout};
use tokio::sync::mpsc::Sender;
use tokio::time::timeout;

use super::answer::{Splitter, Tail};
use super::process::{Running, start};
use super::{Git, Service};
use crate::error::{Code, Error, Result};

/// What a client sends, unpacked from whatever HTTP wrapped it in.
pub(crate) type Body = Pin<Box<dyn AsyncRead + Send>>;

/// Bytes read at once.
const PIECE: usize = 64 << 10;
/// A client that is silent for this long has gone.
const SILENCE: Duration = Duration::from_secs(90);
/// The whole conversation, on the slowest link.
const LONGEST: Duration = Duration::from_secs(2 * 60 * 60);
/// Git's own work after the last byte came; a small pack can unfold into much.
const DIGESTION: Duration = Duration::from_secs(5 * 60);
/// How much is read and thrown away when git has stopped listening, so that the client hears why.
const WASTE: u64 = 512 << 20;

/// What a push may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order<'a> {
    /// The repository.
    pub(crate) repository: &'a Path,
    /// What the hook reads its rules from and writes its verdict to.
    pub(crate) folder: &'a Path,
    /// Bytes of the pack.
    pub(crate) largest: u64,
}

/// How a push ended.
#[derive(Debug)]
pub(crate) struct Received {
    /// The end of the answer, not sent yet.
    pub(crate) tail: Tail,
    /// Whether more came than the order allows.
    pub(crate) too_large: bool,
}

impl Git {
    /// Receives a push. People's lines go to `out` as they come; it is no fault when nobody listens any more.
    pub(crate) async fn receive(
        &self,
        order: Order<'_>,
        body: Body,
        out: &Sender<Vec<u8>>,
    ) -> Result<Received> {
        let _place = self.place().await?;
        let mut command = self.service(
            Service::Receive,
            &[format!("receive.maxInputSize={}", order.largest)],
        );
        command
            .arg(order.repository)
            // The hook is this very program, even when its file was replaced meanwhile.
            .env("UBUNIFU_SERVER", format!("/proc/{}/exe", std::process::id()))
            .env("UBUNIFU_PUSH", order.folder);
        let mut running = start(command)?;
        let (stdin, stdout) = pipes(&mut running)?;
        let (bytes, tail) = timeout(LONGEST, converse(feed(body, stdin), listen(stdout, out)))
            .await
            .map_err(|_| Error::new(Code::ServerBusy).because("a push took too long"))??;
        running.child.wait().await?;
        Ok(Received {
            tail,
            too_large: bytes > order.largest,
        })
    }

    /// Answers a fetch or clone. The answer is on its way when this returns, and goes on by itself.
    pub(crate) async fn upload(
        &self,
        (repository, protocol): (&Path, Option<&str>),
        body: Body,
        out: Sender<Vec<u8>>,
    ) -> Result<()> {
        let _place = self.place().await?;
        let mut command = self.service(Service::Upload, &[]);
        command.arg(repository);
        protocol.map(|protocol| command.env("GIT_PROTOCOL", protocol));
        let mut running = start(command)?;
        let (stdin, stdout) = pipes(&mut running)?;
        let both = async { tokio::try_join!(feed(body, stdin), pass_on(stdout, &out)) };
        timeout(LONGEST, both)
            .await
            .map_err(|_| Error::new(Code::ServerBusy).because("a fetch took too long"))??;
        running.child.wait().await?;
        Ok(())
    }
}

fn pipes(running: &mut Running) -> Result<(ChildStdin, ChildStdout)> {
    let pipes = running.child.stdin.take().zip(running.child.stdout.take());
    pipes.ok_or_else(|| Error::fault("git has no pipes"))
}

/// Both sides at once; when the client has said everything, git has a bounded time to think.
async fn converse(
    feeding: impl Future<Output = Result<u64>>,
    listening: impl Future<Output = Result<Tail>>,
) -> Result<(u64, Tail)> {
    tokio::pin!(feeding, listening);
    tokio::select! {
        bytes = &mut feeding => {
            let bytes = bytes?;
            let tail = timeout(DIGESTION, listening).await;
            let tail = tail.map_err(|_| Error::new(Code::ServerBusy).because("git does not end"))??;
            Ok((bytes, tail))
        }
        tail = &mut listening => Ok((feeding.await?, tail?)),
    }
}

/// Hands the body to git and closes its input. Counts what came.
async fn feed(mut body: Body, stdin: ChildStdin) -> Result<u64> {
    let mut stdin = Some(stdin);
    let mut piece = vec![0; PIECE];
    let mut bytes = 0;
    loop {
        let read = timeout(SILENCE, body.read(&mut piece)).await;
        let read = read.map_err(|_| gone("silent"))?.map_err(gone)?;
        let Some(data) = piece.get(..read).filter(|data| !data.is_empty()) else {
            return Ok(bytes);
        };
        bytes += read as u64;
        if let Some(pipe) = &mut stdin
            && pipe.write_all(data).await.is_err()
        {
            // Git has heard enough. What is still to come is thrown away.
            stdin = None;
        }
        if stdin.is_none() && bytes > WASTE {
            return Err(Error::new(Code::RequestTooLarge).because("a body without end"));
        }
    }
}

fn gone(why: impl std::fmt::Display) -> Error {
    Error::new(Code::RequestInvalid)
        .with("reason", "body")
        .because(format_args!("the client went away: {why}"))
}

async fn listen(mut stdout: ChildStdout, out: &Sender<Vec<u8>>) -> Result<Tail> {
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
