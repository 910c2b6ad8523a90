//! Mode `tokens`: words between white space, with tolerance for numbers and capitals on wish.
use super::{Compare, Difference, Tolerance, at};

pub(super) fn tokens(how: Compare, expected: &[u8], actual: &[u8]) -> Option<Difference> {
    let mut wanted = Words {
        bytes: expected,
        at: 0,
    };
    let mut found = Words { bytes: actual, at: 0 };
    loop {
        let (want, have) = (wanted.next(), found.next());
        if want.is_none() && have.is_none() {
            return None;
        }
        let same = match (want, have) {
            (Some((_, want)), Some((_, have))) => same(how, want, have),
            _ => false,
        };
        if !same {
            let offset = have.map_or(actual.trim_ascii_end().len(), |(offset, _)| offset);
            let word = |pair: Option<(usize, &[u8])>| pair.map(|(_, w)| w.to_vec()).unwrap_or_default();
            return Some(at(offset, &word(want), &word(have), actual));
        }
    }
}

struct Words<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Words<'a> {
    type Item = (usize, &'a [u8]);

    /// The next word and where it begins.
    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.bytes.get(self.at..)?;
        let start = self.at + rest.iter().position(|b| !is_space(*b))?;
        let rest = self.bytes.get(start..)?;
        let length = rest.iter().position(|b| is_space(*b)).unwrap_or(rest.len());
        self.at = start + length;
        Some((start, rest.get(..length)?))
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn same(how: Compare, want: &[u8], have: &[u8]) -> bool {
    if want == have {
        return true;
    }
    if let (Some(tolerance), Some(a), Some(b)) = (how.tolerance, number(want), number(have)) {
        return near(a, b, tolerance);
    }
    how.ignore_case && lower(want) == lower(have)
}

fn lower(word: &[u8]) -> String {
    String::from_utf8_lossy(word).to_lowercase()
}

/// Digits with sign, point and exponent. Rust also reads `inf` and `nan`: words, not numbers.
fn number(word: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(word).ok().filter(|t| t.len() <= 64)?;
    let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E');
    let number: f64 = text.bytes().all(plain).then(|| text.parse().ok())??;
    number.is_finite().then_some(number)
}

fn near(want: f64, have: f64, tolerance: Tolerance) -> bool {
    let difference = (want - have).abs();
    difference <= tolerance.absolute || difference <= tolerance.relative * want.abs()
}
