//! Reading what a program writes: never more than allowed, never waiting for it.
use std::fs::File;
use std::io::{self, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags};
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
    spill: Spill,
}

/// Bytes that are held before a stream is spilled.
const HELD: usize = 64 << 10;
/// Bytes that are read first, and then.
const LITTLE: usize = 2 << 10;
const MUCH: usize = 64 << 10;
/// Most that is taken at once, while others wait: the largest pipe there is by default.
const AT_ONCE: u64 = 1 << 20;

/// Where a long stream goes.
#[derive(Debug)]
enum Spill {
    Nowhere,
    /// When it gets long.
    Into(PathBuf),
    Open(File),
    /// Our trouble, to be told at the end.
    Failed(io::Error),
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
            spill: Spill::Nowhere,
        }
    }

    /// Has a long stream written to this file, all of it, instead of being held; not where the file would be held in
    /// memory itself, on our account for as long as it is there.
    pub(super) fn spill_to(&mut self, path: Option<PathBuf>) {
        let path = path.filter(|path| !path.parent().is_some_and(in_memory));
        self.spill = path.map_or(Spill::Nowhere, Spill::Into);
    }

    pub(super) fn spilled(&self) -> bool {
        matches!(self.spill, Spill::Open(_))
    }

    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.from.as_fd()
    }

    /// Bytes of memory that it takes.
    pub(super) fn held(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Takes what is there, within reason; says whether the program wrote more than it may.
    pub(super) fn drain(&mut self) -> bool {
        let enough = self.seen.saturating_add(AT_ONCE);
        let mut more = self.wants_more(enough) && self.read::<LITTLE>();
        while more && self.wants_more(enough) {
            more = self.read::<MUCH>();
        }
        self.seen > self.most
    }

    fn wants_more(&self, enough: u64) -> bool {
        self.open && self.seen <= self.most && self.seen < enough
    }

    /// Reads once; says whether there is likely more. A room of its own for each size: memory that is touched after a fork is
    /// copied first, and most programs write little.
    #[inline(never)]
    fn read<const SIZE: usize>(&mut self) -> bool {
        let mut chunk = [const { MaybeUninit::uninit() }; SIZE];
        match rustix::io::read(&self.from, &mut chunk) {
            Ok(([], _)) => self.open = false,
            Ok((read, _)) => {
                self.take(read);
                return read.len() == SIZE;
            }
            Err(Errno::INTR) => return true,
            Err(Errno::AGAIN) => {}
            Err(_) => self.open = false,
        }
        false
    }

    /// Takes all that is there, when nobody writes any more; says as [`Output::drain`] does.
    pub(super) fn drain_all(&mut self) -> bool {
        loop {
            let before = self.seen;
            if self.drain() || self.seen == before {
                return self.seen > self.most;
            }
        }
    }

    fn take(&mut self, chunk: &[u8]) {
        let room = usize::try_from(self.most - self.seen).unwrap_or(usize::MAX);
        let allowed = chunk.get(..chunk.len().min(room)).unwrap_or_default();
        self.seen += chunk.len() as u64;
        if self.bytes.len() > HELD && self.bytes.capacity() < self.kept {
            // All at once: what is not touched takes no memory, and nothing is ever copied to a larger place.
            let _ = self.bytes.try_reserve_exact(self.kept - self.bytes.len());
        }
        self.bytes.extend_from_slice(allowed);
        if self.bytes.len() > HELD {
            self.pour();
        }
        // Cut in large steps: moving the rest for every chunk would cost the square of the length.
        if self.bytes.len() > self.kept.saturating_mul(2).max(1 << 17) {
            self.cut();
        }
    }

    /// Moves what is held to the file, if there is to be one.
    fn pour(&mut self) {
        let opened = match &mut self.spill {
            Spill::Nowhere => return,
            Spill::Into(path) => create(path),
            Spill::Open(file) => file.write_all(&self.bytes).map(|()| None),
            Spill::Failed(_) => Ok(None),
        };
        match opened {
            Ok(Some(file)) => {
                self.spill = Spill::Open(file);
                return self.pour();
            }
            Ok(None) => {}
            Err(error) => self.spill = Spill::Failed(error),
        }
        self.bytes.clear();
    }

    /// Nothing more will come.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if self.spilled() {
            self.pour();
        }
        self.cut();
        match std::mem::replace(&mut self.spill, Spill::Nowhere) {
            Spill::Failed(error) => {
                self.bytes.clear();
                Err(error)
            }
            other => {
                self.spill = other;
                Ok(())
            }
        }
    }

    /// Lets go of all but the last bytes that are wanted.
    fn cut(&mut self) {
        let extra = self.bytes.len().saturating_sub(self.kept);
        self.bytes.drain(..extra);
    }
}

fn in_memory(folder: &Path) -> bool {
    rustix::fs::statfs(folder).is_ok_and(|system| system.f_type == libc::TMPFS_MAGIC)
}

/// Nobody but us is in that folder; a link would be a mistake all the same.
fn create(path: &Path) -> io::Result<Option<File>> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = rustix::fs::openat(CWD, path, flags, Mode::RUSR | Mode::WUSR)?;
    Ok(Some(file.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(most: u64, kept: u64, text: &[u8]) -> (bool, Vec<u8>) {
        let (from, to) = Output::pipe().unwrap();
        let mut output = Output::new(from, most, kept);
        rustix::io::write(&to, text).unwrap();
        let over = output.drain();
        output.finish().unwrap();
        (over, output.bytes)
    }

    #[test]
    fn what_is_long_is_spilled_whole() {
        // On a disk: Debian 13 has /tmp in memory.
        let folder = tempfile::tempdir_in("/var/tmp").unwrap();
        for (length, spilled) in [(HELD, false), (HELD + 1, true), (3 * HELD + 7, true)] {
            let file = folder.path().join("output");
            let (from, to) = Output::pipe().unwrap();
            let mut output = Output::new(from, 1 << 20, 1 << 20);
            output.spill_to(Some(file.clone()));
            let text: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            for part in text.chunks(9999) {
                rustix::io::write(&to, part).unwrap();
                assert!(!output.drain());
            }
            output.finish().unwrap();
            assert_eq!(output.spilled(), spilled, "{length}");
            let found = if spilled {
                std::fs::read(&file).unwrap()
            } else {
                output.bytes.clone()
            };
            assert!(found == text && (output.bytes.is_empty() == spilled));
        }
    }

    #[test]
    fn a_spill_that_cannot_be_made_is_told() {
        let (from, to) = Output::pipe().unwrap();
        let mut output = Output::new(from, 1 << 20, 1 << 20);
        output.spill_to(Some("/no/such/folder/output".into()));
        for _ in 0..3 {
            rustix::io::write(&to, &[b'x'; 1 << 15]).unwrap();
            output.drain();
        }
        assert!(output.finish().is_err() && output.bytes.is_empty());
    }

    #[test]
    fn no_byte_over_the_limit_is_kept() {
        assert_eq!(written(4, 4, b"abcd"), (false, b"abcd".to_vec()));
        assert_eq!(written(4, 4, b"abcde"), (true, b"abcd".to_vec()));
        assert_eq!(written(100, 2, b"abcde"), (false, b"de".to_vec()));
        assert_eq!(written(0, 0, b"a"), (true, Vec::new()));
        let (from, to) = Output::pipe().unwrap();
        let mut output = Output::new(from, 4, 4);
        for _ in 0..3 {
            rustix::io::write(&to, b"abcdefgh").unwrap();
            assert!(output.drain(), "and what comes after it is not looked at");
        }
        assert_eq!((output.seen, output.bytes.len()), (8, 4));
    }
}
