//! What a grader finds in its `/work`: the graders of the package, the case, and an empty folder for its feedback.
//!
//! It is made of copies in the judging's scratch folder. Nothing of the team is in it, and nothing else of the package.
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Bench, Exam, run, seed};
use crate::fault::Fault;
use crate::package::{BUILD_LIMITS, GRADERS, GRADERS_PUBLIC, Grader, paths};
use crate::sandbox::{Keep, Run};
use crate::text;

/// Bytes of a build's log in a fault.
const LOG: usize = 500;
/// Where the input is, in the box.
const INPUT: &str = "/work/case/in";
/// Where the expected answer is.
const ANSWER: &str = "/work/case/ans";
/// The folder for feedback, in `/work`.
pub(super) const FEEDBACK: &str = "feedback";

/// The stage of one grading.
pub(super) struct Stage {
    /// Layers of the grader's box, the first on top.
    pub(super) layers: Vec<PathBuf>,
    /// The team's answer, as a file of ours.
    pub(super) output: PathBuf,
    /// Where pipes may be made; not there yet.
    pub(super) pipes: PathBuf,
    /// Where the feedback is kept: an empty folder.
    pub(super) feedback: PathBuf,
    /// Program and arguments.
    pub(super) command: Vec<String>,
}

/// Sets the stage for one case.
pub(super) fn set(bench: &Bench<'_>, exam: &Exam<'_>, grader: &Grader) -> Result<Stage, Fault> {
    let graders = graders(bench, exam, grader)?;
    let folder = exam.desk.join("grading");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(Fault::disk(&folder))?;
    }
    let own = folder.join("box");
    for folder in [&own.join("case"), &own.join(FEEDBACK), &folder.join("kept")] {
        fs::create_dir_all(folder).map_err(Fault::disk(folder))?;
    }
    let answer = Some(&exam.case.answer).filter(|path| !path.is_empty());
    file(bench, exam.case.input.as_ref(), &own.join("case/in"))?;
    file(bench, answer, &own.join("case/ans"))?;
    let places = [INPUT.to_owned(), ANSWER.to_owned(), format!("/work/{FEEDBACK}")];
    Ok(Stage {
        layers: vec![own, graders],
        output: folder.join("output"),
        pipes: folder.join("pipes"),
        feedback: folder.join("kept"),
        command: seed::filled(bench, exam, &grader.run)
            .into_iter()
            .chain(places)
            .collect(),
    })
}

/// A file of the case; empty when the case has none.
fn file(bench: &Bench<'_>, from: Option<&String>, to: &Path) -> Result<(), Fault> {
    match from {
        Some(from) => copy(&bench.package.path(from), to),
        None => fs::write(to, "").map_err(Fault::disk(to)),
    }
}

/// Copies the graders once per judging, and builds them. A public check has the public ones alone, as on a laptop.
fn graders(bench: &Bench<'_>, exam: &Exam<'_>, grader: &Grader) -> Result<PathBuf, Fault> {
    let (kind, below) = if exam.public {
        ("graders-public", GRADERS_PUBLIC)
    } else {
        ("graders-all", GRADERS)
    };
    let built: [u8; 32] = Sha256::digest(grader.build.as_deref().unwrap_or_default().join("\0")).into();
    let name = format!("{kind}-{}", hex::encode(built.get(..4).unwrap_or_default()));
    let folder = bench.scratch.join(&name);
    if folder.exists() {
        return Ok(folder);
    }
    // Others may do the same at this moment: whoever is ready first puts his copy there.
    let own = exam.desk.join(&name);
    fs::create_dir_all(&own).map_err(Fault::disk(&own))?;
    for path in bench.package.files.keys().filter(|p| paths::is_below(p, below)) {
        let to = own.join(path);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(Fault::disk(parent))?;
        }
        copy(&bench.package.path(path), &to)?;
    }
    let ready = match &grader.build {
        Some(command) => build(bench, exam, (command, &own))?,
        None => own,
    };
    match fs::rename(&ready, &folder) {
        Err(_) if folder.exists() => fs::remove_dir_all(&ready).map_err(Fault::disk(&ready))?,
        moved => moved.map_err(Fault::disk(&folder))?,
    }
    Ok(folder)
}

/// Builds a copy of the graders in a box with nothing else in it; what the build leaves is kept.
fn build(bench: &Bench<'_>, exam: &Exam<'_>, (command, copy): (&[String], &Path)) -> Result<PathBuf, Fault> {
    let to = exam.desk.join("graders-built");
    if to.exists() {
        fs::remove_dir_all(&to).map_err(Fault::disk(&to))?;
    }
    fs::create_dir_all(&to).map_err(Fault::disk(&to))?;
    let outcome = bench.sandbox.run(&Run {
        runtime: bench.runtime,
        layers: &[copy.to_owned()],
        command,
        stdin: None,
        limits: BUILD_LIMITS,
        keep: Some(Keep {
            to: &to,
            from: None,
            after: &[0],
        }),
        spill: None,
    })?;
    fs::remove_dir_all(copy).map_err(Fault::disk(copy))?;
    let (verdict, _) = run::ended(&outcome, BUILD_LIMITS, 0);
    if verdict.is_accepted() {
        return Ok(to);
    }
    let log = [outcome.stdout, outcome.stderr].concat();
    Err(Fault::Grader {
        check: exam.check.to_owned(),
        case: exam.case.id.clone(),
        reason: format!("build: {verdict}: {}", text::log_end(&log, LOG)),
    })
}

fn copy(from: &Path, to: &Path) -> Result<(), Fault> {
    fs::copy(from, to).map(|_| ()).map_err(Fault::disk(from))
}
