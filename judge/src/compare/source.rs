//! Reading an answer piece by piece: where we are in it, and a little of what stood before.
use std::io::{self, BufRead, ErrorKind};

use super::{Difference, text};

/// Bytes of the current line that are remembered.
const REMEMBERED: usize = 4 * AHEAD;
/// Bytes before a difference that are shown when its line is long.
const BEFORE: usize = 40;
/// Bytes before a difference that are all shown.
const NEAR: usize = 120;
/// Bytes after a difference that may be shown: four are the longest character.
pub(super) const AHEAD: usize = text::EXCERPT * 4 + 4;

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: u64,
    pub(super) column: u64,
}

/// A stream of bytes with a place in it.
pub(super) struct Source<'a> {
    from: &'a mut dyn BufRead,
    pub(super) place: Place,
    line: Line,
}

/// What is known of the current line (or word).
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) bytes: Vec<u8>,
    /// There was more before.
    pub(super) cut: bool,
}

impl<'a> Source<'a> {
    pub(super) fn new(from: &'a mut dyn BufRead) -> Self {
        Self {
            from,
            place: Place { line: 1, column: 1 },
            line: Line::default(),
        }
    }

    /// What can be looked at; empty at the end.
    pub(super) fn chunk(&mut self) -> io::Result<&[u8]> {
        // Twice, for the borrow: filling what is full costs nothing.
        while let Err(error) = self.from.fill_buf() {
            if error.kind() != ErrorKind::Interrupted {
                return Err(error);
            }
        }
        self.from.fill_buf()
    }

    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.chunk()?.first().copied())
    }

    /// Goes on by this many bytes of the chunk.
    pub(super) fn pass(&mut self, count: usize) -> io::Result<()> {
        let chunk = self.from.fill_buf()?;
        let part = chunk.get(..count).unwrap_or(chunk);
        self.place.advance(part);
        self.line.add(part);
        let count = part.len();
        self.from.consume(count);
        Ok(())
    }

    /// Passes bytes as long as they are such; gives the first ones.
    pub(super) fn pass_while(&mut self, such: impl Fn(u8) -> bool, most: usize) -> io::Result<Vec<u8>> {
        let mut passed = Vec::new();
        loop {
            let chunk = self.chunk()?;
            let count = chunk.iter().take_while(|byte| such(**byte)).count();
            let all = count == chunk.len();
            let room = most.saturating_sub(passed.len()).min(count);
            passed.extend_from_slice(chunk.get(..room).unwrap_or_default());
            self.pass(count)?;
            if count == 0 || !all {
                return Ok(passed);
            }
        }
    }

    /// What was remembered of the current line, which is begun anew.
    pub(super) fn take_line(&mut self) -> Line {
        std::mem::take(&mut self.line)
    }

    /// The beginning of the rest of the line, its end included.
    pub(super) fn rest_of_line(&mut self) -> io::Result<Vec<u8>> {
        let mut rest = self.pass_while(|byte| byte != b'\n', AHEAD)?;
        if self.peek()? == Some(b'\n') {
            rest.push(b'\n');
        }
        Ok(rest)
    }
}

/// Passes what both have in common; stops before the first difference, an end, or a byte that `ends`.
pub(super) fn pass_common(
    a: &mut Source<'_>,
    b: &mut Source<'_>,
    ends: Option<fn(u8) -> bool>,
) -> io::Result<()> {
    loop {
        let (x, y) = (a.chunk()?, b.chunk()?);
        let length = x.len().min(y.len());
        let (x, y) = (x.get(..length).unwrap_or(x), y.get(..length).unwrap_or(y));
        let common = match ends {
            // Whole chunks are compared at once.
            None if x == y => length,
            None => x.iter().zip(y).take_while(|(x, y)| x == y).count(),
            Some(ends) => x.iter().zip(y).take_while(|(x, y)| x == y && !ends(**x)).count(),
        };
        a.pass(common)?;
        b.pass(common)?;
        if common < length || length == 0 {
            return Ok(());
        }
    }
}

impl Place {
    pub(super) fn advance(&mut self, bytes: &[u8]) {
        let line = match memchr::memrchr(b'\n', bytes) {
            None => bytes,
            Some(last) => {
                self.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
                self.column = 1;
                bytes.get(last + 1..).unwrap_or_default()
            }
        };
        self.column += line.iter().filter(|byte| !is_inside(**byte)).count() as u64;
    }
}

/// Not the first byte of a character.
pub(super) fn is_inside(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

impl Line {
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let mut part = bytes;
        if let Some(last) = memchr::memrchr(b'\n', bytes) {
            self.bytes.clear();
            self.cut = false;
            part = bytes.get(last + 1..).unwrap_or_default();
        }
        let extra = part.len().saturating_sub(REMEMBERED);
        self.cut |= extra > 0;
        self.bytes
            .extend_from_slice(part.get(extra..).unwrap_or_default());
        // In large steps: moving the rest for every chunk would cost the square of the length.
        if self.bytes.len() > 2 * REMEMBERED {
            let extra = self.bytes.len() - REMEMBERED;
            self.bytes.drain(..extra);
            self.cut = true;
        }
    }

    /// It with what follows, safe to print and short. Of a long line only what is near the difference.
    pub(super) fn shown(&self, rest: &[u8]) -> String {
        let mut start = 0;
        if self.cut || self.bytes.len() > NEAR {
            start = self.bytes.len().saturating_sub(BEFORE);
            while start > 0 && self.bytes.get(start).is_some_and(|byte| is_inside(*byte)) {
                start -= 1;
            }
        }
        let mark = if self.cut || start > 0 { "…" } else { "" };
        let rest = rest.get(..AHEAD).unwrap_or(rest);
        let near = [self.bytes.get(start..).unwrap_or_default(), rest].concat();
        text::cut(&format!("{mark}{}", text::escape(&near, false)), text::EXCERPT)
    }
}

/// A difference at a place.
pub(super) fn difference(place: Place, line: &Line, [expected, actual]: [&[u8]; 2]) -> Difference {
    Difference {
        line: place.line,
        column: place.column.max(1),
        expected: line.shown(expected),
        actual: line.shown(actual),
    }
}
