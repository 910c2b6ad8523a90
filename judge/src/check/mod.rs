//! One file per kind of check: cases in, verdicts out.
pub(crate) mod seed;
pub(crate) mod run;
mod stage;
mod feedback;
pub(crate) mod grade;
pub(crate) mod interactive;
pub(crate) mod service;
mod repository;
mod secrets;
mod readme;

use std::path::{Path, PathBuf};

use wire::{CaseReport, Verdict};

use crate::fault::Fault;
use crate::package::{Case, Check, CheckKind, Package};
use crate::sandbox::{Runtime, Sandbox};

use seed::Seed;

/// What the checks of one judging share.
pub(crate) struct Bench<'a> {
    pub(crate) package: &'a Package,
    pub(crate) sandbox: &'a dyn Sandbox,
    pub(crate) runtime: &'a Runtime,
    /// The tree as the team sent it.
    pub(crate) tree: &'a Path,
    /// The judging's own folder.
    pub(crate) scratch: &'a Path,
    /// Layers of every run, the first on top.
    pub(crate) layers: Vec<PathBuf>,
    /// `accepted` when there was nothing to build.
    pub(crate) build: Verdict,
    /// What the numbers of hidden checks are made from.
    pub(crate) hidden_seed: Seed,
}

impl Bench<'_> {
    /// What the numbers of a check are made from.
    pub(crate) fn seed(&self, public: bool) -> &Seed {
        if public { &Seed::PUBLIC } else { &self.hidden_seed }
    }
}

/// One case of a check, as a grader needs it.
pub(crate) struct Exam<'a> {
    /// Name of the check.
    pub(crate) check: &'a str,
    /// Whether students have it.
    pub(crate) public: bool,
    pub(crate) case: &'a Case,
    /// A folder for this case alone.
    pub(crate) desk: &'a Path,
}

/// What became of one check.
pub(crate) struct Checked {
    pub(crate) verdict: Verdict,
    /// Empty when nothing was run.
    pub(crate) cases: Vec<CaseReport>,
}

/// Into how many steps a check falls. They may be taken at the same time, in any order.
pub(crate) fn steps(check: &Check) -> usize {
    match &check.kind {
        CheckKind::Run(run) => run.cases.len(),
        CheckKind::Service(service) => service::count(service),
        CheckKind::Repository(_) => 1,
    }
}

/// How many programs a step runs at one time.
pub(crate) fn width(check: &Check) -> usize {
    match &check.kind {
        CheckKind::Run(run) if run.interactive => 2,
        CheckKind::Service(service) => service::width(service),
        CheckKind::Run(_) | CheckKind::Repository(_) => 1,
    }
}

/// The verdict of a check that needs no step to be known.
pub(crate) fn instead(bench: &Bench<'_>, check: &Check) -> Option<Verdict> {
    match &check.kind {
        CheckKind::Run(_) | CheckKind::Service(_) if !bench.build.is_accepted() => Some(Verdict::BuildFailed),
        CheckKind::Run(_) | CheckKind::Service(_) | CheckKind::Repository(_) => None,
    }
}

/// Takes one step of a check: one case, or all those that are found at once. `desk` is a folder that no other step uses
/// meanwhile; what an earlier one left may lie on it.
pub(crate) fn step(
    bench: &Bench<'_>,
    check: &Check,
    step: usize,
    desk: &Path,
) -> Result<Vec<CaseReport>, Fault> {
    match &check.kind {
        CheckKind::Run(run) => {
            let Some(case) = run.cases.get(step) else {
                return Ok(Vec::new());
            };
            let exam = Exam {
                check: &check.id,
                public: bench.package.manifest.is_public(check),
                case,
                desk,
            };
            let report = match &run.grader {
                Some(grader) if run.interactive => interactive::case(bench, run, &exam, grader),
                _ => run::case(bench, run, &exam),
            };
            Ok(vec![report?])
        }
        CheckKind::Service(service) => service::case(bench, check, service, (step, desk)),
        CheckKind::Repository(rules) => repository::rules(rules, bench.tree),
    }
}
