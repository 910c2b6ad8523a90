//! Every sentence people read, and the lookup. One folder per language, one Fluent file per speaker.
//!
//! `locales/sw/*.ftl` and `locales/en/*.ftl` hold the same keys; the tests below and in `tests/` keep it so.
//! A translator needs no Rust: edit the `.ftl` file.
use std::collections::BTreeMap;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// The languages, the default first.
pub const LANGUAGES: [&str; 2] = ["sw", "en"];

/// The source files by language, for the lookup and for the tests.
pub const SOURCES: [(&str, &[(&str, &str)]); 2] = [
    (
        "sw",
        &[
            ("common.ftl", include_str!("../sw/common.ftl")),
            ("cli.ftl", include_str!("../sw/cli.ftl")),
            ("server.ftl", include_str!("../sw/server.ftl")),
            ("judge.ftl", include_str!("../sw/judge.ftl")),
        ],
    ),
    (
        "en",
        &[
            ("common.ftl", include_str!("../en/common.ftl")),
            ("cli.ftl", include_str!("../en/cli.ftl")),
            ("server.ftl", include_str!("../en/server.ftl")),
            ("judge.ftl", include_str!("../en/judge.ftl")),
        ],
    ),
];

/// A value to put into a sentence.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// Shown as it is.
    Text(&'a str),
    /// Decides plural forms.
    Number(i64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

type Bundle = FluentBundle<FluentResource>;

/// The sentence `key` in `language` (`sw`, `en`; anything else is answered in the default language).
/// `key` may name an attribute: `problem-x.hint`. An unknown key is answered with the key itself.
pub fn text(language: &str, key: &str, args: &[(&str, Value<'_>)]) -> String {
    find(language, key, args).unwrap_or_else(|| key.to_owned())
}

/// Like [`text`], but tells an unknown key by `None`.
pub fn find(language: &str, key: &str, args: &[(&str, Value<'_>)]) -> Option<String> {
    let bundles = bundles();
    let bundle = bundles.get(language).or_else(|| bundles.get(LANGUAGES[0]))?;
    let (id, attribute) = key.split_once('.').map_or((key, None), |(id, a)| (id, Some(a)));
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    let mut values = FluentArgs::new();
    for (name, value) in args {
        values.set(
            (*name).to_owned(),
            match value {
                Value::Text(t) => FluentValue::from((*t).to_owned()),
                Value::Number(n) => FluentValue::from(*n),
            },
        );
    }
    Some(
        bundle
            .format_pattern(pattern, Some(&values), &mut Vec::new())
            .into_owned(),
    )
}

fn bundles() -> &'static BTreeMap<&'static str, Bundle> {
    static BUNDLES: OnceLock<BTreeMap<&'static str, Bundle>> = OnceLock::new();
    BUNDLES.get_or_init(|| {
        SOURCES
            .iter()
            .map(|(tag, files)| (*tag, bundle(tag, files)))
            .collect()
    })
}

/// Broken lines in a file are left out here; the tests refuse them.
fn bundle(tag: &str, files: &[(&str, &str)]) -> Bundle {
    let language: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Isolation marks are invisible characters that break copying a command out of a hint.
    bundle.set_use_isolating(false);
    for (_, source) in files {
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(partial, _)| partial);
        let _ = bundle.add_resource(resource);
    }
    bundle
}

#[cfg(test)]
mod tests;
