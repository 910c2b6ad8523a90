//! Whole judgings in a box that does what the test says.
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use wire::{Cause, Progress, Report, Verdict};

use super::{Identity, Job, judge};
use crate::fault::Fault;
use crate::fixture::{Fixture, Scripted, cat, outcome, runtime};
use crate::plan::Selection;
use crate::sandbox::{self, Ending, Outcome, Run, Sandbox, Slots};

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

/// A second check in the public group and one in the hidden group, both waiting for what comes before.
fn waiting() -> Fixture {
    let fixture = Fixture::new();
    fixture.edit("requires = [\"public\"]\n", "");
    fixture.edit(
        "id = \"echo\"\n",
        "id = \"echo\"\nhint = { sw = \"Rudia.\", en = \"Repeat.\" }\n",
    );
    fixture.edit(
        "id = \"tai-wa-siri\"\n",
        "id = \"tai-wa-siri\"\nafter = [\"second\"]\n",
    );
    fixture.edit(
        "[[reference]]\npath = \"solutions/full\"",
        "[[check]]\nid = \"second\"\ngroup = \"public\"\nkind = \"run\"\nafter = [\"echo\"]\n\
        title = { sw = \"Pili\", en = \"Second\" }\nhint = { sw = \"a\", en = \"b\" }\n\
        cases = \"data/public/echo/*\"\nrun = [\"./run\"]\n[[reference]]\npath = \"solutions/full\"",
    );
    fixture
}

#[test]
fn what_comes_after_a_failed_check_is_skipped_across_groups_too() {
    let (report, _) = judged(&waiting(), Selection::All, &Scripted(cat));
    insta::assert_snapshot!(lines(&report.unwrap()), @"accepted 50/50, public accepted 20/20, hidden accepted 30/30, echo accepted 10/10, second accepted 10/10, tai-wa-siri accepted 30/30");
    let wrong = |_: &Run<'_>| Ok(outcome(Ending::Exited(0), b"?\n"));
    let (report, _) = judged(&waiting(), Selection::All, &Scripted(wrong));
    let report = report.unwrap();
    insta::assert_snapshot!(lines(&report), @"wrong-answer 0/50, public wrong-answer 0/20, hidden skipped 0/30, echo wrong-answer 0/10, second skipped 0/10, tai-wa-siri skipped 0/30");
    let after = |check: &str| {
        Some(Cause::After {
            check: check.to_owned(),
        })
    };
    let causes: Vec<_> = report.checks.iter().map(|c| c.cause.clone()).collect();
    assert_eq!(causes, [None, after("echo"), after("second")]);
    let hints: Vec<_> = report
        .checks
        .iter()
        .map(|c| c.hint.as_ref().map(|h| h.0["sw"].as_str()))
        .collect();
    assert_eq!(
        hints,
        [Some("Rudia."), None, None],
        "a hint helps where something was tried"
    );
    assert_eq!(report.checks[0].limits.unwrap().cpu_ms, 2000);
}

#[test]
fn a_seed_is_fixed_for_public_cases_and_follows_the_judging_for_hidden_ones() {
    let fixture = Fixture::new();
    fixture.edit(
        "run = [\"./run\"]",
        "run = [\"./run\", \"${seed}\", \"x${seed}\"]",
    );
    let asked = |seed: u64| {
        let (package, tree, scratch) = (fixture.load(), fixture.empty("team"), fixture.empty("scratch"));
        let seen = Mutex::new(std::collections::BTreeMap::new());
        let noted = |run: &Run<'_>| {
            let case = run.stdin.map(Path::to_owned).unwrap_or_default();
            seen.lock().unwrap().insert(case, run.command.to_vec());
            cat(run)
        };
        let runtime = runtime();
        let job = Job {
            package: &package,
            tree: &tree,
            runtime: &runtime,
            selection: Selection::All,
            seed,
            identity: Identity::default(),
            local: false,
            scratch: &scratch,
        };
        judge(&job, &Scripted(noted), &mut |_| {}).unwrap();
        seen.into_inner().unwrap().into_values().collect::<Vec<_>>()
    };
    let (one, same, other) = (asked(1), asked(1), asked(2));
    assert_eq!(one, same);
    // Hidden first: the map is sorted by path.
    assert_ne!(one[0], other[0]);
    assert_eq!(one[1..], other[1..]);
    assert!(
        one.iter()
            .all(|c| c[1].parse::<u32>().is_ok() && c[2] == "x${seed}"),
        "{one:?}"
    );
    assert_ne!(one[1][1], one[2][1]);
}

