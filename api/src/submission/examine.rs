//! The look at a push while it is still in quarantine. Runs in a process of its own, as git's hook.
use std::path::Path;

use git2::{ObjectType, Oid, Repository};
use judge::Finding;
use judge::finding::Code;
use judge::package::SubmissionRules;
use judge::policy;

use super::desk::{self, Order};
use super::rules::{Broken, PAST, Update, Verdict, Why, by_refs, by_weight, refused, updates};
use super::{attempts, declared};
use crate::clock::Clock;
use crate::error::Result;
use crate::git::{Bounds, Flaw, list, look_back, weigh};

/// One push, as the checks see it.
struct Push<'a> {
    desk: &'a Path,
    order: &'a Order,
    updates: &'a [Update],
    repository: &'a Repository,
    /// What `main` becomes, when the push changes it.
    commit: Option<Oid>,
}

/// One rule of acceptance: the verdict when it does not hold.
type Check = fn(&Push<'_>) -> Result<Option<Verdict>>;

/// The rules that are asked of what was sent, in order. Who may push at all, [`super::admit`] has asked before.
const CHECKS: [Check; 4] = [window, commits, attempts, policy];

/// Decides about the updates in `lines`, and leaves the verdict on the desk. `objects` is the quarantine.
/// True when the push may go on.
pub(crate) fn examine(desk: &Path, lines: &[u8], objects: Option<&Path>) -> Result<bool> {
    let order = desk::order(desk)?;
    desk::begin(desk)?;
    let updates = updates(&String::from_utf8_lossy(lines));
    // Kept until the verdict is written, where the next one finds it.
    let _turn = attempts::turn(&order)?;
    let verdict = verdict((desk, &order), &updates, objects)?;
    desk::decide(desk, &verdict)?;
    Ok(matches!(verdict, Verdict::Accepted { .. }))
}

fn verdict((desk, order): (&Path, &Order), updates: &[Update], objects: Option<&Path>) -> Result<Verdict> {
    let repository = Repository::open_bare(&order.repository)?;
    let by_refs = by_refs(updates, &branches(&repository)?);
    let Verdict::Accepted { commit } = &by_refs else {
        return Ok(by_refs);
    };
    let commit = commit.as_deref().map(Oid::from_str).transpose()?;
    if let Some(path) = objects.and_then(Path::to_str) {
        repository.odb()?.add_disk_alternate(path)?;
    }
    let push = Push {
        desk,
        order,
        updates,
        repository: &repository,
        commit,
    };
    for check in CHECKS {
        if let Some(no) = check(&push)? {
            return Ok(no);
        }
    }
    Ok(by_refs)
}

/// Whether it is in time.
fn window(push: &Push<'_>) -> Result<Option<Verdict>> {
    let term = &push.order.term;
    let arrived = || desk::arrived_at(push.desk).unwrap_or_else(|| Clock.now());
    let at = term.received_at.unwrap_or_else(arrived);
    Ok(push
        .commit
        .and_then(|commit| term.refuses(&commit.to_string(), at)))
}

/// Whether every branch leads to a commit.
fn commits(push: &Push<'_>) -> Result<Option<Verdict>> {
    let odd = no_commit(push.repository, push.updates)?;
    Ok(odd.map(|odd| refused(&odd.name, Why::NoBranch)))
}

/// Whether an attempt is left for it.
fn attempts(push: &Push<'_>) -> Result<Option<Verdict>> {
    let Some(commit) = push.commit else {
        return Ok(None);
    };
    let refusal = attempts::refusal(push.desk, push.order, (push.repository, commit))?;
    Ok(refusal.map(|attempts| Verdict::Spent { attempts }))
}

/// Whether the repository has room for it, and the challenge allows what it holds.
fn policy(push: &Push<'_>) -> Result<Option<Verdict>> {
    let full = full(push.order, push.updates, push.commit.is_some())?;
    let mut findings: Vec<_> = full.into_iter().collect();
    if let Some(commit) = push.commit {
        findings.extend(long(push.repository, commit)?);
        let broken = broken(push.repository, commit, &push.order.rules.clone().into())?;
        findings.extend(broken.into_iter().map(told));
    }
    Ok((!findings.is_empty()).then_some(Verdict::Policy { findings }))
}

/// The first branch that would be something else than a commit.
fn no_commit<'a>(repository: &Repository, updates: &'a [Update]) -> Result<Option<&'a Update>> {
    let odb = repository.odb()?;
    for update in updates.iter().filter(|update| !update.deletes()) {
        if odb.read_header(Oid::from_str(&update.new)?)?.1 != ObjectType::Commit {
            return Ok(Some(update));
        }
    }
    Ok(None)
}

/// The quota, when the push adds anything.
fn full(order: &Order, updates: &[Update], submits: bool) -> Result<Option<Broken>> {
    if updates.iter().all(Update::deletes) {
        return Ok(None);
    }
    let bytes = weigh(&order.repository)?.bytes;
    Ok(by_weight(&order.rules, bytes, submits))
}

/// What is wrong with the history.
fn long(repository: &Repository, commit: Oid) -> Result<Option<Broken>> {
    let flaw = look_back(repository, commit, PAST)?;
    Ok(flaw.map(|flaw| match flaw {
        Flaw::Long => Broken::new("submission-history").with("limit", PAST.commits),
        Flaw::Large { commit, bytes } => Broken::new("submission-commit")
            .with("commit", commit)
            .with("size", policy::human(bytes as u64))
            .with("limit", policy::human(PAST.bytes as u64)),
    }))
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
        let declared = declared::content(repository, commit)?;
        return Ok(policy::check(rules, &listing.entries, declared.as_deref()));
    }
    let too_many = Finding::new(Code::PolicyTooMany).arg("count", format_args!("> {}", rules.max_entries));
    Ok(vec![too_many.arg("limit", rules.max_entries)])
}

fn told(finding: Finding) -> Broken {
    let values = finding.args.into_iter();
    let file = finding.file.unwrap_or_default();
    let line = finding.line.map_or(String::new(), |line| format!(":{line}"));
    Broken {
        place: file + &line,
        key: finding.code.word().to_owned(),
        values: values.map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

fn branches(repository: &Repository) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for reference in repository.references_glob("refs/heads/*")? {
        names.push(String::from_utf8_lossy(reference?.name_bytes()).into_owned());
    }
    Ok(names)
}
