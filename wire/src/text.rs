//! Texts in more than one language, and the languages we speak.
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language of the interface. Swahili comes first: it is the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Kiswahili.
    #[default]
    Sw,
    /// English.
    En,
}

impl Language {
    /// Every language we speak, the default first.
    pub const ALL: [Self; 2] = [Self::Sw, Self::En];

    /// The language tag: `sw` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Sw => "sw",
            Self::En => "en",
        }
    }

    /// The first language we speak in a preference list such as `sw-TZ,en;q=0.8` or `en_US.UTF-8`.
    pub fn preferred(list: &str) -> Option<Self> {
        list.split(',')
            .find_map(|item| item.split([';', '-', '_', '.']).next()?.trim().parse().ok())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Language {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|l| l.tag().eq_ignore_ascii_case(text))
            .ok_or(())
    }
}

/// One text in several languages: `{"sw": "Akidi", "en": "Quorum"}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Localized(pub BTreeMap<String, String>);

impl Localized {
    /// The text in `language`; if it is missing, in any language; if there is none, empty.
    pub fn text(&self, language: Language) -> &str {
        let wanted = self.0.get(language.tag());
        wanted
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// The same text in both languages.
    pub fn both(sw: impl Into<String>, en: impl Into<String>) -> Self {
        Self(BTreeMap::from([
            ("sw".to_owned(), sw.into()),
            ("en".to_owned(), en.into()),
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, Localized};

    #[test]
    fn preference_lists_of_browsers_and_shells() {
        let of = |list| Language::preferred(list).map(Language::tag);
        assert_eq!(of("sw-TZ,en;q=0.8"), Some("sw"));
        assert_eq!(of("fr, en;q=0.5"), Some("en"));
        assert_eq!(of("en_US.UTF-8"), Some("en"));
        assert_eq!(of("C.UTF-8"), None);
    }

    #[test]
    fn missing_language_falls_back() {
        let text = Localized([("en".to_owned(), "Quorum".to_owned())].into());
        assert_eq!(text.text(Language::Sw), "Quorum");
        assert_eq!(Localized::default().text(Language::En), "");
    }
}
