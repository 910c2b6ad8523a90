//! What a team declares, as it stands in the tree that it submits.
use std::path::Path;

use git2::{ObjectType, Oid, Repository};
use judge::package::declarations::{self, Answers, FILE, LARGEST};

use super::Submission;
use crate::error::Result;

/// The content of the file with the answers, if `commit` has one that may be read.
pub(super) fn content(repository: &Repository, commit: Oid) -> Result<Option<Vec<u8>>> {
    let tree = repository.find_commit(commit)?.tree()?;
    let Some(entry) = tree.get_name(FILE) else {
        return Ok(None);
    };
    let is_file = entry.filemode() & 0o170_000 == 0o100_000;
    let odb = repository.odb()?;
    // Its size is asked before it is read.
    match is_file.then(|| odb.read_header(entry.id())).transpose()? {
        Some((size, ObjectType::Blob)) if size as u64 <= LARGEST => {
            Ok(Some(odb.read(entry.id())?.data().to_vec()))
        }
        _ => Ok(None),
    }
}

/// The answers in an accepted commit to what was `asked`.
pub(super) fn answers(repository: &Path, commit: &str, asked: &[String]) -> Result<Answers> {
    if asked.is_empty() {
        return Ok(Answers::new());
    }
    let repository = Repository::open_bare(repository)?;
    let content = content(&repository, Oid::from_str(commit)?)?;
    Ok(declarations::read(asked, &content.unwrap_or_default()).0)
}

/// The answers that came with `row`; nothing when none were asked for.
pub(super) fn of(row: &Submission) -> Result<Option<Answers>> {
    let answers = row.declarations.clone();
    Ok(answers.map(serde_json::from_value).transpose()?)
}
