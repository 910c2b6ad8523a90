//! The code of an invitation: twelve letters and digits that nobody confuses when reading them aloud.
use crate::account::fingerprint;

/// Crockford's base 32: without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 12;

/// A code from random bytes, as it is shown: `K7X2-M4QP-9RTB`.
pub(super) fn show(random: [u8; LENGTH]) -> String {
    let letters: Vec<char> = random.iter().copied().map(letter).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// What the database keeps of a code, however it was typed; `None` when it can be no code.
pub(super) fn hash(typed: &str) -> Option<String> {
    if typed.len() > 4 * LENGTH {
        return None;
    }
    let code: Option<String> = typed
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '\t'))
        .map(meant)
        .collect();
    code.filter(|code| code.len() == LENGTH)
        .map(|code| fingerprint(&code))
}

fn letter(byte: u8) -> char {
    ALPHABET
        .get(usize::from(byte % 32))
        .map_or('0', |c| char::from(*c))
}

/// The letter that was meant by what was typed.
fn meant(typed: char) -> Option<char> {
    let upper = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().any(|c| char::from(*c) == upper).then_some(upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let code = show([0, 1, 2, 10, 18, 31, 32, 255, 20, 21, 22, 23]);
        assert_eq!(code, "012A-JZ0Z-MNPQ");
        for typed in [
            "012A-JZ0Z-MNPQ",
            "012ajz0zmnpq",
            " o1 2a jzoz-mnpq",
            "OL2A-JZ0Z-MNPQ",
        ] {
            assert_eq!(hash(typed), hash(&code), "{typed}");
        }
        assert!(hash(&code).is_some());
    }

    #[test]
    fn what_can_be_no_code_is_no_code() {
        let long = "0".repeat(10_000);
        for typed in [
            "",
            "012A-JZ0Z-MNP",
            "012A-JZ0Z-MNPQ0",
            "012A-JZ0Z-MNPU",
            "é12AJZ0ZMNPQ",
            &long,
        ] {
            assert_eq!(hash(typed), None, "{typed:.20}");
        }
    }
}
