//! The team's tree made ready: protected files removed, and put back from the package as the layer on top.
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use globset::GlobSet;
use wire::Notice;

use crate::fault::Fault;
use crate::package::{Package, paths};

/// Folder of a package whose files win over the team's.
const PROTECTED: &str = "protected";

/// A tree as runs see it.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// Layers, the first on top.
    pub(crate) layers: Vec<PathBuf>,
    /// What the team should know.
    pub(crate) notices: Vec<Notice>,
}

/// Layers for a build or a run over `tree`. The tree itself is only read; where protected files must go,
/// a copy without them is made below `scratch`.
pub(crate) fn prepare(package: &Package, tree: &Path, scratch: &Path) -> Result<Prepared, Fault> {
    let guard = Guard::of(package);
    let (mut notices, mut clean) = (Vec::new(), true);
    for entry in walk(tree) {
        let entry = entry.map_err(|e| Fault::disk(tree)(e.into()))?;
        let path = relative(tree, entry.path());
        if guard.removes(path, entry.file_type()) {
            clean = false;
            notices.extend(notice(package, path, entry.path()));
        }
    }
    let base = if clean {
        tree.to_owned()
    } else {
        let copy = scratch.join("tree");
        copy_without(&guard, tree, &copy)?;
        copy
    };
    let layers = guard.top.iter().cloned().chain([base]).collect();
    Ok(Prepared { layers, notices })
}

/// Removes what a build put in place of protected files, and gives the layers for runs.
pub(crate) fn after_build(package: &Package, built: &Path) -> Result<Vec<PathBuf>, Fault> {
    let guard = Guard::of(package);
    let entries: Vec<_> = walk(built)
        .collect::<Result<_, _>>()
        .map_err(|e| Fault::disk(built)(e.into()))?;
    for entry in entries {
        if !guard.removes(relative(built, entry.path()), entry.file_type()) {
            continue;
        }
        let removed = if entry.file_type().is_dir() {
            fs::remove_dir_all(entry.path())
        } else {
            fs::remove_file(entry.path())
        };
        // What lay in a folder went with it.
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(Fault::disk(entry.path())(error));
            }
            _ => {}
        }
    }
    Ok(guard.top.iter().cloned().chain([built.to_owned()]).collect())
}

struct Guard<'a> {
    globs: GlobSet,
    package: &'a Package,
    /// The package's `protected` folder, when it has one.
    top: Option<PathBuf>,
}

impl<'a> Guard<'a> {
    fn of(package: &'a Package) -> Self {
        let below = package.files.keys().any(|p| p.starts_with("protected/"));
        Self {
            globs: crate::glob::any(&package.manifest.submission.protected),
            package,
            top: below.then(|| package.path(PROTECTED)),
        }
    }

    /// Whether this entry of a tree must go: it is protected, or in the way of a protected file or its folder.
    fn removes(&self, path: &Path, kind: fs::FileType) -> bool {
        let Some(text) = path.to_str() else {
            // The package has no such names, but a glob may mean them.
            return !kind.is_dir() && self.globs.is_match(path);
        };
        let own = format!("{PROTECTED}/{text}");
        let in_a_file = || paths::parents(&own).any(|parent| self.package.files.contains_key(parent));
        let is_file = || self.package.files.contains_key(&own);
        if kind.is_dir() {
            return is_file() || in_a_file();
        }
        let is_folder = || {
            let folder = format!("{own}/");
            let next = self.package.files.range(folder.clone()..).next();
            next.is_some_and(|(p, _)| p.starts_with(&folder))
        };
        self.globs.is_match(path) || is_file() || in_a_file() || is_folder()
    }
}

/// Only a file that the package holds and that differs is worth a word: the others were never the team's.
fn notice(package: &Package, path: &Path, found: &Path) -> Option<Notice> {
    let path = path.to_str()?;
    let own = package.files.get(&format!("{PROTECTED}/{path}"))?;
    let facts = found.symlink_metadata().ok();
    let same_size = facts.is_some_and(|m| m.is_file() && m.len() == own.size);
    let original = package.path(&format!("{PROTECTED}/{path}"));
    let same = same_size && fs::read(found).ok() == fs::read(original).ok();
    (!same).then(|| Notice::ProtectedRestored {
        path: crate::text::escape(path.as_bytes(), false),
    })
}

fn copy_without(guard: &Guard<'_>, from: &Path, to: &Path) -> Result<(), Fault> {
    fs::create_dir_all(to).map_err(Fault::disk(to))?;
    for entry in walk(from) {
        let entry = entry.map_err(|e| Fault::disk(from)(e.into()))?;
        let Ok(inner) = entry.path().strip_prefix(from) else {
            continue;
        };
        let target = to.join(inner);
        let kind = entry.file_type();
        let removed = guard.removes(inner, kind);
        let done = if removed {
            Ok(())
        } else if kind.is_dir() {
            fs::create_dir_all(&target)
        } else if kind.is_symlink() {
            fs::read_link(entry.path()).and_then(|link| std::os::unix::fs::symlink(link, &target))
        } else if kind.is_file() {
            fs::copy(entry.path(), &target).map(|_| ())
        } else {
            Ok(())
        };
        done.map_err(Fault::disk(entry.path()))?;
    }
    Ok(())
}

/// Everything below, links not followed, `.git` of a work tree left out.
fn walk(root: &Path) -> impl Iterator<Item = walkdir::Result<walkdir::DirEntry>> {
    let walk = walkdir::WalkDir::new(root)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter();
    walk.filter_entry(|e| e.depth() != 1 || e.file_name() != ".git")
}

fn relative<'a>(root: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}

#[cfg(test)]
mod tests;
