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
        let hint = locales::find(tag, &format!("{sentence}.hint"), &values);
        let lines = self.details().iter().map(|line| line.words(tag));
        (
            locales::text(tag, &sentence, &values),
            lines.chain(hint).collect(),
        )
    }

    /// The values, with every sentence among them put into words.
    fn texts(&self, tag: &str) -> Vec<(&'static str, String)> {
        let plain: Vec<_> = self
            .values()
            .iter()
            .filter_map(|(name, word)| match word {
                Word::Text(text) => Some((*name, Value::from(text))),
                Word::Sentence(_) => None,
            })
            .collect();
        let text = |word: &Word| match word {
            Word::Text(text) => text.clone(),
            Word::Sentence(key) => locales::text(tag, key, &plain),
        };
        self.values()
            .iter()
            .map(|(name, word)| (*name, text(word)))
            .collect()
    }
}

impl Line {
    fn words(&self, tag: &str) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Finding { place, key, values } => {
                let values: Vec<_> = values.iter().map(|(n, v)| (n.as_str(), v.into())).collect();
                let sentence = locales::text(tag, key, &values);
                match place.as_str() {
                    "" => sentence,
                    place => format!("{place}: {sentence}"),
                }
            }
        }
    }
}
