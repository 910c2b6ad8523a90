//! An error in the reader's words: sentence and hints from `locales/`.
use locales::Value;
use wire::Language;

use super::{Error, Line, Word};

impl Error {
    /// The sentence, and the lines below it: the details first, what to do next last.
    pub(crate) fn words(&self, language: Language) -> (String, Vec<String>) {
        let tag = language.tag();
        let texts = self.texts(tag);
        let values: Vec<_> = texts.iter().map(|(name, text)| (*name, text.into())).collect();
        let sentence = self.code().sentence();
        let hint = locales::find(tag, &self.next_step(), &values);
        let lines = self.details().iter().map(|line| line.words(tag));
        (
            locales::text(tag, &sentence, &values),
            lines.chain(hint).collect(),
        )
    }

    /// The values, with every sentence among them put into words.
    fn texts(&self, tag: &str) -> Vec<(&str, String)> {
        let plain: Vec<_> = self
            .values()
            .iter()
            .filter_map(|(name, word)| match word {
                Word::Text(text) => Some((name.as_ref(), Value::from(text))),
                Word::Sentence(_) => None,
            })
            .collect();
        let text = |word: &Word| match word {
            Word::Text(text) => text.clone(),
            Word::Sentence(key) => locales::text(tag, key, &plain),
        };
        self.values()
            .iter()
            .map(|(name, word)| (name.as_ref(), text(word)))
            .collect()
    }
}

impl Line {
    fn words(&self, tag: &str) -> String {
        let values = self.values.iter();
        let values: Vec<_> = values
            .map(|(name, value)| (name.as_str(), value.into()))
            .collect();
        let mut sentence = locales::text(tag, &self.key, &values);
        if let Some(hint) = locales::find(tag, &format!("{}.hint", self.key), &values) {
            sentence = format!("{sentence} {hint}");
        }
        match self.place.as_str() {
            "" => sentence,
            // Many sentences name the place themselves.
            place if sentence.contains(place) => sentence,
            place => format!("{place}: {sentence}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::error::{Code, Error};
    use crate::rules::refused;

    use super::*;

    #[test]
    fn rules_and_findings_speak_the_language_of_the_reader() {
        let error = refused("name", "rule-name-long").with("limit", 60);
        for (language, expected) in [
            (
                Language::En,
                "The value of name is not accepted: it is longer than 60 characters",
            ),
            (Language::Sw, "Thamani ya name haikubaliki: inazidi herufi 60"),
        ] {
            assert_eq!(error.words(language).0, expected);
        }
        let named = |place: &str| {
            let line = Line {
                place: place.to_owned(),
                key: "policy-pointer".to_owned(),
                values: vec![("path".to_owned(), "big.bin".to_owned())],
            };
            line.words("en")
        };
        assert!(
            named("big.bin").starts_with("big.bin only says"),
            "{}",
            named("big.bin")
        );
        assert!(named("other").starts_with("other: big.bin only says"));
        let finding = Line {
            place: "challenge.toml:4".to_owned(),
            key: "package-bad-version".to_owned(),
            values: vec![("value".to_owned(), "1.x".to_owned())],
        };
        let (_, lines) = Error::new(Code::ChallengeInvalid)
            .line(finding)
            .words(Language::En);
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("challenge.toml:4: "), "{lines:?}");
        assert!(lines[1].contains("ubunifu challenge verify"), "{lines:?}");
    }
}
