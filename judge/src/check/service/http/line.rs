//! A connection that is given up at a moment set before.
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use wire::NoReply;

/// Bytes of a part that must be whole before it can be read: a head, or a line.
const LONGEST_PART: usize = 64 << 10;

pub(super) struct Line<'a> {
    stream: &'a TcpStream,
    until: Instant,
    buffer: Vec<u8>,
    /// Bytes of the buffer that were taken.
    taken: usize,
}

impl<'a> Line<'a> {
    pub(super) fn new(stream: &'a TcpStream, until: Instant) -> Self {
        Self {
            stream,
            until,
            buffer: Vec::new(),
            taken: 0,
        }
    }

    fn left(&self) -> Result<Duration, NoReply> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            Err(NoReply::Late)
        } else {
            Ok(left)
        }
    }

    /// Writes everything, or as much as the other side takes: who has replied already need not listen to the end.
    pub(super) fn write(&mut self, mut bytes: &[u8]) -> Result<(), NoReply> {
        while !bytes.is_empty() {
            let left = self.left()?;
            let mut stream = self.stream;
            let written = stream
                .set_write_timeout(Some(left))
                .and_then(|()| stream.write(bytes));
            match written {
                Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    return Err(NoReply::Late);
                }
                Err(_) => break,
            }
        }
        Ok(())
    }

    /// What has come and was not taken yet.
    pub(super) fn here(&self) -> &[u8] {
        self.buffer.get(self.taken..).unwrap_or_default()
    }

    pub(super) fn take(&mut self, count: usize) {
        self.taken = self.taken.saturating_add(count).min(self.buffer.len());
    }

    /// Waits for more; `false` at the end.
    pub(super) fn more(&mut self) -> Result<bool, NoReply> {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        let mut chunk = [0; 16 << 10];
        loop {
            let left = self.left()?;
            let mut stream = self.stream;
            let read = stream
                .set_read_timeout(Some(left))
                .and_then(|()| stream.read(&mut chunk));
            match read {
                Ok(0) => return Ok(false),
                Ok(count) => {
                    self.buffer
                        .extend_from_slice(chunk.get(..count).unwrap_or_default());
                    return Ok(true);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    return Err(NoReply::Late);
                }
                Err(_) => return Err(NoReply::Closed),
            }
        }
    }

    /// Waits until `end` says where a part ends, and takes it. `seen` bytes were looked at before: no part is
    /// looked at again and again while it drips in.
    pub(super) fn part(&mut self, end: impl Fn(&[u8], usize) -> Option<usize>) -> Result<Vec<u8>, NoReply> {
        let mut seen = 0;
        loop {
            if let Some(length) = end(self.here(), seen) {
                let part = self.here().get(..length).unwrap_or_default().to_vec();
                self.take(length);
                return Ok(part);
            }
            seen = self.here().len();
            if seen > LONGEST_PART {
                return Err(NoReply::TooLong);
            }
            if !self.more()? {
                return Err(NoReply::Closed);
            }
        }
    }
}
