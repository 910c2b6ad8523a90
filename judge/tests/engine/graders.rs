//! Graders in the real box: what they decide, what they see, and what nobody sees of them.
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use judge::redact::for_team;
use judge::verify::verify;
use judge::{Fault, Identity, Job, Package, Selection, judge};
use tempfile::TempDir;
use wire::{Grade, Report, Verdict};

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
[[check]]
id = "sum"
group = "public"
kind = "run"
title = { sw = "Jumla", en = "Sum" }
cases = "data/public/*"
run = ["./run"]
grader = { run = ["graders/public/sum", "7"], limits = { cpu = "1s", wall = "2s" } }
[[reference]]
path = "solutions/full"
expect = { verdict = "accepted", points = 10 }
"#;

/// Accepts two numbers whose sum is that of the answer; half the points when one of them is 0.
const SUM: &str = r#"#!/usr/bin/python3
import os, sys
extra, given, expected, feedback = sys.argv[1:]
def say(name, text):
    with open(os.path.join(feedback, name), "w") as file:
        file.write(text)
say("judgemessage.txt", f"siri: {open(expected).read().strip()} {extra}")
try:
    a, b = (int(word) for word in sys.stdin.buffer.read().decode().split())
except Exception:
    say("teammessage.sw.txt", "Andika namba mbili.")
    say("teammessage.txt", "Write two numbers.")
    sys.exit(43)
if a + b != int(open(expected).read()) or not open(given).read():
    sys.exit(43)
if 0 in (a, b):
    say("score.txt", "0.5")
sys.exit(42)
"#;

struct Small {
    folder: TempDir,
}

impl Small {
    fn new(grader: &str) -> Self {
        let small = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (path, content) in [
            ("mfano/challenge.toml", MANIFEST),
            ("mfano/statement.sw.md", "# Mfano\n"),
            ("mfano/statement.en.md", "# Example\n"),
            ("mfano/data/public/1/in", "n\n"),
            ("mfano/data/public/1/ans", "9\n"),
            ("mfano/graders/public/sum", grader),
            ("mfano/graders/secret", "siri kubwa\n"),
            ("mfano/solutions/full/run", "#!/bin/sh\necho 4 5\n"),
            ("scratch/x", ""),
        ] {
            small.write(path, content);
        }
        fs::remove_file(small.folder.path().join("scratch/x")).unwrap();
        small
    }

    fn write(&self, path: &str, content: &str) {
        let file = self.folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, content).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn load(&self) -> Package {
        Package::load(&self.folder.path().join("mfano")).unwrap_or_else(|invalid| panic!("{invalid}"))
    }

    fn judge(&self, package: &Package, run: &str) -> Result<Report, Fault> {
        self.write("team/run", run);
        let scratch = tempfile::tempdir_in(self.folder.path()).unwrap();
        let job = Job {
            package,
            tree: &self.folder.path().join("team"),
            runtime: &HOST,
            selection: Selection::Public,
            seed: 1,
            identity: Identity::default(),
            local: true,
            scratch: scratch.path(),
        };
        judge(&job, &*LINUX, &mut |_| {})
    }

    fn grade(&self, run: &str) -> (Verdict, i32, Grade) {
        let report = self.judge(&self.load(), run).unwrap();
        let case = &report.checks[0].cases[0];
        (case.verdict, report.points.0, case.grade.clone().unwrap())
    }
}

/// A grader in C: made once, in a box that holds the graders alone.
const MADE: &str = r#"#!/bin/sh
set -e
[ "$(ls)" = graders ]
cat > accept.c <<'END'
#include <stdlib.h>
#include <string.h>
int main(int count, char **words) { return count == 5 && atol(words[1]) > 0 && !strcmp(words[4], "/work/feedback") ? 42 : 43; }
END
cc -o graders/public/made accept.c
"#;

#[test]
fn a_grader_is_built_once_and_gets_the_seed() {
    let small = Small::new(MADE);
    let manifest = MANIFEST.replace(
        "run = [\"graders/public/sum\", \"7\"]",
        "run = [\"graders/public/made\", \"${seed}\"], build = [\"graders/public/sum\"]",
    );
    small.write("mfano/challenge.toml", &manifest);
    let (verdict, ..) = small.grade("#!/bin/sh\necho anything\n");
    assert_eq!(verdict, Verdict::Accepted);
    small.write(
        "mfano/graders/public/sum",
        "#!/bin/sh\necho no compiler here >&2\nexit 3\n",
    );
    let fault = small.judge(&small.load(), "#!/bin/sh\necho 4 5\n").unwrap_err();
    let told = fault.to_string();
    assert!(
        told.contains("check `sum`") && told.contains("build: ") && told.contains("no compiler here"),
        "{told}"
    );
}

#[test]
fn a_grader_decides_and_explains() {
    let small = Small::new(SUM);
    let (verdict, points, grade) = small.grade("#!/bin/sh\necho 2 7\n");
    assert_eq!(
        (verdict, points, grade.score),
        (Verdict::Accepted, 1000, 1_000_000)
    );
    assert_eq!(grade.note.as_deref(), Some("siri: 9 7"));
    let (verdict, points, grade) = small.grade("#!/bin/sh\necho 0 9\n");
    assert_eq!((verdict, points, grade.score), (Verdict::Accepted, 500, 500_000));
    let (verdict, points, grade) = small.grade("#!/bin/sh\necho habari\n");
    assert_eq!((verdict, points, grade.score), (Verdict::WrongAnswer, 0, 0));
    let message = grade.message.unwrap().0;
    assert_eq!(
        (message["sw"].as_str(), message["en"].as_str()),
        ("Andika namba mbili.", "Write two numbers.")
    );
}

