//! Bare repositories: made on first use, with our hooks and nothing else.
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use git2::{Oid, Repository};
use wire::Timestamp;

use super::Git;
use crate::error::{Error, Result};

/// Locks of git on what all branches share.
const LOCKS: [&str; 4] = ["packed-refs.lock", "HEAD.lock", "config.lock", "shallow.lock"];
/// A lock this old belongs to nobody, in milliseconds.
const LEFT: i64 = 60_000;

/// The one hook. It asks the running server's own program, so that both always agree.
const PRE_RECEIVE: &str = "#!/bin/sh\nexec \"$UBUNIFU_SERVER\" git-hook pre-receive\n";

/// Makes the repository at `path` unless it is there: whole or not at all.
pub(crate) async fn ensure(git: &Git, path: &Path) -> Result<()> {
    if tokio::fs::try_exists(path).await? {
        return Ok(());
    }
    let folder = path
        .parent()
        .ok_or_else(|| Error::fault("a repository needs a folder"))?;
    tokio::fs::create_dir_all(folder).await?;
    let fresh = folder.join(format!(".new-{}", uuid::Uuid::now_v7().simple()));
    git.init(&fresh).await?;
    let moved = tokio::fs::rename(&fresh, path).await;
    if moved.is_err() {
        tokio::fs::remove_dir_all(&fresh).await?;
    }
    match moved {
        Err(error) if !tokio::fs::try_exists(path).await? => Err(error.into()),
        // Another request was faster.
        _ => Ok(()),
    }
}

/// Whether git knows how to write a ref of this name.
pub(crate) fn is_ref(name: &str) -> bool {
    git2::Reference::is_valid_name(name) && name.split('/').all(|part| !part.ends_with(".lock"))
}

/// Keeps `commit` for ever under the ref `name`, whatever becomes of the branches.
pub(crate) fn keep(repository: &Path, name: &str, commit: &str) -> Result<()> {
    let opened = Repository::open_bare(repository)?;
    let commit = Oid::from_str(commit)?;
    let write = || opened.reference(name, commit, true, "").map(drop);
    match write() {
        Err(_) if is_empty(&repository.join(name)) => {
            std::fs::remove_file(repository.join(name))?;
            Ok(write()?)
        }
        written => Ok(written?),
    }
}

/// A power cut can leave a new file without what was written into it, and nothing overwrites such a ref.
fn is_empty(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|about| about.is_file() && about.len() == 0)
}

/// What somebody who was killed left in `repository`: quarantines of git, and locks on the refs of submissions.
pub(crate) fn debris(repository: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for (folder, is_debris) in [
        (
            "objects",
            (|name| name.starts_with(b"tmp_objdir-")) as fn(&[u8]) -> bool,
        ),
        ("refs/submissions", |name| name.ends_with(b".lock")),
    ] {
        // There are no submissions yet, or their refs are packed.
        let Ok(entries) = std::fs::read_dir(repository.join(folder)) else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            if is_debris(entry.file_name().as_encoded_bytes()) {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// Takes away locks that a git left which was killed, or else nobody could push any more. A git that lives holds
/// one for a moment; it fails to change the ref when its lock is gone, and harms nothing.
pub(super) fn unlock(repository: &Path, now: Timestamp) {
    let mut found: Vec<_> = LOCKS.iter().map(|name| repository.join(name)).collect();
    let mut folders = vec![repository.join("refs/heads")];
    while let Some(folder) = folders.pop() {
        // What is gone meanwhile, or cannot be read, is git's to tell.
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if entry.file_name().as_encoded_bytes().ends_with(b".lock") {
                found.push(path);
            }
        }
    }
    for path in found.iter().filter(|path| is_left(path, now)) {
        tracing::warn!(path = %path.display(), "a lock that a killed git left goes");
        let _ = std::fs::remove_file(path);
    }
}

fn is_left(lock: &Path, now: Timestamp) -> bool {
    let changed = std::fs::metadata(lock).map(|about| about.mtime().saturating_mul(1000));
    changed.is_ok_and(|at| at < now.plus(-LEFT).0)
}

/// The refs that begin with `prefix` and keep `commit`. The library passes over what a power cut emptied.
pub(crate) fn kept(repository: &Path, prefix: &str, commit: &str) -> Result<Vec<String>> {
    let repository = Repository::open_bare(repository)?;
    let commit = Oid::from_str(commit)?;
    let mut names = Vec::new();
    for reference in repository.references_glob(&format!("{prefix}*"))? {
        let reference = reference?;
        if reference.target() == Some(commit) {
            names.extend(reference.name().ok().map(str::to_owned));
        }
    }
    Ok(names)
}

/// The tree of `commit`.
pub(crate) fn tree_of(repository: &Path, commit: &str) -> Result<String> {
    let repository = Repository::open_bare(repository)?;
    let commit = repository.find_commit(Oid::from_str(commit)?)?;
    Ok(commit.tree_id().to_string())
}

/// Whether the branch `name` is at `commit` now.
pub(crate) fn is_at(repository: &Path, name: &str, commit: &str) -> Result<bool> {
    let repository = Repository::open_bare(repository)?;
    let at = repository.refname_to_id(name);
    Ok(at.is_ok_and(|at| at.to_string() == commit))
}

/// Where the branch `name` is.
pub(crate) fn tip(repository: &Path, name: &str) -> Result<Option<String>> {
    let repository = Repository::open_bare(repository)?;
    Ok(repository.refname_to_id(name).ok().map(|at| at.to_string()))
}

/// Commits that a repository keeps, at most `most`; none when there is no repository yet. Branches come first,
/// then submissions, the newest first: their ids grow with time.
pub(crate) fn commits(repository: &Path, most: usize) -> Result<Vec<String>> {
    if !repository.exists() {
        return Ok(Vec::new());
    }
    let repository = Repository::open_bare(repository)?;
    let mut found = Vec::new();
    for glob in ["refs/heads/*", "refs/submissions/*"] {
        let mut refs = Vec::new();
        for reference in repository.references_glob(glob)?.flatten() {
            refs.extend(reference.target().map(|at| (reference.name_bytes().to_vec(), at)));
        }
        refs.sort_unstable();
        found.extend(refs.into_iter().rev().map(|(_, at)| at.to_string()));
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|commit| seen.insert(commit.clone()));
    found.truncate(most);
    Ok(found)
}

/// Writes our hook into `folder`, in one step: a push may be using it.
pub(super) fn lay_hooks(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join("pre-receive");
    if std::fs::read_to_string(&path).is_ok_and(|text| text == PRE_RECEIVE) {
        return Ok(());
    }
    let fresh = folder.join(format!(".new-{}", uuid::Uuid::now_v7().simple()));
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(0o755).open(&fresh)?;
    file.write_all(PRE_RECEIVE.as_bytes())?;
    drop(file);
    std::fs::rename(fresh, path)?;
    Ok(())
}
