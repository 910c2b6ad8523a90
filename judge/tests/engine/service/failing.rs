//! Each way to fail has its verdict and its cause.
use wire::{Cause, Limit, NoReply, Part, Verdict};

use super::{FLOW, REGISTER, Small, asks, service};

fn asked(cause: &Option<Cause>) -> (&str, &str) {
    match cause {
        Some(Cause::Reply { asked, .. } | Cause::NoReply { asked, .. }) => (&asked.step, &asked.path),
        Some(Cause::ServiceEnded {
            asked: Some(asked), ..
        }) => (&asked.step, &asked.path),
        _ => ("", ""),
    }
}

/// What is replaced in the register, by what; where it is found out; what was expected there, and what there was.
const WRONG: [(&str, &str, &str, Part, &str, &str, &str); 6] = [
    (
        "\"/count\": return self.reply(200",
        "\"/count\": return self.reply(500",
        "nobody yet",
        Part::Status,
        "",
        "200",
        "500",
    ),
    (
        "{\"count\": len(people)}",
        "[1]",
        "nobody yet",
        Part::Json,
        "$",
        "{\"count\":0}",
        "[1]",
    ),
    (
        "\"application/json\"",
        "\"text/plain\"",
        "log in",
        Part::Header,
        "content-type",
        "application/json",
        "text/plain",
    ),
    (
        "{\"token\": token.split()[1]}",
        "{\"t\": 1}",
        "log in",
        Part::Json,
        "$.token",
        "{ type = \"string\" }",
        "{ absent = true }",
    ),
    (
        "{**person, ",
        "{**person, \"error\": None, ",
        "add",
        Part::Json,
        "$.error",
        "{ absent = true }",
        "null",
    ),
    (
        "\"k\": 1.5",
        "\"k\": \"1.5\\x1b\"",
        "add",
        Part::Json,
        "$.tags",
        "{ contains = {\"k\":1.5} }",
        "[\"new\",{\"k\":\"1.5\\u001b\"}]",
    ),
];

#[test]
fn a_wrong_reply_is_told_with_its_place() {
    let small = Small::asking(FLOW);
    for (from, to, step, part, place, expected, actual) in WRONG {
        let broken = REGISTER.replace(from, to);
        assert_ne!(broken, REGISTER, "{from}");
        let case = small.case(&broken);
        assert_eq!(case.verdict, Verdict::WrongAnswer, "{to}: {case:#?}");
        assert_eq!(asked(&case.cause).0, step, "{to}");
        let Some(Cause::Reply {
            part: p,
            place: at,
            expected: e,
            actual: a,
            ..
        }) = case.cause
        else {
            panic!("{to}: {case:?}")
        };
        assert_eq!(
            (p, at.unwrap_or_default().as_str(), e.as_str(), a.as_str()),
            (part, place, expected, actual),
            "{to}"
        );
    }
}

#[test]
fn what_is_no_reply_is_told_as_what_it_is() {
    let small = Small::asking(&format!(
        "{}[[step]]\npath = \"/b\"\nwithin = \"400ms\"\nexpect.status = 200\n",
        asks("/a", "status = 200")
    ));
    let table = [
        ("time.sleep(3)", NoReply::Late, Verdict::TimeLimit),
        (
            "self.connection.close(); self.wfile = self.rfile",
            NoReply::Closed,
            Verdict::WrongAnswer,
        ),
        (
            "self.wfile.write(b'SSH-2.0-x\\r\\n')",
            NoReply::Garbled,
            Verdict::WrongAnswer,
        ),
        (
            "self.wfile.write(b'HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nhi')",
            NoReply::Closed,
            Verdict::WrongAnswer,
        ),
        // A head that drips in, byte by byte, for ever.
        (
            "self.wfile.write(b'HTTP/1.1 200 OK\\r\\n')\n        while 1: self.wfile.write(b'a'); time.sleep(0.02)",
            NoReply::Late,
            Verdict::TimeLimit,
        ),
        (
            "self.say(200)\n        for _ in range(20): self.wfile.write(b'x' * (1 << 20))",
            NoReply::TooLong,
            Verdict::WrongAnswer,
        ),
    ];
    for (statement, problem, verdict) in table {
        let run = service(&format!(
            "if self.path == '/a': return self.say(200)\n        {statement}"
        ));
        let case = small.case(&run);
        assert_eq!(case.verdict, verdict, "{statement}: {case:#?}");
        assert_eq!(asked(&case.cause), ("2", "/b"), "{statement}");
        assert!(
            matches!(case.cause, Some(Cause::NoReply { problem: p, .. }) if p == problem),
            "{statement}: {case:?}"
        );
    }
}

