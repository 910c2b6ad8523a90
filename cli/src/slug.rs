//! Names that go into addresses and paths. Whatever does not look like one is refused before it is used.

/// Whether this is a challenge id, an event or a team: `^[a-z0-9][a-z0-9-]{1,47}$`. Pure.
pub(crate) fn is_slug(text: &str) -> bool {
    let letter = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    (2..=48).contains(&text.len())
        && text.as_bytes().first().is_some_and(letter)
        && text.bytes().all(|b| letter(&b) || b == b'-')
}

/// A value for a query string, everything but letters, digits, `-`, `_` and `.` percent-encoded. Pure.
pub(crate) fn encode(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    let one = |b: u8| {
        if plain(b) {
            char::from(b).to_string()
        } else {
            format!("%{b:02X}")
        }
    };
    text.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::{encode, is_slug};

    #[test]
    fn only_plain_names_pass() {
        for good in ["wazi", "baraza-bila-karatasi", "a1"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "..",
            "../x",
            "-a",
            "A1",
            "a b",
            "a/b",
            "a%2f",
            &"x".repeat(49),
        ] {
            assert!(!is_slug(bad), "{bad}");
        }
    }

    #[test]
    fn queries_cannot_be_widened() {
        assert_eq!(encode("a&b=c/é"), "a%26b%3Dc%2F%C3%A9");
    }
}