#[test]
fn a_skipped_group_names_the_one_it_requires() {
    let wrong = |_: &Run<'_>| Ok(outcome(Ending::Exited(0), b"?\n"));
    let (report, _) = judged(&Fixture::new(), Selection::All, &Scripted(wrong));
    let group = "public".to_owned();
    assert_eq!(report.unwrap().checks[1].cause, Some(Cause::Requires { group }));
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

/// A box with places, which remembers how many programs it ran at one time and sleeps longer for the first ones.
struct Wide<F> {
    slots: Slots,
    now: AtomicUsize,
    most: AtomicUsize,
    run: F,
}

impl<F: Fn(&Run<'_>) -> Result<Outcome, sandbox::Fault> + Send + Sync> Wide<F> {
    fn new(places: usize, run: F) -> Self {
        Self {
            slots: Slots::new(places),
            now: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            run,
        }
    }
}

impl<F: Fn(&Run<'_>) -> Result<Outcome, sandbox::Fault> + Send + Sync> Sandbox for Wide<F> {
    fn slots(&self) -> Option<&Slots> {
        Some(&self.slots)
    }

    fn run(&self, run: &Run<'_>) -> Result<Outcome, sandbox::Fault> {
        let now = self.now.fetch_add(1, SeqCst) + 1;
        let before = self.most.fetch_max(now, SeqCst);
        std::thread::sleep(Duration::from_millis(if before < now { 20 } else { 2 }));
        let outcome = (self.run)(run);
        self.now.fetch_sub(1, SeqCst);
        outcome
    }
}

/// A package with twelve public cases more, of which some are wrong.
fn crowded() -> Fixture {
    let fixture = Fixture::new();
    for case in 3..15 {
        fixture.write(&format!("data/public/echo/{case}.in"), &format!("{case}\n"));
        let answer = if case % 4 == 0 { "?" } else { "" };
        fixture.write(
            &format!("data/public/echo/{case}.ans"),
            &format!("{case}{answer}\n"),
        );
    }
    fixture.edit("requires = [\"public\"]", "");
    fixture
}

#[test]
fn many_hands_say_what_one_says() {
    let told = |places| {
        let wide = Wide::new(places, cat);
        let (report, seen) = judged(&crowded(), Selection::All, &wide);
        let seen = seen
            .iter()
            .map(|p| serde_json::to_string(p).unwrap())
            .collect::<Vec<_>>();
        (
            serde_json::to_string(&report.unwrap()).unwrap(),
            seen,
            wide.most.into_inner(),
        )
    };
    let ((one, seen, narrow), (four, also_seen, wide)) = (told(1), told(4));
    assert_eq!((&one, seen), (&four, also_seen));
    assert!(one.contains("wrong-answer") && narrow == 1, "{narrow}");
    assert_eq!(wide, 4, "as many at a time as there are places");
}

#[test]
fn a_fault_stops_all_hands() {
    let begun = AtomicUsize::new(0);
    let wide = Wide::new(3, |run: &Run<'_>| {
        if begun.fetch_add(1, SeqCst) == 4 {
            return Err(sandbox::Fault("no box".to_owned()));
        }
        cat(run)
    });
    let (report, _) = judged(&crowded(), Selection::All, &wide);
    assert!(matches!(report, Err(Fault::Sandbox(_))));
    let begun = begun.load(SeqCst);
    assert!(begun <= 4 + 3, "{begun} of 15 begun");
    assert_eq!(wide.slots.count(), 3);
    drop(wide.slots.take(3));
}

#[test]
fn a_panic_leaves_nobody_waiting() {
    let wide = Wide::new(2, |run: &Run<'_>| {
        assert!(!run.stdin.is_some_and(|p| p.ends_with("7.in")), "on purpose");
        cat(run)
    });
    let judged = std::panic::AssertUnwindSafe(|| judged(&crowded(), Selection::All, &wide));
    assert!(std::panic::catch_unwind(judged).is_err());
}
