//! A student: log in, make a team, fetch, check, submit a partial solution, then a full one.
use std::path::Path;

use crate::people::Cast;
use crate::stage::{Result, Stage, say};

const CHALLENGE: &str = "baraza-bila-karatasi";

/// Checks failed: what `check` and `submit` end with when not everything is accepted.
const FAILED: i32 = 1;

/// The whole way of a student.
pub(crate) fn play(stage: &mut Stage, cast: &Cast) -> Result<()> {
    let amina = &cast.student;
    stage.title("A student logs in, makes a team and fetches a challenge")?;
    stage.log_in(amina)?;
    stage.ubunifu((amina, &amina.home), &["team", "create", "Timu Nyota"], 0)?;
    stage.ubunifu((amina, &amina.home), &["list"], 0)?;
    stage.ubunifu(
        (amina, &amina.home),
        &["fetch", CHALLENGE, "--starter", "python"],
        0,
    )?;

    let work = amina.home.join(CHALLENGE);
    stage.title("A first solution: some rules are missing")?;
    answer(stage, cast, &work, "partial-python")?;
    stage.ubunifu((amina, &work), &["check"], FAILED)?;
    stage.ubunifu((amina, &work), &["submit", "--yes"], FAILED)?;

    stage.title("A full solution")?;
    answer(stage, cast, &work, "full-python")?;
    stage.ubunifu((amina, &work), &["check"], 0)?;
    stage.ubunifu((amina, &work), &["submit", "--yes"], 0)?;

    stage.title("The leaderboard")?;
    stage.ubunifu((amina, &work), &["board"], 0)
}

/// Puts a reference solution into the student's work tree and commits it.
fn answer(stage: &Stage, cast: &Cast, work: &Path, solution: &str) -> Result<()> {
    let from = stage
        .root
        .join("challenges")
        .join(CHALLENGE)
        .join("solutions")
        .join(solution);
    say(&format!("(the student writes the code of solutions/{solution})"))?;
    copy(&from, work)?;
    stage.git(&cast.student, work, &["add", "--all"])?;
    stage.git(&cast.student, work, &["commit", "--quiet", "--message", solution])
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in from.read_dir()? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
