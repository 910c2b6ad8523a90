//! Waiting for the judge: who comes when, who works, and what happens when workers come, go and fail.
use std::time::Duration;

use serde_json::Value;

use crate::harness::{Actor, House, jumla, stories};

/// A student with a team of her own name, and her repository with `solution`.
fn student(house: &House, name: &str, solution: &str) -> (Actor, std::path::PathBuf) {
    let student = house.student(name);
    student.makes_team(name);
    let work = student.repository_of("work", &jumla().join("solutions").join(solution));
    (student, work)
}

/// A house whose server judges nothing itself.
fn without_workers(house: &House) {
    house.with_jumla();
    house.crash_and_restart(0);
}

/// What is told of a submission after `last`, to the end: id and event.
fn events(actor: &Actor, submission: &Value, last: &str) -> Vec<(Option<i64>, Value)> {
    let path = format!("/v1/submissions/{}/events", submission.as_str().unwrap());
    let text = actor.get_with(&path, &[("last-event-id", last)]).body;
    let text = String::from_utf8(text).unwrap();
    let event = |part: &str| {
        let field = |name: &str| {
            let mut lines = part.lines();
            lines.find_map(|l| l.strip_prefix(name).map(str::trim).map(str::to_owned))
        };
        let data = field("data:")?;
        let id = field("id:").map(|id| id.parse().unwrap());
        Some((id, serde_json::from_str(&data).unwrap()))
    };
    text.split("\n\n").filter_map(event).collect()
}

fn kinds(events: &[(Option<i64>, Value)]) -> Vec<&str> {
    let numbered = events.iter().filter(|(id, _)| id.is_some());
    numbered
        .map(|(_, event)| event["type"].as_str().unwrap())
        .collect()
}

