//! A grader talks with the service from a box beside it.
use std::path::Path;

use judge::Fault;
use judge::verify::verify;
use wire::{Cause, Limit, Verdict};

use super::{REGISTER, Small, scratch_of, service};
use crate::house::{HOST, LINUX};

const GRADED: &str = "ready = { path = \"/healthz\", within = \"1s\" }\ngrader = { run = [\"graders/public/gate\"], limits = { cpu = \"1s\", wall = \"1s\" } }\ncases = \"data/public/*\"\n[[reference]]\npath = \"solutions/full\"\nexpect = { verdict = \"accepted\", points = 10 }\n";

/// Looks whether the count is what the case says.
const COUNTS: &str = r#"#!/usr/bin/python3
import http.client, json, os, sys
def reject(why):
    open(sys.argv[3] + "/teammessage.txt", "w").write(why)
    sys.exit(43)
try:
    asked = http.client.HTTPConnection("127.0.0.1", int(os.environ["PORT"]), timeout=1)
    asked.request("GET", "/count")
    found = json.loads(asked.getresponse().read(10000))
except Exception as error:
    reject(type(error).__name__)
if found != json.load(open(sys.argv[2])): reject("count")
open(sys.argv[3] + "/score.txt", "w").write("0.5")
sys.exit(42)
"#;

fn small(grader: &str) -> Small {
    Small::new(
        GRADED,
        &[
            ("data/public/1/ans", "{\"count\": 0}"),
            ("graders/public/gate", grader),
            ("solutions/full/run", REGISTER),
        ],
    )
}

#[test]
fn a_grader_asks_and_decides() {
    let small = small(COUNTS);
    let case = small.case(REGISTER);
    assert_eq!(case.verdict, Verdict::Accepted, "{case:#?}");
    assert_eq!(case.grade.unwrap().score, 500_000);
    let case = small.case(&service("self.say(200, b'{}')"));
    assert_eq!(case.verdict, Verdict::WrongAnswer, "{case:#?}");
    assert_eq!(case.grade.unwrap().message.unwrap().0["en"], "count");
    let case = small.case(&service("self.say(200, b'x')"));
    assert_eq!(case.grade.unwrap().message.unwrap().0["en"], "JSONDecodeError");
}

/// Each five times: who failed first must not be a matter of luck.
#[test]
fn who_fails_first_decides() {
    let small = small(COUNTS);
    for _ in 0..5 {
        let case = small.case(&service("os._exit(4)"));
        assert_eq!(case.verdict, Verdict::RuntimeError, "{case:#?}");
        assert!(matches!(
            case.cause,
            Some(Cause::ServiceEnded { status: Some(4), .. })
        ));
    }
    let case = small.case(&service("b = b'x' * (1 << 30)"));
    assert_eq!(
        (case.verdict, case.limit),
        (Verdict::MemoryLimit, Some(Limit::Memory))
    );
    let case = small.case("#!/bin/sh\nsleep 60\n");
    assert!(matches!(case.cause, Some(Cause::NotReady { .. })), "{case:?}");
}

#[test]
fn a_grader_that_does_not_decide_is_a_fault() {
    for grader in ["#!/bin/sh\nexit 1\n", "#!/bin/sh\nsleep 60\n"] {
        let fault = small(grader).try_judge(REGISTER).unwrap_err();
        assert!(matches!(fault, Fault::Grader { .. }), "{fault}");
    }
}

/// They share ports and nothing else.
#[test]
fn service_and_grader_do_not_meet() {
    let grader = r#"#!/usr/bin/python3
import http.client, os, socket, sys
def told(name, text): open(sys.argv[3] + "/" + name, "w").write(text)
asked = http.client.HTTPConnection("127.0.0.1", int(os.environ["PORT"]))
asked.request("GET", "/look")
other = asked.getresponse().read().decode()
try: socket.socket(socket.AF_UNIX); own = "local"
except OSError: own = "none"
own += repr([p for p in os.listdir("/proc") if p.isdigit() and int(p) > 2]) + repr(sorted(os.listdir("/work")))
told("teammessage.txt", other + " " + own)
sys.exit(42)
"#;
    let look = "hide = socket.socket(socket.AF_UNIX); hide.bind('\\0here'); hide.listen(); open('/tmp/left', 'w')\n        \
        others = [p for p in os.listdir('/proc') if p.isdigit() and int(p) not in (1, os.getpid())]\n        \
        self.say(200, repr((others, os.path.exists('/work/case'), os.path.exists('/work/graders'))).encode())";
    let case = small(grader).case(&service(look));
    let told = case.grade.unwrap().message.unwrap().0["en"].clone();
    assert_eq!(told, "([], False, False) none[]['case', 'feedback', 'graders']");
}

/// Without cases there is one.
#[test]
fn a_grader_needs_no_cases() {
    let prober = GRADED.replace("cases = \"data/public/*\"\n", "");
    let files = [
        ("graders/public/gate", "#!/bin/sh\nexit 42\n"),
        ("solutions/full/run", REGISTER),
    ];
    let case = Small::new(&prober, &files).case(REGISTER);
    assert_eq!((case.id.as_str(), case.verdict), ("service", Verdict::Accepted));
}

fn verified(small: &Small) -> (Vec<String>, Vec<String>) {
    let scratch = scratch_of(small.folder.path());
    let found = verify(
        &small.load(),
        &*LINUX,
        (&HOST, scratch.as_path() as &Path),
        &mut |_| {},
    )
    .unwrap();
    let words = |list: &[judge::Finding]| list.iter().map(|f| f.code.word().to_owned()).collect();
    (words(&found.errors), words(&found.warnings))
}

#[test]
fn verification_tries_the_grader_on_nothing() {
    let full = COUNTS.replace("\"0.5\"", "\"1\"");
    assert_eq!(verified(&small(&full)), (vec![], vec![]));
    let (errors, warnings) = verified(&small("#!/bin/sh\nexit 42\n"));
    assert_eq!(
        (errors, warnings),
        (vec![], vec!["verify-grader-generous".to_owned()])
    );
    let fragile = full.replace("except Exception", "except KeyError");
    assert_eq!(verified(&small(&fragile)).0, ["verify-grader-fragile"]);
}
