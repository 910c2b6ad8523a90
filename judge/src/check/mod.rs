//! One file per kind of check: cases in, verdicts out.
pub(crate) mod run;
mod stage;
mod feedback;
pub(crate) mod grade;
pub(crate) mod interactive;
mod repository;
mod secrets;
mod readme;

use std::path::{Path, PathBuf};

use wire::{CaseReport, Verdict};

use crate::fault::Fault;
use crate::package::{Case, Check, CheckKind, Package};
use crate::sandbox::{Runtime, Sandbox};

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
}

/// One case of a check, as a grader needs it.
pub(crate) struct Exam<'a> {
    /// Name of the check.
    pub(crate) check: &'a str,
    /// Whether students have it.
    pub(crate) public: bool,
    pub(crate) case: &'a Case,
}

/// What became of one check.
pub(crate) struct Checked {
    pub(crate) verdict: Verdict,
    /// Empty when nothing was run.
    pub(crate) cases: Vec<CaseReport>,
}

impl Checked {
    /// Not run at all.
    pub(crate) fn without_cases(verdict: Verdict) -> Self {
        Self {
            verdict,
            cases: Vec::new(),
        }
    }
}

/// Runs one check.
pub(crate) fn check(bench: &Bench<'_>, check: &Check) -> Result<Checked, Fault> {
    let cases = match &check.kind {
        CheckKind::Run(_) if !bench.build.is_accepted() => {
            return Ok(Checked::without_cases(Verdict::BuildFailed));
        }
        CheckKind::Run(run) => {
            let public = bench.package.manifest.is_public(check);
            let each = run.cases.iter().map(|case| {
                let exam = Exam {
                    check: &check.id,
                    public,
                    case,
                };
                match &run.grader {
                    Some(grader) if run.interactive => interactive::case(bench, run, &exam, grader),
                    _ => run::case(bench, run, &exam),
                }
            });
            each.collect::<Result<Vec<_>, Fault>>()?
        }
        CheckKind::Repository(rules) => repository::rules(rules, bench.tree)?,
    };
    let verdict = crate::score::first_failure(cases.iter().map(|c| c.verdict));
    Ok(Checked { verdict, cases })
}
