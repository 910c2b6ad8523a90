//! Modes `exact` and `lines`.
use std::io::{self, BufRead};

use super::Difference;
use super::source::{Line, Place, Source, difference, is_inside, pass_common};

pub(super) fn exact(expected: &mut dyn BufRead, actual: &mut dyn BufRead) -> io::Result<Option<Difference>> {
    let (mut want, mut have) = (Source::new(expected), Source::new(actual));
    pass_common(&mut want, &mut have, None)?;
    let next = [want.peek()?, have.peek()?];
    if next == [None, None] {
        return Ok(None);
    }
    let place = at_character(have.place, next);
    let line = have.take_line();
    let rests = [want.rest_of_line()?, have.rest_of_line()?];
    Ok(Some(difference(place, &line, [&rests[0], &rests[1]])))
}

pub(super) fn lines(expected: &mut dyn BufRead, actual: &mut dyn BufRead) -> io::Result<Option<Difference>> {
    let (mut want, mut have) = (Source::new(expected), Source::new(actual));
    loop {
        // Up to here both had the same in this line.
        pass_common(&mut want, &mut have, None)?;
        let next = [want.peek()?, have.peek()?];
        if next == [None, None] {
            return Ok(None);
        }
        let (place, line) = (at_character(have.place, next), have.take_line());
        let [a, b] = [spaces(&mut want)?, spaces(&mut have)?];
        let [x, y] = [want.peek()?, have.peek()?];
        if x.is_none_or(is_end) && y.is_none_or(is_end) {
            match (x, y) {
                (Some(_), Some(_)) => continue,
                _ => return after_the_end(&mut want, &mut have, place),
            }
        }
        // One of them goes on in this line. Where the other ends, its last spaces do not count.
        let rests = [
            [a, want.rest_of_line()?].concat(),
            [b, have.rest_of_line()?].concat(),
        ];
        return Ok(Some(trimmed(place, line, [&rests[0], &rests[1]])));
    }
}

/// One has ended; what the other still has must be white space.
fn after_the_end(
    want: &mut Source<'_>,
    have: &mut Source<'_>,
    place: Place,
) -> io::Result<Option<Difference>> {
    want.pass_while(|byte| byte.is_ascii_whitespace(), 0)?;
    have.pass_while(|byte| byte.is_ascii_whitespace(), 0)?;
    let [x, y] = [want.peek()?, have.peek()?];
    if x.is_none() && y.is_none() {
        return Ok(None);
    }
    let line = match y {
        Some(_) => have.place.line,
        None => place.line + u64::from(place.column > 1),
    };
    let begun = [want.take_line(), have.take_line()];
    let rests = [want.rest_of_line()?, have.rest_of_line()?];
    // The one that has ended shows nothing.
    let shown = |own: usize| match (begun.get(own), rests.get(own)) {
        (Some(line), Some(rest)) if !rest.is_empty() => line.shown(rest.trim_ascii_end()),
        _ => String::new(),
    };
    Ok(Some(Difference {
        line,
        column: 1,
        expected: shown(0),
        actual: shown(1),
    }))
}

/// A difference in a line whose last spaces do not count.
fn trimmed(mut place: Place, mut line: Line, rests: [&[u8]; 2]) -> Difference {
    let rests = rests.map(<[u8]>::trim_ascii_end);
    if rests.iter().any(|rest| rest.is_empty()) {
        let spaces = line.bytes.len() - line.bytes.trim_ascii_end().len();
        let shorter = line.bytes.len() - spaces;
        place.column = place.column.saturating_sub(spaces as u64);
        let between = line.bytes.split_off(shorter);
        let whole = rests.map(|rest| {
            if rest.is_empty() {
                Vec::new()
            } else {
                [&between, rest].concat()
            }
        });
        return difference(place, &line, [&whole[0], &whole[1]]);
    }
    difference(place, &line, rests)
}

/// A difference inside of a character is one at its beginning.
fn at_character(mut place: Place, next: [Option<u8>; 2]) -> Place {
    if next.iter().flatten().any(|byte| is_inside(*byte)) {
        place.column = place.column.saturating_sub(1).max(1);
    }
    place
}

/// Spaces at this place, but not the end of the line.
fn spaces(source: &mut Source<'_>) -> io::Result<Vec<u8>> {
    source.pass_while(|byte| byte.is_ascii_whitespace() && !is_end(byte), 1024)
}

fn is_end(byte: u8) -> bool {
    byte == b'\n'
}
