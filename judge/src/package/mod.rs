//! A challenge package: its folder read, checked as a whole, and fingerprinted.
mod nearest;
mod units;
pub(crate) mod paths;
mod reader;
mod template;
mod json_path;
mod manifest;
pub mod service;
pub mod declarations;
mod parse;
mod parse_groups;
mod parse_environment;
mod parse_checks;
mod parse_after;
mod parse_grader;
mod parse_service;
mod parse_expect;
mod parse_requests;
mod parse_rubric;
mod files;
pub(crate) mod cases;
mod cross;
mod cross_service;
mod outline;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use files::{Files, PackageFile, content_hash};
pub use json_path::JsonPath;
pub use manifest::{
    Aggregate, Case, Check, CheckKind, Criterion, Environment, Expect, Grader, Group, Manifest, Reference,
    RepositoryRules, Reveal, Rubric, RunCheck, ScoreRules, SubmissionRules,
};
pub use nearest::nearest;
pub use template::Template;
pub use units::version;

use crate::bundle::Marker;
use crate::finding::{Code, Finding, Invalid};
use crate::sandbox::Limits;

/// Limits of a run unless the package says otherwise.
pub const DEFAULT_LIMITS: Limits = Limits {
    cpu: Duration::from_secs(2),
    wall: Duration::from_secs(6),
    memory: 256 << 20,
    output: 1 << 20,
    processes: 64,
    disk: 64 << 20,
};

/// Limits of a build unless the package says otherwise.
pub const BUILD_LIMITS: Limits = Limits {
    cpu: Duration::from_secs(60),
    wall: Duration::from_secs(120),
    memory: 1 << 30,
    output: 1 << 20,
    processes: 256,
    disk: 512 << 20,
};

/// Limits of a grader unless the package says otherwise.
pub const GRADER_LIMITS: Limits = Limits {
    cpu: Duration::from_secs(10),
    wall: Duration::from_secs(30),
    memory: 512 << 20,
    output: 1 << 20,
    processes: 64,
    disk: 64 << 20,
};

/// Rules over what a team sends unless the package says otherwise.
pub const DEFAULT_SUBMISSION: SubmissionRules = SubmissionRules {
    max_repo: 20 << 20,
    max_file: 5 << 20,
    max_entries: 10_000,
    required: Vec::new(),
    forbidden: Vec::new(),
    protected: Vec::new(),
    declare: Vec::new(),
};

/// The file on top of a package.
pub const MANIFEST: &str = "challenge.toml";

/// A word of a command in whose place the case's own number stands.
pub const SEED: &str = "${seed}";

/// Where the authors' programs lie.
pub const GRADERS: &str = "graders";

/// Graders of public checks: they travel to students.
pub const GRADERS_PUBLIC: &str = "graders/public";

/// Folders whose files never leave the server, but for [`GRADERS_PUBLIC`].
pub const HIDDEN: [&str; 5] = ["data/hidden", "checks/hidden", GRADERS, "solutions", "generator"];

/// Bytes of a `challenge.toml` or a statement.
const LONGEST_TEXT: u64 = 1 << 20;

/// A package that was read and found to be right.
#[derive(Debug, Clone)]
pub struct Package {
    /// Where it lies; absolute.
    pub root: PathBuf,
    /// What `challenge.toml` says.
    pub manifest: Manifest,
    /// Every file.
    pub files: Files,
    /// SHA-256 over the whole package, hexadecimal; see [`content_hash`]. Of a public bundle: the hash of the
    /// package it was made from.
    pub hash: String,
    /// The statement by language.
    pub statement: wire::Localized,
    /// Set when this is a public bundle, not a whole package.
    pub bundle: bool,
    /// Lines of `challenge.toml`, for what is found out later: `check.quorum.limits`.
    pub(crate) places: BTreeMap<String, u32>,
}

/// What [`Package::load_with`] expects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expected {
    /// The folder may have any name: an upload, unpacked in a scratch place.
    pub any_folder: bool,
    /// It is a public bundle, as students have it.
    pub bundle: bool,
}

impl Package {
    /// Reads an author's whole package; the folder is named as the challenge.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn load(dir: &Path) -> Result<Self, Invalid> {
        Self::load_with(dir, Expected::default())
    }

    /// Reads a whole package from a folder of any name.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_unpacked(dir: &Path) -> Result<Self, Invalid> {
        Self::load_with(
            dir,
            Expected {
                any_folder: true,
                bundle: false,
            },
        )
    }

    /// Reads a public bundle from a folder of any name.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_bundle(dir: &Path) -> Result<Self, Invalid> {
        Self::load_with(
            dir,
            Expected {
                any_folder: true,
                bundle: true,
            },
        )
    }

    /// Reads what is expected.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_with(dir: &Path, expected: Expected) -> Result<Self, Invalid> {
        let mut findings = Vec::new();
        let loaded = load(&absolute(dir), expected, &mut findings);
        findings.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        findings.dedup();
        match loaded {
            Some(package) if findings.is_empty() => Ok(package),
            _ => Err(Invalid { findings }),
        }
    }

    /// The absolute place of a path of the package.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }
}

