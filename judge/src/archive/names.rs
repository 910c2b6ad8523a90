//! Names in an archive: each once, and no two that some file system takes for the same.
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::finding::{Code, Finding};
use crate::package::paths;

/// Every name of an archive so far.
#[derive(Default)]
pub(super) struct Names {
    /// Folded path to (path as written, whether it is a file).
    seen: BTreeMap<String, (String, bool)>,
}

impl Names {
    /// Takes the name of a file or folder, made plain, or says why not.
    pub(super) fn take(&mut self, raw: &[u8], is_file: bool, depth: usize) -> Result<String, Finding> {
        let path = plain(raw, is_file)?;
        if path.split('/').count() > depth {
            return Err(Finding::new(Code::ArchiveTooDeep).file(&path).arg("limit", depth));
        }
        for parent in paths::parents(&path) {
            self.add(parent, false)?;
        }
        if is_file && self.seen.contains_key(&fold(&path)) {
            let same = self
                .seen
                .get(&fold(&path))
                .is_some_and(|(other, _)| *other == path);
            let code = if same {
                Code::ArchiveDuplicate
            } else {
                Code::ArchiveCase
            };
            return Err(Finding::new(code).file(&path));
        }
        self.add(&path, is_file)?;
        Ok(path)
    }

    /// Folders may come again; a file never, and not under a name that differs by case alone.
    fn add(&mut self, path: &str, is_file: bool) -> Result<(), Finding> {
        match self.seen.entry(fold(path)) {
            Entry::Vacant(place) => {
                place.insert((path.to_owned(), is_file));
                Ok(())
            }
            Entry::Occupied(place) if place.get().0 != path => {
                let other = place.get().0.clone();
                Err(Finding::new(Code::ArchiveCase).file(path).arg("other", other))
            }
            Entry::Occupied(place) if place.get().1 => Err(Finding::new(Code::ArchiveDuplicate).file(path)),
            Entry::Occupied(_) => Ok(()),
        }
    }
}

/// As file systems fold that do not tell capitals apart.
pub(crate) fn fold(path: &str) -> String {
    path.chars().flat_map(char::to_lowercase).collect()
}

fn plain(raw: &[u8], is_file: bool) -> Result<String, Finding> {
    let text = std::str::from_utf8(raw).ok();
    let text = text.map(|t| t.strip_prefix("./").unwrap_or(t));
    let text = text.map(|t| {
        if is_file {
            t
        } else {
            t.strip_suffix('/').unwrap_or(t)
        }
    });
    match text.filter(|t| paths::is_safe(t)) {
        Some(text) => Ok(text.to_owned()),
        None => Err(Finding::new(Code::ArchiveName).file(&crate::text::escape(raw, false))),
    }
}
