//! Power cuts and kills: nothing acknowledged is lost, nothing is judged twice.
use crate::harness::{jumla, stories};

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
