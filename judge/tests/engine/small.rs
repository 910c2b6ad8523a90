//! Trees that build, fail and cheat, in the real box.
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use judge::{Identity, Job, Package, Selection, judge};
use wire::{Cause, Limit, Notice, Report, Verdict};

use crate::house::{HOST, LINUX};

const MANIFEST: &str = r#"format = "challenge/1"
id = "mfano"
uuid = "6f0a6c1e-6a0e-4a7e-9a62-0d7f6b1f3c12"
version = "1.0.0"
languages = ["sw", "en"]
title = { sw = "Mfano", en = "Example" }
license = "CC0-1.0"
rights = "team-retains"
[[group]]
id = "public"
points = 10
visibility = "public"
[submission]
protected = ["tests/**"]
[environment]
build = ["./build"]
[limits]
cpu = "500ms"
wall = "3s"
output = "64KiB"
[[check]]
id = "echo"
group = "public"
kind = "run"
title = { sw = "Mwangwi", en = "Echo" }
cases = "data/public/*"
run = ["./run"]
overlay = "checks/unit"
"#;

fn write(root: &Path, path: &str, content: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, content).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Judges a tree of these files against a small package of one case.
fn judged(files: &[(&str, &str)]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let (package, tree, scratch) = (
        folder.path().join("mfano"),
        folder.path().join("team"),
        folder.path().join("scratch"),
    );
    fs::create_dir_all(&scratch).unwrap();
    fs::create_dir_all(&tree).unwrap();
    let own = [
        ("challenge.toml", MANIFEST),
        ("statement.sw.md", "# Mfano\n"),
        ("statement.en.md", "# Example\n"),
        ("data/public/1/in", "moja mbili\n"),
        ("data/public/1/ans", "moja mbili\n"),
        ("checks/unit/over/lay", "over\n"),
        ("protected/tests/check", "#!/bin/sh\ncat\n"),
    ];
    own.iter()
        .for_each(|(path, content)| write(&package, path, content));
    files
        .iter()
        .for_each(|(path, content)| write(&tree, path, content));
    let package = Package::load(&package).unwrap_or_else(|invalid| panic!("{invalid}"));
    let job = Job {
        package: &package,
        tree: &tree,
        runtime: &HOST,
        selection: Selection::All,
        seed: 1,
        identity: Identity::default(),
        local: true,
        scratch: &scratch,
    };
    judge(&job, &*LINUX, &mut |_| {}).unwrap()
}

fn case(report: &Report) -> &wire::CaseReport {
    &report.checks[0].cases[0]
}

#[test]
fn what_was_built_is_run() {
    let build = "#!/bin/sh\nset -e\nprintf '#!/bin/sh\\ncat\\n' > made\nchmod +x made\necho building >&2\n";
    let report = judged(&[("build", build), ("run", "#!/bin/sh\nexec ./made\n")]);
    assert_eq!(report.verdict, Verdict::Accepted, "{report:#?}");
    assert_eq!(report.points, report.max);
    assert!(report.build.unwrap().log.contains("building"));
}

#[test]
fn a_failed_build_keeps_the_end_of_its_log() {
    let build = "#!/bin/sh\nseq 1 20000\nprintf '\\033[31mmwisho\\n'\nexit 3\n";
    let report = judged(&[("build", build), ("run", "#!/bin/sh\ncat\n")]);
    let build = report.build.unwrap();
    assert_eq!(
        (report.verdict, build.verdict),
        (Verdict::BuildFailed, Verdict::BuildFailed)
    );
    assert!(matches!(build.cause, Some(Cause::Exit { status: 3, .. })));
    assert!(
        build.log.ends_with("\\u{1b}[31mmwisho\n") && build.log.len() < 20 << 10,
        "{}",
        build.log.len()
    );
}

#[test]
fn each_way_to_fail_has_its_verdict() {
    let table = [
        ("#!/bin/sh\necho moja\n", Verdict::WrongAnswer, None),
        ("#!/bin/sh\ncat\nexit 1\n", Verdict::RuntimeError, None),
        (
            "#!/bin/sh\nwhile :; do :; done\n",
            Verdict::TimeLimit,
            Some(Limit::Cpu),
        ),
        ("#!/bin/sh\nsleep 60\n", Verdict::TimeLimit, Some(Limit::Wall)),
        ("#!/bin/sh\nyes\n", Verdict::OutputLimit, Some(Limit::Output)),
        ("#!/no/such/shell\n", Verdict::RuntimeError, None),
    ];
    for (run, verdict, limit) in table {
        let report = judged(&[("run", run)]);
        assert_eq!(
            (case(&report).verdict, case(&report).limit),
            (verdict, limit),
            "{run}"
        );
        assert_eq!(report.points.0, 0);
        assert!(report.build.is_none());
    }
}

/// Equal input, equal report: but for what was measured, not a word differs.
#[test]
fn the_same_tree_gets_the_same_report() {
    let build = "#!/bin/sh\ndate +%N\necho 'cat' > made\n";
    for run in [
        "#!/bin/sh\nexec sh made\n",
        "#!/bin/sh\necho mbili\n",
        "#!/bin/sh\necho lo >&2\nexit 7\n",
        "#!/bin/sh\nkill -SEGV $$\n",
        "#!/bin/sh\nyes\n",
    ] {
        let [one, other] = [(); 2].map(|()| judged(&[("build", build), ("run", run)]));
        assert_eq!(one.without_measurements(), other.without_measurements(), "{run}");
        let json = |report: &Report| serde_json::to_string(&report.without_measurements()).unwrap();
        assert_eq!(json(&one), json(&other), "{run}");
        let limits = one.checks[0].limits.unwrap();
        assert_eq!(
            (limits.cpu_ms, limits.wall_ms, limits.output_bytes),
            (500, 3000, 64 << 10)
        );
    }
}

#[test]
fn nothing_to_run_is_told_by_its_name() {
    let report = judged(&[("README.md", "x")]);
    assert_eq!(
        case(&report).cause,
        Some(Cause::NotStarted {
            command: "./run".to_owned()
        })
    );
}

#[test]
fn protected_files_are_ours_whatever_team_and_build_do() {
    let build = "#!/bin/sh\nmkdir -p tests\nprintf '#!/bin/sh\\necho built\\n' > tests/check\n";
    let files = [
        ("build", build),
        ("run", "#!/bin/sh\nexec ./tests/check\n"),
        ("tests/check", "#!/bin/sh\necho cheat\n"),
    ];
    let report = judged(&files);
    assert_eq!(
        report.notices,
        [Notice::ProtectedRestored {
            path: "tests/check".to_owned()
        }]
    );
    // Ours copies its input; theirs and the one that the build wrote say something else.
    assert_eq!(report.verdict, Verdict::Accepted, "{report:#?}");
    let cheat = "#!/bin/sh\ncat ans ../ans data/public/1/ans ../data/public/1/ans 2>/dev/null; exit 0\n";
    assert_eq!(case(&judged(&[("run", cheat)])).verdict, Verdict::WrongAnswer);
}

#[test]
fn an_overlay_wins_over_whatever_stands_in_its_place() {
    let run = "#!/bin/sh\ntest \"$(cat over/lay)\" = over && cat\n";
    for own in ["over", "over/lay", "over/lay/deep"] {
        let report = judged(&[("run", run), (own, "theirs\n")]);
        assert_eq!(report.verdict, Verdict::Accepted, "{own}: {report:#?}");
    }
}
