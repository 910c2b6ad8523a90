//! Text from strangers made safe to show: control characters escaped, length bounded.
use std::fmt::Write as _;

/// Characters of an excerpt in a report.
pub const EXCERPT: usize = 200;

/// Bytes as text for a report: what is not UTF-8 as `\xNN`, control and direction characters escaped.
/// Line ends and tabs stay when `lines` is true, as in a build log.
pub fn escape(bytes: &[u8], lines: bool) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        chunk
            .valid()
            .chars()
            .for_each(|c| push_escaped(&mut out, c, lines));
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

fn push_escaped(out: &mut String, c: char, lines: bool) {
    match c {
        '\n' | '\t' if lines => out.push(c),
        c if c.is_control() || is_invisible(c) => out.extend(c.escape_default()),
        c => out.push(c),
    }
}

/// Characters that reorder or hide their neighbours on a terminal or a page.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// At most `limit` characters; what is cut off is shown by `…`.
pub fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
    }
}

/// The end of a log: at most `limit` bytes, begun at a line start where possible, then escaped.
pub fn log_end(bytes: &[u8], limit: usize) -> String {
    let start = bytes.len().saturating_sub(limit);
    let tail = bytes.get(start..).unwrap_or_default();
    if start == 0 {
        return escape(tail, true);
    }
    let line = tail
        .iter()
        .position(|b| *b == b'\n')
        .map_or(0, |at| at.saturating_add(1));
    let from_line = tail.get(line..).filter(|rest| !rest.is_empty()).unwrap_or(tail);
    format!("…\n{}", escape(from_line, true))
}

#[cfg(test)]
mod tests {
    use super::{cut, escape, log_end};

    #[test]
    fn nothing_that_moves_a_cursor_survives() {
        assert_eq!(escape(b"\x1b[2Jhi\r\n", false), "\\u{1b}[2Jhi\\r\\n");
        assert_eq!(escape(b"a\tb\n\x07", true), "a\tb\n\\u{7}");
        assert_eq!(escape(b"ok \xff\xfe", true), "ok \\xff\\xfe");
        for (text, shown) in [
            ("a\u{202e}b", "a\\u{202e}b"),
            ("a\u{61c}b", "a\\u{61c}b"),
            ("a\u{3164}b", "a\\u{3164}b"),
        ] {
            assert_eq!(escape(text.as_bytes(), true), shown);
        }
        assert_eq!(
            escape("Kiswahili ni kizuri: é ✓".as_bytes(), false),
            "Kiswahili ni kizuri: é ✓"
        );
    }

    #[test]
    fn cut_by_characters_not_bytes() {
        assert_eq!(cut("éééé", 2), "éé…");
        assert_eq!(cut("éé", 2), "éé");
    }

    proptest::proptest! {
        #[test]
        fn properties_of_all_that_is_shown(bytes: Vec<u8>, text in "\\PC{0,40}", limit in 0usize..60, lines: bool) {
            for bytes in [bytes.as_slice(), text.as_bytes()] {
                let shown = escape(bytes, lines);
                let hidden = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\t')) || super::is_invisible(c);
                assert!(!shown.chars().any(hidden), "{shown:?}");
                let short = cut(&shown, limit);
                assert!(short.chars().count() <= limit + 1 && shown.starts_with(short.trim_end_matches('…')));
                let log = log_end(bytes, limit);
                // An escape is at most ten characters, and of one byte at least.
                assert!(log.chars().count() <= 2 + limit * 10, "{log:?}");
            }
        }
    }

    #[test]
    fn the_end_of_a_log_is_kept() {
        assert_eq!(log_end(b"one\ntwo\nthree\n", 10), "…\nthree\n");
        assert_eq!(log_end(b"short", 10), "short");
        assert_eq!(log_end(b"0123456789abc", 4), "…\n9abc");
    }
}
