//! Power cuts and kills: nothing acknowledged is lost, nothing is judged twice.
use std::process::Command;

use serde_json::Value;

use crate::harness::{Output, SERVER, fresh_database, jumla, root, stories};

/// A short run of the loop that kills server, worker and client at random points; `tests/bench/crash` runs it long.
fn kill_at_random_points(database: &[&str]) {
    let mut command = Command::new(root().join("tests/bench/crash"));
    command
        .args([
            "--submissions",
            "12",
            "--students",
            "4",
            "--seed",
            "4",
            "--pause",
            "1",
        ])
        .args(database)
        .args(["--cli", env!("CARGO_BIN_EXE_ubunifu-under-test")])
        .args(["--server", SERVER]);
    let output = Output::of(&mut command);
    let told: Value = serde_json::from_str(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:#?}"));
    assert_eq!(
        (&told["receipts"], &told["judgings"]),
        (&12.into(), &12.into()),
        "{output:#?}"
    );
    assert_eq!(
        (&told["wrong"], output.status),
        (&serde_json::json!([]), 0),
        "{output:#?}"
    );
    assert!(told["kills"]["serve"].as_u64() > Some(0), "{told}");
}

#[test]
fn killed_at_random_points_on_sqlite() {
    kill_at_random_points(&[]);
}

#[test]
fn killed_at_random_points_on_postgres() {
    kill_at_random_points(&["--database", "postgres", "--postgres-url", &fresh_database()]);
}

stories! {
    /// The server dies between receipt and judging; after its return the submission is judged once.
    fn killed_between_push_and_judging(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        house.crash_and_restart(0);
        let ada = ada.at(&house.address());
        let work = ada.repository_of("work", &jumla().join("solutions/full"));
        let receipt = ada.pushes(&work, "blue", "jumla");
        assert_eq!(ada.get(&format!("/v1/submissions/{}", receipt["submission"].as_str().unwrap())).is(200)["state"], "queued");

        house.crash_and_restart(1);
        let ada = ada.at(&house.address());
        let report = ada.waits_for_report(&receipt["submission"]);
        assert_eq!(report["points"], 100);
        assert_eq!(house.count("judging"), 1);
        assert_eq!(house.count("letter"), 0);
    }

    /// The server dies while the judge works; the lease comes back and the submission is judged once.
    fn killed_while_judging(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let work = ada.repository_of("work", &jumla().join("solutions/slow"));
        let receipt = ada.pushes(&work, "blue", "jumla");
        std::thread::sleep(std::time::Duration::from_millis(400));

        house.crash_and_restart(1);
        let ada = ada.at(&house.address());
        assert_eq!(ada.waits_for_report(&receipt["submission"])["points"], 80);
        assert_eq!(house.count("judging"), 1);
        assert_eq!(ada.reads_board(), [(1, "blue".to_owned(), 80.0)]);
    }
}
