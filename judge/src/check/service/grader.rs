//! A grader talks with the service, from a box beside it.
//!
//! As with programs that talk over pipes, who fails first decides: a service that ended badly before its grader did has
//! failed by itself; in every other case the grader decides, and the service must not have met a limit.
use std::time::Duration;

use wire::{CaseReport, Cause, Grade, Limit, Verdict};

use super::session::Session;
use super::values::Values;
use super::verdict::{self, Found};
use crate::check::interactive::{self, End, decide};
use crate::check::{Bench, Exam, grade, run, stage};
use crate::fault::Fault;
use crate::package::service::ServiceCheck;
use crate::package::{Case, Grader};
use crate::sandbox::{Ending, Limits, Outcome, Run, Service};

/// A grader may reject because the service is about to end; so long is waited for that to be seen.
const LAST_WORDS: Duration = Duration::from_millis(300);
/// A program that listens nowhere, to try graders on.
const DEAF: [&str; 2] = ["sleep", "600"];

/// What became of both.
enum Talked {
    /// Nobody asked it anything.
    Before(Found),
    /// How the grader ended, and whether the service had ended by then.
    Graded(Outcome, bool),
}

impl From<Found> for Talked {
    fn from(found: Found) -> Self {
        Self::Before(found)
    }
}

/// Runs one case.
pub(super) fn case(
    bench: &Bench<'_>,
    service: &ServiceCheck,
    grader: &Grader,
    exam: &Exam<'_>,
) -> Result<CaseReport, Fault> {
    let Case { args, files, .. } = exam.case;
    let stage = stage::set(bench, exam, grader)?;
    let limits = interactive::patient(grader.limits, service.limits);
    let beside = beside(bench, &stage, limits);
    let own = files.iter().map(|folder| bench.package.path(folder));
    let session = Session {
        bench,
        service,
        start: service.start.iter().chain(args).cloned().collect(),
        layers: own.chain(bench.layers.iter().cloned()).collect(),
        port: Values::new(bench.seed(exam.public), exam.check, &exam.case.id).port(),
    };
    let (outcome, talked) = session.hold(&mut |talk| {
        let graded = talk.dial.beside(&beside)?;
        let content = graded.ending == Ending::Exited(grade::ACCEPTED);
        let patience = if content { Duration::ZERO } else { LAST_WORDS };
        let ended = talk.dial.ended(patience);
        Ok(Talked::Graded(graded, ended))
    })?;
    let (verdict, cause, grade) = match talked {
        Talked::Before(found) => {
            let (verdict, cause) = verdict::decide(&outcome, service, found);
            (verdict, cause, None)
        }
        Talked::Graded(graded, ended) => {
            let content = graded.ending == Ending::Exited(grade::ACCEPTED);
            let end = End {
                first: ended,
                waited: run::hit(&outcome, service.limits) == Some(Limit::Wall),
            };
            let own = own_end(&outcome, service, content);
            decide(end, own, || {
                grade::decision(bench, exam, &stage, (&graded, limits))
            })?
        }
    };
    Ok(CaseReport {
        grade,
        ..super::report(exam.case, &outcome, service.limits, (verdict, cause))
    })
}

fn beside<'a>(bench: &'a Bench<'_>, stage: &'a stage::Stage, limits: Limits) -> Run<'a> {
    Run {
        runtime: bench.runtime,
        layers: &stage.layers,
        command: &stage.command,
        stdin: None,
        limits,
        keep: Some(grade::kept(stage)),
        spill: None,
    }
}

/// The service's own end. One that ends in peace when its grader is content was told to.
fn own_end(outcome: &Outcome, service: &ServiceCheck, content: bool) -> (Verdict, Option<Cause>) {
    let hit = run::hit(outcome, service.limits);
    if hit.is_some_and(|limit| !(content && verdict::may_be_coped_with(limit))) {
        return run::ended(outcome, service.limits, 0);
    }
    if content && outcome.ending == Ending::Exited(0) {
        return (Verdict::Accepted, None);
    }
    match verdict::ended(outcome, service, None) {
        Some(cause) => (Verdict::RuntimeError, Some(cause)),
        None => (Verdict::Accepted, None),
    }
}

/// What the grader says of a service that is not there.
pub(crate) fn alone(
    bench: &Bench<'_>,
    (limits, grader): (Limits, &Grader),
    exam: &Exam<'_>,
) -> Result<(Verdict, Grade), Fault> {
    let stage = stage::set(bench, exam, grader)?;
    let command = DEAF.map(str::to_owned);
    let deaf = Service {
        run: Run {
            runtime: bench.runtime,
            layers: &[],
            command: &command,
            stdin: None,
            limits: interactive::patient(limits, grader.limits),
            keep: None,
            spill: None,
        },
        port: Values::new(bench.seed(exam.public), exam.check, &exam.case.id).port(),
    };
    let run = beside(bench, &stage, grader.limits);
    let mut graded = None;
    bench.sandbox.serve(&deaf, &mut |dial| {
        graded = Some(dial.beside(&run)?);
        Ok(())
    })?;
    let graded = graded.ok_or_else(|| Fault::Package("the session was not held".to_owned()))?;
    grade::decision(bench, exam, &stage, (&graded, grader.limits))
}

#[cfg(test)]
mod tests;
