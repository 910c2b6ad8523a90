//! `challenge.toml` to [`Manifest`], with everything that is wrong in it. Pure: text in, findings out.
use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;
use uuid::Uuid;
use wire::{Keep, Localized};

use super::manifest::{Manifest, ScoreRules};
use super::parse_checks::checks;
use super::parse_environment::{environment, limits, submission};
use super::parse_groups::{groups, references, unknown_group};
use super::parse_rubric::rubric;
use super::reader::{Document, Node, Section};
use super::{paths, units};
use crate::finding::{Code, Finding};

pub(super) use super::MANIFEST as FILE;

/// Both of these, always.
pub(super) const LANGUAGES: [&str; 2] = ["sw", "en"];

/// Where in the file things stand, for what is found out later: `check.quorum.cases` -> line.
pub(super) type Places = BTreeMap<String, u32>;

/// What could be read, and everything that is wrong with it.
pub(super) struct Parsed {
    /// Absent when the file is not TOML. With findings, it is good only for finding more.
    pub(super) manifest: Option<Manifest>,
    pub(super) places: Places,
    pub(super) findings: Vec<Finding>,
}

/// Reads the file. `bundle`: it is the one of a public bundle, where hidden groups have no checks.
pub(super) fn parse(source: &str, bundle: bool) -> Parsed {
    let doc = Document::new(FILE, source);
    let (table, errors) = DeTable::parse_recoverable(source);
    for error in &errors {
        let line = doc.line_at(&error.span().unwrap_or_default());
        doc.add(
            line,
            Finding::new(Code::TomlSyntax).arg("message", error.message()),
        );
    }
    let mut places = Places::new();
    let manifest = errors.is_empty().then(|| {
        let root = Section::new(&doc, table.get_ref(), 1);
        manifest(root, &mut places, bundle)
    });
    Parsed {
        manifest,
        places,
        findings: doc.into_findings(),
    }
}

fn manifest(root: Section<'_, '_>, places: &mut Places, bundle: bool) -> Manifest {
    if let Some(node) = root.need("format") {
        choice(&node, &[("challenge/1", ())]);
    }
    let base = limits(root.get("limits"), super::DEFAULT_LIMITS);
    let groups = groups(&root);
    let manifest = Manifest {
        id: root.need("id").and_then(|n| challenge_id(&n)).unwrap_or_default(),
        uuid: root.need("uuid").and_then(|n| uuid(&n)).unwrap_or_default(),
        version: root.need("version").and_then(|n| version(&n)).unwrap_or_default(),
        languages: languages(&root),
        title: localized(root.need("title")),
        license: plain(root.need("license")),
        rights: rights(&root),
        resolutions: resolutions(&root),
        starters: starters(&root, places),
        submission: submission(root.get("submission")),
        environment: environment(root.get("environment")),
        limits: base,
        checks: checks(&root, &groups, base, places),
        references: references(&root, &groups, places),
        rubric: root.get("rubric").and_then(|n| rubric(&n)),
        score: score(&root, &groups.iter().map(|g| g.id.as_str()).collect::<Vec<_>>()),
        groups,
    };
    if !bundle {
        super::cross::groups_have_checks(&manifest, &root);
    }
    root.finish();
    manifest
}

/// `^[a-z0-9][a-z0-9-]{2,47}$`
fn challenge_id(node: &Node<'_, '_>) -> Option<String> {
    let id = node.text()?;
    if (3..=48).contains(&id.len()) && is_name(id) {
        return Some(id.to_owned());
    }
    node.add(Finding::new(Code::BadId).arg("value", id));
    None
}

/// Lower-case letters, digits and `-`, not at the front; at most 48.
fn is_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.len() <= 48 && !text.starts_with('-') && text.bytes().all(plain)
}

/// The id of a group, check or criterion, once only among its siblings.
pub(super) fn name(section: &Section<'_, '_>, seen: &mut BTreeSet<String>) -> String {
    let Some((node, id)) = section.need("id").and_then(|n| n.text().map(|t| (n, t))) else {
        return String::new();
    };
    if !is_name(id) {
        node.add(Finding::new(Code::BadId).arg("value", id));
    } else if !seen.insert(id.to_owned()) {
        node.add(Finding::new(Code::Duplicate).arg("value", id));
    }
    id.to_owned()
}

fn uuid(node: &Node<'_, '_>) -> Option<Uuid> {
    let text = node.text()?;
    let uuid = Uuid::try_parse(text).ok().filter(|u| !u.is_nil());
    if uuid.is_none() {
        node.add(Finding::new(Code::BadUuid).arg("value", text));
    }
    uuid
}

