//! A student's day with the CLI: fetch, check, submit, watch, board.
use serde_json::Value;

use crate::harness::{Actor, House, copy, jumla, stories};

/// Ada with a team, in a fetched folder that holds `solution`, committed.
fn ada_with(house: &House, solution: &str) -> (Actor, std::path::PathBuf) {
    house.with_jumla();
    let ada = house.student("ada");
    ada.makes_team("Blue");
    ada.cli(&["fetch", "jumla"]).ok();
    let work = ada.home.join("jumla");
    copy(&jumla().join("solutions").join(solution), &work);
    ada.commit(&work, solution);
    (ada, work)
}

stories! {
    /// From an empty folder to 100 points: what the laptop says of the public group, the server says too.
    fn fetch_check_submit_board(house) {
        let (ada, work) = ada_with(house, "full");
        let local: Value = ada.cli_in(&work, &["check", "--json"]).json();
        let sent: Value = ada.cli_in(&work, &["submit", "--yes", "--json"]).json();
        assert_eq!((&local["points"], &local["local"]), (&40.into(), &true.into()));
        assert_eq!((&sent["points"], &sent["max"], &sent["verdict"]), (&100.into(), &100.into(), &"accepted".into()));
        assert_eq!(local["groups"][0], sent["groups"][0], "public groups are equal on laptop and server");
        assert_eq!(local["challenge"], sent["challenge"], "the very same package");
        let verdicts = |report: &Value| report["checks"][0]["cases"].as_array().unwrap().iter().map(|c| c["verdict"].clone()).collect::<Vec<_>>();
        assert_eq!(verdicts(&local), verdicts(&sent));
        let board: Value = ada.cli_in(&work, &["board", "--json"]).json();
        assert_eq!((&board["items"][0]["team"], &board["items"][0]["points"]), (&"blue".into(), &100.into()));
    }

    /// Without waiting: the receipt is enough, `watch` goes on later.
    fn submit_now_watch_later(house) {
        let (ada, work) = ada_with(house, "partial");
        let receipt: Value = ada.cli_in(&work, &["submit", "--yes", "--no-wait", "--json"]).json();
        assert!(receipt["points"].is_null() && receipt["submission"].is_string(), "{receipt}");
        let watched = ada.cli_in(&work, &["watch", "--json"]);
        assert_eq!(watched.json::<Value>()["points"], 80);
        assert_eq!(watched.status, 1);
        let listed: Value = ada.cli_in(&work, &["status", "--json"]).json();
        assert_eq!(listed["items"][0]["submission"], receipt["submission"]);
    }

    /// The report a team reads keeps hidden cases hidden; another team reads nothing.
    fn a_report_is_for_the_team_and_hides_what_is_hidden(house) {
        let (ada, work) = ada_with(house, "partial");
        let sent = ada.cli_in(&work, &["submit", "--yes", "--json"]);
        assert_eq!(sent.status, 1, "{sent:?}");
        for secret in ["1-big", "2-negative", "78100777", "-2"] {
            assert!(!sent.stdout.contains(&format!("\"{secret}")), "{secret} in {}", sent.stdout);
        }
        let id = sent.json::<Value>()["submission"].as_str().unwrap().to_owned();
        let eve = house.student("eve");
        for path in ["", "/report", "/events"] {
            let answer = eve.get(&format!("/v1/submissions/{id}{path}"));
            assert_eq!((answer.status, answer.code()), (404, "submission.not-found".to_owned()), "{path}");
        }
    }

    /// Progress comes as server-sent events and ends with the result.
    fn progress_is_told_as_it_happens(house) {
        let (ada, work) = ada_with(house, "full");
        let receipt: Value = ada.cli_in(&work, &["submit", "--yes", "--no-wait", "--json"]).json();
        let events = ada.get(&format!("/v1/submissions/{}/events", receipt["submission"].as_str().unwrap()));
        assert_eq!(events.header("content-type"), Some("text/event-stream"));
        let text = String::from_utf8(events.body).unwrap();
        let last = text.lines().filter_map(|l| l.strip_prefix("data:")).next_back().unwrap();
        let last: Value = serde_json::from_str(last.trim()).unwrap();
        assert_eq!((&last["type"], &last["points"], &last["rank"]), (&"finished".into(), &100.into(), &1.into()));
    }
}
