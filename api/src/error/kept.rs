//! An error that is written down, and read again by whoever asks later, in the language they ask in. What only the log
//! may hold is not written.
use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Code, Error, Line, Word};

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    code: String,
    values: Vec<(Cow<'static, str>, Word)>,
    details: Vec<Line>,
}

impl Error {
    /// The error as text.
    pub(crate) fn to_text(&self) -> String {
        let kept = Kept {
            code: self.code().key().to_owned(),
            values: self.values().to_vec(),
            details: self.details().to_vec(),
        };
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// The error that `text` was made of.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let kept: Kept = serde_json::from_str(text).ok()?;
        let code = Code::ALL.iter().find(|code| code.key() == kept.code)?;
        let error = kept.details.into_iter().fold(Self::new(*code), Self::line);
        Some(error.with_values(kept.values))
    }
}

#[cfg(test)]
mod tests {
    use wire::Language;

    use super::*;

    #[test]
    fn what_was_written_down_says_the_same_in_every_language() {
        let line = Line {
            place: "README.md".to_owned(),
            key: "policy-required".to_owned(),
            values: vec![("path".to_owned(), "run".to_owned())],
        };
        let error = Error::new(Code::SubmissionBranch)
            .with("branch", "refs/heads/x")
            .with_sentence("rule", "branch-not-main")
            .line(line)
            .because("for the log");
        let again = Error::from_text(&error.to_text()).unwrap();
        for language in [Language::Sw, Language::En] {
            assert_eq!(error.words(language), again.words(language));
        }
        assert_eq!((again.code(), again.context()), (error.code(), None));
        assert!(Error::from_text("").is_none());
    }
}
