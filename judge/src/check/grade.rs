//! `grader = ...`: an author's program says what an answer is worth, in a box of its own.
//!
//! `GRADER... /work/case/in /work/case/ans /work/feedback < ANSWER`; exit status 42 accepts, 43 rejects, anything else
//! is the grader's own failure and no verdict.
use std::fs;

use wire::{Grade, Verdict};

use super::feedback::{self, Feedback};
use super::run::Written;
use super::stage::{self, Stage};
use super::{Bench, Exam, run};
use crate::fault::Fault;
use crate::package::Grader;
use crate::sandbox::{Ending, Keep, Limits, Outcome, Run};
use crate::score::Score;
use crate::text;

/// The answer is accepted.
pub(super) const ACCEPTED: i32 = 42;
/// It is not.
const REJECTED: i32 = 43;
/// Exit statuses with which a grader decides.
pub(super) const DECIDED: [i32; 2] = [ACCEPTED, REJECTED];
/// Bytes of a grader's standard error in a fault.
const STDERR: usize = 500;

/// Has the grader look at an answer.
pub(crate) fn grade(
    bench: &Bench<'_>,
    exam: &Exam<'_>,
    grader: &Grader,
    answer: Written<'_>,
) -> Result<(Verdict, Grade), Fault> {
    let stage = stage::set(bench, exam, grader)?;
    let answer = match answer {
        Written::File(file) => file,
        Written::Bytes(bytes) => {
            fs::write(&stage.output, bytes).map_err(Fault::disk(&stage.output))?;
            &stage.output
        }
    };
    let outcome = bench.sandbox.run(&Run {
        runtime: bench.runtime,
        layers: &stage.layers,
        command: &stage.command,
        stdin: Some(answer),
        limits: grader.limits,
        keep: Some(kept(&stage)),
        spill: None,
    })?;
    decision(bench, exam, &stage, (&outcome, grader.limits))
}

/// What is kept of a grader's box.
pub(super) fn kept(stage: &Stage) -> Keep<'_> {
    Keep {
        to: &stage.feedback,
        from: Some(stage::FEEDBACK),
        after: &DECIDED,
    }
}

/// What the grader decided; a fault when it did not.
pub(super) fn decision(
    bench: &Bench<'_>,
    exam: &Exam<'_>,
    stage: &Stage,
    (outcome, limits): (&Outcome, Limits),
) -> Result<(Verdict, Grade), Fault> {
    let decided = status(outcome, limits).and_then(|status| {
        let feedback = feedback::read(&stage.feedback, &bench.package.manifest.languages)?;
        graded(status, feedback)
    });
    decided.map_err(|reason| Fault::Grader {
        check: exam.check.to_owned(),
        case: exam.case.id.clone(),
        reason,
    })
}

/// The exit status with which it decided.
fn status(outcome: &Outcome, limits: Limits) -> Result<i32, String> {
    let stderr = || text::log_end(&outcome.stderr, STDERR);
    if let Some(limit) = run::hit(outcome, limits) {
        return Err(format!("limit {limit:?} of the grader"));
    }
    match outcome.ending {
        Ending::Exited(status) if DECIDED.contains(&status) => Ok(status),
        Ending::Exited(status) => Err(format!("exit status {status}: {}", stderr())),
        Ending::Signaled(signal) => Err(format!("signal {signal}: {}", stderr())),
        Ending::NotStarted | Ending::Limited(_) | Ending::Stopped => {
            Err("the grader could not be started".to_owned())
        }
    }
}

/// Pure: what an exit status and a feedback folder mean together.
fn graded(status: i32, feedback: Feedback) -> Result<(Verdict, Grade), String> {
    let (verdict, otherwise) = if status == ACCEPTED {
        (Verdict::Accepted, Score::FULL)
    } else {
        (Verdict::WrongAnswer, Score::NONE)
    };
    let score = feedback.score.unwrap_or(otherwise);
    if !verdict.is_accepted() && score != Score::NONE {
        return Err(format!("score.txt gives points, exit status {status} takes them"));
    }
    let grade = Grade {
        score: score.millionths(),
        message: feedback.message,
        note: feedback.note,
    };
    Ok((verdict, grade))
}

#[cfg(test)]
mod tests;
