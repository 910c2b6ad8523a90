//! Reading what a program writes: never more than allowed, never waiting for it.
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};

use super::sys;

/// One stream of a program.
#[derive(Debug)]
pub(super) struct Output {
    from: OwnedFd,
    /// Bytes allowed in all.
    most: u64,
    /// Bytes kept: the first ones when this equals `most`, else the last ones.
    kept: usize,
    seen: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) open: bool,
}

impl Output {
    /// The two ends of a stream: ours, and the program's.
    pub(super) fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
        let (from, to) = pipe_with(PipeFlags::CLOEXEC)?;
        sys::never_wait(&from)?;
        Ok((from, to))
    }

    /// Our end of a stream of at most `most` bytes, of which the last `kept` are wanted.
    pub(super) fn new(from: OwnedFd, most: u64, kept: u64) -> Self {
        Self {
            from,
            most,
            kept: usize::try_from(kept.min(most)).unwrap_or(usize::MAX),
            seen: 0,
            bytes: Vec::new(),
            open: true,
        }
    }

    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.from.as_fd()
    }

    /// Takes what is there; says whether the program wrote more than it may.
    pub(super) fn drain(&mut self) -> bool {
        let mut chunk = [0; 65_536];
        while self.open && self.seen <= self.most {
            match rustix::io::read(&self.from, &mut chunk) {
                Ok(0) => self.open = false,
                Ok(count) => self.take(chunk.get(..count).unwrap_or_default()),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                Err(_) => self.open = false,
            }
        }
        self.seen > self.most
    }

    fn take(&mut self, chunk: &[u8]) {
        let room = usize::try_from(self.most - self.seen).unwrap_or(usize::MAX);
        let allowed = chunk.get(..chunk.len().min(room)).unwrap_or_default();
        self.seen += chunk.len() as u64;
        self.bytes.extend_from_slice(allowed);
        // Cut in large steps: moving the rest for every chunk would cost the square of the length.
        if self.bytes.len() > self.kept.saturating_mul(2).max(1 << 17) {
            self.cut();
        }
    }

    /// Lets go of all but the last bytes that are wanted.
    pub(super) fn cut(&mut self) {
        let extra = self.bytes.len().saturating_sub(self.kept);
        self.bytes.drain(..extra);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(most: u64, kept: u64, text: &[u8]) -> (bool, Vec<u8>) {
        let (from, to) = Output::pipe().unwrap();
        let mut output = Output::new(from, most, kept);
        rustix::io::write(&to, text).unwrap();
        let over = output.drain();
        output.cut();
        (over, output.bytes)
    }

    #[test]
    fn no_byte_over_the_limit_is_kept() {
        assert_eq!(written(4, 4, b"abcd"), (false, b"abcd".to_vec()));
        assert_eq!(written(4, 4, b"abcde"), (true, b"abcd".to_vec()));
        assert_eq!(written(100, 2, b"abcde"), (false, b"de".to_vec()));
        assert_eq!(written(0, 0, b"a"), (true, Vec::new()));
    }
}
