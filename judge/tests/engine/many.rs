//! Many cases, long outputs, many at a time: the same verdicts, and no more memory.
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use judge::sandbox::{Linux, Options};
use judge::{Identity, Job, Package, Selection, judge};
use wire::{Report, Verdict};

use crate::house::HOST;

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
[limits]
cpu = "500ms"
output = "64MiB"
[[check]]
id = "echo"
group = "public"
kind = "run"
title = { sw = "Mwangwi", en = "Echo" }
cases = "data/public/*"
run = ["./run"]
"#;

fn write(root: &Path, path: &str, content: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, content).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Judges a program over this many cases, whose answers are all the same, so many at a time.
fn judged(run: &str, (cases, answer): (usize, &str), slots: usize) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let (package, tree) = (folder.path().join("mfano"), folder.path().join("team"));
    write(&package, "challenge.toml", MANIFEST);
    for language in ["sw", "en"] {
        write(&package, &format!("statement.{language}.md"), "# Mfano\n");
    }
    for case in 0..cases {
        write(&package, &format!("data/public/{case}.in"), "moja\n");
        write(&package, &format!("data/public/{case}.ans"), answer);
    }
    write(&tree, "run", run);
    let package = Package::load(&package).unwrap_or_else(|invalid| panic!("{invalid}"));
    let scratch = folder.path().join("scratch");
    fs::create_dir_all(&scratch).unwrap();
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
    let options = Options {
        helper: env!("CARGO_BIN_EXE_judge-box").into(),
        slots: Some(slots),
        ..Options::default()
    };
    judge(&job, &Linux::with(options).unwrap(), &mut |_| {}).unwrap()
}

/// The most memory that this process has had, in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

#[test]
fn long_output_is_not_held() {
    let mut answer = String::new();
    for line in 0..3_000_000 {
        writeln!(answer, "{line}").unwrap();
    }
    let last = answer.trim_end().len();
    let wrong = format!("{}x\n", &answer[..last - 1]);
    drop(judged("#!/bin/sh\ncat\n", (1, "moja\n"), 1));
    let before = peak();
    let run = "#!/bin/sh\nexec seq 0 2999999\n";
    assert_eq!(judged(run, (3, &answer), 2).verdict, Verdict::Accepted);
    let report = judged(run, (1, &wrong), 1);
    assert_eq!(report.verdict, Verdict::WrongAnswer);
    let cause = serde_json::to_value(&report.checks[0].cases[0].cause).unwrap();
    assert_eq!(
        (&cause["line"], &cause["actual"]),
        (&3_000_000.into(), &"2999999".into())
    );
    let after = peak();
    assert!(after < before + 8, "{before} MiB before, {after} after");
}

/// A program that needs most of its CPU time gets the same verdict alone and among others that want the same cores.
#[test]
fn neighbours_decide_nothing() {
    let burn = "#!/usr/bin/python3\nimport time\nwhile time.process_time() < 0.4: pass\nprint('moja')\n";
    for slots in [1, 4] {
        let report = judged(burn, (4, "moja\n"), slots);
        let told: Vec<_> = report.checks[0]
            .cases
            .iter()
            .map(|c| (c.verdict, c.cpu_ms))
            .collect();
        assert!(
            told.iter().all(|(verdict, _)| verdict.is_accepted()),
            "{slots} at a time: {told:?}"
        );
    }
}
