//! Hands JSON to its parser, byte by byte, and refuses what would make the parser's memory grow: texts much longer than
//! any that is wanted, and brackets in brackets in brackets.
use std::io::{self, BufRead, Read};

use super::source::{AHEAD, Line};

/// Brackets in brackets; serde_json follows no deeper either.
const DEEPEST: usize = 127;
/// Bytes of a text in the answer that are read at least, however short the expected ones are.
const TEXT: usize = 1 << 20;
/// A byte may be written as `\u0061`.
const ESCAPE: usize = 6;

pub(super) struct Bounded<'a> {
    from: &'a mut dyn BufRead,
    chunk: Vec<u8>,
    at: usize,
    line: Line,
    within: Within,
    /// Set when we stopped, not the disk.
    pub(super) refused: bool,
}

/// Where in a document.
struct Within {
    text: bool,
    escaped: bool,
    length: usize,
    longest: usize,
    depth: usize,
}

impl<'a> Bounded<'a> {
    /// For an answer beside an expected one of this size.
    pub(super) fn new(from: &'a mut dyn BufRead, expected: usize) -> Self {
        Self {
            from,
            chunk: Vec::new(),
            at: 0,
            line: Line::default(),
            within: Within {
                text: false,
                escaped: false,
                length: 0,
                longest: expected.saturating_mul(ESCAPE).max(TEXT),
                depth: 0,
            },
            refused: false,
        }
    }

    /// The line where reading stopped, as an excerpt shows it.
    pub(super) fn line(&mut self) -> io::Result<String> {
        let read = self.chunk.get(..self.at).unwrap_or_default();
        let mut line = self.line.clone();
        // An end of line that is out of place belongs to the line before it.
        let ended = read.ends_with(b"\n");
        line.add(read.strip_suffix(b"\n").unwrap_or(read));
        let mut rest = Vec::new();
        while !ended && rest.len() < AHEAD {
            match self.next()? {
                None | Some(b'\n') => break,
                Some(byte) => rest.push(byte),
            }
        }
        Ok(line.shown(rest.trim_ascii_end()))
    }

    fn next(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.chunk.len() {
            self.line.add(&self.chunk);
            self.chunk.clear();
            self.at = 0;
            let chunk = self.from.fill_buf()?;
            self.chunk.extend_from_slice(chunk);
            let count = chunk.len();
            self.from.consume(count);
        }
        let byte = self.chunk.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        Ok(byte)
    }
}

impl Within {
    /// Whether the document may go on like this.
    fn allows(&mut self, byte: u8) -> bool {
        if self.text {
            self.length += 1;
            let ends = byte == b'"' && !self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
            self.text = !ends;
            return self.length <= self.longest;
        }
        match byte {
            b'"' => (self.text, self.length) = (true, 0),
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.depth <= DEEPEST
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The parser asks for one byte at a time.
        let Some(place) = buffer.first_mut() else {
            return Ok(0);
        };
        let Some(byte) = self.next()? else { return Ok(0) };
        if !self.within.allows(byte) {
            self.refused = true;
            return Err(io::Error::other("too long or too deep"));
        }
        *place = byte;
        Ok(1)
    }
}
