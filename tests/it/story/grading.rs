//! A challenge whose answers are compared, graded by a program of the author, and talked about with one.
use serde_json::{Value, json};

use crate::harness::{House, copy, ngome};

/// What the report says of each group: verdict and points.
fn groups(report: &Value) -> Vec<(String, Value)> {
    let groups = report["groups"].as_array().into_iter().flatten();
    let said = groups.map(|g| {
        (
            g["verdict"].as_str().unwrap_or_default().to_owned(),
            g["points"].clone(),
        )
    });
    said.collect()
}

/// The box of the workers joins two programs as well; of what hidden cases hold a team hears nothing.
#[test]
fn graded_and_interactive_checks_are_judged_on_the_server() {
    let house = House::on_sqlite();
    house.with_challenge(&ngome());
    let ada = house.student("ada");
    ada.makes_team("Blue");
    ada.cli(&["fetch", "ngome"]).ok();
    let work = ada.home.join("ngome");
    for (solution, verdict, points) in [
        ("naive", "wrong-answer", [0, 0, 0, 0]),
        ("full", "accepted", [20, 40, 20, 20]),
    ] {
        copy(&ngome().join("solutions").join(solution), &work);
        ada.commit(&work, solution);
        let sent = ada.cli_in(&work, &["submit", "--yes", "--json"]);
        let report: Value = sent.json();
        let expected: Vec<_> = points.map(|p| (verdict.to_owned(), json!(p))).into();
        assert_eq!(groups(&report), expected, "{report:#}");
        let checks: Vec<_> = report["checks"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|c| c["id"].clone())
            .collect();
        assert_eq!(checks, ["sum", "unit", "sum-hidden", "guess"], "{report:#}");
        // Words of a hidden case, and of one that its grader repeats to the team.
        for secret in ["kifaru", "pundamilia"] {
            assert!(!sent.stdout.contains(secret), "{report:#}");
        }
    }
}
