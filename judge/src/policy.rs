//! Rules over what a team sends: a listing of its git tree in, everything that is wrong out. Pure.
//!
//! The CLI asks before it sends, the server on receipt; both say the same.
use std::collections::BTreeMap;

use crate::archive::fold;
use crate::finding::{Code, Finding};
use crate::package::{SubmissionRules, declarations, paths};

/// Names in a path.
const DEEPEST: usize = 24;
/// Bytes of the longest file that may stand for another one elsewhere.
pub const LONGEST_POINTER: usize = 1024;
/// Findings of one kind; a tree of ten thousand bad names needs no ten thousand lines.
const MOST_OF_A_KIND: usize = 10;

/// One entry of a git tree, files and links, folders being implied by their paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path as git has it.
    pub path: Vec<u8>,
    /// Git's mode: `0o100644`, `0o100755`, `0o120000` (link), `0o160000` (submodule).
    pub mode: u32,
    /// Bytes of its content.
    pub size: u64,
    /// Where a symbolic link points. A link without it is refused.
    pub link: Option<Vec<u8>>,
    /// Whether it stands for a file that is kept elsewhere; see [`is_pointer`].
    pub pointer: bool,
}

/// Whether a file of this content only says where its real content is kept (Git LFS).
pub fn is_pointer(content: &[u8]) -> bool {
    let firsts: [&[u8]; 2] = [b"version https://git-lfs.", b"version https://hawser."];
    content.len() <= LONGEST_POINTER && firsts.iter().any(|first| content.starts_with(first))
}

impl Entry {
    /// An entry that is no link.
    pub fn new(path: impl Into<Vec<u8>>, mode: u32, size: u64) -> Self {
        Self {
            path: path.into(),
            mode,
            size,
            link: None,
            pointer: false,
        }
    }

    fn shown(&self) -> String {
        crate::text::escape(&self.path, false)
    }
}

/// Everything about the tree that the rules do not allow; empty when it may be judged. `declared` is the content of
/// [`declarations::FILE`], where there is a plain file of that name that is not too large.
pub fn check(rules: &SubmissionRules, entries: &[Entry], declared: Option<&[u8]>) -> Vec<Finding> {
    let mut findings = Vec::new();
    whole(rules, entries, &mut findings);
    for entry in entries {
        findings.extend(one(rules, entry));
    }
    forbidden(rules, entries, &mut findings);
    collisions(entries, &mut findings);
    required(rules, entries, &mut findings);
    declares(rules, entries, declared, &mut findings);
    bounded(findings)
}

fn whole(rules: &SubmissionRules, entries: &[Entry], findings: &mut Vec<Finding>) {
    if entries.is_empty() {
        findings.push(Finding::new(Code::PolicyEmpty));
    }
    let bytes = entries.iter().fold(0u64, |sum, e| sum.saturating_add(e.size));
    if bytes > rules.max_repo {
        findings.push(
            Finding::new(Code::PolicyRepoLarge)
                .arg("size", human(bytes))
                .arg("limit", human(rules.max_repo)),
        );
    }
    if entries.len() as u64 > rules.max_entries {
        findings.push(
            Finding::new(Code::PolicyTooMany)
                .arg("count", entries.len())
                .arg("limit", rules.max_entries),
        );
    }
}

/// What is wrong with one entry on its own.
fn one(rules: &SubmissionRules, entry: &Entry) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |code| found.push(Finding::new(code).file(&entry.shown()));
    match std::str::from_utf8(&entry.path) {
        Ok(path) if paths::is_safe(path) => {
            if path.split('/').any(is_git_name) {
                add(Code::PolicyGitName);
            }
            if path.split('/').count() > DEEPEST {
                add(Code::PolicyTooDeep);
            }
        }
        _ => add(Code::PolicyName),
    }
    match entry.mode & 0o170_000 {
        0o100_000 => {}
        0o120_000 if link_stays_inside(entry) => {}
        0o120_000 => add(Code::PolicySymlink),
        0o160_000 => add(Code::PolicySubmodule),
        _ => add(Code::PolicyKind),
    }
    if entry.pointer {
        add(Code::PolicyPointer);
    }
    if entry.size > rules.max_file {
        let finding = Finding::new(Code::PolicyFileLarge).file(&entry.shown());
        let finding = finding.arg("size", human(entry.size));
        found.push(finding.arg("limit", human(rules.max_file)));
    }
    found
}

