//! What a new project holds before the first commit: the starter, the statements, the folder of ours.
use std::fs;
use std::path::Path;

use judge::Package;

use crate::error::{Error, disk};
use crate::project::FOLDER;

/// Copies the files of a starter to the top of the project.
pub(super) fn starter(package: &Package, name: Option<&str>, to: &Path) -> Result<(), Error> {
    fs::create_dir_all(to).map_err(disk(to))?;
    let Some(folder) = name.and_then(|name| package.manifest.starters.get(name)) else {
        return Ok(());
    };
    let prefix = format!("{}/", folder.trim_end_matches('/'));
    for path in package.files.keys() {
        let Some(inside) = path.strip_prefix(&prefix) else {
            continue;
        };
        // The project's own folders are ours to make.
        let first = inside.split('/').next().unwrap_or_default().to_ascii_lowercase();
        if [".git", FOLDER].contains(&first.as_str()) {
            continue;
        }
        copy(&package.path(path), &to.join(inside))?;
    }
    Ok(())
}

/// Copies the statement of each language, under the names people look for.
pub(super) fn statements(package: &Package, to: &Path) -> Result<(), Error> {
    for (language, name) in [("sw", "TATIZO.md"), ("en", "PROBLEM.md")] {
        let place = to.join(name);
        if let Some(text) = package.statement.0.get(language).filter(|_| !place.exists()) {
            fs::write(&place, text).map_err(disk(&place))?;
        }
    }
    Ok(())
}

/// The folder of ours, with its list of what git leaves out.
pub(super) fn folder_of_ours(project: &Path) -> Result<(), Error> {
    let ours = project.join(FOLDER);
    fs::create_dir_all(&ours).map_err(disk(&ours))?;
    ignore(project)
}

/// The bundle is fetched, never committed; receipts, unsent bundles and scratch folders of an update neither.
pub(super) fn ignore(project: &Path) -> Result<(), Error> {
    let place = project.join(FOLDER).join(".gitignore");
    if place.exists() {
        return Ok(());
    }
    fs::write(&place, "/challenge/\n/receipts/\n/outbox/\n/.ubunifu-*/\n").map_err(disk(&place))
}

/// `fs::copy` keeps the executable bit.
fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder).map_err(disk(folder))?;
    fs::copy(from, to).map_err(disk(to))?;
    Ok(())
}
