//! The only door to git: repositories through libgit2. What is sent is a bundle, over our own client: libgit2's
//! transport would need OpenSSL, and a push cannot go on where a link broke it off.
mod bundle;
mod tree;

use std::path::Path;

use git2::{Config, Oid, Repository, RepositoryInitOptions, Signature, StatusOptions};

pub(crate) use bundle::{Parcel, free, size_of};
pub(crate) use tree::Snapshot;

use crate::error::{Error, Exit};

/// Changed files named in a message; the rest is counted.
const MOST_CHANGES: usize = 1000;

/// The repository of a project.
pub(crate) struct Repo(Repository);

/// The last commit.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) commit: Oid,
    pub(crate) tree: Oid,
    pub(crate) subject: String,
}

/// The author git would write into a commit here, `Name <address>`.
pub(crate) fn author() -> Option<String> {
    let config = Config::open_default().ok()?.snapshot().ok()?;
    let (name, email) = (
        config.get_str("user.name").ok()?,
        config.get_str("user.email").ok()?,
    );
    Some(format!("{name} <{email}>"))
}

/// Something libgit2 could not do with a repository.
fn broken(error: &git2::Error) -> Error {
    let key = match error.code() {
        git2::ErrorCode::Owner => "error-git-owner",
        _ => "error-git",
    };
    Error::new(Exit::Invalid, key).cause(error)
}

impl Repo {
    /// The repository whose top is `root`. A project inside a larger repository would send all of that.
    pub(crate) fn open(root: &Path) -> Result<Self, Error> {
        let missing = || Error::new(Exit::Invalid, "error-no-repository").arg("path", root.display());
        match Repository::open(root) {
            Ok(repo) if repo.is_bare() => Err(missing()),
            Ok(repo) => Ok(Self(repo)),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Err(missing()),
            Err(error) => Err(broken(&error)),
        }
    }

    /// A new repository in `root` with one commit of everything in it, on the branch main.
    pub(crate) fn create(root: &Path, (name, subject): (&str, &str)) -> Result<Self, Error> {
        let create = || -> Result<Repository, git2::Error> {
            let mut options = RepositoryInitOptions::new();
            options.initial_head("main").external_template(false);
            let repo = Repository::init_opts(root, &options)?;
            let mut index = repo.index()?;
            index.add_all(["*"], git2::IndexAddOption::DEFAULT, None)?;
            index.write()?;
            let author = match repo.signature() {
                Ok(author) => author,
                Err(_) => Signature::now(name, "ubunifu@localhost")?,
            };
            let tree = repo.find_tree(index.write_tree()?)?;
            repo.commit(Some("HEAD"), &author, &author, subject, &tree, &[])?;
            drop(tree);
            Ok(repo)
        };
        create().map(Self).map_err(|e| broken(&e))
    }

    /// Names the team's repository, so that plain `git push ubunifu main` submits too. No token goes in here.
    pub(crate) fn add_remote(&self, url: &str) -> Result<(), Error> {
        self.0.remote("ubunifu", url).map(|_| ()).map_err(|e| broken(&e))
    }

    /// The last commit; an error that says how to make one when there is none.
    pub(crate) fn head(&self) -> Result<Head, Error> {
        let reference = self.0.head().map_err(|error| match error.code() {
            git2::ErrorCode::UnbornBranch | git2::ErrorCode::NotFound => {
                Error::new(Exit::Invalid, "error-no-commit")
            }
            _ => broken(&error),
        })?;
        let commit = reference.peel_to_commit().map_err(|e| broken(&e))?;
        let subject = commit
            .summary_bytes()
            .map(|s| String::from_utf8_lossy(s).into_owned());
        Ok(Head {
            commit: commit.id(),
            tree: commit.tree_id(),
            subject: subject.unwrap_or_default(),
        })
    }

    /// Files that differ from the last commit, untracked ones too, ignored ones not.
    pub(crate) fn changes(&self) -> Result<Vec<String>, Error> {
        let mut options = StatusOptions::new();
        options
            .include_untracked(true)
            .include_ignored(false)
            .exclude_submodules(true);
        let statuses = self.0.statuses(Some(&mut options)).map_err(|e| broken(&e))?;
        let paths = statuses.iter().take(MOST_CHANGES);
        Ok(paths
            .map(|entry| String::from_utf8_lossy(entry.path_bytes()).into_owned())
            .collect())
    }

    /// Whether `commit` is the commit named `other` or has it in its history. What we do not know it does not have.
    pub(crate) fn builds_on(&self, commit: Oid, other: &str) -> bool {
        let other = Oid::from_str(other);
        other.is_ok_and(|other| {
            commit == other || self.0.graph_descendant_of(commit, other).unwrap_or_default()
        })
    }

    /// Whether history was cut off when this was cloned; such a repository cannot be sent whole.
    pub(crate) fn is_shallow(&self) -> bool {
        self.0.is_shallow()
    }
}

#[cfg(test)]
mod tests;