#[test]
fn an_end_of_its_own_is_told_with_its_last_words() {
    let small = Small::asking(&asks("/a", "status = 200"));
    for (statement, status, signal) in [
        (
            "print('kwaheri', file=sys.stderr, flush=True); os._exit(3)",
            Some(3),
            None,
        ),
        (
            "print('kwaheri', file=sys.stderr, flush=True); os._exit(0)",
            Some(0),
            None,
        ),
        (
            "print('kwaheri', file=sys.stderr, flush=True); os.kill(os.getpid(), 11)",
            None,
            Some(11),
        ),
    ] {
        let case = small.case(&service(statement));
        assert_eq!(case.verdict, Verdict::RuntimeError, "{case:#?}");
        assert_eq!(asked(&case.cause), ("1", "/a"));
        let Some(Cause::ServiceEnded {
            status: st,
            signal: si,
            stderr,
            ..
        }) = case.cause
        else {
            panic!("{case:?}")
        };
        assert_eq!((st, si), (status, signal));
        assert!(stderr.contains("kwaheri"), "{stderr}");
    }
    // The reply came whole: what it does after the last one is its own affair.
    let after = service("self.say(200); self.wfile.flush(); self.connection.close(); os._exit(1)");
    assert_eq!(small.case(&after).verdict, Verdict::Accepted);
}

#[test]
fn one_that_is_not_ready_says_why() {
    let small = Small::asking(&asks("/a", "status = 200"));
    let case = small.case("#!/bin/sh\necho bado >&2\nexec sleep 60\n");
    assert_eq!(case.verdict, Verdict::TimeLimit);
    assert_eq!(
        case.cause,
        Some(Cause::NotReady {
            path: Some("/healthz".to_owned()),
            within_ms: 2000,
            stderr: "bado\n".to_owned()
        })
    );
    let case = small.case("#!/bin/sh\necho shida >&2\nexit 2\n");
    assert_eq!(case.verdict, Verdict::RuntimeError);
    assert!(
        matches!(&case.cause, Some(Cause::ServiceEnded { asked: None, status: Some(2), stderr, .. }) if stderr == "shida\n"),
        "{case:?}"
    );
    let case = small.case("#!/no/such\n");
    assert_eq!(
        case.cause,
        Some(Cause::NotStarted {
            command: "./run serve".to_owned()
        })
    );
    let case = small.case(&service("pass").replace("self.say(204)", "self.say(503)"));
    assert!(matches!(case.cause, Some(Cause::NotReady { .. })), "{case:?}");
}

#[test]
fn a_limit_is_told_as_that_limit() {
    let small = Small::asking(&asks("/a", "status = 200").repeat(3));
    let table = [
        ("while True: pass", Limit::Cpu, Verdict::TimeLimit),
        ("time.sleep(9)", Limit::Wall, Verdict::TimeLimit),
        ("b = b'x' * (1 << 30)", Limit::Memory, Verdict::MemoryLimit),
        (
            "while True: print('x' * 9999, flush=True)",
            Limit::Output,
            Verdict::OutputLimit,
        ),
        (
            "f = open('/tmp/x', 'wb')\n        while True: f.write(bytes(1 << 20))",
            Limit::Disk,
            Verdict::OutputLimit,
        ),
    ];
    for (statement, limit, verdict) in table {
        let case = small.case(&service(statement));
        assert_eq!(
            (case.verdict, case.limit),
            (verdict, Some(limit)),
            "{statement}: {case:#?}"
        );
    }
}

/// Without a path, a connection that is taken is enough.
#[test]
fn ready_may_mean_that_somebody_listens() {
    let prober = "requests = \"checks/public/gate/1.toml\"\n";
    let small = Small::new(
        prober,
        &[("checks/public/gate/1.toml", &asks("/a", "status = 200"))],
    );
    let late = service("self.say(200)").replace("import http", "import time; time.sleep(0.3)\nimport http");
    assert_eq!(small.case(&late).verdict, Verdict::Accepted);
}
