//! `[[check]]`.
use std::collections::BTreeSet;

use super::manifest::{Check, CheckKind, Group, RepositoryRules, RunCheck};
use super::parse::{LANGUAGES, Places, choice, localized, name, path};
use super::parse_after::after;
use super::parse_environment::{command, limits, size};
use super::parse_grader::grader;
use super::parse_groups::known_group;
use super::parse_service::service;
use super::reader::{Node, Section};
use crate::compare::{Compare, Mode, Tolerance};
use crate::finding::{Code, Finding};
use crate::sandbox::Limits;

pub(super) fn checks(
    root: &Section<'_, '_>,
    groups: &[Group],
    base: Limits,
    places: &mut Places,
) -> Vec<Check> {
    let mut seen = BTreeSet::new();
    let sections = root.get("check").map(|n| n.tables()).unwrap_or_default();
    let (mut checks, mut waiting) = (Vec::new(), Vec::new());
    for section in sections {
        let id = name(&section, &mut seen);
        places.insert(format!("check.{id}"), section.line());
        waiting.extend(section.get("after").map(|node| (id.clone(), node)));
        if let Some(check) = check(section, id, (groups, base), places) {
            checks.push(check);
        }
    }
    for (id, node) in &waiting {
        after(node, id, (&mut checks, groups, &seen));
    }
    checks
}

fn check(
    section: Section<'_, '_>,
    id: String,
    (groups, base): (&[Group], Limits),
    places: &mut Places,
) -> Option<Check> {
    let group = section.need("group").and_then(|n| n.text().map(|t| (n, t)));
    if let Some((node, group)) = &group {
        known_group(node, group, groups);
    }
    let weight = section.get("weight").and_then(|n| n.integer(1..1001));
    let title = localized(section.need("title"));
    let hint = section.get("hint").map(|n| localized(Some(n)));
    let kind = kind(&section, base, &mut |key, line| {
        places.insert(format!("check.{id}.{key}"), line);
    });
    // Without a kind nobody asked for its keys, and all of them would look unknown.
    let kind = kind?;
    section.finish();
    Some(Check {
        id,
        group: group?.1.to_owned(),
        title,
        weight: weight.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        after: Vec::new(),
        hint,
        kind,
    })
}

#[derive(Clone, Copy)]
enum Word {
    Run,
    Service,
    Repository,
}

fn kind(section: &Section<'_, '_>, base: Limits, place: &mut dyn FnMut(&str, u32)) -> Option<CheckKind> {
    let node = section.need("kind")?;
    let words = [
        ("run", Word::Run),
        ("repository", Word::Repository),
        ("service", Word::Service),
    ];
    match choice(&node, &words)? {
        Word::Run => Some(CheckKind::Run(Box::new(run(section, base, place)))),
        Word::Repository => Some(CheckKind::Repository(repository(section))),
        Word::Service => Some(CheckKind::Service(Box::new(service(section, base, place)))),
    }
}

fn run(section: &Section<'_, '_>, base: Limits, place: &mut dyn FnMut(&str, u32)) -> RunCheck {
    let cases = section.need("cases");
    if let Some(node) = &cases {
        place("cases", node.line);
    }
    let overlay = section.get("overlay");
    if let Some(node) = &overlay {
        place("overlay", node.line);
    }
    let limited = section.get("limits");
    if let Some(node) = &limited {
        place("limits", node.line);
    }
    let (how, grader_node) = (section.get("compare"), section.get("grader"));
    if let (Some(node), Some(_)) = (&how, &grader_node) {
        node.add(Finding::new(Code::GraderAndCompare));
    }
    if let Some(node) = &grader_node {
        place("grader", node.line);
    }
    let exit = section.get("exit").and_then(|n| n.integer(0..256));
    RunCheck {
        glob: cases.and_then(|n| glob(&n)).unwrap_or_default(),
        cases: Vec::new(),
        run: section.need("run").and_then(|n| command(&n)).unwrap_or_default(),
        compare: how.and_then(|n| compare(&n)).unwrap_or_default(),
        interactive: interactive(section, grader_node.is_some()),
        grader: grader_node.and_then(|n| grader(&n)),
        limits: limits(limited, base),
        exit: exit.and_then(|n| i32::try_from(n).ok()).unwrap_or(0),
        overlay: overlay.and_then(|n| path(&n)),
    }
}

