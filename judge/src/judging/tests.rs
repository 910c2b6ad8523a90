//! Whole judgings in a box that does what the test says.
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use wire::{Cause, Progress, Report, Verdict};

use super::{Identity, Job, judge};
use crate::fault::Fault;
use crate::fixture::{Fixture, Scripted, cat, outcome, runtime};
use crate::plan::Selection;
use crate::sandbox::{self, Ending, Outcome, Run, Sandbox};

fn judged(
    fixture: &Fixture,
    selection: Selection,
    sandbox: &dyn Sandbox,
) -> (Result<Report, Fault>, Vec<Progress>) {
    let package = fixture.load();
    let (tree, scratch) = (fixture.empty("team"), fixture.empty("scratch"));
    let job = Job {
        package: &package,
        tree: &tree,
        runtime: &runtime(),
        selection,
        seed: 7,
        identity: Identity {
            commit: Some("abc".to_owned()),
            ..Identity::default()
        },
        local: selection == Selection::Public,
        scratch: &scratch,
    };
    let mut seen = Vec::new();
    let report = judge(&job, sandbox, &mut |p| seen.push(p));
    (report, seen)
}

fn lines(report: &Report) -> String {
    let groups = report
        .groups
        .iter()
        .map(|g| format!("{} {} {}/{}", g.id, g.verdict, g.points, g.max));
    let checks = report
        .checks
        .iter()
        .map(|c| format!("{} {} {}/{}", c.id, c.verdict, c.points, c.max));
    let whole = format!("{} {}/{}", report.verdict, report.points, report.max);
    [whole]
        .into_iter()
        .chain(groups)
        .chain(checks)
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn everything_right_is_everything() {
    let (report, seen) = judged(&Fixture::new(), Selection::All, &Scripted(cat));
    let report = report.unwrap();
    insta::assert_snapshot!(lines(&report), @"accepted 50/50, public accepted 20/20, hidden accepted 30/30, echo accepted 20/20, tai-wa-siri accepted 30/30");
    assert_eq!(
        (report.schema, report.formula, report.seed, report.local),
        (1, crate::score::FORMULA, 7, false)
    );
    assert_eq!(report.commit.as_deref(), Some("abc"));
    assert!(report.build.is_none(), "no ./build in the tree");
    assert!(matches!(seen[0], Progress::Started { checks: 2 }));
    assert!(matches!(
        seen[2],
        Progress::Checked {
            done: 2,
            checks: 2,
            ..
        }
    ));
}

/// The way from the current folder to an absolute path.
fn relative(path: &Path) -> PathBuf {
    let up = std::env::current_dir().unwrap().components().count() - 1;
    let down = path.strip_prefix("/").unwrap();
    std::iter::repeat_n(Path::new(".."), up)
        .collect::<PathBuf>()
        .join(down)
}

#[test]
fn relative_paths_are_made_absolute_once() {
    let fixture = Fixture::new();
    let package = crate::Package::load(&relative(&fixture.dir())).unwrap();
    assert!(package.root.is_absolute());
    let (tree, scratch) = (
        relative(&fixture.empty("team")),
        relative(&fixture.empty("scratch")),
    );
    let job = Job {
        package: &package,
        tree: &tree,
        runtime: &runtime(),
        selection: Selection::All,
        seed: 1,
        identity: Identity::default(),
        local: false,
        scratch: &scratch,
    };
    let looked = |run: &Run<'_>| {
        assert!(run.layers.iter().all(|l| l.is_absolute()) && run.stdin.is_some_and(Path::is_absolute));
        cat(run)
    };
    assert!(
        judge(&job, &Scripted(looked), &mut |_| {})
            .unwrap()
            .verdict
            .is_accepted()
    );
}

#[test]
fn a_laptop_counts_public_points() {
    let (report, _) = judged(&Fixture::new(), Selection::Public, &Scripted(cat));
    insta::assert_snapshot!(lines(&report.unwrap()), @"accepted 20/20, public accepted 20/20, echo accepted 20/20");
}

