//! Services in the real box: what the judge asks of them, and what they try.
mod failing;
mod grading;
mod hostile;
mod package;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use judge::sandbox::Sandbox;
use judge::{Fault, Identity, Job, Package, Selection, judge};
use tempfile::TempDir;
use wire::{CaseReport, Cause, Report, Verdict};

use crate::house::{HOST, LINUX};

const HEAD: &str = r#"format = "challenge/1"
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
wall = "3s"
output = "64KiB"
[[check]]
id = "gate"
group = "public"
kind = "service"
title = { sw = "Lango", en = "Gate" }
start = ["./run", "serve"]
"#;

/// The judge asks.
const ASKED: &str =
    "ready = { path = \"/healthz\", within = \"2s\" }\nrequests = \"checks/public/gate/*.toml\"\n";

/// A hidden check beside it.
const HIDDEN: &str = r#"[[group]]
id = "hidden"
points = 5
visibility = "hidden"
[[check]]
id = "secret"
group = "hidden"
kind = "service"
title = { sw = "Siri", en = "Secret" }
start = ["./run", "serve"]
requests = "checks/hidden/gate/*.toml"
"#;

/// A small register of people, in memory, with a log-in.
const REGISTER: &str = r#"#!/usr/bin/python3
import http.server, json, os, sys, urllib.parse
people, tokens = {}, {}
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *args): pass
    def reply(self, status, value=None, **headers):
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers.items(): self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))
    def do_GET(self):
        if self.path == "/healthz": return self.reply(200)
        if self.path == "/count": return self.reply(200, {"count": len(people)})
        if self.headers.get("Authorization") not in tokens: return self.reply(401, {"error": "who?"})
        person = people.get(self.path)
        return self.reply(200, person) if person else self.reply(404)
    def do_POST(self):
        if self.path == "/login":
            form = urllib.parse.parse_qs(self.body().decode())
            token = "Bearer " + form["name"][0][::-1]
            tokens[token] = True
            return self.reply(200, {"token": token.split()[1]}, Set_Cookie="sid=s1; HttpOnly")
        if self.headers.get("Cookie") != "sid=s1": return self.reply(403)
        person = json.loads(self.body())
        path = "/people/" + str(len(people) + 7)
        people[path] = {**person, "id": len(people) + 7, "tags": ["new", {"k": 1.5}]}
        self.reply(201, people[path], Location=f"http://localhost:{os.environ['PORT']}{path}")
assert sys.argv[1:] == ["serve"]
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"#;

/// Everything that a file of requests can say.
const FLOW: &str = r#"
[[step]]
name = "nobody yet"
path = "/count"
expect = { status = 200, json = { "$" = { equals = { count = 0 } } } }

[[step]]
name = "log in"
method = "POST"
path = "/login"
form = { name = "${uuid}" }
expect = { status = 200, headers = { content-type = "application/json" }, json = { "$.token" = { type = "string", length = 36 } } }
capture = { token = "$.token", sid = { cookie = "sid" } }

[[step]]
name = "add"
method = "POST"
path = "/people"
headers = { Cookie = "sid=${sid}" }
json = { name = "Asha ${seed}", age = 20, code = "${seed}" }
expect = { status = [200, 201], json = { "$.name" = "Asha ${seed}", "$.code" = "${seed}", "$.tags" = { contains = { k = 1.5 } }, "$.tags[1].k" = { number = 1.4, tolerance = 0.2 }, "$.error" = { absent = true } } }
capture = { id = "$.id", place = { header = "location" } }

[[step]]
name = "look"
path = "${place}"
headers = { authorization = "Bearer ${token}" }
expect = { status = 200, json = { "$.id" = "${id}", "$.name" = { matches = "^Asha [0-9]+$" }, "$.age" = { min = 18, max = 30 } }, body = { contains = "Asha" } }

[[step]]
name = "not there"
path = "/people/${id}0"
headers = { authorization = "Bearer ${token}" }
expect = { status = 404, body = "" }
"#;

/// One request whose reply is looked at.
fn asks(path: &str, expect: &str) -> String {
    format!("[[step]]\npath = \"{path}\"\nexpect = {{ {expect} }}\n")
}

/// A service that answers `/healthz`, and any other path by this Python statement in its handler.
fn service(statement: &str) -> String {
    format!(
        r#"#!/usr/bin/python3
import http.server, os, socket, sys, time
class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args): pass
    def say(self, status, body=b"", **headers):
        self.send_response(status)
        for name, text in headers.items(): self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        if self.path == "/healthz": return self.say(204)
        {statement}
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"#
    )
}

struct Small {
    folder: TempDir,
}

