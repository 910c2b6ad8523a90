//! A package with services: what travels, what is told of it, and what is not.
use judge::archive::{Limits, unpack};
use judge::redact::for_team;
use judge::{Package, Selection};
use wire::Verdict;

use super::{ASKED, HIDDEN, Small, asks, service};
use crate::house::LINUX;

fn small() -> Small {
    Small::new(
        &format!("{ASKED}{HIDDEN}"),
        &[
            ("checks/public/gate/1.toml", &asks("/wazi", "status = 200")),
            (
                "checks/hidden/gate/tembo.toml",
                &asks("/siri-kubwa", "status = 200"),
            ),
        ],
    )
}

#[test]
fn hidden_requests_do_not_travel_and_are_not_told() {
    let small = small();
    let package = small.load();
    let bytes = judge::bundle::bytes(&package).unwrap();
    let plain = zstd_free(&bytes);
    let folder = tempfile::tempdir().unwrap();
    unpack(bytes.as_slice(), folder.path(), Limits::PACKAGE).unwrap();
    assert!(folder.path().join("checks/public/gate/1.toml").is_file());
    assert!(!folder.path().join("checks/hidden").exists() && !plain.contains("siri-kubwa"));
    let bundle = Package::load_bundle(folder.path()).unwrap_or_else(|invalid| panic!("{invalid}"));
    let run = service("self.say(200 if self.path == '/wazi' else 500)");
    let laptop = small.judge_with(&bundle, &run, (&*LINUX, 1)).unwrap();
    assert_eq!((laptop.verdict, laptop.checks.len()), (Verdict::Accepted, 1));
    let mut job_all = whole(&small, &package, &run);
    job_all.build = None;
    let shown = |report: &wire::Report| serde_json::to_string(report).unwrap();
    assert_eq!(job_all.checks[1].verdict, Verdict::WrongAnswer, "{job_all:#?}");
    assert!(shown(&job_all).contains("siri-kubwa"));
    let team = shown(&for_team(&job_all, &package));
    assert!(!team.contains("siri-kubwa") && !team.contains("tembo"), "{team}");
}

/// All text of all files of an archive.
fn zstd_free(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    unpack(bytes, folder.path(), Limits::PACKAGE).unwrap();
    let mut all = String::new();
    let mut open = vec![folder.path().to_owned()];
    while let Some(path) = open.pop() {
        all.push_str(&path.to_string_lossy());
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
        } else {
            all.push_str(&String::from_utf8_lossy(&std::fs::read(path).unwrap()));
        }
    }
    all
}

fn whole(small: &Small, package: &Package, run: &str) -> wire::Report {
    small.write("team/run", run);
    let scratch = tempfile::tempdir_in(small.folder.path()).unwrap();
    let job = judge::Job {
        package,
        tree: &small.folder.path().join("team"),
        runtime: &crate::house::HOST,
        selection: Selection::All,
        seed: 1,
        identity: judge::Identity::default(),
        local: false,
        scratch: scratch.path(),
    };
    judge::judge(&job, &*LINUX, &mut |_| {}).unwrap()
}

fn refused(prober: &str, files: &[(&str, &str)]) -> String {
    let small = Small::new(prober, files);
    Package::load(&small.folder.path().join("mfano"))
        .unwrap_err()
        .to_string()
}

#[test]
fn what_is_wrong_is_told_with_file_and_line() {
    let right = asks("/", "status = 200");
    let file = "checks/public/gate/1.toml";
    for (prober, name, content, expected) in [
        (
            ASKED,
            file,
            "[[step]]\npath = \"/\"\nexpekt = 1\n",
            "checks/public/gate/1.toml:3: package-unknown-key key=expekt nearest=expect",
        ),
        (
            ASKED,
            file,
            "[[step\n",
            "checks/public/gate/1.toml:1: package-toml-syntax",
        ),
        (
            ASKED,
            "checks/public/gate/a.txt",
            &right,
            "challenge.toml:24: package-no-requests value=checks/public/gate/*.toml",
        ),
        (
            "requests = \"checks/hidden/*\"\n",
            "checks/hidden/1.toml",
            &right,
            "challenge.toml:23: package-public-uses-hidden",
        ),
        (
            "requests = \"checks/public/gate/*\"\ngrader = { run = [\"graders/public/x\"] }\n",
            "graders/public/x",
            "",
            "package-grader-and-requests",
        ),
        (
            "requests = \"checks/public/gate/*\"\ncases = \"data/*\"\n",
            file,
            &right,
            "package-bad-value key=cases",
        ),
        (
            "ready = { path = \"healthz\" }\nrequests = \"checks/public/gate/*\"\n",
            file,
            &right,
            "package-bad-value key=path",
        ),
        (
            "redy = {}\nrequests = \"checks/public/gate/*\"\n",
            file,
            &right,
            "package-unknown-key key=redy nearest=ready",
        ),
        (
            "grader = { run = [\"graders/x\"] }\n",
            "graders/x",
            "",
            "package-grader-hidden",
        ),
        ("", file, &right, "package-missing-key key=requests"),
        (
            "requests = \"checks/public/gate/*\"\n",
            "checks/public/gate/a.txt",
            &right,
            "checks/public/gate/a.txt: package-case-unknown-file",
        ),
    ] {
        let found = refused(prober, &[(name, content)]);
        assert!(found.contains(expected), "{prober}: {found}");
    }
}
