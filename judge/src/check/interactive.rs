//! `interactive = true`: the grader talks with the team's program, each in a box of its own.
//!
//! Who fails first decides. The team's program ended first, and badly: its own end is the verdict. The grader ended
//! first, and rejected: the answer is wrong, whatever the program did then. In every other case both must be content.
use std::fs;
use std::path::PathBuf;

use wire::{CaseReport, Cause, Grade, Limit, Verdict};

use super::{Bench, Exam, grade, run, stage};
use crate::fault::Fault;
use crate::package::{Grader, RunCheck};
use crate::sandbox::{Limits, Run};

/// Place of the team's program among the two.
const TEAM: usize = 0;

/// Runs one case.
pub(crate) fn case(
    bench: &Bench<'_>,
    check: &RunCheck,
    exam: &Exam<'_>,
    grader: &Grader,
) -> Result<CaseReport, Fault> {
    let stage = stage::set(bench, exam, grader)?;
    fs::create_dir_all(&stage.pipes).map_err(Fault::disk(&stage.pipes))?;
    let layers: Vec<PathBuf> = run::layers(bench, check, exam.case);
    let command = run::command(bench, check, exam);
    let team = Run {
        runtime: bench.runtime,
        layers: &layers,
        command: &command,
        stdin: None,
        limits: check.limits,
        keep: None,
        spill: None,
    };
    let patient = patient(grader.limits, check.limits);
    let judge = Run {
        layers: &stage.layers,
        command: &stage.command,
        limits: patient,
        keep: Some(grade::kept(&stage)),
        ..team.clone()
    };
    let joined = bench.sandbox.join([&team, &judge], &stage.pipes)?;
    let [own, other] = &joined.outcomes;
    let decision = || grade::decision(bench, exam, &stage, (other, patient));
    let ended = run::ended(own, check.limits, check.exit);
    let end = End {
        first: joined.first == TEAM,
        waited: run::hit(own, check.limits) == Some(Limit::Wall),
    };
    let (verdict, cause, grade) = decide(end, ended, decision)?;
    let cause = run::with_command(cause, check);
    Ok(CaseReport {
        grade,
        ..run::report(exam.case, own, check.limits, (verdict, cause))
    })
}

/// The grader waits for the team's program: a program that hangs must meet its own limit first.
pub(super) fn patient(grader: Limits, team: Limits) -> Limits {
    Limits {
        wall: grader.wall.saturating_add(team.wall),
        ..grader
    }
}

/// What two programs that talk come to.
pub(super) type Decided = (Verdict, Option<Cause>, Option<Grade>);

/// The end of the team's program, or service, beside the grader's.
#[derive(Clone, Copy)]
pub(super) struct End {
    /// It came first.
    pub(super) first: bool,
    /// It waited until its wall limit; whether for a grader that is well must be seen.
    pub(super) waited: bool,
}

/// The rule. Pure: who ended first, how the team's program ended, what the grader decided.
pub(super) fn decide(
    end: End,
    (ended, cause): (Verdict, Option<Cause>),
    decision: impl FnOnce() -> Result<(Verdict, Grade), Fault>,
) -> Result<Decided, Fault> {
    if end.first && !ended.is_accepted() {
        if end.waited {
            decision()?;
        }
        return Ok((ended, cause, None));
    }
    let (verdict, grade) = decision()?;
    if verdict.is_accepted() && !ended.is_accepted() {
        return Ok((ended, cause, None));
    }
    Ok((verdict, None, Some(grade)))
}

#[cfg(test)]
mod tests;
