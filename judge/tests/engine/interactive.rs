//! Two programs that talk, in the real boxes.
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use judge::verify::verify;
use judge::{Fault, Identity, Job, Package, Selection, judge};
use wire::{CaseReport, Cause, Limit, Verdict};

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
[limits]
cpu = "500ms"
wall = "2s"
[[check]]
id = "guess"
group = "public"
kind = "run"
title = { sw = "Kisia", en = "Guess" }
cases = "data/public/*"
run = ["./run"]
interactive = true
grader = { run = ["graders/public/guess"], limits = { cpu = "1s", wall = "2s" } }
[[reference]]
path = "solutions/full"
expect = { verdict = "accepted", points = 10 }
"#;

/// Says whether a guess is too small or too large; at most 10 guesses.
const GUESS: &str = r#"#!/usr/bin/python3
import sys
secret = int(open(sys.argv[1]).read())
print("1 1000", flush=True)
for turn in range(10):
    line = sys.stdin.buffer.readline(100)
    try:
        guess = int(line)
    except ValueError:
        sys.exit(43)
    if guess == secret:
        print("ndiyo", flush=True)
        open(sys.argv[3] + "/teammessage.txt", "w").write(f"{turn + 1}")
        sys.exit(42)
    print("<" if secret < guess else ">", flush=True)
sys.exit(43)
"#;

/// Halves the range.
const HALVE: &str = r#"#!/usr/bin/python3
low, high = map(int, input().split())
while True:
    guess = (low + high) // 2
    print(guess, flush=True)
    answer = input()
    if answer == "ndiyo":
        break
    low, high = (guess + 1, high) if answer == ">" else (low, guess - 1)
"#;

fn write(root: &Path, path: &str, content: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, content).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
}

fn package(folder: &Path, grader: &str) -> Package {
    let own = [
        ("challenge.toml", MANIFEST),
        ("statement.sw.md", "# Mfano\n"),
        ("statement.en.md", "# Example\n"),
        ("data/public/1/in", "777\n"),
        ("graders/public/guess", grader),
        ("solutions/full/run", HALVE),
    ];
    let root = folder.join("mfano");
    own.iter().for_each(|(path, content)| write(&root, path, content));
    Package::load(&root).unwrap_or_else(|invalid| panic!("{invalid}"))
}

fn talk(grader: &str, run: &str) -> Result<CaseReport, Fault> {
    let folder = tempfile::tempdir().unwrap();
    let package = package(folder.path(), grader);
    write(&folder.path().join("team"), "run", run);
    let scratch = tempfile::tempdir().unwrap();
    let job = Job {
        package: &package,
        tree: &folder.path().join("team"),
        runtime: &HOST,
        selection: Selection::All,
        seed: 1,
        identity: Identity::default(),
        local: true,
        scratch: scratch.path(),
    };
    judge(&job, &*LINUX, &mut |_| {}).map(|report| report.checks[0].cases[0].clone())
}

#[test]
fn two_programs_talk() {
    let case = talk(GUESS, HALVE).unwrap();
    assert_eq!(case.verdict, Verdict::Accepted, "{case:#?}");
    let grade = case.grade.unwrap();
    assert_eq!(
        (grade.score, grade.message.unwrap().0["en"].as_str()),
        (1_000_000, "8")
    );
}

/// Each ten times: who ended first must not be a matter of luck.
#[test]
fn who_fails_first_decides() {
    let table = [
        // It dies; the grader rejects when its input ends.
        ("#!/bin/sh\nread range\necho 5\nexit 3\n", Verdict::RuntimeError),
        // It gives up in peace.
        ("#!/bin/sh\nread range\necho 5\n", Verdict::WrongAnswer),
        ("#!/bin/sh\nexit 0\n", Verdict::WrongAnswer),
        // The grader rejects; the program then dies of the end of its input.
        (
            "#!/usr/bin/python3\ninput()\nprint('x', flush=True)\ninput()\n",
            Verdict::WrongAnswer,
        ),
        // The grader accepts; the program fails all the same.
        (
            "#!/bin/sh\nread range\necho 777\nread yes\nexit 1\n",
            Verdict::RuntimeError,
        ),
        // It never stops talking after the end.
        (
            "#!/bin/sh\nread range\necho 777\nyes | head -c 1000000\n",
            Verdict::Accepted,
        ),
    ];
    for (run, verdict) in table {
        for _ in 0..10 {
            let case = talk(GUESS, run).unwrap();
            assert_eq!(case.verdict, verdict, "{run}: {case:#?}");
        }
    }
}

#[test]
fn waiting_for_each_other_ends_by_the_wall_limit() {
    let case = talk(GUESS, "#!/bin/sh\nread range\nread nothing\n").unwrap();
    assert_eq!(
        (case.verdict, case.limit),
        (Verdict::TimeLimit, Some(Limit::Wall))
    );
}

#[test]
fn limits_hold_for_both() {
    let case = talk(GUESS, "#!/bin/sh\nwhile :; do :; done\n").unwrap();
    assert_eq!((case.verdict, case.limit), (Verdict::TimeLimit, Some(Limit::Cpu)));
    let fault = talk("#!/bin/sh\nwhile :; do :; done\n", HALVE).unwrap_err();
    assert!(
        matches!(&fault, Fault::Grader { reason, .. } if reason.contains("Cpu")),
        "{fault}"
    );
}

#[test]
fn a_grader_that_does_not_decide_is_a_fault_whatever_the_program_does() {
    for run in [HALVE, "#!/bin/sh\nexit 0\n"] {
        let fault = talk("#!/bin/sh\nexit 1\n", run).unwrap_err();
        assert!(matches!(fault, Fault::Grader { .. }), "{fault}");
    }
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let case = talk(GUESS, "#!/no/such/shell\n").unwrap();
    let command = "./run".to_owned();
    assert_eq!(case.cause, Some(Cause::NotStarted { command }));
}

#[test]
fn neither_sees_the_other() {
    let look = "#!/bin/sh\n(find /work -type f; ls -l /proc/self/fd/0 /proc/self/fd/1 | sed 's/.*->//') > /tmp/seen\ncat > /work/feedback/judgemessage.txt\ncat /tmp/seen >> /work/feedback/judgemessage.txt\nexit 42\n";
    let run = "#!/bin/sh\nfind / -path /usr -prune -o -path /opt -prune -o -path /proc -prune -o -path '*graders*' -print 2>/dev/null; find /work -type f; ls /proc | grep -c '^[0-9]'; ls -l /proc/self/fd/0 | sed 's/.*->//'\n";
    let case = talk(look, run).unwrap();
    let note = case
        .grade
        .clone()
        .and_then(|grade| grade.note)
        .unwrap_or_else(|| panic!("{case:#?}"));
    assert!(note.starts_with("/work/run\n"), "{note}");
    assert!(
        !note.contains("mfano") && !note.contains("grading") && !note.contains("team"),
        "{note}"
    );
}

#[test]
fn verification_talks_with_the_grader() {
    let found = |grader: &str| {
        let (folder, scratch) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let package = package(folder.path(), grader);
        let found = verify(&package, &*LINUX, (&HOST, scratch.path()), &mut |_| {}).unwrap();
        let errors = found
            .errors
            .iter()
            .map(|f| (f.code.word(), f.args.get("answer").cloned()));
        errors.collect::<Vec<_>>()
    };
    assert_eq!(found(GUESS), []);
    let fragile = GUESS.replace("except ValueError", "except KeyError");
    let kind = |name: &str| ("verify-grader-fragile", Some(name.to_owned()));
    assert_eq!(found(&fragile), [kind("silent"), kind("endless")]);
}
