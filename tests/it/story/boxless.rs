//! A machine that cannot hold a box, or none whose limits are counted.
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::harness::{SERVER, Settings, boxless, groupless, path};

/// What the server says until it listens or ends, and how it ended by itself.
fn told(mut server: Command) -> (String, Option<i32>) {
    let mut child = server.stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    for line in BufReader::new(child.stderr.take().unwrap()).lines() {
        said.push_str(&(line.unwrap() + "\n"));
        if said.contains("listening address=") {
            child.kill().unwrap();
            break;
        }
    }
    (said, child.wait().unwrap().code())
}

/// Nobody may rely on it to judge: it ends before it listens, and says why. To judge nothing, it needs no box.
#[test]
fn a_server_that_cannot_judge_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Settings {
        data: folder.path().join("data"),
        database: None,
        workers: 1,
        push_wait: 0,
    };
    let (said, ended) = told(boxless(&settings));
    assert_eq!(ended, Some(1), "{said}");
    assert!(
        said.contains("This machine cannot hold a box") && said.contains("--workers 0"),
        "{said}"
    );
    settings.workers = 0;
    let (said, ended) = told(boxless(&settings));
    assert_eq!(ended, None, "{said}");
    assert!(said.contains("listening address="), "{said}");
}

/// Where nothing counts what programs use, nobody judges without knowing it.
#[test]
fn a_server_that_cannot_count_judges_only_when_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Settings {
        data: folder.path().join("data"),
        database: None,
        workers: 1,
        push_wait: 0,
    };
    let Some(mut plain) = groupless(&settings) else {
        return;
    };
    plain.env("UBUNIFU_LANG", "sw");
    let (said, ended) = told(plain);
    assert_eq!(ended, Some(1), "{said}");
    for part in [
        "hakuna cgroup",
        "Delegate=yes",
        "root",
        "--allow-uncounted",
        "v1: ",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    for how in ["flag", "environment", "no workers"] {
        let mut server = groupless(&settings).unwrap();
        match how {
            "flag" => server.arg("--allow-uncounted"),
            "environment" => server.env("UBUNIFU_ALLOW_UNCOUNTED", "1"),
            _ => {
                settings.workers = 0;
                server = groupless(&settings).unwrap();
                &mut server
            }
        };
        let (said, ended) = told(server);
        assert_eq!(ended, None, "{how}: {said}");
        assert_eq!(
            said.contains("no control group counts"),
            how != "no workers",
            "{said}"
        );
    }
}

/// An operator sees what was tried, in words and as a document.
#[test]
fn an_operator_tries_what_a_box_holds() {
    let doctor = |lang: &str, more: &[&str]| {
        let mut command = Command::new(SERVER);
        command.args(["admin", "doctor"]).args(more);
        let done = command
            .env_clear()
            .env("PATH", path())
            .env("UBUNIFU_LANG", lang)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        (
            done.status.code(),
            said,
            String::from_utf8_lossy(&done.stderr).into_owned(),
        )
    };
    let (ended, said, error) = doctor("en", &["--json"]);
    assert_eq!(ended, Some(0), "{said}{error}");
    let found: serde_json::Value = serde_json::from_str(&said).unwrap();
    let probes = found["probes"].as_array().unwrap();
    assert!(
        probes.len() >= 6 && probes.iter().all(|probe| probe["held"] == true),
        "{said}"
    );
    let (ended, said, error) = doctor("sw", &[]);
    assert_eq!(ended, Some(0), "{said}{error}");
    assert!(
        said.matches("✓ sawa").count() == probes.len() && said.contains("Kikomo cha kumbukumbu"),
        "{said}"
    );
}
