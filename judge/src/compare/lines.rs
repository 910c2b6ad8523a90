//! Modes `exact` and `lines`.
use super::{Difference, at};

pub(super) fn exact(expected: &[u8], actual: &[u8]) -> Option<Difference> {
    if expected == actual {
        return None;
    }
    let offset = common(expected, actual);
    let start = line_start(actual, offset);
    let line = |bytes: &[u8]| rest_of_line(bytes, start).to_vec();
    Some(at(offset, &line(expected), &line(actual), actual))
}

pub(super) fn lines(expected: &[u8], actual: &[u8]) -> Option<Difference> {
    let (wanted, found) = (trimmed(expected), trimmed(actual));
    let mut wanted = wanted.split(|b| *b == b'\n');
    let mut found = found.split(|b| *b == b'\n');
    let mut number = 0u64;
    loop {
        number += 1;
        let (want, have) = match (wanted.next(), found.next()) {
            (None, None) => return None,
            (want, have) => (want.map(end_trimmed), have.map(end_trimmed)),
        };
        if want != have {
            let (want, have) = (want.unwrap_or_default(), have.unwrap_or_default());
            let mut difference = at(common(want, have), want, have, have);
            difference.line = number;
            return Some(difference);
        }
    }
}

/// Length of the common beginning, moved back to a character's start.
fn common(a: &[u8], b: &[u8]) -> usize {
    let mut length = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let inside = |at: usize| [a, b].iter().any(|s| s.get(at).is_some_and(|x| x & 0xc0 == 0x80));
    while length > 0 && inside(length) {
        length -= 1;
    }
    length
}

fn line_start(bytes: &[u8], offset: usize) -> usize {
    let before = bytes.get(..offset).unwrap_or(bytes);
    before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1)
}

/// The line that begins at `start`, its end included so that a missing one can be seen.
fn rest_of_line(bytes: &[u8], start: usize) -> &[u8] {
    let rest = bytes.get(start..).unwrap_or_default();
    let end = rest
        .iter()
        .position(|b| *b == b'\n')
        .map_or(rest.len(), |at| at + 1);
    rest.get(..end).unwrap_or(rest)
}

/// Without white space and line ends at the very end.
fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii_end()
}

fn end_trimmed(line: &[u8]) -> &[u8] {
    line.trim_ascii_end()
}
