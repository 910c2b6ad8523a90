//! `kind = "repository"`: rules over the files of a tree; nothing is run. Each rule counts as one case.
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use wire::{CaseReport, Cause, Verdict};

use super::{readme, secrets};
use crate::fault::Fault;
use crate::package::RepositoryRules;

/// Bytes of a file that rules read. Keys and licences stand at the beginning of small files.
const READ: u64 = 1 << 20;
/// Bytes in which a binary file shows itself.
const SNIFF: usize = 8 << 10;
/// Characters of a licence worth the name.
const SHORTEST_LICENSE: usize = 200;

/// One file of the tree.
pub(super) struct Leaf {
    /// Path in the tree, `/` between names; lossy where it is not UTF-8.
    pub(super) path: String,
    place: PathBuf,
    size: u64,
}

impl Leaf {
    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The beginning of the file.
    fn read(&self) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        let file = File::open(&self.place).map_err(Fault::disk(&self.place))?;
        file.take(READ)
            .read_to_end(&mut bytes)
            .map_err(Fault::disk(&self.place))?;
        Ok(bytes)
    }
}

/// Every rule that is set, in a fixed order.
pub(super) fn rules(rules: &RepositoryRules, tree: &Path) -> Result<Vec<CaseReport>, Fault> {
    let files = list(tree)?;
    let mut cases = Vec::new();
    if rules.license {
        let there = has_license(&files)?;
        cases.push(case("license", (!there).then_some(None)));
    }
    if rules.no_secrets {
        cases.push(case("no_secrets", first(&files, holds_secret)?.map(Some)));
    }
    if let Some(limit) = rules.max_binary {
        let large = |f: &Leaf| Ok(f.size > limit && is_binary(&f.read()?));
        cases.push(case("max_binary", first(&files, large)?.map(Some)));
    }
    for language in &rules.readme_languages {
        let there = has_readme(&files, language)?;
        let id = format!("readme_languages.{language}");
        cases.push(case(&id, (!there).then_some(None)));
    }
    Ok(cases)
}

/// `broken`: the rule does not hold, because of this file when there is one.
fn case(id: &str, broken: Option<Option<String>>) -> CaseReport {
    let cause = broken.map(|path| Cause::Rule {
        rule: id.to_owned(),
        path: path.map(|p| crate::text::escape(p.as_bytes(), false)),
    });
    let verdict = if cause.is_some() {
        Verdict::WrongAnswer
    } else {
        Verdict::Accepted
    };
    CaseReport {
        id: id.to_owned(),
        verdict,
        cpu_ms: 0,
        wall_ms: 0,
        peak_kib: 0,
        limit: None,
        cause,
        grade: None,
    }
}

/// The first file for which `bad` holds.
fn first(files: &[Leaf], mut bad: impl FnMut(&Leaf) -> Result<bool, Fault>) -> Result<Option<String>, Fault> {
    for file in files {
        if bad(file)? {
            return Ok(Some(file.path.clone()));
        }
    }
    Ok(None)
}

/// Regular files below the tree; links are not followed, `.git` is no part of it.
fn list(tree: &Path) -> Result<Vec<Leaf>, Fault> {
    let walk = walkdir::WalkDir::new(tree)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter();
    let mut files = Vec::new();
    for entry in walk.filter_entry(|e| e.depth() != 1 || e.file_name() != ".git") {
        let entry = entry.map_err(|e| Fault::disk(tree)(e.into()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let size = entry.metadata().map_err(|e| Fault::disk(tree)(e.into()))?.len();
        let inner = entry.path().strip_prefix(tree).unwrap_or(entry.path());
        files.push(Leaf {
            path: inner.to_string_lossy().into_owned(),
            place: entry.path().to_owned(),
            size,
        });
    }
    Ok(files)
}

/// `LICENSE`, `LICENCE.md`, `COPYING`, `LICENSE-MIT`, on top of the tree, with a text in it.
fn has_license(files: &[Leaf]) -> Result<bool, Fault> {
    let named = |f: &&Leaf| {
        let name = f.path.to_uppercase();
        let known = ["LICENSE", "LICENCE", "COPYING", "UNLICENSE", "LESENI"];
        !name.contains('/') && known.iter().any(|k| is_named(&name, k))
    };
    for file in files.iter().filter(named) {
        let text = file.read()?;
        let letters = String::from_utf8_lossy(&text)
            .chars()
            .filter(|c| c.is_alphabetic())
            .count();
        if letters >= SHORTEST_LICENSE {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_named(name: &str, wanted: &str) -> bool {
    name.strip_prefix(wanted)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
}

fn holds_secret(file: &Leaf) -> Result<bool, Fault> {
    let bytes = file.read()?;
    Ok(!is_binary(&bytes) && secrets::found(file.name(), &String::from_utf8_lossy(&bytes)))
}

fn is_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(SNIFF)).unwrap_or_default();
    // UTF-8 that is cut in the middle of a character is still text.
    let text = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none(),
    };
    head.contains(&0) || !text
}

/// `README.md`, `README.<language>.md` or plain `README`, on top of the tree, written in that language.
fn has_readme(files: &[Leaf], language: &str) -> Result<bool, Fault> {
    let own = format!("readme.{language}.md");
    let names = ["readme.md", "readme", "readme.txt", &own];
    for file in files
        .iter()
        .filter(|f| names.contains(&f.path.to_lowercase().as_str()))
    {
        if readme::is_in(language, &String::from_utf8_lossy(&file.read()?)) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests;
