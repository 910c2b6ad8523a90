//! Proves that a package works: its references get what they must, twice, and nothing hidden travels.
mod hidden;
mod fragments;
mod small;
mod statements;
mod expect;
mod graders;
mod limits;
mod runs;

use std::path::Path;

pub use limits::LimitAdvice;
pub use statements::Statement;

use serde::Serialize;
use wire::{Points, Progress, Verdict};

use self::limits::Seen;
use crate::fault::Fault;
use crate::finding::{Code, Finding};
use crate::package::{CheckKind, MANIFEST, Package};
use crate::sandbox::{Runtime, Sandbox};

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verification {
    /// Name of the challenge.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over the package.
    pub hash: String,
    /// Bytes of the public bundle.
    pub bundle_size: u64,
    /// One row per reference: the table reference by group.
    pub references: Vec<ReferenceResult>,
    /// The limits of each check that runs something, beside what the references used.
    pub limits: Vec<LimitAdvice>,
    /// Both statements, rendered.
    pub statements: Vec<Statement>,
    /// The package must not be published.
    pub errors: Vec<Finding>,
    /// Worth a look.
    pub warnings: Vec<Finding>,
}

impl Verification {
    /// Whether the package may be published.
    pub fn is_good(&self) -> bool {
        self.errors.is_empty()
    }
}

/// What one reference got.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReferenceResult {
    /// Folder in the package.
    pub path: String,
    /// Verdict of the whole.
    pub verdict: Verdict,
    /// Points of the whole.
    pub points: Points,
    /// Points that could be reached.
    pub max: Points,
    /// One cell per group, in the order of the package.
    pub groups: Vec<wire::GroupReport>,
    /// Longest CPU time of a case in either run, milliseconds.
    pub cpu_ms: u64,
    /// Whether it got what was expected, both times.
    pub ok: bool,
}

/// What happens while one watches.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Step {
    /// A reference is judged, for the `run`-th time (from 1).
    Reference {
        /// Its folder.
        path: String,
        /// Which run.
        run: u64,
        /// How many runs there are in all.
        runs: u64,
    },
    /// What the judge says of it meanwhile.
    Judge(Progress),
}

/// Verifies a whole package. `scratch` is an empty folder; the caller removes it.
///
/// # Errors
/// A [`Fault`] when our side fails; what is wrong with the package is in the [`Verification`].
pub fn verify(
    package: &Package,
    sandbox: &dyn Sandbox,
    (runtime, scratch): (&Runtime, &Path),
    progress: &mut dyn FnMut(Step),
) -> Result<Verification, Fault> {
    let bundle = crate::bundle::bytes(package).map_err(|e| Fault::Package(e.to_string()))?;
    let mut verification = Verification {
        id: package.manifest.id.clone(),
        version: package.manifest.version.clone(),
        hash: package.hash.clone(),
        bundle_size: bundle.len() as u64,
        references: Vec::new(),
        limits: Vec::new(),
        statements: Vec::new(),
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    statements::look(package, &mut verification);
    hidden::prove(package, &bundle, &mut verification)?;
    overlays(package, &mut verification);
    graders::probe(package, (sandbox, runtime, scratch), &mut verification)?;
    let mut seen = Vec::new();
    for reference in &package.manifest.references {
        match runs::judge_reference(package, reference, (sandbox, runtime, scratch), progress) {
            Ok(one) => {
                judged(&one, &mut verification);
                seen.push(one);
            }
            Err(Fault::Grader { check, case, reason }) => {
                let finding = Finding::new(Code::VerifyGrader).file(MANIFEST);
                let finding = finding.arg("reference", &reference.path).arg("check", check);
                verification
                    .errors
                    .push(finding.arg("case", case).arg("reason", reason));
            }
            Err(fault) => return Err(fault),
        }
    }
    let (advice, warnings) = limits::advise(package, &seen);
    verification.limits = advice;
    verification.warnings.extend(warnings);
    coverage(package, &mut verification);
    let Verification { errors, warnings, .. } = &mut verification;
    errors
        .iter_mut()
        .chain(warnings)
        .for_each(|finding| placed(finding, package));
    Ok(verification)
}

/// Gives a finding about the manifest the line of what it is about: a check's limits, a check, or a reference.
fn placed(finding: &mut Finding, package: &Package) {
    if finding.file.as_deref() != Some(MANIFEST) || finding.line.is_some() {
        return;
    }
    let about = |key: &str| finding.args.get(key).filter(|name| !name.is_empty());
    let check = about("check").map(|id| [format!("check.{id}.limits"), format!("check.{id}")]);
    let reference = about("reference").map(|path| format!("reference.{path}"));
    let is_limit = finding.args.contains_key("limit");
    let places = check
        .into_iter()
        .flatten()
        .skip(usize::from(!is_limit))
        .chain(reference);
    finding.line = places
        .into_iter()
        .find_map(|place| package.places.get(&place).copied());
}

fn judged(seen: &Seen<'_>, verification: &mut Verification) {
    let (reference, reports) = (seen.reference, &seen.reports);
    let Some(first) = reports.first() else { return };
    let mut errors = expect::differences(reference, first);
    if let Some(other) = reports.iter().find(|r| !expect::same(first, r)) {
        match expect::flaky(reference, first, other) {
            finding if finding.code == Code::VerifyFlaky => errors.push(finding),
            finding => verification.warnings.push(finding),
        }
    }
    let other = seen.reseeded.as_ref();
    errors.extend(other.and_then(|other| expect::decided_otherwise(reference, first, other)));
    let cases = || reports.iter().flat_map(|r| &r.checks).flat_map(|c| &c.cases);
    verification.references.push(ReferenceResult {
        path: reference.path.clone(),
        verdict: first.verdict,
        points: first.points,
        max: first.max,
        groups: first.groups.clone(),
        cpu_ms: cases().map(|c| c.cpu_ms).max().unwrap_or(0),
        ok: errors.is_empty(),
    });
    verification.errors.extend(errors);
}

/// The team's code can read and touch what lies over its tree.
fn overlays(package: &Package, verification: &mut Verification) {
    let manifest = &package.manifest;
    for check in manifest.checks.iter().filter(|c| !manifest.is_public(c)) {
        if matches!(&check.kind, CheckKind::Run(run) if run.overlay.is_some()) {
            let finding = Finding::new(Code::VerifyOverlayVisible).file(MANIFEST);
            verification.warnings.push(finding.arg("check", &check.id));
        }
    }
}

/// A package without a full solution has not been shown to be solvable.
fn coverage(package: &Package, verification: &mut Verification) {
    if package.manifest.references.is_empty() {
        verification
            .errors
            .push(Finding::new(Code::VerifyNoReference).file(MANIFEST));
    } else if !verification.references.iter().any(|r| r.ok && r.points == r.max) {
        verification
            .errors
            .push(Finding::new(Code::VerifyNoFull).file(MANIFEST));
    }
}

#[cfg(test)]
mod tests;
