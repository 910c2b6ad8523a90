//! Services that mean harm.
use std::net::TcpListener;
use std::time::{Duration, Instant};

use wire::{Cause, Verdict};

use super::{Small, asks, service};

/// What a service says of itself in the body of a reply that is refused.
fn confession(statement: &str) -> String {
    let case = Small::asking(&asks("/a", "status = 299")).case(&service(statement));
    match case.cause {
        Some(Cause::Reply { body, .. }) => body,
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_sees_neither_the_requests_nor_the_host() {
    let host = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = host.local_addr().unwrap().port();
    let reach = format!(
        "r = []\n        for where in [('127.0.0.1', {port}), ('10.0.0.1', 80)]:\n            try: socket.create_connection(where, 1); r.append('reached')\n            except OSError as e: r.append(e.errno)\n        \
         self.say(200, repr(r).encode())"
    );
    assert_eq!(confession(&reach), "[111, 101]");
    let look = "import subprocess as s; self.say(200, s.getoutput(\"find / -path /usr -prune -o -path /opt -prune -o -path /proc -prune -o \\\\( -name '*.toml' -o -name 'checks*' \\\\) -print 2>/dev/null; ls /work\").encode())";
    assert_eq!(confession(look), "run");
}

/// Nothing tells a connection of the judge from any other: no local socket, no process, no file of it is near.
#[test]
fn it_cannot_tell_who_asks() {
    let look = "import glob; own = str(os.getpid()); others = [p for p in os.listdir('/proc') if p.isdigit() and p not in (own, '1')]\n        \
        unix = [l for l in open('/proc/self/net/unix').read().split('\\n')[1:] if l]\n        \
        self.say(200, repr((others, unix, self.client_address[0], sorted(self.headers.keys()))).encode())";
    assert_eq!(
        confession(look),
        "([], [], '127.0.0.1', ['accept', 'connection', 'host'])"
    );
}

/// Processes that ignore every signal and left the session end with the case, and nobody waits for them.
#[test]
fn it_ends_when_it_is_not_needed_any_more() {
    let fork = "import signal\n        for s in (1, 2, 15): signal.signal(s, signal.SIG_IGN) if False else None\n        \
        if os.fork() == 0:\n            os.setsid()\n            if os.fork() == 0:\n                while True: time.sleep(1)\n            os._exit(0)\n        self.say(200)";
    let small = Small::asking(&asks("/a", "status = 200"));
    let began = Instant::now();
    let report = small.judge(&service(fork));
    assert_eq!(report.verdict, Verdict::Accepted, "{report:#?}");
    assert!(began.elapsed() < Duration::from_secs(4));
}

/// One that goes to the background has ended: it stays where it was started.
#[test]
fn a_daemon_has_ended() {
    let run = service("self.say(200)").replace("class Handler", "if os.fork(): os._exit(0)\nclass Handler");
    let case = Small::asking(&asks("/a", "status = 200")).case(&run);
    assert_eq!(case.verdict, Verdict::RuntimeError, "{case:#?}");
    assert!(matches!(
        case.cause,
        Some(Cause::ServiceEnded { status: Some(0), .. })
    ));
}

/// What it sends to be kept ends neither a path nor a header.
#[test]
fn what_is_captured_stays_a_value() {
    let requests = r#"
[[step]]
path = "/a"
expect.status = 200
capture = { x = "$.x" }
[[step]]
path = "/b/${x}"
headers = { y = "${x}" }
expect.status = 200
"#;
    let small = Small::asking(requests);
    let run = |value: &str| {
        service(&format!(
            "self.say(200, b'{{\"x\": \"{value}\"}}') if self.path == '/a' else self.say(201, self.path.encode() + b'|' + self.headers['y'].encode('latin-1'))"
        ))
    };
    let case = small.case(&run("1\\\\r\\\\nEvil: yes"));
    assert!(
        matches!(&case.cause, Some(Cause::Reply { asked, expected, .. }) if asked.step == "1" && expected == "{ capture = \"x\" }"),
        "{case:?}"
    );
    let case = small.case(&run("a b?<"));
    assert!(
        matches!(&case.cause, Some(Cause::Reply { body, .. }) if body == "/b/a%20b?%3C|a b?<"),
        "{case:?}"
    );
}

/// A reply of many levels, and one of nothing but opening brackets.
#[test]
fn deep_json_is_no_json() {
    let small = Small::asking(&asks(
        "/a",
        "status = 200, json = { \"$\" = { type = \"array\" } }",
    ));
    let case = small.case(&service("self.say(200, b'[' * 1000000)"));
    assert_eq!(case.verdict, Verdict::WrongAnswer);
}