#[test]
fn a_failed_run_is_not_graded() {
    let small = Small::new(SUM);
    let report = small
        .judge(&small.load(), "#!/bin/sh\necho 4 5\nexit 1\n")
        .unwrap();
    let case = &report.checks[0].cases[0];
    assert_eq!((case.verdict, &case.grade), (Verdict::RuntimeError, &None));
}

#[test]
fn the_author_s_message_reaches_no_team() {
    let small = Small::new(SUM);
    let package = small.load();
    let report = small.judge(&package, "#!/bin/sh\necho 1\n").unwrap();
    let shown = |report: &Report| serde_json::to_string(report).unwrap();
    assert!(shown(&report).contains("siri: 9"));
    let team = shown(&for_team(&report, &package));
    assert!(
        !team.contains("siri") && team.contains("Write two numbers."),
        "{team}"
    );
    let folder = tempfile::tempdir().unwrap();
    let bytes = judge::bundle::bytes(&package).unwrap();
    judge::archive::unpack(bytes.as_slice(), folder.path(), judge::archive::Limits::PACKAGE).unwrap();
    assert!(!folder.path().join("graders/secret").exists());
    let bundle = Package::load_bundle(folder.path()).unwrap();
    let laptop = small.judge(&bundle, "#!/bin/sh\necho 1\n").unwrap();
    assert_eq!(shown(&laptop).replace("siri: 9", ""), shown(&laptop));
    assert_eq!(laptop.checks[0].cases[0].verdict, Verdict::WrongAnswer);
}

#[test]
fn a_grader_stands_alone() {
    let look = "#!/bin/sh\nseen=$(find /work -type f | sort)\necho \"$seen\" > /work/feedback/judgemessage.txt\nexit 42\n";
    let small = Small::new(look);
    small.write("team/own-file", "x");
    let (_, _, grade) =
        small.grade("#!/bin/sh\necho 4 5 > left;  find / -path /usr -prune -o -path /proc -prune -o -path '*graders*' -print; true\n");
    let seen = grade.note.unwrap();
    let expected = "/work/case/ans\n/work/case/in\n/work/graders/public/sum";
    assert_eq!(seen, expected);
}

#[test]
fn a_team_does_not_see_its_grader() {
    let echo = "#!/bin/sh\ncp /dev/stdin /work/feedback/judgemessage.txt 2>/dev/null || cat > /work/feedback/judgemessage.txt\nexit 42\n";
    let (_, _, grade) =
        Small::new(echo).grade("#!/bin/sh\nfind / -path /usr -prune -o -path /proc -prune -o -path '*graders*' -print 2>/dev/null; find /work -type f\n");
    assert_eq!(grade.note.as_deref(), Some("/work/run"));
}

#[test]
fn what_is_no_decision_is_a_fault() {
    let table = [
        ("#!/bin/sh\nexit 0\n", "exit status 0"),
        ("#!/bin/sh\necho shida >&2; exit 1\n", "shida"),
        ("#!/bin/sh\nkill -SEGV $$\n", "signal 11"),
        ("#!/bin/sh\nsleep 30\n", "Wall"),
        ("#!/no/such\n", "started"),
        ("#!/bin/sh\necho 2 > feedback/score.txt; exit 42\n", "score.txt"),
        ("#!/bin/sh\necho 0.5 > feedback/score.txt; exit 43\n", "score.txt"),
        (
            "#!/bin/sh\nln -s /etc/passwd feedback/score.txt; exit 42\n",
            "score.txt",
        ),
    ];
    for (grader, reason) in table {
        let small = Small::new(grader);
        let fault = small.judge(&small.load(), "#!/bin/sh\necho 4 5\n").unwrap_err();
        assert!(matches!(fault, Fault::Grader { .. }), "{fault}");
        assert!(fault.to_string().contains(reason), "{grader}: {fault}");
    }
}

#[test]
fn feedback_that_is_gone_or_replaced_says_nothing() {
    for script in [
        "rm -r feedback",
        "rm -r feedback; ln -s / feedback",
        "rm -r feedback; echo 1 > feedback",
    ] {
        let (verdict, _, grade) =
            Small::new(&format!("#!/bin/sh\n{script}\nexit 42\n")).grade("#!/bin/sh\necho\n");
        assert_eq!(
            (verdict, grade.message, grade.note),
            (Verdict::Accepted, None, None),
            "{script}"
        );
    }
}

fn found(small: &Small) -> (Vec<String>, Vec<String>) {
    let scratch = tempfile::tempdir().unwrap();
    let found = verify(
        &small.load(),
        &*LINUX,
        (&HOST, scratch.path() as &Path),
        &mut |_| {},
    )
    .unwrap();
    let words = |list: &[judge::Finding]| list.iter().map(|f| f.code.word().to_owned()).collect();
    (words(&found.errors), words(&found.warnings))
}

#[test]
fn verification_tries_the_grader_too() {
    assert_eq!(found(&Small::new(SUM)), (vec![], vec![]));
    let (errors, warnings) = found(&Small::new("#!/bin/sh\nexit 42\n"));
    assert_eq!(
        (errors.len(), warnings),
        (0, vec!["verify-grader-generous".to_owned(); 3])
    );
    let fragile = "#!/usr/bin/python3\nimport sys\na, b = map(int, sys.stdin.read().split())\nsys.exit(42 if a + b == 9 else 43)\n";
    assert_eq!(found(&Small::new(fragile)).0, ["verify-grader-fragile"; 3]);
    let (errors, _) = found(&Small::new(
        "#!/bin/sh\ntest \"$(cat)\" = \"4 5\" && exit 1\nexit 43\n",
    ));
    assert_eq!(errors, ["verify-grader", "verify-no-full"]);
}
