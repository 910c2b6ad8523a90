//! Mode `tokens`: words between white space, with tolerance for numbers and capitals on wish.
use std::io::{self, BufRead};

use super::source::{Line, Source, difference, is_inside, pass_common};
use super::{Compare, Difference, Tolerance};

/// Bytes of a word that is looked at as a number or without its capitals; longer ones must be equal.
const LONGEST: usize = 64 << 10;

pub(super) fn tokens(
    how: Compare,
    expected: &mut dyn BufRead,
    actual: &mut dyn BufRead,
) -> io::Result<Option<Difference>> {
    let (mut want, mut have) = (Source::new(expected), Source::new(actual));
    loop {
        let end = have.place;
        want.pass_while(is_space, 0)?;
        have.pass_while(is_space, 0)?;
        want.take_line();
        have.take_line();
        let place = if have.peek()?.is_some() { have.place } else { end };
        let common = common(&mut want, &mut have)?;
        let next = [want.peek()?, have.peek()?];
        if next.iter().all(|byte| byte.is_none_or(is_space)) {
            if common.bytes.is_empty() {
                return Ok(None);
            }
            continue;
        }
        let rests = [word(&mut want)?, word(&mut have)?];
        if !same(how, &common, [&rests[0], &rests[1]]) {
            return Ok(Some(difference(place, &common, [&rests[0], &rests[1]])));
        }
    }
}

/// The common beginning of two words.
fn common(want: &mut Source<'_>, have: &mut Source<'_>) -> io::Result<Line> {
    pass_common(want, have, Some(is_space))?;
    want.take_line();
    Ok(have.take_line())
}

/// The rest of a word: the first bytes of it, and one more when it is longer.
fn word(source: &mut Source<'_>) -> io::Result<Vec<u8>> {
    source.pass_while(|byte| !is_space(byte), LONGEST + 1)
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// Two words that begin alike and go on differently.
fn same(how: Compare, common: &Line, rests: [&[u8]; 2]) -> bool {
    if rests.iter().any(|rest| rest.len() > LONGEST) {
        return false;
    }
    if let Some(tolerance) = how.tolerance.filter(|_| !common.cut) {
        let number = |rest: &[u8]| number(&[&common.bytes, rest].concat());
        if let (Some(want), Some(have)) = (number(rests[0]), number(rests[1])) {
            return near(want, have, tolerance);
        }
    }
    how.ignore_case && folded(common, rests)
}

/// Whether the rests are equal without capitals, from the beginning of the character in which they differ. Both ways,
/// since some letters have two small forms.
fn folded(common: &Line, rests: [&[u8]; 2]) -> bool {
    let inside = |rest: &[u8]| rest.first().is_some_and(|byte| is_inside(*byte));
    let mut start = common.bytes.len();
    if rests.into_iter().any(inside) {
        let before = common.bytes.iter().rev().take(3);
        start = start.saturating_sub(before.take_while(|byte| is_inside(**byte)).count() + 1);
    }
    let [want, have] = rests.map(|rest| {
        let bytes = [common.bytes.get(start..).unwrap_or_default(), rest].concat();
        String::from_utf8_lossy(&bytes).to_uppercase().to_lowercase()
    });
    want == have
}

/// Digits with sign, point and exponent. Rust also reads `inf` and `nan`: words, not numbers.
pub(super) fn number(word: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(word).ok().filter(|t| t.len() <= 64)?;
    let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E');
    let number: f64 = text.bytes().all(plain).then(|| text.parse().ok())??;
    number.is_finite().then_some(number)
}

pub(super) fn near(want: f64, have: f64, tolerance: Tolerance) -> bool {
    let difference = (want - have).abs();
    difference <= tolerance.absolute || difference <= tolerance.relative * want.abs()
}
