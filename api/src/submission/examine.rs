//! The look at a push while it is still in quarantine. Runs in a process of its own, as git's hook.
use std::path::Path;

use git2::{ObjectType, Oid, Repository};
use judge::Finding;
use judge::finding::Code;
use judge::package::SubmissionRules;
use judge::policy;

use super::desk::{self, Order};
use super::rules::{Broken, Update, Verdict, Why, by_refs, refused, updates};
use crate::clock::Clock;
use crate::error::Result;
use crate::git::{Bounds, MAIN, list};

/// Decides about the updates in `lines`, and leaves the verdict on the desk. `objects` is the quarantine.
/// True when the push may go on.
pub(crate) fn examine(desk: &Path, lines: &str, objects: Option<&Path>) -> Result<bool> {
    let order = desk::order(desk)?;
    let verdict = verdict(&order, &updates(lines), objects)?;
    desk::decide(desk, &verdict)?;
    Ok(matches!(verdict, Verdict::Accepted { .. }))
}

fn verdict(order: &Order, updates: &[Update], objects: Option<&Path>) -> Result<Verdict> {
    let repository = Repository::open_bare(&order.repository)?;
    let by_refs = by_refs(updates, &branches(&repository)?);
    let Verdict::Accepted { commit: Some(commit) } = &by_refs else {
        return Ok(by_refs);
    };
    let at = order.term.received_at.unwrap_or_else(|| Clock.now());
    if !order.term.holds(commit, at) {
        return Ok(Verdict::Late);
    }
    if let Some(path) = objects.and_then(Path::to_str) {
        repository.odb()?.add_disk_alternate(path)?;
    }
    let commit = Oid::from_str(commit)?;
    if repository.odb()?.read_header(commit)?.1 != ObjectType::Commit {
        return Ok(refused(MAIN, Why::NoBranch));
    }
    let findings = broken(&repository, commit, &order.rules.clone().into())?;
    if findings.is_empty() {
        return Ok(by_refs);
    }
    Ok(Verdict::Policy {
        findings: findings.into_iter().map(told).collect(),
    })
}

/// The rules that the tree breaks. Of a tree that was not read to its end only its size is said.
fn broken(repository: &Repository, commit: Oid, rules: &SubmissionRules) -> Result<Vec<Finding>> {
    let bounds = Bounds {
        // Folders count too, but do not use up what the rules give to files.
        entries: rules.max_entries.saturating_mul(4),
        file: rules.max_file,
    };
    let listing = list(repository, commit, bounds)?;
    if listing.whole {
        return Ok(policy::check(rules, &listing.entries));
    }
    let too_many = Finding::new(Code::PolicyTooMany).arg("count", format_args!("> {}", rules.max_entries));
    Ok(vec![too_many.arg("limit", rules.max_entries)])
}

fn told(finding: Finding) -> Broken {
    let values = finding.args.into_iter();
    Broken {
        place: finding.file.unwrap_or_default(),
        key: finding.code.word().to_owned(),
        values: values.map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

fn branches(repository: &Repository) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for name in repository.references_glob("refs/heads/*")?.names() {
        names.push(name?.to_owned());
    }
    Ok(names)
}