fn waits_until(what: &str, done: impl Fn() -> bool) {
    for _ in 0..600 {
        if done() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{what} did not happen within half a minute");
}

stories! {
    /// Whoever waits without a terminal reads the place in the queue and how long it will take, once.
    fn place_and_wait_are_told(house) {
        without_workers(house);
        let (bob, first) = student(house, "bob", "full");
        let (ada, second) = student(house, "ada", "full");
        bob.pushes(&first, "bob", "jumla");
        let id = ada.pushes(&second, "ada", "jumla")["submission"].as_str().unwrap().to_owned();
        let told = ada.cli(&["watch", &id, "--timeout", "3s"]).fails(8);
        let line = "Waiting in the queue, 1 before it, nobody judges at the moment";
        assert_eq!(told.matches(line).count(), 1, "{told}");
    }

    /// The server serves, another process judges: it begins at once, and whoever watches sees the same as ever.
    fn another_process_judges_soon_and_tells_as_much(house) {
        without_workers(house);
        let _worker = house.worker("dodoma");
        let (ada, work) = student(house, "ada", "full");
        for round in 0..3 {
            // The worker has looked into the empty queue and sleeps.
            std::thread::sleep(Duration::from_millis(700));
            ada.commits_anew(&work, &round.to_string());
            let receipt = ada.pushes(&work, "ada", "jumla");
            let all = events(&ada, &receipt["submission"], "");
            assert_eq!(kinds(&all), ["started", "checked", "checked", "finished"], "{all:?}");
            let numbers: Vec<_> = all.iter().filter_map(|(id, _)| *id).collect();
            assert_eq!(numbers, [1, 2, 3, 4]);
            // Who comes back with the number of an event hears what came after it, though all is over.
            let rest = events(&ada, &receipt["submission"], "2");
            assert_eq!(rest, all[all.len() - 2..]);
        }
        let soon = "judging j JOIN submission s ON s.id = j.submission_id WHERE j.started_at - s.received_at < 2500";
        assert_eq!(house.count(soon), 3);
    }

    /// A worker that is told to go home hands its work back at once, and it costs no attempt.
    fn a_polite_stop_hands_work_back_at_once(house) {
        without_workers(house);
        let mut worker = house.worker("dodoma");
        let (ada, work) = student(house, "ada", "slow");
        let receipt = ada.pushes(&work, "ada", "jumla");
        waits_until("judging", || house.count("letter WHERE leased_by IS NOT NULL") == 1);
        worker.terminate();
        assert_eq!(house.count("letter WHERE leased_by IS NULL AND leased_until IS NULL AND attempts = 0"), 1);
        assert_eq!(house.count("worker"), 0, "it said goodbye");
        let _other = house.worker("mwanza");
        assert_eq!(ada.waits_for_report(&receipt["submission"])["points"], 80);
        assert_eq!((house.count("judging"), house.count("letter")), (1, 0));
    }

    /// Three processes on three machines judge each letter once.
    fn many_workers_judge_each_letter_once(house) {
        house.with_jumla();
        let _workers = [house.worker("dodoma"), house.worker("mwanza")];
        let operator = house.operator();
        let workers = operator.get("/v1/workers").is(200);
        let hosts: Vec<_> = workers.as_array().unwrap().iter().map(|w| (&w["alive"], &w["places"])).collect();
        assert_eq!(hosts, [(&true.into(), &1.into()); 3], "{workers}");
        let shown = house.admin(&["workers"]).ok();
        assert!(shown.contains("dodoma") && shown.contains("mwanza"), "{shown}");
        let (ada, work) = student(house, "ada", "full");
        let mut receipts = Vec::new();
        for round in 0..8 {
            ada.commits_anew(&work, &round.to_string());
            receipts.push(ada.pushes(&work, "ada", "jumla"));
        }
        for receipt in &receipts {
            assert_eq!(ada.waits_for_report(&receipt["submission"])["points"], 100);
        }
        assert_eq!((house.count("judging"), house.count("letter")), (8, 0));
    }

    /// A team with fifty letters in the queue does not delay another team's first.
    fn fifty_letters_of_one_team_delay_no_other(house) {
        without_workers(house);
        let (ada, work) = student(house, "ada", "full");
        for round in 0..50 {
            ada.commits_anew(&work, &round.to_string());
            ada.pushes(&work, "ada", "jumla");
        }
        let (ben, work) = student(house, "ben", "full");
        let receipt = ben.pushes(&work, "ben", "jumla");
        let seen = ben.get(&format!("/v1/submissions/{}", receipt["submission"].as_str().unwrap())).is(200);
        assert_eq!((&seen["state"], &seen["ahead"]), (&"queued".into(), &1.into()), "{seen}");
        assert_eq!(seen["wait"], serde_json::json!({ "places": 0 }), "nobody works");
        let _worker = house.worker("dodoma");
        ben.waits_for_report(&receipt["submission"]);
        let not_later = "judging WHERE finished_at <= (SELECT j.finished_at FROM judging j JOIN submission s \
            ON s.id = j.submission_id JOIN team t ON t.id = s.team_id WHERE t.slug = 'ben')";
        assert_eq!(house.count(not_later), 2);
    }

    /// A fault of ours is no verdict: the letter is given up in the end, an operator sees why, and has it judged.
    fn what_was_given_up_is_seen_and_tried_again(house) {
        without_workers(house);
        let (ada, work) = student(house, "ada", "full");
        let receipt = ada.pushes(&work, "ada", "jumla");
        house.sql("UPDATE letter SET attempts = 7");
        // The package is gone, and what it could be made from again.
        let place = |name: &str, with: &str| house.data().join(format!("{name}{with}"));
        for name in ["packages", "blobs"] {
            std::fs::rename(place(name, ""), place(name, "-away")).unwrap();
        }
        let alerts = house.is_called();
        let mut worker = house.worker("moshi");
        let path = format!("/v1/submissions/{}", receipt["submission"].as_str().unwrap());
        waits_until("giving up", || ada.get(&path).is(200)["state"] == "stopped");
        let called = || -> Vec<Value> {
            let text = std::fs::read_to_string(&alerts).unwrap();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        };
        waits_until("the operator's call", || called().len() == 3);
        let kinds_of = |called: &[Value]| called.iter().map(|one| one["alert"].clone()).collect::<Vec<_>>();
        assert_eq!(kinds_of(&called()), ["worker.started", "judge.fault", "letter.stopped"]);
        assert_eq!(called()[1]["values"]["submission.id"], receipt["submission"], "{:?}", called());
        worker.terminate();
        let told = events(&ada, &receipt["submission"], "");
        assert_eq!(kinds(&told), ["stopped"]);

        let operator = house.operator();
        let stopped = operator.get("/v1/letters").is(200)["items"][0].clone();
        assert_eq!((&stopped["submission"], &stopped["failed_on"]), (&receipt["submission"], &serde_json::json!(["moshi"])));
        let queue = operator.get("/v1/queue").is(200);
        assert_eq!((&queue["stopped"], &queue["faults_hour"]), (&1.into(), &1.into()), "{queue}");
        let shown = house.admin(&["queue", "list"]).ok();
        assert!(shown.contains("moshi") && shown.contains("queue retry"), "{shown}");

        for name in ["packages", "blobs"] {
            let _ = std::fs::remove_dir_all(place(name, ""));
            std::fs::rename(place(name, "-away"), place(name, "")).unwrap();
        }
        let _worker = house.worker("moshi");
        let id = stopped["id"].as_str().unwrap();
        assert_eq!(operator.post(&format!("/v1/letters/{id}/retry"), &Value::Null).is(200)["letters"], 1);
        assert_eq!(ada.waits_for_report(&receipt["submission"])["points"], 100);
        assert_eq!(house.admin(&["queue", "retry", "--all"]).ok().trim(), "0");
    }
}
