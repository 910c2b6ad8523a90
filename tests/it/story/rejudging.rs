//! A mistake in a challenge is mended: everything is judged again, compared, and a person decides.
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::harness::{Actor, House, copy, jumla, stories};

/// The small challenge as version 1.1.0, in which the answer is another that only the full solution has right.
fn mended(house: &House) -> PathBuf {
    let folder = house.folder("mended").join("jumla");
    copy(&jumla(), &folder);
    let manifest = folder.join("challenge.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let text = text.replace("version = \"1.0.0\"", "version = \"1.1.0\"");
    // What the references reach is another matter now; the package says so.
    std::fs::write(&manifest, without_references(&text)).unwrap();
    std::fs::write(folder.join("data/hidden/add/2-negative/ans"), "-1\n").unwrap();
    folder
}

fn without_references(text: &str) -> String {
    let (head, rest) = text.split_once("[[reference]]").unwrap();
    let score = &rest[rest.find("[score]").unwrap()..];
    format!(
        "{head}[[reference]]\npath = \"starter/sh\"\nexpect = {{ points = 0 }}\n\n\
         [[reference]]\npath = \"solutions/full\"\nexpect = {{ groups = {{ public = \"accepted\" }} }}\n\n{score}"
    )
}

fn waits_for(operator: &Actor, path: &str, done: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..600 {
        let seen = operator.get(path).is(200);
        if done(&seen) {
            return seen;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{path}: not within half a minute")
}

stories! {
    /// Where the package says so the last submission counts, also when a new version gives all of them other points.
    fn the_last_one_counts_where_the_package_says_so(house) {
        let [package, heavier] = ["last", "heavier"].map(|name| house.folder(name).join("jumla"));
        let change = |folder: &PathBuf, change: &dyn Fn(String) -> String| {
            copy(&jumla(), folder);
            let manifest = folder.join("challenge.toml");
            let text = std::fs::read_to_string(&manifest).unwrap().replace("keep = \"best\"", "keep = \"last\"");
            std::fs::write(&manifest, change(text)).unwrap();
        };
        change(&package, &|text| text);
        change(&heavier, &|text| {
            let text = text.replace("version = \"1.0.0\"", "version = \"1.1.0\"");
            without_references(&text.replace("points = 60", "points = 160"))
        });
        let author = house.with_challenge(&package);
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let shown = ada.cli(&["--lang", "en", "show", "jumla"]).ok();
        assert!(shown.contains("Your last submission counts"), "{shown}");
        let [_, last] = [("full", 100.0), ("partial", 80.0)].map(|(solution, points)| {
            let work = ada.repository_of(solution, &jumla().join("solutions").join(solution));
            let receipt = ada.pushes(&work, "blue", "jumla");
            ada.waits_for_report(&receipt["submission"]);
            assert_eq!(ada.reads_board(), [(1, "blue".to_owned(), points)], "{solution}");
            receipt
        });
        author.cli(&["challenge", "publish", heavier.to_str().unwrap()]).ok();
        let operator = house.operator();
        let asked = json!({"reason": "other points", "challenge": "jumla", "against": "1.1.0"});
        let set = operator.post("/v1/rejudgings", &asked).is(201);
        let path = format!("/v1/rejudgings/{}", set["id"].as_str().unwrap());
        waits_for(&operator, &path, |set| set["state"] == "open" && set["judged"] == 2);
        operator.post(&format!("{path}/apply"), &Value::Null).is(200);
        waits_for(&operator, &path, |set| set["state"] == "applied");
        let own = ada.get(&format!("/v1/submissions/{}", last["submission"].as_str().unwrap())).is(200);
        let points = own["points"].as_f64().unwrap();
        assert!(points > 100.0 && points < 200.0, "{own}");
        assert_eq!(ada.reads_board(), [(1, "blue".to_owned(), points)]);
    }

    fn a_new_version_is_tried_on_everyone_and_then_counts(house) {
        let author = house.with_jumla();
        let operator = house.operator();
        let students = [("ada", "full", 100.0), ("ben", "partial", 80.0)];
        let mut receipts = Vec::new();
        for (name, solution, _) in students {
            let student = house.student(name);
            student.makes_team(name);
            let work = student.repository_of("work", &jumla().join("solutions").join(solution));
            let receipt = student.pushes(&work, name, "jumla");
            student.waits_for_report(&receipt["submission"]);
            receipts.push((student, receipt));
        }
        let board = author.reads_board();
        assert_eq!(board, [(1, "ada".into(), 100.0), (2, "ben".into(), 80.0)]);

        author.cli(&["challenge", "publish", mended(house).to_str().unwrap()]).ok();
        let asked = json!({"reason": "wrong answer in case 1", "challenge": "jumla", "against": "1.1.0"});
        let set = operator.post("/v1/rejudgings", &asked).is(201);
        let path = format!("/v1/rejudgings/{}", set["id"].as_str().unwrap());
        let seen = waits_for(&operator, &path, |set| set["state"] == "open" && set["judged"] == 2);
        assert_eq!((&seen["submissions"], &seen["changed"], &seen["worse"]), (&2.into(), &1.into(), &1.into()));

        // Old beside new; nothing counts yet, and the team does not hear of it.
        let items = operator.get(&format!("{path}/items?changed=true")).is(200);
        let item = &items["items"][0];
        assert_eq!((&item["before"]["points"], &item["before"]["version"]), (&100.into(), &"1.0.0".into()), "{items}");
        assert_eq!((&item["after"]["verdict"], &item["after"]["version"]), (&"wrong-answer".into(), &"1.1.0".into()));
        assert_eq!(author.reads_board(), board);
        let (ada, receipt) = &receipts[0];
        let own = format!("/v1/submissions/{}", receipt["submission"].as_str().unwrap());
        assert_eq!(ada.get(&format!("{own}/judgings")).is(200).as_array().unwrap().len(), 1);
        let hidden = format!("{own}/report?judging={}", item["after"]["id"].as_str().unwrap());
        assert_eq!(ada.get(&hidden).code(), "submission.not-judged");
        assert_eq!(operator.get(&hidden).is(200)["challenge"]["version"], "1.1.0");
        let shown = house.admin(&["rejudge", "show", set["id"].as_str().unwrap()]).ok();
        assert!(shown.contains("* ") && shown.contains("100/100 (1.0.0) -> "), "{shown}");

        // Applied: boards follow, both reports stay readable, and it is not undone.
        operator.post(&format!("{path}/apply"), &Value::Null).is(200);
        waits_for(&operator, &path, |set| set["state"] == "applied");
        assert_eq!(author.reads_board(), [(1, "ada".into(), 80.0), (2, "ben".into(), 80.0)]);
        assert_eq!(ada.get(&own).is(200)["points"], 80);
        let both = ada.get(&format!("{own}/judgings")).is(200);
        assert_eq!(both.as_array().unwrap().len(), 2, "{both}");
        for judging in both.as_array().unwrap() {
            let report = ada.get(&format!("{own}/report?judging={}", judging["id"].as_str().unwrap())).is(200);
            assert_eq!(report["challenge"]["version"], judging["version"]);
        }
        assert_eq!(operator.post(&format!("{path}/drop"), &Value::Null).code(), "rejudging.decided");
    }

    /// On the machine itself, narrowed down, and dropped while it waits: nothing is left in the queue.
    fn one_is_asked_for_and_dropped(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let work = ada.repository_of("work", &jumla().join("solutions/full"));
        let mut receipts = Vec::new();
        for round in ["a", "b"] {
            ada.commits_anew(&work, round);
            receipts.push(ada.pushes(&work, "blue", "jumla"));
        }
        for receipt in &receipts {
            ada.waits_for_report(&receipt["submission"]);
        }
        house.crash_and_restart(0);
        let one = receipts[1]["submission"].as_str().unwrap();
        let id = house.admin(&["rejudge", "start", "--reason", "slow day", "--submission", one]).ok();
        let id = id.trim();
        assert_eq!(house.count("letter WHERE kind = 'rejudge'"), 1);
        let told = house.admin(&["rejudge", "apply", id]).fails(1);
        assert!(told.contains("queue list"), "{told}");
        let told = house.admin(&["rejudge", "drop", id]).ok();
        assert!(told.contains(id), "{told}");
        assert_eq!((house.count("letter"), house.count("judging")), (0, 2));
        let told = house.admin(&["rejudge", "start", "--reason", "x", "--version", "1.0.0"]).fails(1);
        assert!(told.contains("version"), "{told}");
    }
}
