//! Proves that a package works: its references get what they must, twice, and nothing hidden travels.
mod hidden;
mod expect;
mod graders;

use std::fs;
use std::path::Path;

use serde::Serialize;
use wire::{Points, Progress, Report, Verdict};

use crate::fault::Fault;
use crate::finding::{Code, Finding};
use crate::judging::{Identity, Job, judge};
use crate::package::{CheckKind, MANIFEST, Package, Reference};
use crate::plan::Selection;
use crate::sandbox::{Runtime, Sandbox};

/// How often each reference is judged.
const RUNS: u64 = 2;

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
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    hidden::prove(package, &bundle, &mut verification)?;
    overlays(package, &mut verification);
    graders::probe(package, (sandbox, runtime, scratch), &mut verification)?;
    for reference in &package.manifest.references {
        match runs(package, reference, (sandbox, runtime, scratch), progress) {
            Ok(reports) => judged(package, reference, &reports, &mut verification),
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
    coverage(package, &mut verification);
    Ok(verification)
}

fn runs(
    package: &Package,
    reference: &Reference,
    (sandbox, runtime, scratch): (&dyn Sandbox, &Runtime, &Path),
    progress: &mut dyn FnMut(Step),
) -> Result<Vec<Report>, Fault> {
    let tree = package.path(&reference.path);
    let mut reports = Vec::new();
    for run in 1..=RUNS {
        progress(Step::Reference {
            path: reference.path.clone(),
            run,
            runs: RUNS,
        });
        let own = scratch.join(format!("run-{run}"));
        fs::create_dir_all(&own).map_err(Fault::disk(&own))?;
        let job = Job {
            package,
            tree: &tree,
            runtime,
            selection: Selection::All,
            seed: run,
            identity: Identity::default(),
            local: true,
            scratch: &own,
        };
        let report = judge(&job, sandbox, &mut |p| progress(Step::Judge(p)));
        fs::remove_dir_all(&own).map_err(Fault::disk(&own))?;
        reports.push(report?);
    }
    Ok(reports)
}

fn judged(package: &Package, reference: &Reference, reports: &[Report], verification: &mut Verification) {
    let Some(first) = reports.first() else { return };
    let mut errors = expect::differences(reference, first);
    if let Some(other) = reports.iter().find(|r| !expect::same(first, r)) {
        errors.push(expect::flaky(reference, first, other));
    }
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
    if first.verdict.is_accepted() {
        verification
            .warnings
            .extend(expect::near_limits(package, reference, reports));
    }
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
