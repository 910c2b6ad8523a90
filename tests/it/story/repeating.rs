//! The same content again: its report counts again, nothing is run, and whoever looks is told so.
use serde_json::Value;

use crate::harness::{House, jumla, stories};

/// Judgings for which something was run.
fn runs(house: &House) -> u64 {
    house.count("judging WHERE reused_id IS NULL")
}

stories! {
    fn equal_content_is_judged_once(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let work = ada.repository_of("work", &jumla().join("solutions/partial"));
        let first = ada.pushes(&work, "blue", "jumla");
        let report = ada.waits_for_report(&first["submission"]);
        assert!(report["reused"].is_null(), "{report}");

        // Another commit, the same files.
        ada.commit(&work, "the same");
        let second = ada.pushes(&work, "blue", "jumla");
        assert_ne!(first["submission"], second["submission"]);
        assert_eq!(first["tree"], second["tree"]);
        let again = ada.waits_for_report(&second["submission"]);
        assert_eq!((&again["reused"], &again["submission"]), (&first["submission"], &second["submission"]));
        assert_eq!((&again["points"], &again["checks"]), (&report["points"], &report["checks"]));
        assert_eq!((house.count("judging"), runs(house), house.count("letter")), (2, 1, 0));

        // A third names the first too; the CLI says it.
        ada.commit(&work, "and again");
        let third = ada.pushes(&work, "blue", "jumla");
        assert_eq!(ada.waits_for_report(&third["submission"])["reused"], first["submission"]);
        let told = ada.cli(&["watch", third["submission"].as_str().unwrap()]).stdout;
        assert!(told.contains(first["submission"].as_str().unwrap()), "{told}");

        // Other content, another team, another version: each is judged by itself.
        ada.commits_anew(&work, "other");
        let other = ada.pushes(&work, "blue", "jumla");
        assert!(ada.waits_for_report(&other["submission"])["reused"].is_null());
        let ben = house.student("ben");
        ben.makes_team("Red");
        let copy = ben.repository_of("work", &jumla().join("solutions/partial"));
        let his = ben.pushes(&copy, "red", "jumla");
        assert_eq!(his["tree"], first["tree"]);
        assert!(ben.waits_for_report(&his["submission"])["reused"].is_null());
        assert_eq!((house.count("judging"), runs(house)), (5, 3));
    }

    /// A waiting push hears why it was so quick.
    fn a_push_is_told_of_it(house) {
        house.with_jumla();
        house.lets_pushes_wait(60);
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let work = ada.repository_of("work", &jumla().join("solutions/full"));
        let first: Value = ada.pushes(&work, "blue", "jumla");
        ada.commit(&work, "the same");
        let address = ada.repository("blue", "jumla");
        let told = ada.git(&work, &["push", &address, "HEAD:main"]).stderr;
        let line = format!("ripoti ya wasilisho {} inatumika tena", first["submission"].as_str().unwrap());
        assert!(told.contains(&line) && told.contains("100/100"), "{told}");
    }
}
