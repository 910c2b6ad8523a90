//! Finds the cases that a glob means. Pure: a list of files in, cases and findings out.
use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::files::Files;
use super::manifest::Case;
use super::paths;
use crate::finding::{Code, Finding};

/// The cases of `glob` in natural order (`2` before `10`). `compared`: each must have an expected answer.
pub(super) fn find(glob: &str, files: &Files, compared: bool, findings: &mut Vec<Finding>) -> Vec<Case> {
    let Some(matcher) = crate::glob::one(glob) else {
        return Vec::new();
    };
    let mut cases: BTreeMap<String, Case> = BTreeMap::new();
    for path in files.keys() {
        if let Some(folder) = paths::parents(path).find(|p| matcher.is_match(p)) {
            let case = cases.entry(folder.to_owned()).or_default();
            add_to_folder(case, folder, path, findings);
        } else if matcher.is_match(path) {
            add_to_stem(&mut cases, path, findings);
        }
    }
    if compared {
        without_answer(&mut cases, findings);
    }
    let mut cases: Vec<Case> = cases.into_iter().map(|(key, case)| named(&key, case)).collect();
    cases.sort_by(|a, b| natural(&a.id, &b.id));
    twice(&cases, findings);
    cases
}

fn add_to_folder(case: &mut Case, folder: &str, path: &str, findings: &mut Vec<Finding>) {
    let rest = path.get(folder.len() + 1..).unwrap_or("");
    match rest {
        "in" => case.input = Some(path.to_owned()),
        "ans" => path.clone_into(&mut case.answer),
        "args" => case.args_file = Some(path.to_owned()),
        _ if paths::is_below(rest, "files") && rest != "files" => {
            case.files = Some(format!("{folder}/files"));
        }
        _ => findings.push(Finding::new(Code::CaseUnknownFile).file(path)),
    }
}

fn add_to_stem(cases: &mut BTreeMap<String, Case>, path: &str, findings: &mut Vec<Finding>) {
    let Some((stem, ending @ ("in" | "ans" | "args"))) = path.rsplit_once('.') else {
        findings.push(Finding::new(Code::CaseUnknownFile).file(path));
        return;
    };
    let case = cases.entry(format!("{stem}.")).or_default();
    match ending {
        "in" => case.input = Some(path.to_owned()),
        "ans" => path.clone_into(&mut case.answer),
        _ => case.args_file = Some(path.to_owned()),
    }
}

/// The key of a file stem ends with `.`, so that it cannot be mistaken for a folder of the same name.
fn named(key: &str, mut case: Case) -> Case {
    let stem = key.strip_suffix('.').unwrap_or(key);
    case.id = stem.rsplit('/').next().unwrap_or(stem).to_owned();
    case
}

/// What is missing has no file of its own: the finding names the case, and its place is where the cases are asked for.
fn without_answer(cases: &mut BTreeMap<String, Case>, findings: &mut Vec<Finding>) {
    cases.retain(|key, case| {
        if case.answer.is_empty() {
            findings.push(Finding::new(Code::CaseWithoutAnswer).arg("value", key.trim_end_matches('.')));
        }
        !case.answer.is_empty()
    });
}

fn twice(cases: &[Case], findings: &mut Vec<Finding>) {
    for pair in cases.windows(2) {
        if let [a, b] = pair
            && a.id == b.id
        {
            findings.push(
                Finding::new(Code::Duplicate)
                    .file(b.input.as_ref().unwrap_or(&b.answer))
                    .arg("key", "cases")
                    .arg("value", &b.id),
            );
        }
    }
}

/// Compares names as people count: runs of digits by their number.
pub(crate) fn natural(a: &str, b: &str) -> Ordering {
    let (mut x, mut y) = (a, b);
    loop {
        let (px, rest_x) = chunk(x);
        let (py, rest_y) = chunk(y);
        if px.is_empty() || py.is_empty() {
            // Equal as counted (`1` and `01`): bytes decide, so that the order is total.
            return x.len().cmp(&y.len()).then_with(|| a.cmp(b));
        }
        let order = if is_digit(px) && is_digit(py) {
            let (nx, ny) = (px.trim_start_matches('0'), py.trim_start_matches('0'));
            nx.len().cmp(&ny.len()).then_with(|| nx.cmp(ny))
        } else {
            px.cmp(py)
        };
        if order != Ordering::Equal {
            return order;
        }
        (x, y) = (rest_x, rest_y);
    }
}

fn is_digit(chunk: &str) -> bool {
    chunk.starts_with(|c: char| c.is_ascii_digit())
}

/// The leading run of digits or of other characters.
fn chunk(text: &str) -> (&str, &str) {
    let digits = is_digit(text);
    let end = text
        .find(|c: char| c.is_ascii_digit() != digits)
        .unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests;
