//! `kind = "service"`: the team's service is started in a box, and talked with until everything was asked.
//!
//! Either the judge itself asks, by requests written as data, or an author's grader in a box beside. Each case has a
//! fresh start: nothing that one case left in the service can help the next.
mod session;
mod probe;
mod http;
mod assert;
mod values;
mod verdict;
mod grader;

use std::path::Path;

use wire::{CaseReport, Cause, Verdict};

use super::{Bench, Exam, run};
use crate::fault::Fault;
use crate::package::service::{Prober, Requests, ServiceCheck};
use crate::package::{Case, Check};
use crate::sandbox::{Limits, Outcome};

use session::Session;
use values::Values;

pub(crate) use grader::alone;

/// Cases of the check.
pub(super) fn count(service: &ServiceCheck) -> usize {
    match &service.prober {
        Prober::Requests { cases, .. } => cases.len(),
        Prober::Grader { cases, .. } => cases.len(),
    }
}

/// Programs that run at one time.
pub(super) fn width(service: &ServiceCheck) -> usize {
    match &service.prober {
        Prober::Requests { .. } => 1,
        Prober::Grader { .. } => 2,
    }
}

/// Runs one case.
pub(super) fn case(
    bench: &Bench<'_>,
    check: &Check,
    service: &ServiceCheck,
    (at, desk): (usize, &Path),
) -> Result<Vec<CaseReport>, Fault> {
    let report = match &service.prober {
        Prober::Requests { cases, .. } => cases.get(at).map(|case| requests(bench, check, service, case)),
        Prober::Grader { cases, grader, .. } => cases.get(at).map(|case| {
            let exam = Exam {
                check: &check.id,
                public: bench.package.manifest.is_public(check),
                case,
                desk,
            };
            grader::case(bench, service, grader, &exam)
        }),
    };
    report.into_iter().collect()
}

fn requests(
    bench: &Bench<'_>,
    check: &Check,
    service: &ServiceCheck,
    case: &Requests,
) -> Result<CaseReport, Fault> {
    let public = bench.package.manifest.is_public(check);
    let mut values = Values::new(bench.seed(public), &check.id, &case.id);
    let session = Session {
        bench,
        service,
        start: service.start.clone(),
        layers: bench.layers.clone(),
        port: values.port(),
    };
    let (outcome, found) = session.hold(&mut |talk| probe::ask_all(talk, &case.steps, &mut values))?;
    let (verdict, cause) = verdict::decide(&outcome, service, found);
    let named = Case {
        id: case.id.clone(),
        ..Case::default()
    };
    Ok(report(&named, &outcome, service.limits, (verdict, cause)))
}

/// The report of a case; a limit that did no harm is none.
fn report(
    case: &Case,
    outcome: &Outcome,
    limits: Limits,
    (verdict, cause): (Verdict, Option<Cause>),
) -> CaseReport {
    let report = run::report(case, outcome, limits, (verdict, cause));
    CaseReport {
        limit: report.limit.filter(|_| !verdict.is_accepted()),
        ..report
    }
}