impl Small {
    /// A package with this prober and these files.
    fn new(prober: &str, files: &[(&str, &str)]) -> Self {
        let small = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        small.write("mfano/challenge.toml", &format!("{HEAD}{prober}"));
        small.write("mfano/statement.sw.md", "# Mfano\n");
        small.write("mfano/statement.en.md", "# Example\n");
        for (path, content) in files {
            small.write(&format!("mfano/{path}"), content);
        }
        small
    }

    /// A package with one file of requests.
    fn asking(requests: &str) -> Self {
        Self::new(ASKED, &[("checks/public/gate/1.toml", requests)])
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

    fn judge_with(
        &self,
        package: &Package,
        run: &str,
        (sandbox, seed): (&dyn Sandbox, u64),
    ) -> Result<Report, Fault> {
        self.write("team/run", run);
        let scratch = tempfile::tempdir_in(self.folder.path()).unwrap();
        let job = Job {
            package,
            tree: &self.folder.path().join("team"),
            runtime: &HOST,
            selection: if package.bundle {
                Selection::Public
            } else {
                Selection::All
            },
            seed,
            identity: Identity::default(),
            local: true,
            scratch: scratch.path(),
        };
        judge(&job, sandbox, &mut |_| {})
    }

    fn try_judge(&self, run: &str) -> Result<Report, Fault> {
        self.judge_with(&self.load(), run, (&*LINUX, 1))
    }

    fn judge(&self, run: &str) -> Report {
        self.try_judge(run).unwrap()
    }

    fn case(&self, run: &str) -> CaseReport {
        self.judge(run).checks[0].cases[0].clone()
    }
}

fn scratch_of(folder: &Path) -> std::path::PathBuf {
    let scratch = folder.join("scratch");
    fs::create_dir_all(&scratch).unwrap();
    scratch
}

#[test]
fn a_right_service_is_accepted() {
    let small = Small::asking(FLOW);
    let package = small.load();
    for seed in [1, 2] {
        let report = small.judge_with(&package, REGISTER, (&*LINUX, seed)).unwrap();
        assert_eq!(report.verdict, Verdict::Accepted, "{report:#?}");
        let case = &report.checks[0].cases[0];
        assert_eq!((case.id.as_str(), case.limit, &case.cause), ("1", None, &None));
        assert!(case.cpu_ms > 0 && case.peak_kib > 1000, "{case:?}");
    }
}

/// Three cases that each find an empty register: what one left is gone.
#[test]
fn every_case_has_a_fresh_start() {
    let files = ["1", "2", "10"].map(|name| format!("checks/public/gate/{name}.toml"));
    let files: Vec<_> = files.iter().map(|path| (path.as_str(), FLOW)).collect();
    let keeps = REGISTER.replace(
        "people, tokens = {}, {}",
        "people, tokens = {}, {}\nfor place in ('/tmp', '/dev/shm', '/work'):\n    if os.path.exists(place + '/left'): people['old'] = 1\n    open(place + '/left', 'w')",
    );
    let report = Small::new(ASKED, &files).judge(&keeps);
    assert_eq!(report.verdict, Verdict::Accepted, "{report:#?}");
    let ids: Vec<_> = report.checks[0].cases.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, ["1", "2", "10"]);
}

/// What is asked in hidden checks is other in another judging, so that replies cannot be written down before; public
/// checks ask on a server what they ask on a laptop.
#[test]
fn equal_seeds_ask_equally() {
    let echo = asks("/echo/${seed}", "status = 299");
    let files = ["checks/public/gate/1.toml", "checks/hidden/gate/1.toml"];
    let small = Small::new(
        &format!("{ASKED}{HIDDEN}"),
        &files.map(|file| (file, echo.as_str())),
    );
    let package = small.load();
    let run = service("self.say(200, (os.environ['PORT'] + self.path).encode())");
    let asked = [0, 1, 1, 2].map(|seed| {
        let report = small.judge_with(&package, &run, (&*LINUX, seed)).unwrap();
        let told = |at: usize| match report.checks[at].cases[0].cause.clone() {
            Some(Cause::Reply { body, .. }) => body,
            other => panic!("{other:?}"),
        };
        [told(0), told(1)]
    });
    let [laptop, one, again, two] = &asked;
    assert!(asked.iter().all(|[public, _]| *public == laptop[0]), "{asked:?}");
    assert!(
        one[1] == again[1] && one[1] != two[1] && one[1] != laptop[1],
        "{asked:?}"
    );
}

/// As a person who has no right on this machine, without control groups.
#[test]
fn without_control_groups_all_the_same() {
    let linux = judge::sandbox::Linux::with_helper(env!("CARGO_BIN_EXE_judge-box").into(), false).unwrap();
    let small = Small::asking(FLOW);
    let report = small.judge_with(&small.load(), REGISTER, (&linux, 1)).unwrap();
    assert_eq!(report.verdict, Verdict::Accepted, "{report:#?}");
}