fn version(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    if units::version(text).is_none() {
        node.add(Finding::new(Code::BadVersion).arg("value", text));
    }
    Some(text.to_owned())
}

/// Exactly the languages the platform speaks, in any order.
fn languages(root: &Section<'_, '_>) -> Vec<String> {
    if let Some(node) = root.need("languages") {
        let found = node.texts();
        let wanted: BTreeSet<_> = LANGUAGES.into();
        if found.iter().map(String::as_str).collect::<BTreeSet<_>>() == wanted && found.len() == wanted.len()
        {
            return found;
        }
        node.add(
            Finding::new(Code::Languages)
                .arg("value", found.join(", "))
                .arg("valid", LANGUAGES.join(", ")),
        );
    }
    LANGUAGES.map(str::to_owned).into()
}

/// A text in every language, and in no other.
pub(super) fn localized(node: Option<Node<'_, '_>>) -> Localized {
    let Some((node, table)) = node.and_then(|n| n.table().map(|t| (n, t))) else {
        return Localized::default();
    };
    let mut text = Localized::default();
    for language in LANGUAGES {
        match table.get(language).map(|n| n.text()) {
            Some(Some(t)) if !t.trim().is_empty() => {
                text.0.insert(language.to_owned(), t.to_owned());
            }
            Some(None) => {}
            _ => node.add(Finding::new(Code::TextMissing).arg("language", language)),
        }
    }
    for (language, entry) in table.entries() {
        if !LANGUAGES.contains(&language) {
            node.add(Finding::new(Code::TextExtra).arg("language", language));
            let _ = entry;
        }
    }
    text
}

/// One of the given words.
pub(super) fn choice<T: Copy>(node: &Node<'_, '_>, choices: &[(&str, T)]) -> Option<T> {
    let text = node.text()?;
    let found = choices.iter().find(|(word, _)| *word == text);
    match found {
        Some((_, value)) => Some(*value),
        None => {
            let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
            node.bad(text, &words.join(", "))
        }
    }
}

/// A text that is not empty.
fn plain(node: Option<Node<'_, '_>>) -> String {
    let text = node.and_then(|n| n.text().map(|t| (n, t)));
    if let Some((node, "")) = &text {
        node.bad::<()>("", "a-z");
    }
    text.map_or_else(String::new, |(_, t)| t.to_owned())
}

/// A path below the package.
pub(super) fn path(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    if paths::is_safe(text) {
        return Some(text.to_owned());
    }
    node.add(Finding::new(Code::BadPath).arg("value", text));
    None
}

fn rights(root: &Section<'_, '_>) -> String {
    let words = ["team-retains", "licence-to-owner", "assigned-to-owner"];
    let found = root
        .need("rights")
        .and_then(|n| choice(&n, &words.map(|w| (w, w))));
    found.unwrap_or_default().to_owned()
}

fn resolutions(root: &Section<'_, '_>) -> Vec<u8> {
    let items = root.get("resolutions").map(|n| n.items()).unwrap_or_default();
    let numbers = items.iter().filter_map(|n| n.integer(1..13));
    numbers.filter_map(|n| u8::try_from(n).ok()).collect()
}

fn starters(root: &Section<'_, '_>, places: &mut Places) -> BTreeMap<String, String> {
    let table = root.get("starter").and_then(|n| n.table());
    let mut starters = BTreeMap::new();
    for (name, node) in table.map(|t| t.entries()).unwrap_or_default() {
        if !is_name(name) {
            node.add(Finding::new(Code::BadId).arg("value", name));
        }
        if let Some(path) = path(&node) {
            places.insert(format!("starter.{name}"), node.line);
            starters.insert(name.to_owned(), path);
        }
    }
    starters
}

fn score(root: &Section<'_, '_>, groups: &[&str]) -> ScoreRules {
    let mut rules = ScoreRules {
        keep: Keep::Best,
        tie_break: vec!["receipt-time".to_owned()],
    };
    let Some(table) = root.get("score").and_then(|n| n.table()) else {
        return rules;
    };
    let keep = table
        .get("keep")
        .and_then(|n| choice(&n, &[("best", Keep::Best), ("last", Keep::Last)]));
    rules.keep = keep.unwrap_or_default();
    if let Some(node) = table.get("tie_break") {
        rules.tie_break = node.texts();
        for word in &rules.tie_break {
            if word != "receipt-time" && !groups.contains(&word.as_str()) {
                unknown_group(&node, word, groups);
            }
        }
    }
    table.finish();
    rules
}