/// `None` only with findings.
fn load(dir: &Path, expected: Expected, findings: &mut Vec<Finding>) -> Option<Package> {
    let files = files::list(dir, findings);
    let source = manifest_text(dir, findings)?;
    let marker = marker(dir, &files, expected, findings);
    let parsed = parse::parse(&source, expected.bundle);
    findings.extend(parsed.findings);
    let mut manifest = parsed.manifest?;
    if !expected.any_folder {
        folder_name(dir, &manifest.id, findings);
    }
    let places = &parsed.places;
    cross::Cross {
        root: dir,
        files: &files,
        places,
        findings,
    }
    .complete(&mut manifest);
    let hash = marker.map_or_else(|| content_hash(&files), |m| m.hash);
    let statement = statements(dir, (&manifest, &files), findings);
    let root = dir.to_owned();
    Some(Package {
        root,
        manifest,
        files,
        hash,
        statement,
        bundle: expected.bundle,
        places: parsed.places,
    })
}

/// A box is made in another folder than the judge's: no path that is handed to it may be relative.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn manifest_text(dir: &Path, findings: &mut Vec<Finding>) -> Option<String> {
    match read_text(dir, parse::FILE, LONGEST_TEXT) {
        Ok(text) => Some(text),
        Err(error) => {
            let missing = error.kind() == io::ErrorKind::NotFound;
            let code = if missing {
                Code::ManifestMissing
            } else {
                Code::ManifestUnreadable
            };
            findings.push(Finding::new(code).file(parse::FILE).arg("reason", error));
            None
        }
    }
}

/// A package must not pose as a bundle: the marker would let it name any hash.
fn marker(dir: &Path, files: &Files, expected: Expected, findings: &mut Vec<Finding>) -> Option<Marker> {
    if files.contains_key(crate::bundle::MARKER) && !expected.bundle {
        findings.push(Finding::new(Code::BundleNotAllowed).file(crate::bundle::MARKER));
    }
    if !expected.bundle {
        return None;
    }
    let text = read_text(dir, crate::bundle::MARKER, 4096).ok();
    let marker = text.and_then(|text| Marker::parse(&text));
    if marker.is_none() {
        findings.push(Finding::new(Code::BundleBroken).file(crate::bundle::MARKER));
    }
    marker
}

fn folder_name(dir: &Path, id: &str, findings: &mut Vec<Finding>) {
    // `.` and `a/..` have names too, once they are resolved.
    let resolved = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let name = resolved.file_name().map(|n| n.to_string_lossy().into_owned());
    if let Some(name) = name.filter(|name| name != id && !id.is_empty()) {
        let finding = Finding::new(Code::FolderName).file(parse::FILE);
        findings.push(finding.arg("folder", name).arg("id", id));
    }
}

fn statements(
    dir: &Path,
    (manifest, files): (&Manifest, &Files),
    findings: &mut Vec<Finding>,
) -> wire::Localized {
    let mut statement = wire::Localized::default();
    for language in &manifest.languages {
        let name = format!("statement.{language}.md");
        // That it is missing, or a link, has been said.
        if !files.contains_key(&name) {
            continue;
        }
        match read_text(dir, &name, LONGEST_TEXT) {
            Ok(text) if !text.trim().is_empty() => {
                statement.0.insert(language.clone(), text);
            }
            Ok(_) => findings.push(Finding::new(Code::StatementMissing).file(&name)),
            Err(error) => {
                findings.push(Finding::new(Code::Unreadable).file(&name).arg("reason", error));
            }
        }
    }
    statement
}

/// A text file of a package, refused above `limit` bytes. Symbolic links are not followed.
pub(crate) fn read_text(root: &Path, relative: &str, limit: u64) -> io::Result<String> {
    let path = root.join(relative);
    if !path.symlink_metadata()?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let mut text = String::new();
    let read = File::open(&path)?.take(limit + 1).read_to_string(&mut text)?;
    if read as u64 > limit {
        return Err(io::Error::other("too large"));
    }
    Ok(text)
}

#[cfg(test)]
pub(crate) mod properties;
#[cfg(test)]
mod tests;