/// Whether a link, followed from its folder, never climbs out of the tree, nor into `.git`.
fn link_stays_inside(entry: &Entry) -> bool {
    let Some(target) = entry.link.as_deref().and_then(|l| std::str::from_utf8(l).ok()) else {
        return false;
    };
    if target.is_empty() || target.starts_with('/') || target.contains('\0') {
        return false;
    }
    let mut depth = entry.path.iter().filter(|b| **b == b'/').count();
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." if depth == 0 => return false,
            ".." => depth -= 1,
            name if is_git_name(name) => return false,
            _ => depth += 1,
        }
    }
    true
}

/// `.git` as some file system reads it: other capitals, trailing dots and spaces, ignored characters,
/// short names, streams.
fn is_git_name(name: &str) -> bool {
    let ignored = |c: &char| !crate::text::is_invisible(*c);
    let plain: String = name
        .chars()
        .filter(ignored)
        .flat_map(char::to_lowercase)
        .collect();
    let stem = plain.split(':').next().unwrap_or("");
    let stem = stem.trim_end_matches([' ', '.']);
    stem == ".git" || (stem.starts_with("git~") && stem.bytes().skip(4).all(|b| b.is_ascii_digit()))
}

fn forbidden(rules: &SubmissionRules, entries: &[Entry], findings: &mut Vec<Finding>) {
    let globs = crate::glob::any(&rules.forbidden);
    let paths = entries.iter().filter_map(|e| std::str::from_utf8(&e.path).ok());
    for path in paths.filter(|path| globs.is_match(path)) {
        findings.push(Finding::new(Code::PolicyForbidden).file(path));
    }
}

/// Two names that a file system without capitals takes for one; folders too.
fn collisions(entries: &[Entry], findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for path in entries.iter().filter_map(|e| std::str::from_utf8(&e.path).ok()) {
        for name in paths::parents(path).chain([path]) {
            let other = seen.entry(fold(name)).or_insert_with(|| name.to_owned());
            if other != name {
                let finding = Finding::new(Code::PolicyCase).file(name);
                findings.push(finding.arg("other", &*other));
            }
        }
    }
}

fn required(rules: &SubmissionRules, entries: &[Entry], findings: &mut Vec<Finding>) {
    for wanted in &rules.required {
        let prefix = format!("{wanted}/");
        let there = |e: &&Entry| e.path == wanted.as_bytes() || e.path.starts_with(prefix.as_bytes());
        if !entries.iter().any(|e| there(&e)) {
            findings.push(Finding::new(Code::PolicyRequired).file(wanted));
        }
    }
}

/// Whether everything is declared that the challenge asks for; where it asks for nothing, the file is like any other.
fn declares(rules: &SubmissionRules, entries: &[Entry], content: Option<&[u8]>, findings: &mut Vec<Finding>) {
    if rules.declare.is_empty() {
        return;
    }
    let file = declarations::FILE.as_bytes();
    let inside = |e: &Entry| {
        e.path
            .strip_prefix(file)
            .is_some_and(|rest| rest.starts_with(b"/"))
    };
    let plain = |e: &Entry| e.mode & 0o170_000 == 0o100_000 && e.size <= declarations::LARGEST;
    match (entries.iter().find(|e| e.path == file), content) {
        (Some(entry), Some(content)) if plain(entry) => {
            findings.extend(declarations::read(&rules.declare, content).1);
        }
        (None, _) if !entries.iter().any(inside) => {
            findings.extend(rules.declare.iter().map(|key| declarations::open(key)));
        }
        _ => findings.push(declarations::unusual()),
    }
}

fn bounded(findings: Vec<Finding>) -> Vec<Finding> {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for finding in findings {
        let count = counts.entry(finding.code).or_default();
        *count += 1;
        if *count <= MOST_OF_A_KIND && !kept.contains(&finding) {
            kept.push(finding);
        }
    }
    kept
}

/// A size as people write it: `812 B`, `4.5 KiB`, `20 MiB`.
pub fn human(bytes: u64) -> String {
    let mut unit = ["KiB", "MiB", "GiB", "TiB"].into_iter();
    let (mut tenths, mut name) = (u128::from(bytes) * 10, "B");
    while tenths >= 10_240 {
        let Some(next) = unit.next() else { break };
        (tenths, name) = (tenths / 1024, next);
    }
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} {name}"),
        (whole, rest) => format!("{whole}.{rest} {name}"),
    }
}

#[cfg(test)]
mod tests;
