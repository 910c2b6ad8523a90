//! `[environment]`, `[limits]` and `[submission]`.
use std::time::Duration;

use super::manifest::{Environment, SubmissionRules};
use super::parse::choice;
use super::reader::{Node, Section};
use super::units;
use crate::finding::{Code, Finding};
use crate::policy::human;
use crate::runtime::{HOST, is_digest, is_name};
use crate::sandbox::Limits;

pub(super) fn environment(node: Option<Node<'_, '_>>) -> Environment {
    let mut environment = Environment {
        runtime: HOST.to_owned(),
        digest: None,
        build: None,
        limits: super::BUILD_LIMITS,
    };
    let Some(section) = node.and_then(|n| n.table()) else {
        return environment;
    };
    if let Some(node) = section.get("runtime") {
        runtime(&node, &mut environment);
    }
    environment.build = section.get("build").and_then(|n| command(&n));
    environment.limits = limits(section.get("limits"), super::BUILD_LIMITS);
    section.finish();
    environment
}

/// `"name"`, or `{ name = "name", digest = "sha256:..." }`.
fn runtime(node: &Node<'_, '_>, environment: &mut Environment) {
    let name = if node.is_table() {
        let Some(section) = node.table() else { return };
        let digest = section.need("digest");
        environment.digest = digest.and_then(|n| n.text().map(str::to_owned).filter(|d| good_digest(&n, d)));
        let name = section.need("name");
        section.finish();
        name
    } else {
        Some(*node)
    };
    let Some((node, text)) = name.and_then(|n| n.text().map(|text| (n, text))) else {
        return;
    };
    if is_name(text) {
        environment.runtime = text.to_owned();
    } else {
        node.bad::<()>(text, "host, python-3.12");
    }
}

fn good_digest(node: &Node<'_, '_>, text: &str) -> bool {
    let good = is_digest(text);
    if !good {
        node.bad::<()>(text, "sha256:, 64 x 0-9 a-f");
    }
    good
}

/// A program and its arguments.
pub(super) fn command(node: &Node<'_, '_>) -> Option<Vec<String>> {
    let words = node.texts();
    let usable = words.first().is_some_and(|program| !program.is_empty());
    if usable && !words.iter().any(|w| w.contains('\0')) {
        return Some(words);
    }
    node.bad(&words.join(" "), "[\"./run\"]")
}

/// Limits over the given ones. Where only CPU time is given, wall time is three times as long.
pub(super) fn limits(node: Option<Node<'_, '_>>, base: Limits) -> Limits {
    let Some(section) = node.and_then(|n| n.table()) else {
        return base;
    };
    let cpu = section.get("cpu").and_then(|n| duration(&n));
    let wall = section.get("wall").and_then(|n| duration(&n));
    let wall = wall.or(cpu.map(|cpu| base.wall.max(cpu.saturating_mul(3))));
    let sized = |key, low, high| section.get(key).and_then(|n| size(&n, low, high));
    let processes = section.get("processes").and_then(|n| n.integer(1..4097));
    let limits = Limits {
        cpu: cpu.unwrap_or(base.cpu),
        wall: wall.unwrap_or(base.wall),
        memory: sized("memory", 4 << 20, 64 << 30).unwrap_or(base.memory),
        output: sized("output", 1, 256 << 20).unwrap_or(base.output),
        disk: sized("disk", 0, 64 << 30).unwrap_or(base.disk),
        processes: processes
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(base.processes),
    };
    section.finish();
    limits
}

pub(super) fn duration(node: &Node<'_, '_>) -> Option<Duration> {
    let text = node.text()?;
    let Some(duration) = units::duration(text) else {
        node.add(Finding::new(Code::BadDuration).arg("value", text));
        return None;
    };
    let range = Duration::from_millis(10)..=Duration::from_secs(1800);
    if range.contains(&duration) {
        Some(duration)
    } else {
        node.out_of_range("10ms", "30min")
    }
}

/// A size within bounds; a bare integer means bytes.
pub(super) fn size(node: &Node<'_, '_>, low: u64, high: u64) -> Option<u64> {
    let text = node.text()?;
    let Some(size) = units::size(text) else {
        node.add(Finding::new(Code::BadSize).arg("value", text));
        return None;
    };
    if (low..=high).contains(&size) {
        Some(size)
    } else {
        node.out_of_range(human(low), human(high))
    }
}

pub(super) fn submission(node: Option<Node<'_, '_>>) -> SubmissionRules {
    let mut rules = super::DEFAULT_SUBMISSION;
    let Some(section) = node.and_then(|n| n.table()) else {
        return rules;
    };
    let sized = |key| section.get(key).and_then(|n| size(&n, 1, 4 << 30));
    rules.max_repo = sized("max_repo").unwrap_or(rules.max_repo);
    rules.max_file = sized("max_file").unwrap_or(rules.max_file);
    let entries = section.get("max_entries").and_then(|n| n.integer(1..200_001));
    rules.max_entries = entries
        .and_then(|n| u64::try_from(n).ok())
        .unwrap_or(rules.max_entries);
    if let Some(node) = section.get("required") {
        let items = node.items();
        rules.required = items.iter().filter_map(super::parse::path).collect();
    }
    rules.forbidden = globs(&section, "forbidden");
    rules.protected = globs(&section, "protected");
    rules.declare = declarations(&section);
    section.finish();
    rules
}

fn globs(section: &Section<'_, '_>, key: &'static str) -> Vec<String> {
    let Some(node) = section.get(key) else {
        return Vec::new();
    };
    let globs = node.texts();
    for glob in &globs {
        if crate::glob::one(glob).is_none() {
            node.add(Finding::new(Code::BadGlob).arg("value", glob));
        }
    }
    globs
}

fn declarations(section: &Section<'_, '_>) -> Vec<String> {
    let items = section.get("declare").map(|n| n.items()).unwrap_or_default();
    let known = super::declarations::KNOWN.map(|w| (w, w));
    let found = items.iter().filter_map(|n| choice(n, &known));
    found.map(str::to_owned).collect()
}