#[test]
fn what_requires_a_failed_group_is_skipped() {
    let wrong = |run: &Run<'_>| {
        let first = run.stdin.is_some_and(|p| p.ends_with("1/in"));
        Ok(if first {
            outcome(Ending::Exited(0), b"mojA\n")
        } else {
            cat(run)?
        })
    };
    let (report, _) = judged(&Fixture::new(), Selection::All, &Scripted(wrong));
    let report = report.unwrap();
    insta::assert_snapshot!(lines(&report), @"wrong-answer 10/50, public wrong-answer 10/20, hidden skipped 0/30, echo wrong-answer 10/20, tai-wa-siri skipped 0/30");
    let cause = report.checks[0].cases[0].cause.clone();
    let (expected, actual) = ("moja".to_owned(), "mojA".to_owned());
    assert_eq!(
        cause,
        Some(Cause::Difference {
            line: 1,
            column: 4,
            expected,
            actual
        })
    );
    assert!(report.checks[1].cases.is_empty());
}

/// A box that builds as told and keeps a list of what it was asked.
struct Builder {
    ending: Ending,
    asked: Mutex<Vec<Vec<PathBuf>>>,
}

impl Sandbox for Builder {
    fn run(&self, run: &Run<'_>) -> Result<Outcome, sandbox::Fault> {
        self.asked.lock().unwrap().push(run.layers.to_vec());
        let Some(keep) = run.keep else { return cat(run) };
        fs::write(keep.to.join("program"), "built").unwrap();
        let mut outcome = outcome(self.ending.clone(), b"compiling\n");
        outcome.stderr = b"\x1b[31mwarning\n".to_vec();
        Ok(outcome)
    }
}

fn built(ending: Ending) -> (Report, Vec<Vec<PathBuf>>) {
    let fixture = Fixture::new();
    fs::write(fixture.empty("team").join("build"), "").unwrap();
    let builder = Builder {
        ending,
        asked: Mutex::default(),
    };
    let (report, _) = judged(&fixture, Selection::Public, &builder);
    (report.unwrap(), builder.asked.into_inner().unwrap())
}

#[test]
fn runs_stand_on_what_the_build_left() {
    let (report, asked) = built(Ending::Exited(0));
    let build = report.build.unwrap();
    assert_eq!(
        (build.verdict, build.log.as_str()),
        (Verdict::Accepted, "compiling\n\\u{1b}[31mwarning\n")
    );
    assert_eq!(asked.len(), 3);
    assert!(asked[0].last().unwrap().ends_with("team"));
    assert!(asked[1].last().unwrap().ends_with("scratch/built"));
    assert!(asked[1][0].ends_with("protected"), "protected files lie on top");
}

#[test]
fn nothing_is_run_after_a_failed_build() {
    for (ending, verdict) in [
        (Ending::Exited(1), Verdict::BuildFailed),
        (Ending::NotStarted, Verdict::BuildFailed),
        (Ending::Limited(wire::Limit::Wall), Verdict::TimeLimit),
    ] {
        let (report, asked) = built(ending);
        assert_eq!(report.build.as_ref().unwrap().verdict, verdict);
        assert_eq!((report.verdict, report.points.0), (Verdict::BuildFailed, 0));
        assert_eq!(asked.len(), 1);
    }
}

#[test]
fn a_fault_of_the_box_is_no_verdict() {
    let broken = |_: &Run<'_>| Err(sandbox::Fault("no box".to_owned()));
    let (report, _) = judged(&Fixture::new(), Selection::All, &Scripted(broken));
    assert!(matches!(report, Err(Fault::Sandbox(_))));
}

#[test]
fn a_case_brings_arguments_files_and_overlay_in_order() {
    let fixture = Fixture::new();
    fixture.write("data/public/echo/1/args", "--lugha\nsw\n");
    fixture.write("data/public/echo/1/files/config", "x");
    fixture.write("checks/unit/helper", "y");
    fixture.edit(
        "cases = \"data/public/echo/*\"",
        "cases = \"data/public/echo/1\"\noverlay = \"checks/unit\"",
    );
    let looked = |run: &Run<'_>| {
        let ends = |n: usize, end: &str| run.layers.get(n).is_some_and(|l: &PathBuf| l.ends_with(end));
        assert!(
            ends(0, "1/files") && ends(1, "checks/unit") && ends(2, "protected") && ends(3, "team"),
            "{run:?}"
        );
        assert_eq!(run.command, ["./run", "--lugha", "sw"]);
        cat(run)
    };
    assert!(
        judged(&fixture, Selection::Public, &Scripted(looked))
            .0
            .unwrap()
            .verdict
            .is_accepted()
    );
}
