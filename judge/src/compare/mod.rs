//! Expected output against actual output. Both are read piece by piece: memory does not grow with an answer. Never panics.
mod source;
mod lines;
mod tokens;
mod json;
mod json_reader;
mod json_value;

use std::io::{self, BufRead};

use wire::Cause;

use crate::text;

/// How an answer is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Byte by byte.
    Exact,
    /// Line by line; trailing spaces and line ends at the end do not matter.
    Lines,
    /// Word by word; how they are spaced does not matter.
    Tokens,
    /// As JSON values: key order and spacing do not matter, numbers count by value.
    Json,
}

/// A mode with its settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compare {
    /// How.
    pub mode: Mode,
    /// Tokens that are numbers may differ by this much.
    pub tolerance: Option<Tolerance>,
    /// Tokens may differ in capitals.
    pub ignore_case: bool,
}

/// How far a number may be from the expected one: within either of the two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// By its distance.
    pub absolute: f64,
    /// By its distance as a part of the expected number.
    pub relative: f64,
}

impl Default for Compare {
    fn default() -> Self {
        Self {
            mode: Mode::Lines,
            tolerance: None,
            ignore_case: false,
        }
    }
}

/// The first place where an answer differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Line in the answer, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
    /// What was expected there; safe to print, cut.
    pub expected: String,
    /// What was written there; safe to print, cut.
    pub actual: String,
}

impl From<Difference> for Cause {
    fn from(d: Difference) -> Self {
        Self::Difference {
            line: d.line,
            column: d.column,
            expected: d.expected,
            actual: d.actual,
        }
    }
}

/// `None` when the answer is right. What is expected is held in memory by [`Mode::Json`] alone.
///
/// # Errors
/// When one of the two cannot be read.
pub fn compare(
    how: Compare,
    expected: &mut dyn BufRead,
    actual: &mut dyn BufRead,
) -> io::Result<Option<Difference>> {
    match how.mode {
        Mode::Exact => lines::exact(expected, actual),
        Mode::Lines => lines::lines(expected, actual),
        Mode::Tokens => tokens::tokens(how, expected, actual),
        Mode::Json => json::json(expected, actual),
    }
}

/// The beginning of some bytes, safe to print.
fn excerpt(bytes: &[u8]) -> String {
    // Four bytes are the longest character: nothing that would be shown is lost.
    let head = bytes
        .get(..bytes.len().min(text::EXCERPT * 4 + 4))
        .unwrap_or_default();
    text::cut(&text::escape(head, false), text::EXCERPT)
}

#[cfg(test)]
pub(crate) mod properties;
#[cfg(test)]
mod tests;
