//! The public bundle: what students get of a package, made by an allow list.
//!
//! It holds `challenge.toml` without hidden checks and references, the statements and `statement/`, the starters,
//! `protected/`, and the files that public checks use; nothing else, whatever else lies in the package.
use std::collections::BTreeSet;
use std::io::{Cursor, Write};

use toml::{Table, Value};
use wire::Visibility;

use crate::archive::{self, Content, Source};
use crate::package::paths::{self, is_hidden};
use crate::package::service::Prober;
use crate::package::{CheckKind, GRADERS_PUBLIC, Manifest, Package};

/// The file that tells a bundle from a package, and the hash of the package it was made from.
pub const MARKER: &str = ".bundle.toml";

/// Pictures and other files that the statements show.
const STATEMENT: &str = "statement";

/// What the marker says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// Version of the package.
    pub version: String,
    /// SHA-256 over the whole package, hexadecimal.
    pub hash: String,
}

impl Marker {
    /// Reads the marker file.
    pub fn parse(text: &str) -> Option<Self> {
        let table: Table = text.parse().ok()?;
        let get = |key| table.get(key).and_then(Value::as_str).map(str::to_owned);
        let hash = get("hash")?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        let known = table.get("format").and_then(Value::as_str) == Some("bundle/1");
        (known && is_hash).then_some(Self {
            version: get("version")?,
            hash,
        })
    }

    fn text(&self) -> String {
        format!(
            "format = \"bundle/1\"\nversion = \"{}\"\nhash = \"{}\"\n",
            self.version, self.hash
        )
    }
}

/// Writes the public bundle as `.tar.zst`; equal packages give equal bytes.
///
/// # Errors
/// When the package's files cannot be read any more, or writing fails.
pub fn write(package: &Package, writer: impl Write) -> Result<(), archive::Error> {
    let mut sources = vec![generated(crate::package::MANIFEST, public_manifest(package)?)];
    let marker = Marker {
        version: package.manifest.version.clone(),
        hash: package.hash.clone(),
    };
    sources.push(generated(MARKER, marker.text()));
    for path in public_files(package) {
        let executable = package.files.get(&path).is_some_and(|f| f.executable);
        let content = Content::File(package.path(&path));
        sources.push(Source {
            path,
            executable,
            content,
        });
    }
    archive::pack_files(sources, writer)
}

/// The bundle as bytes.
///
/// # Errors
/// As [`write()`].
pub fn bytes(package: &Package) -> Result<Vec<u8>, archive::Error> {
    let mut bytes = Cursor::new(Vec::new());
    write(package, &mut bytes)?;
    Ok(bytes.into_inner())
}

fn generated(path: &str, text: String) -> Source {
    Source {
        path: path.to_owned(),
        executable: false,
        content: Content::Bytes(text.into_bytes()),
    }
}

/// The paths of the package's own files that a bundle holds as they are. Pure.
pub fn public_files(package: &Package) -> BTreeSet<String> {
    let manifest = &package.manifest;
    let statements = manifest.languages.iter().map(|l| format!("statement.{l}.md"));
    let mut wanted: BTreeSet<String> = statements.collect();
    let mut folders: Vec<&str> = manifest.starters.values().map(String::as_str).collect();
    folders.extend(["protected", STATEMENT]);
    for check in manifest.checks.iter().filter(|c| manifest.is_public(c)) {
        let cases = match &check.kind {
            CheckKind::Run(run) => {
                folders.extend(run.overlay.as_deref());
                folders.extend(run.grader.as_ref().map(|_| GRADERS_PUBLIC));
                &run.cases
            }
            CheckKind::Service(service) => match &service.prober {
                Prober::Requests { cases, .. } => {
                    wanted.extend(cases.iter().map(|case| case.file.clone()));
                    continue;
                }
                Prober::Grader { cases, .. } => {
                    folders.push(GRADERS_PUBLIC);
                    cases
                }
            },
            CheckKind::Repository(_) => continue,
        };
        for case in cases {
            let files = [case.input.as_ref(), case.args_file.as_ref(), Some(&case.answer)];
            wanted.extend(files.into_iter().flatten().cloned());
            folders.extend(case.files.as_deref());
        }
    }
    let below = |path: &&String| folders.iter().any(|folder| paths::is_below(path, folder));
    wanted.extend(package.files.keys().filter(below).cloned());
    wanted.retain(|path| package.files.contains_key(path) && !is_hidden(path));
    wanted
}

/// Keys of `challenge.toml` that students may read.
const PUBLIC_KEYS: [&str; 16] = [
    "format",
    "id",
    "uuid",
    "version",
    "languages",
    "title",
    "license",
    "rights",
    "resolutions",
    "starter",
    "submission",
    "environment",
    "limits",
    "rubric",
    "score",
    "group",
];

/// `challenge.toml` written anew from what is allowed. Comments do not travel: they may speak of hidden things.
fn public_manifest(package: &Package) -> Result<String, archive::Error> {
    let text = crate::package::read_text(&package.root, crate::package::MANIFEST, 1 << 20)?;
    let whole: Table = text.parse().map_err(std::io::Error::other)?;
    let allowed = |(key, _): &(String, Value)| PUBLIC_KEYS.contains(&key.as_str());
    let mut public: Table = whole.clone().into_iter().filter(allowed).collect();
    for group in tables(&mut public, "group") {
        hide_group(group, &package.manifest);
    }
    if let Some(Value::Array(checks)) = whole.get("check") {
        let kept = checks.iter().filter(|check| is_public(check, &package.manifest));
        public.insert("check".to_owned(), Value::Array(kept.cloned().collect()));
    }
    toml::to_string(&public).map_err(|e| std::io::Error::other(e).into())
}

fn tables<'a>(root: &'a mut Table, key: &str) -> impl Iterator<Item = &'a mut Table> {
    let array = root.get_mut(key).and_then(Value::as_array_mut);
    array.into_iter().flatten().filter_map(Value::as_table_mut)
}

/// Of a hidden group only its name and weight travel.
fn hide_group(group: &mut Table, manifest: &Manifest) {
    let id = group.get("id").and_then(Value::as_str).unwrap_or("");
    let public = manifest
        .group(id)
        .is_some_and(|g| g.visibility == Visibility::Public);
    if !public {
        group.retain(|key, _| ["id", "points", "visibility"].contains(&key));
    }
}

fn is_public(check: &Value, manifest: &Manifest) -> bool {
    let group = check.get("group").and_then(Value::as_str).unwrap_or("");
    manifest
        .group(group)
        .is_some_and(|g| g.visibility == Visibility::Public)
}

#[cfg(test)]
mod tests;