/// Only a grader can talk.
fn interactive(section: &Section<'_, '_>, graded: bool) -> bool {
    let Some(node) = section.get("interactive") else {
        return false;
    };
    let wanted = node.flag().unwrap_or(false);
    if wanted && !graded {
        node.add(Finding::new(Code::MissingKey).arg("key", "grader"));
    }
    wanted
}

pub(super) fn glob(node: &Node<'_, '_>) -> Option<String> {
    let text = path(node)?;
    if crate::glob::one(&text).is_none() {
        node.add(Finding::new(Code::BadGlob).arg("value", &text));
        return None;
    }
    Some(text)
}

fn compare(node: &Node<'_, '_>) -> Option<Compare> {
    let section = node.table()?;
    let words = [
        ("exact", Mode::Exact),
        ("lines", Mode::Lines),
        ("tokens", Mode::Tokens),
        ("json", Mode::Json),
    ];
    let mode = section.need("mode").and_then(|n| choice(&n, &words));
    let tolerated = section.get("float_tolerance");
    let case = section.get("case");
    let compare = Compare {
        mode: mode.unwrap_or(Mode::Lines),
        tolerance: tolerated.and_then(|n| tolerance(&n)),
        ignore_case: case.and_then(|n| choice(&n, &[("ignore", true), ("exact", false)])) == Some(true),
    };
    for only in [tolerated, case].into_iter().flatten() {
        if mode.is_some_and(|m| m != Mode::Tokens) {
            only.bad::<()>(only.key, "mode = \"tokens\"");
        }
    }
    section.finish();
    Some(compare)
}

/// One number for both, or `{ absolute = ..., relative = ... }`: what is absent forgives nothing.
fn tolerance(node: &Node<'_, '_>) -> Option<Tolerance> {
    if !node.is_table() {
        let both = node.number(0.0, 1.0)?;
        return Some(Tolerance {
            absolute: both,
            relative: both,
        });
    }
    let section = node.table()?;
    let (absolute, relative) = (section.get("absolute"), section.get("relative"));
    if absolute.is_none() && relative.is_none() {
        node.add(Finding::new(Code::MissingKey).arg("key", "absolute"));
    }
    let number = |node: Option<Node<'_, '_>>, most| node.and_then(|n| n.number(0.0, most)).unwrap_or(0.0);
    let tolerance = Tolerance {
        absolute: number(absolute, 1e9),
        relative: number(relative, 1.0),
    };
    section.finish();
    Some(tolerance)
}

fn repository(section: &Section<'_, '_>) -> RepositoryRules {
    let mut rules = RepositoryRules::default();
    let Some((node, table)) = section.need("rules").and_then(|n| n.table().map(|t| (n, t))) else {
        return rules;
    };
    rules.license = table.get("license").and_then(|n| n.flag()).unwrap_or(false);
    rules.no_secrets = table.get("no_secrets").and_then(|n| n.flag()).unwrap_or(false);
    rules.max_binary = table.get("max_binary").and_then(|n| size(&n, 0, 4 << 30));
    let languages = table
        .get("readme_languages")
        .map(|n| n.items())
        .unwrap_or_default();
    let words = LANGUAGES.map(|w| (w, w));
    let found = languages.iter().filter_map(|n| choice(n, &words));
    rules.readme_languages = found.map(str::to_owned).collect();
    table.finish();
    if rules == RepositoryRules::default() {
        node.add(Finding::new(Code::MissingKey).arg("key", "license"));
    }
    rules
}
