//! Pieces of text: labels with their colours, outside text made safe, sizes, times. Pure.
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use wire::{Timestamp, Verdict};

/// What a piece of text is. The colours stand in [`style`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Plain,
    Strong,
    Dim,
    Good,
    Bad,
    Warn,
    Hint,
}

/// A labelled piece of text.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub(crate) label: Label,
    pub(crate) text: String,
}

/// A labelled piece of outside text, made safe to print.
pub(crate) fn span(label: Label, text: impl AsRef<str>) -> Span {
    Span {
        label,
        text: clean(text.as_ref()),
    }
}

fn style(label: Label) -> Style {
    match label {
        Label::Plain => Style::new(),
        Label::Strong => Style::new().bold(),
        Label::Dim => Style::new().dimmed(),
        Label::Good => AnsiColor::Green.on_default(),
        Label::Bad => AnsiColor::Red.on_default().bold(),
        Label::Warn => AnsiColor::Yellow.on_default().bold(),
        Label::Hint => AnsiColor::Cyan.on_default(),
    }
}

/// `text` in the colour of its label. anstream takes the colours out again where none are wanted.
pub(crate) fn paint(label: Label, text: &str) -> String {
    let style = style(label);
    format!("{style}{text}{style:#}")
}

/// Characters that could steer a terminal or turn the reading order round.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// One line of outside text: whatever steers a terminal becomes a space or a mark.
pub(crate) fn clean(text: &str) -> String {
    let one = |c: char| match c {
        '\n' | '\t' => ' ',
        c if steers(c) => '\u{fffd}',
        c => c,
    };
    text.chars().map(one).collect()
}

/// Several lines of outside text.
pub(crate) fn clean_block(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// Symbol and label of a verdict; the word comes from `locales`.
pub(crate) fn of_verdict(verdict: Verdict) -> (&'static str, Label) {
    match verdict {
        Verdict::Accepted => ("✓", Label::Good),
        Verdict::Skipped => ("–", Label::Dim),
        Verdict::JudgeError => ("!", Label::Warn),
        _ => ("✗", Label::Bad),
    }
}

/// The first letters of a hash, enough to recognise it.
pub(crate) fn short(hash: &str) -> &str {
    hash.get(..10).unwrap_or(hash)
}

/// A size as people read it.
pub(crate) fn bytes(count: u64) -> String {
    let units = ["KiB", "MiB", "GiB"];
    if count < 1024 {
        return format!("{count} B");
    }
    let mut tenths = count.saturating_mul(10) / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < units.len() {
        tenths /= 1024;
        unit += 1;
    }
    let unit = units.get(unit).copied().unwrap_or_default();
    if tenths.is_multiple_of(10) {
        format!("{} {unit}", tenths / 10)
    } else {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    }
}

/// A duration as people read it.
pub(crate) fn duration(time: Duration) -> String {
    let ms = time.as_millis();
    if ms < 1000 {
        format!("{ms} ms")
    } else {
        format!("{}.{:02} s", ms / 1000, ms % 1000 / 10)
    }
}

/// A moment as people here read it.
pub(crate) fn moment(at: Timestamp) -> String {
    at.in_east_africa()
}

#[cfg(test)]
mod tests {
    use super::{bytes, clean, clean_block, duration, moment, short};
    use std::time::Duration;
    use wire::Timestamp;

    #[test]
    fn outside_text_cannot_steer_the_terminal() {
        assert_eq!(
            clean("a\x1b[31mb\rc\u{202e}d\u{9b}"),
            "a\u{fffd}[31mb\u{fffd}c\u{fffd}d\u{fffd}"
        );
        assert_eq!(clean("two\nlines\tand é"), "two lines and é");
        assert_eq!(clean_block("a\x07\nb"), "a\u{fffd}\nb");
    }

    #[test]
    fn sizes_and_times_read_well() {
        let sizes = [0, 1023, 1024, 1536, 20 << 20, 3 << 30, u64::MAX].map(bytes);
        assert_eq!(
            sizes[..6],
            ["0 B", "1023 B", "1 KiB", "1.5 KiB", "20 MiB", "3 GiB"]
        );
        assert_eq!(duration(Duration::from_millis(87)), "87 ms");
        assert_eq!(duration(Duration::from_millis(2345)), "2.34 s");
    }

    #[test]
    fn moments_are_east_african() {
        let at = Timestamp::parse("2026-11-23T21:05:09Z").unwrap();
        assert_eq!(moment(at), "24/11/2026 00:05:09 EAT");
        assert_eq!(moment(Timestamp(i64::MAX)), "out-of-range");
    }

    #[test]
    fn hashes_shorten_without_panic() {
        assert_eq!(short("0123456789abcdef"), "0123456789");
        assert_eq!(short("ééé"), "ééé");
    }
}
