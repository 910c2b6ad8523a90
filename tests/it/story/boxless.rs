//! A machine that cannot hold a box.
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::harness::{Settings, boxless};

/// What the server says until it listens or ends, and how it ended by itself.
fn told(settings: &Settings) -> (String, Option<i32>) {
    let mut child = boxless(settings).stderr(Stdio::piped()).spawn().unwrap();
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
    let (said, ended) = told(&settings);
    assert_eq!(ended, Some(1), "{said}");
    assert!(
        said.contains("This machine cannot hold a box") && said.contains("--workers 0"),
        "{said}"
    );
    settings.workers = 0;
    let (said, ended) = told(&settings);
    assert_eq!(ended, None, "{said}");
    assert!(said.contains("listening address="), "{said}");
}
