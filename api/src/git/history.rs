//! The commits behind a commit: counted, and measured, without holding more than their names.
use std::collections::HashSet;

use git2::{ObjectType, Oid, Repository};

use crate::error::Result;

/// How much history is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Past {
    /// Commits.
    pub(crate) commits: usize,
    /// Bytes of one commit: its message, its parents, who made it.
    pub(crate) bytes: usize,
}

/// What is wrong with a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// More commits than allowed.
    Long,
    /// A commit that is too large.
    Large { commit: String, bytes: usize },
}

/// Looks at every commit that `tip` is built on; the first flaw.
pub(crate) fn look_back(repository: &Repository, tip: Oid, past: Past) -> Result<Option<Flaw>> {
    let odb = repository.odb()?;
    let (mut seen, mut waiting) = (HashSet::from([tip]), vec![tip]);
    while let Some(id) = waiting.pop() {
        let (bytes, kind) = odb.read_header(id)?;
        if bytes > past.bytes && kind == ObjectType::Commit {
            let commit = id.to_string();
            return Ok(Some(Flaw::Large { commit, bytes }));
        }
        for parent in repository.find_commit(id)?.parent_ids() {
            if seen.insert(parent) {
                waiting.push(parent);
            }
        }
        if seen.len() > past.commits {
            return Ok(Some(Flaw::Long));
        }
    }
    Ok(None)
}
