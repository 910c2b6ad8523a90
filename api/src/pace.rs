//! How slowly somebody may send. Whoever sends a drop now and then would keep a place for as long as they like.
use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// What is looked at together; links stutter, and the first such time is for setting out.
const WINDOW: Duration = Duration::from_secs(60);
/// Bytes that must come within a window: half of what the slowest link carries that a team can work over.
const LEAST: u64 = 60 << 10;

/// A reader that fails with [`ErrorKind::TimedOut`] when its sender is too slow. Only time in which we wait for the
/// sender counts: when we are slow ourselves, nobody is blamed for it.
pub(crate) struct Paced<R> {
    inner: R,
    window: Duration,
    least: u64,
    /// Time waited in this window before now.
    waited: Duration,
    /// Bytes that came in this window; none counts in the first.
    bytes: Option<u64>,
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl<R> Paced<R> {
    /// Reads from `inner` at the pace of the slowest link.
    pub(crate) fn new(inner: R) -> Self {
        Self::at(inner, (WINDOW, LEAST))
    }

    fn at(inner: R, (window, least): (Duration, u64)) -> Self {
        Self {
            inner,
            window,
            least,
            waited: Duration::ZERO,
            bytes: None,
            waiting: None,
        }
    }

    fn arrived(&mut self, bytes: usize) {
        if let Some((since, _)) = self.waiting.take() {
            self.waited += since.elapsed();
        }
        if let Some(sum) = &mut self.bytes {
            *sum += bytes as u64;
        }
    }

    /// Ready with the error when a window is over in which too little came.
    fn wait(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        loop {
            let left = self.window.saturating_sub(self.waited);
            let begin = || (Instant::now(), Box::pin(sleep(left)));
            let (_, alarm) = self.waiting.get_or_insert_with(begin);
            ready!(alarm.as_mut().poll(context));
            self.waiting = None;
            self.waited = Duration::ZERO;
            if self.bytes.replace(0).is_some_and(|sum| sum < self.least) {
                return Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "too slow")));
            }
        }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Paced<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(context, buffer);
        if read.is_pending() {
            return self.wait(context);
        }
        self.arrived(buffer.filled().len() - before);
        read
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    const WINDOW: Duration = Duration::from_millis(200);

    /// Sends `size` bytes every 20 ms, ten times in a window, for five windows; how many were read, and the error.
    async fn read(size: usize) -> (usize, Option<ErrorKind>) {
        let (mut sender, receiver) = duplex(64 << 10);
        tokio::spawn(async move {
            for _ in 0..50 {
                let _ = sender.write_all(&vec![7; size]).await;
                sleep(WINDOW / 10).await;
            }
        });
        let mut paced = Paced::at(receiver, (WINDOW, 1000));
        let mut all = Vec::new();
        let error = paced.read_to_end(&mut all).await.err();
        (all.len(), error.map(|error| error.kind()))
    }

    #[tokio::test]
    async fn whoever_sends_drops_is_cut_and_whoever_sends_a_little_is_not() {
        let (bytes, error) = read(1).await;
        assert_eq!(error, Some(ErrorKind::TimedOut));
        assert!((10..40).contains(&bytes), "the first window is free: {bytes}");
        assert_eq!(read(1000).await, (50_000, None));
    }

    #[tokio::test]
    async fn silence_is_too_slow_and_our_own_slowness_is_nobodys() {
        let (mut sender, receiver) = duplex(64 << 10);
        let mut paced = Paced::at(receiver, (WINDOW, 1000));
        let mut buffer = [0; 10];
        for _ in 0..3 {
            sender.write_all(&[7; 10]).await.unwrap();
            paced.read_exact(&mut buffer).await.unwrap();
            sleep(WINDOW).await;
        }
        let silent = paced.read(&mut buffer).await.unwrap_err();
        assert_eq!(silent.kind(), ErrorKind::TimedOut);
    }
}
