//! `kind = "run"`: a command per case in the box, its output compared outside of it.
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use wire::{CaseReport, Cause, Limit, Verdict};

use super::{Bench, Exam, grade, seed};
use crate::compare::{Mode, compare};
use crate::fault::Fault;
use crate::package::{Case, RunCheck};
use crate::sandbox::{Ending, Limits, Outcome, Run};

/// Bytes of an expected JSON document: it alone is held in memory.
const LONGEST_JSON: u64 = 64 << 20;
/// Bytes that are read at once.
const PIECE: usize = 64 << 10;
/// Bytes of standard error in a cause.
const STDERR: usize = 2 << 10;

/// Runs one case.
pub(super) fn case(bench: &Bench<'_>, check: &RunCheck, exam: &Exam<'_>) -> Result<CaseReport, Fault> {
    let case = exam.case;
    let (layers, command) = (layers(bench, check, case), command(bench, check, exam));
    let stdin = case.input.as_ref().map(|path| bench.package.path(path));
    let spill = exam.desk.join("output");
    let outcome = bench.sandbox.run(&Run {
        runtime: bench.runtime,
        layers: &layers,
        command: &command,
        stdin: stdin.as_deref(),
        limits: check.limits,
        keep: None,
        spill: Some(&spill),
    })?;
    let written = if outcome.spilled {
        Written::File(&spill)
    } else {
        Written::Bytes(&outcome.stdout)
    };
    let mut grade = None;
    let (verdict, cause) = match (ended(&outcome, check.limits, check.exit), &check.grader) {
        ((Verdict::Accepted, _), None) => answer(bench, check, case, written)?,
        ((Verdict::Accepted, _), Some(grader)) => {
            let (verdict, said) = grade::grade(bench, exam, grader, written)?;
            grade = Some(said);
            (verdict, None)
        }
        (failed, _) => failed,
    };
    if outcome.spilled {
        fs::remove_file(&spill).map_err(Fault::disk(&spill))?;
    }
    let cause = with_command(cause, check);
    Ok(CaseReport {
        grade,
        ..report(case, &outcome, check.limits, (verdict, cause))
    })
}

/// What a program has written.
#[derive(Clone, Copy)]
pub(crate) enum Written<'a> {
    Bytes(&'a [u8]),
    /// It was too long to be held.
    File(&'a Path),
}

/// What the team's program finds in `/work`.
pub(super) fn layers(bench: &Bench<'_>, check: &RunCheck, case: &Case) -> Vec<PathBuf> {
    let own = case.files.iter().chain(&check.overlay);
    // Protected files win over the team's, a case's own files over everything.
    own.map(|folder| bench.package.path(folder))
        .chain(bench.layers.iter().cloned())
        .collect()
}

/// The command of a case.
pub(super) fn command(bench: &Bench<'_>, check: &RunCheck, exam: &Exam<'_>) -> Vec<String> {
    let command: Vec<String> = check.run.iter().chain(&exam.case.args).cloned().collect();
    seed::filled(bench, exam, &command)
}

/// Names the command that could not be started.
pub(super) fn with_command(cause: Option<Cause>, check: &RunCheck) -> Option<Cause> {
    match cause {
        Some(Cause::NotStarted { .. }) => Some(Cause::NotStarted {
            command: shown(&check.run),
        }),
        cause => cause,
    }
}

fn shown(command: &[String]) -> String {
    crate::text::cut(
        &crate::text::escape(command.join(" ").as_bytes(), false),
        crate::text::EXCERPT,
    )
}

pub(super) fn report(
    case: &Case,
    outcome: &Outcome,
    limits: Limits,
    (verdict, cause): (Verdict, Option<Cause>),
) -> CaseReport {
    CaseReport {
        id: case.id.clone(),
        verdict,
        cpu_ms: milliseconds(outcome.cpu),
        wall_ms: milliseconds(outcome.wall),
        peak_kib: outcome.peak.div_ceil(1024),
        limit: hit(outcome, limits),
        cause,
        grade: None,
    }
}

/// Whole milliseconds of a measured time.
pub(crate) fn milliseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The limit that ended a run. CPU time is looked at again here: a box may notice it a tick too late.
pub(crate) fn hit(outcome: &Outcome, limits: Limits) -> Option<Limit> {
    match outcome.ending {
        Ending::Limited(limit) => Some(limit),
        _ if outcome.cpu > limits.cpu => Some(Limit::Cpu),
        _ => None,
    }
}

/// What the way a run ended says of it; `accepted` when its answer decides.
pub(crate) fn ended(outcome: &Outcome, limits: Limits, exit: i32) -> (Verdict, Option<Cause>) {
    if let Some(limit) = hit(outcome, limits) {
        return (of_limit(limit), None);
    }
    let stderr = || crate::text::log_end(&outcome.stderr, STDERR);
    match outcome.ending {
        Ending::Exited(status) if status == exit => (Verdict::Accepted, None),
        Ending::Exited(status) => (
            Verdict::RuntimeError,
            Some(Cause::Exit {
                status,
                stderr: stderr(),
            }),
        ),
        Ending::Signaled(signal) => (
            Verdict::RuntimeError,
            Some(Cause::Signal {
                signal,
                stderr: stderr(),
            }),
        ),
        Ending::NotStarted | Ending::Limited(_) | Ending::Stopped => (
            Verdict::RuntimeError,
            Some(Cause::NotStarted {
                command: String::new(),
            }),
        ),
    }
}

fn of_limit(limit: Limit) -> Verdict {
    match limit {
        Limit::Cpu | Limit::Wall => Verdict::TimeLimit,
        Limit::Memory => Verdict::MemoryLimit,
        Limit::Output | Limit::Disk => Verdict::OutputLimit,
        Limit::Processes => Verdict::RuntimeError,
    }
}

fn answer(
    bench: &Bench<'_>,
    check: &RunCheck,
    case: &Case,
    written: Written<'_>,
) -> Result<(Verdict, Option<Cause>), Fault> {
    let path = bench.package.path(&case.answer);
    let mut expected = open(&path).map_err(Fault::disk(&path))?;
    let length = expected.get_ref().metadata().map_err(Fault::disk(&path))?.len();
    if check.compare.mode == Mode::Json && length > LONGEST_JSON {
        return Err(Fault::Package(format!("{}: {length} bytes of JSON", case.answer)));
    }
    let mut compared = |actual: &mut dyn BufRead| compare(check.compare, &mut expected, actual);
    let difference = match written {
        Written::Bytes(mut bytes) => compared(&mut bytes),
        Written::File(file) => open(file).and_then(|mut file| compared(&mut file)),
    };
    Ok(match difference.map_err(Fault::disk(&path))? {
        None => (Verdict::Accepted, None),
        Some(difference) => (Verdict::WrongAnswer, Some(difference.into())),
    })
}

fn open(path: &Path) -> io::Result<BufReader<File>> {
    Ok(BufReader::with_capacity(PIECE, File::open(path)?))
}

#[cfg(test)]
mod tests;
