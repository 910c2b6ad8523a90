//! Readers between a file and what is made of it: hashed, decompressed, bounded.
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::Error;
use crate::finding::{Code, Finding};

/// Memory for the decoder, as a power of two: what `zstd --ultra` may ask for.
const WINDOW_LOG: u32 = 27;

/// Hashes and counts what is read through it.
pub(super) struct Hashing<R> {
    inner: R,
    hash: Sha256,
    size: u64,
}

impl<R: Read> Hashing<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            hash: Sha256::new(),
            size: 0,
        }
    }

    /// Reads what is left; the size and digest of all of it.
    pub(super) fn finish(mut self) -> io::Result<(u64, String)> {
        io::copy(&mut self, &mut io::sink())?;
        Ok((self.size, format!("sha256:{}", hex::encode(self.hash.finalize()))))
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..read).unwrap_or_default());
        self.size = self.size.saturating_add(read as u64);
        Ok(read)
    }
}

/// How much may still be decompressed; shared by all streams of one import.
#[derive(Debug, Clone)]
pub(super) struct Allowance(Rc<Cell<u64>>);

impl Allowance {
    pub(super) fn new(bytes: u64) -> Self {
        Self(Rc::new(Cell::new(bytes)))
    }

    /// The tar in `reader`: as it is, or in gzip or zstd, told by its first bytes.
    pub(super) fn decoded<'a, R: Read + 'a>(&self, reader: R) -> io::Result<Bounded<'a>> {
        let mut reader = BufReader::with_capacity(128 << 10, reader);
        let start = reader.fill_buf()?;
        let inner: Box<dyn Read + 'a> = if start.starts_with(&[0x1f, 0x8b]) {
            Box::new(MultiGzDecoder::new(reader))
        } else if is_zstd(start) {
            let mut decoder = zstd::Decoder::with_buffer(reader)?;
            decoder.window_log_max(WINDOW_LOG)?;
            Box::new(decoder)
        } else {
            Box::new(reader)
        };
        Ok(Bounded {
            inner,
            left: self.0.clone(),
        })
    }
}

/// A frame of data, or one that is skipped.
fn is_zstd(start: &[u8]) -> bool {
    start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || matches!(start, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// Ends with an error where the allowance ends.
pub(super) struct Bounded<'a> {
    inner: Box<dyn Read + 'a>,
    left: Rc<Cell<u64>>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::Error::other(PastLimit));
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.inner.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.left.set(left.saturating_sub(read as u64));
        Ok(read)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("past the limit")]
struct PastLimit;

/// What a broken stream says is a property of the archive, not of our disk.
pub(super) fn broken(error: io::Error) -> Error {
    if is_past_limit(&error) {
        return Finding::new(Code::ArchiveTooLarge).into();
    }
    Finding::new(Code::ArchiveBroken).arg("reason", error).into()
}

/// Readers in between wrap what they are told.
fn is_past_limit(error: &io::Error) -> bool {
    let mut next: Option<&(dyn std::error::Error + 'static)> =
        error.get_ref().map(|e| e as &(dyn std::error::Error + 'static));
    while let Some(error) = next {
        if error.is::<PastLimit>() {
            return true;
        }
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}
