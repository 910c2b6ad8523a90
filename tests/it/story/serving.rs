//! A challenge whose answers are services.
use serde_json::Value;

use crate::harness::{House, copy, lango};

/// The package proves itself; laptop and server say the same of a service; of hidden requests a team hears nothing.
#[test]
fn a_service_is_judged_on_the_laptop_and_on_the_server() {
    let house = House::on_sqlite();
    let author = house.with_challenge(&lango());
    let verified: Value = author
        .cli(&["challenge", "verify", lango().to_str().unwrap(), "--json"])
        .json();
    assert_eq!(
        (&verified["errors"], &verified["references"][0]["ok"]),
        (&serde_json::json!([]), &true.into())
    );
    let ada = house.student("ada");
    ada.makes_team("Blue");
    ada.cli(&["fetch", "lango"]).ok();
    let work = ada.home.join("lango");
    let starter = ada.cli_in(&work, &["check", "--lang", "sw"]);
    let told = starter.stdout.clone();
    assert_eq!(starter.status, 1, "{starter:#?}");
    assert!(
        told.contains("Listen on port") && told.contains("Huduma imemalizika"),
        "{told}"
    );
    for (solution, points) in [("forgetful", 40.0), ("full", 100.0)] {
        copy(&lango().join("solutions").join(solution), &work);
        ada.commit(&work, solution);
        let local: Value = ada.cli_in(&work, &["check", "--json"]).json();
        assert_eq!(local["points"].as_f64(), Some(40.0), "{local}");
        let sent = ada.cli_in(&work, &["submit", "--yes", "--json"]);
        let report: Value = sent.json();
        assert_eq!(report["points"].as_f64(), Some(points), "{report}");
        assert!(
            !sent.stdout.contains("tembo") && !sent.stdout.contains("Siri"),
            "{report}"
        );
    }
}
