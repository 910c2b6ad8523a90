//! What was submitted since a push was told of the attempts: pushes that began together must not all use the last
//! one. Runs in the hook, which has no database: the repository and the desks of other pushes know it too.
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;

use git2::{Oid, Repository};
use wire::Attempts;

use crate::clock::Clock;
use crate::error::Result;
use crate::submission::KEPT;
use crate::submission::desk::{self, Order};
use crate::submission::rules::Verdict;

/// The file whose lock one hook holds at a time, from its look at the others to its verdict.
const LOCK: &str = "attempts.lock";

/// Waits until no other hook decides about this repository. Ends with the value.
pub(in crate::submission) fn turn(order: &Order) -> Result<Option<File>> {
    if order.tally.is_none() {
        return Ok(None);
    }
    let mut options = File::options();
    let options = options.create(true).truncate(false).write(true);
    let file = options.open(order.repository.join(LOCK))?;
    file.lock()?;
    Ok(Some(file))
}

/// Why there is no attempt for `commit`; nothing when there is one.
pub(in crate::submission) fn refusal(
    desk: &Path,
    order: &Order,
    (repository, commit): (&Repository, Oid),
) -> Result<Option<Attempts>> {
    let Some(mut tally) = order.tally.clone() else {
        return Ok(None);
    };
    let now = Clock.now();
    for tree in trees(repository, commits(desk, order, repository)?) {
        tally.count(tree, now);
    }
    let tree = repository.find_commit(commit)?.tree_id().to_string();
    Ok(tally.refuses(&tree, order.term.received_at.unwrap_or(now)))
}

/// The commits that were submitted, and those that other hooks have just let through. These first: what ends
/// meanwhile is found among the others.
fn commits(desk: &Path, order: &Order, repository: &Repository) -> Result<BTreeSet<Oid>> {
    let mut found = under_way(desk, order)?;
    for reference in repository.references_glob(&format!("{KEPT}*"))? {
        found.extend(reference?.target());
    }
    Ok(found)
}

fn under_way(desk: &Path, order: &Order) -> Result<BTreeSet<Oid>> {
    let mut found = BTreeSet::new();
    for other in desk.parent().map(fs::read_dir).into_iter().flatten().flatten() {
        let other = other?.path();
        if other == desk {
            continue;
        }
        // What cannot be read is being set up or cleared.
        if let Some(Verdict::Accepted { commit: Some(commit) }) = desk::verdict(&other)
            && desk::order(&other).is_ok_and(|other| other.repository == order.repository)
        {
            found.insert(Oid::from_str(&commit)?);
        }
    }
    Ok(found)
}

/// Their trees. A commit that still lies in another push's quarantine stands for its own.
fn trees(repository: &Repository, commits: BTreeSet<Oid>) -> impl Iterator<Item = String> {
    commits.into_iter().map(|id| {
        let commit = repository.find_commit(id);
        commit.map_or(id, |commit| commit.tree_id()).to_string()
    })
}
