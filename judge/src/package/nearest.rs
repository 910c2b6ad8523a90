//! The nearest known word to a mistyped one.

/// The word among `known` with the fewest edits from `wrong`, if it is near enough to be what was meant.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wrong.chars().count().min(64) / 3).max(2);
    closest(wrong, known)
        .filter(|(distance, _)| *distance <= limit)
        .map(|(_, word)| word)
}

/// The word among `known` with the fewest edits from `wrong`, and how many.
pub(super) fn closest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<(usize, &'a str)> {
    let wrong = crate::text::cut(wrong, 64).to_lowercase();
    known
        .into_iter()
        .map(|word| (distance(&wrong, word), word))
        .min_by_key(|(distance, _)| *distance)
}

/// Insertions, deletions and replacements between two words.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b.chars()) {
            let replaced = diagonal + usize::from(x != y);
            diagonal = *cell;
            left = replaced.min(left + 1).min(diagonal + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn edits_are_counted() {
        for (a, b, edits) in [
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("points", "points", 0),
            ("ab", "ba", 2),
        ] {
            assert_eq!(distance(a, b), edits, "{a} {b}");
            assert_eq!(distance(b, a), edits, "{b} {a}");
        }
    }

    #[test]
    fn only_a_near_word_is_proposed() {
        let known = ["points", "visibility", "aggregate"];
        assert_eq!(nearest("pionts", known), Some("points"));
        assert_eq!(nearest("visiblity", known), Some("visibility"));
        assert_eq!(nearest("colour", known), None);
    }
}
