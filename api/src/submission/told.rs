//! What git found wrong with a push, as the sentence that says it to people.
use super::rules::Broken;
use crate::git::Trouble;

/// The sentence for `trouble`.
pub(super) fn told(trouble: &Trouble) -> Broken {
    match trouble {
        Trouble::Format(format) => Broken::new("submission-format").with("format", format),
        Trouble::Refs { most } => Broken::new("submission-refs").with("limit", most),
        Trouble::Objects { count, most } => {
            let broken = Broken::new("submission-objects").with("count", count);
            broken.with("limit", most)
        }
        Trouble::Unfolds => Broken::new("submission-unfolds"),
        Trouble::Missing => Broken::new("submission-missing"),
        Trouble::Shallow => Broken::new("submission-shallow"),
        Trouble::Large | Trouble::Torn | Trouble::Busy => Broken::new("submission-unpack"),
        Trouble::Object { id, word, said } => {
            let broken = Broken::new(object(word)).with("object", id);
            broken.with("what", judge::text::escape(said.as_bytes(), false))
        }
    }
}

/// Git has a hundred words for what may be wrong with an object; these are the sentences for them.
fn object(word: &str) -> &'static str {
    match word {
        "hasDotgit" => "submission-object-dotgit",
        "hasDot" | "hasDotdot" | "fullPathname" | "emptyName" | "largePathname" => "submission-object-name",
        "duplicateEntries" => "submission-object-twice",
        "treeNotSorted" => "submission-object-order",
        "zeroPaddedFilemode" | "badFilemode" => "submission-object-mode",
        "nulInCommit" | "nulInHeader" => "submission-object-nul",
        "badDate" | "badDateOverflow" | "badTimezone" | "missingSpaceBeforeDate" | "zeroPaddedDate" => {
            "submission-object-date"
        }
        "missingEmail" | "missingNameBeforeEmail" | "badEmail" | "badName" | "missingSpaceBeforeEmail" => {
            "submission-object-person"
        }
        word if word.starts_with("git") || word.starts_with("symlink") => "submission-object-special",
        _ => "submission-object-broken",
    }
}

#[cfg(test)]
mod tests {
    use super::{Trouble, told};

    #[test]
    fn every_trouble_has_a_sentence_with_a_next_step_in_both_languages() {
        let object = |word: &str| Trouble::Object {
            id: "1".repeat(40),
            word: word.to_owned(),
            said: "x".to_owned(),
        };
        let words = [
            "hasDotgit",
            "hasDot",
            "duplicateEntries",
            "treeNotSorted",
            "zeroPaddedFilemode",
            "nulInCommit",
            "badDate",
            "missingEmail",
            "gitmodulesUrl",
            "unknownType",
        ];
        let mut troubles: Vec<_> = words.map(object).into();
        troubles.extend([
            Trouble::Format("sha256".to_owned()),
            Trouble::Refs { most: 1 },
            Trouble::Objects { count: 2, most: 1 },
            Trouble::Unfolds,
            Trouble::Missing,
            Trouble::Shallow,
            Trouble::Torn,
        ]);
        let mut sentences = std::collections::HashSet::new();
        for trouble in &troubles {
            let broken = told(trouble);
            let values = broken.values.iter();
            let values: Vec<_> = values
                .map(|(name, value)| (name.as_str(), value.into()))
                .collect();
            for tag in locales::LANGUAGES {
                let found = locales::find(tag, &broken.key, &values).unwrap();
                assert!(!found.contains('{'), "{tag} {trouble:?}: {found}");
                assert!(sentences.insert(found), "{trouble:?}");
                let hint = format!("{}.hint", broken.key);
                assert!(locales::find(tag, &hint, &values).is_some(), "{tag} {trouble:?}");
            }
        }
    }
}
