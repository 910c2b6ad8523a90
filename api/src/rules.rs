//! What every room asks of names and short names that come from outside.
use crate::error::{Code, Error, Result};

/// Longest name of a person, system or organization, in characters.
pub(crate) const NAME: usize = 120;

/// Longest short name.
pub(crate) const SLUG: usize = 48;

/// `text` as a name: trimmed, not empty, at most `longest` characters, and nothing in it that is invisible
/// or turns the direction of what stands beside it (one name could then look like another).
pub(crate) fn name(field: &'static str, text: &str, longest: usize) -> Result<String> {
    let text = text.trim();
    let broken = if text.is_empty() {
        "rule-name-empty"
    } else if text.chars().count() > longest {
        "rule-name-long"
    } else if text.chars().any(deceives) {
        "rule-name-characters"
    } else {
        return Ok(text.to_owned());
    };
    Err(refused(field, broken).with("limit", longest))
}

/// Refuses `text` as a short name unless it matches `^[a-z0-9][a-z0-9-]{1,47}$`.
pub(crate) fn slug(field: &'static str, text: &str) -> Result<()> {
    if is_slug(text) {
        Ok(())
    } else {
        Err(refused(field, "rule-slug"))
    }
}

/// Whether `text` is a short name.
pub(crate) fn is_slug(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (2..=SLUG).contains(&text.len())
        && text.bytes().next().is_some_and(plain)
        && text.bytes().all(|byte| plain(byte) || byte == b'-')
}

/// The error for a value of `field` that breaks the rule whose sentence is `rule`.
pub(crate) fn refused(field: &'static str, rule: &'static str) -> Error {
    Error::new(Code::ValueInvalid)
        .with("field", field)
        .with_sentence("rule", rule)
}

fn deceives(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_counted_in_characters() {
        for (text, expected) in [
            ("Chuo Kikuu cha Dodoma", Some("Chuo Kikuu cha Dodoma")),
            ("  Nyota \n", Some("Nyota")),
            ("Ñ\u{0301}andú", Some("Ñ\u{0301}andú")),
            ("ñññññññññññññññññññññññññ", Some("ñññññññññññññññññññññññññ")),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaa", None),
            ("", None),
            (" \t ", None),
            ("a\u{0}b", None),
            ("a\nb", None),
            ("abc\u{202E}cba", None),
            ("abc\u{2066}", None),
            ("a\u{200B}b", None),
            ("a\u{E0041}b", None),
        ] {
            assert_eq!(name("name", text, 25).ok().as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn slugs_are_plain_and_of_bounded_length() {
        let (longest, longer) = ("a".repeat(48), "a".repeat(49));
        for (text, good) in [
            ("udsm", true),
            ("2a", true),
            ("a-b--c-", true),
            (longest.as_str(), true),
            (longer.as_str(), false),
            ("a", false),
            ("", false),
            ("-ab", false),
            ("Ab", false),
            ("a_b", false),
            ("a/../b", false),
            ("aé", false),
            ("ab\n", false),
        ] {
            assert_eq!(is_slug(text), good, "{text:?}");
            assert_eq!(slug("slug", text).is_ok(), good, "{text:?}");
        }
    }
}
