//! Looks for whole short answers of hidden cases in what students read: too short to be a fragment, long enough not to
//! stand there by chance.
use std::collections::BTreeMap;

use crate::fault::Fault;
use crate::finding::{Code, Finding};
use crate::package::Package;

/// Letters and digits that an answer needs, and how many different ones: `42` and `0 0 0 0 0 0 0 0` are everywhere.
const LETTERS: usize = 8;
const DIFFERENT: usize = 5;

/// One warning for each answer that stands in a public file. `public` are the files that are read, `known` the answers
/// of public cases: what they say is a word of the task, as `hakuna akidi`, and so is what several hidden cases say.
pub(super) fn find(
    package: &Package,
    answers: &[&str],
    (public, known): (&[&str], &[&str]),
) -> Result<Vec<Finding>, Fault> {
    let mut texts: BTreeMap<Vec<u8>, Vec<&str>> = BTreeMap::new();
    for path in answers {
        let text = super::fragments::read(package, path)?.trim_ascii().to_vec();
        if is_telling(&text) {
            texts.entry(text).or_default().push(path);
        }
    }
    for path in known {
        texts.remove(super::fragments::read(package, path)?.trim_ascii());
    }
    texts.retain(|_, paths| paths.len() == 1);
    let mut found = Vec::new();
    for path in public {
        let bytes = super::fragments::read(package, path)?;
        texts.retain(|text, answers| match place(&bytes, text) {
            Some(offset) => {
                let answer = answers.first().copied().unwrap_or_default();
                found.push(super::fragments::warning(
                    (Code::VerifyAnswerPart, answer),
                    path,
                    (&bytes, offset, text.len()),
                ));
                false
            }
            None => true,
        });
    }
    Ok(found)
}

fn is_telling(text: &[u8]) -> bool {
    let mut letters: Vec<u8> = text.iter().copied().filter(|byte| is_letter(*byte)).collect();
    let count = letters.len();
    letters.sort_unstable();
    letters.dedup();
    text.len() < super::fragments::WINDOW && count >= LETTERS && letters.len() >= DIFFERENT
}

/// Bytes of any letter or digit; those of other alphabets than the Latin one are all above 127.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// Where the text stands by itself, not as a part of longer words.
fn place(bytes: &[u8], text: &[u8]) -> Option<usize> {
    let inside = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|b| is_letter(*b));
    let edge = |end: Option<&u8>, beside| !(end.is_some_and(|b| is_letter(*b)) && inside(beside));
    memchr::memmem::find_iter(bytes, text)
        .find(|at| edge(text.first(), at.checked_sub(1)) && edge(text.last(), Some(at + text.len())))
}

#[cfg(test)]
mod tests {
    use super::{is_telling, place};

    #[test]
    fn numbers_and_lines_of_dashes_tell_nothing() {
        for text in [
            "42",
            "",
            "0 1\n1 0\n",
            "-----------",
            "1111111111",
            "ndiyo",
            "1 2 3 4 5 6 7",
        ] {
            assert!(!is_telling(text.as_bytes()), "{text}");
        }
        for text in ["kata 17: 4021", "31415926", "Juma, Asha", "ñandú áéíóú"] {
            assert!(is_telling(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_part_of_a_longer_word_is_none() {
        assert_eq!(place(b"x 31415926, y", b"31415926"), Some(2));
        assert_eq!(place(b"314159265 31415926", b"31415926"), Some(10));
        assert_eq!(place(b"131415926", b"31415926"), None);
        assert_eq!(place(b"", b"31415926"), None);
    }
}
