//! Both languages say the same things, in the words of the glossary.
use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;

use super::{SOURCES, Value, text};

/// Key (with attribute) to the set of `$placeholders` in it.
fn outline(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut message = String::new();
    let mut key = String::new();
    for line in source.lines() {
        let head = line.split('=').next().unwrap_or("").trim();
        let is_new = line.contains('=') && line.starts_with(|c: char| c.is_ascii_lowercase());
        if is_new {
            message = head.to_owned();
            key.clone_from(&message);
        } else if line.trim_start().starts_with('.') && line.contains('=') {
            key = format!("{message}{head}");
        }
        let names = line.match_indices('$').map(|(at, _)| {
            line[at + 1..]
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '-' || *c == '_')
                .collect()
        });
        if !line.starts_with('#') && !key.is_empty() {
            found.entry(key.clone()).or_default().extend(names);
        }
    }
    found
}

#[test]
fn files_are_well_formed_and_keys_unique() {
    for (tag, files) in SOURCES {
        let mut seen = BTreeSet::new();
        for (name, source) in files {
            if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                panic!("{tag}/{name}: {errors:?}");
            }
            for key in outline(source).into_keys() {
                assert!(seen.insert(key.clone()), "{tag}/{name}: `{key}` stands twice");
            }
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_and_placeholders() {
    let [(_, sw), (_, en)] = SOURCES;
    for ((name, sw), (_, en)) in sw.iter().zip(en) {
        let (sw, en) = (outline(sw), outline(en));
        let only: Vec<_> = sw
            .keys()
            .filter(|k| !en.contains_key(*k))
            .chain(en.keys().filter(|k| !sw.contains_key(*k)))
            .collect();
        assert!(only.is_empty(), "{name}: in one language only: {only:?}");
        for (key, names) in &sw {
            assert_eq!(names, &en[key], "{name}: placeholders of `{key}` differ");
        }
    }
}

#[test]
fn swahili_keeps_to_the_glossary() {
    let banned = [
        "kusanya",
        "sahihi ya",
        "chapisha",
        "tarakilishi",
        "rununu",
        "wavuti",
        "nywila",
    ];
    let [(_, files), _] = SOURCES;
    for (name, source) in files {
        for word in banned {
            assert!(
                !source.to_lowercase().contains(word),
                "{name}: `{word}` is not our word; see the glossary"
            );
        }
    }
}

#[test]
fn values_and_plurals_are_filled_in() {
    assert_eq!(
        text("en", "count-checks", &[("count", Value::Number(1))]),
        "1 check"
    );
    assert_eq!(
        text("en", "count-checks", &[("count", Value::Number(3))]),
        "3 checks"
    );
    assert_eq!(
        text("sw", "count-checks", &[("count", Value::Number(3))]),
        "vipimo 3"
    );
    assert_eq!(
        text("fr", "verdict-accepted", &[]),
        text("sw", "verdict-accepted", &[])
    );
    assert_eq!(text("en", "no-such-key", &[]), "no-such-key");
}
