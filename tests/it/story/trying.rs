//! Attempts: how many there are, what costs one, and what does not.
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::harness::{Actor, House, copy, jumla, remote, stories};

/// Ada with a team and a repository of the full solution.
fn ada(house: &House) -> (Actor, PathBuf) {
    house.with_jumla();
    let ada = house.student("ada");
    ada.makes_team("Blue");
    let work = ada.repository_of("work", &jumla().join("solutions/full"));
    (ada, work)
}

/// A commit whose tree nobody has seen before.
fn changes(ada: &Actor, work: &Path, text: &str) {
    std::fs::write(work.join("notes.txt"), text).unwrap();
    ada.commit(work, text);
}

/// A push; what git printed.
fn push(ada: &Actor, work: &Path, status: i32) -> String {
    let pushed = ada.git(
        work,
        &["push", "--force", &ada.repository("blue", "jumla"), "HEAD:main"],
    );
    assert_eq!(pushed.status, status, "{}", pushed.stderr);
    pushed.stderr
}

/// What is left, of the day and of the event.
fn left(ada: &Actor) -> (Option<u64>, Option<u64>) {
    let team = ada.get("/v1/whoami").is(200)["teams"][0]["id"].clone();
    let path = format!("/v1/attempts?team={}&challenge=jumla", team.as_str().unwrap());
    let attempts = ada.get(&path).is(200);
    let left = |part: &str| {
        let quota = attempts[part].as_object()?;
        Some(quota["limit"].as_u64()? - quota["used"].as_u64()?)
    };
    (left("day"), left("event"))
}

fn seal(ada: &Actor, work: &Path) -> (u16, Value) {
    let hash = |what: &str| ada.git(work, &["rev-parse", what]).ok().trim().to_owned();
    let new = json!({"event": "wazi", "team": "blue", "challenge": "jumla",
        "commit": hash("HEAD"), "tree": hash("HEAD^{tree}")});
    let answer = ada.post("/v1/seals", &new);
    (answer.status, answer.json())
}

/// A push of which the server knows who wants what; the rest is still to come.
struct Begun {
    connection: TcpStream,
    rest: Vec<u8>,
}

/// Begins to push a new commit on top of the last one. The end of its pack is kept back.
fn begins(ada: &Actor, work: &Path, text: &str) -> Begun {
    let head = || ada.git(work, &["rev-parse", "HEAD"]).ok().trim().to_owned();
    let old = head();
    changes(ada, work, text);
    ada.git(work, &["bundle", "create", "--quiet", ".git/pack", "HEAD"])
        .ok();
    let bundle = std::fs::read(work.join(".git/pack")).unwrap();
    let pack = bundle.windows(2).position(|two| two == b"\n\n").unwrap() + 2;
    let command = format!("{old} {} refs/heads/main\0 report-status side-band-64k", head());
    let mut body = format!("{:04x}{command}0000", command.len() + 4).into_bytes();
    body.extend(&bundle[pack..]);
    let rest = body.split_off(body.len() - 30);
    let host = ada.server.trim_start_matches("http://");
    let mut connection = TcpStream::connect(host).unwrap();
    let request = format!(
        "POST /git/wazi/blue/jumla.git/git-receive-pack HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
        authorization: Bearer {}\r\ncontent-type: application/x-git-receive-pack-request\r\ncontent-length: {}\r\n\r\n",
        ada.token.as_deref().unwrap(),
        body.len() + rest.len()
    );
    connection.write_all(request.as_bytes()).unwrap();
    connection.write_all(&body).unwrap();
    Begun { connection, rest }
}

impl Begun {
    /// Sends the rest; what the server says.
    fn ends(mut self) -> String {
        self.connection.write_all(&self.rest).unwrap();
        let mut answer = Vec::new();
        self.connection.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

stories! {
    /// Two a day: a third tree is refused whole; equal trees and refused ones cost nothing; tomorrow there are more.
    fn the_attempts_of_a_day_run_out(house) {
        let (ada, work) = ada(house);
        assert!(!push(&ada, &work, 0).contains("Majaribio yaliyobaki"), "there is no limit");
        assert_eq!(left(&ada), (None, None));
        let details: Value = serde_json::from_str(&house.admin(&["event", "--attempts-per-day", "2"]).ok()).unwrap();
        assert_eq!(details["attempts_per_day"], 2, "{details}");
        ada.commit(&work, "the same tree again");
        assert!(push(&ada, &work, 0).contains("Majaribio yaliyobaki leo: 1 kati ya 2"));
        std::fs::remove_file(work.join("run")).unwrap();
        ada.commit(&work, "breaks a rule");
        push(&ada, &work, 1);
        ada.git(&work, &["revert", "--no-edit", "HEAD"]).ok();
        assert_eq!(left(&ada), (Some(1), None));
        changes(&ada, &work, "second");
        assert!(push(&ada, &work, 0).contains("Majaribio yaliyobaki leo: 0 kati ya 2"));

        let main = ada.git(&work, &["rev-parse", "HEAD"]).ok();
        changes(&ada, &work, "third");
        let refused = push(&ada, &work, 1);
        let problem = remote(&refused, "ubunifu-problem:").unwrap_or_else(|| panic!("{refused}"));
        assert_eq!(problem["code"], "submission.attempts", "{refused}");
        assert!(problem["detail"].as_str().unwrap().contains("2 kati ya 2"), "{problem}");
        let refs = ada.git(&work, &["ls-remote", &ada.repository("blue", "jumla"), "refs/heads/main"]).ok();
        assert!(refs.starts_with(main.trim()), "{refs}");
        let (status, problem) = seal(&ada, &work);
        assert_eq!((status, &problem["code"]), (429, &"submission.attempts".into()));
        assert!(problem["detail"].as_str().unwrap().contains("the next day begins on"), "{problem}");
        assert_eq!((house.count("submission"), house.count("seal")), (3, 0));
        // Work in progress is no submission.
        ada.git(&work, &["push", &ada.repository("blue", "jumla"), "HEAD:idea"]).ok();

        ada.git(&work, &["checkout", "--quiet", "HEAD~2"]).ok();
        ada.commit(&work, "the first tree once more");
        assert_eq!(seal(&ada, &work).0, 201);
        push(&ada, &work, 0);
        ada.git(&work, &["checkout", "--quiet", "-"]).ok();
        house.sql("UPDATE submission SET arrived_at = arrived_at - 86400000");
        assert_eq!(left(&ada), (Some(2), None));
        changes(&ada, &work, "fourth");
        push(&ada, &work, 0);
        assert_eq!(left(&ada), (Some(1), None));
    }

    /// The quota of the event does not come back; of another challenge or another team it takes nothing.
    fn the_attempts_of_an_event_run_out(house) {
        let (ada, work) = ada(house);
        house.admin(&["event", "--attempts", "1", "--attempts-per-day", "5"]).ok();
        push(&ada, &work, 0);
        house.sql("UPDATE submission SET arrived_at = arrived_at - 86400000");
        assert_eq!(left(&ada), (Some(5), Some(0)));
        changes(&ada, &work, "second");
        assert!(push(&ada, &work, 1).contains("1 kati ya 1 ya shindano hili"));
        let ben = house.student("ben");
        ben.makes_team("Red");
        ben.pushes(&work, "red", "jumla");
        house.admin(&["event", "--attempts", "none"]).ok();
        push(&ada, &work, 0);
        for wrong in ["0", "-1", "many"] {
            let told = house.admin(&["event", &format!("--attempts={wrong}")]).fails(2);
            assert!(told.contains("none"), "{told}");
        }
    }

    /// A fault of ours gives the attempt back.
    fn what_we_gave_up_costs_nothing(house) {
        let (ada, work) = ada(house);
        house.crash_and_restart(0);
        let ada = ada.at(&house.address());
        house.admin(&["event", "--attempts", "1"]).ok();
        push(&ada, &work, 0);
        assert_eq!(left(&ada), (None, Some(0)));
        house.sql("UPDATE letter SET stopped_at = 1");
        assert_eq!(left(&ada), (None, Some(1)));
        changes(&ada, &work, "second");
        push(&ada, &work, 0);
        assert_eq!(left(&ada), (None, Some(0)));
        changes(&ada, &work, "third");
        push(&ada, &work, 1);
    }

    /// Who seals many commits on one day and sends them on another pays on that other day.
    fn sealing_early_saves_no_attempt(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        ada.cli(&["fetch", "jumla"]).ok();
        let work = ada.home.join("jumla");
        copy(&jumla().join("solutions/full"), &work);
        house.admin(&["event", "--attempts-per-day", "1", "--grace", "2880"]).ok();
        for text in ["second", "first"] {
            changes(&ada, &work, text);
            assert_eq!(seal(&ada, &work).0, 201);
        }
        house.sql("UPDATE seal SET sealed_at = sealed_at - 86400000");
        let receipt: Value = ada.cli_in(&work, &["submit", "--yes", "--no-wait", "--json"]).json();
        let yesterday = "submission WHERE received_at < arrived_at - 80000000";
        assert_eq!(house.count(yesterday), 1, "{receipt}");
        assert_eq!(receipt["attempts"]["day"]["used"], 1, "{receipt}");
        ada.git(&work, &["checkout", "--quiet", "HEAD~1"]).ok();
        let told = ada.cli_in(&work, &["submit", "--yes"]).fails(5);
        assert!(told.contains("next day begins") && told.contains("ubunifu status"), "{told}");
        assert_eq!(house.count("submission"), 1);
    }

    /// The CLI says what is left before it sends, after the receipt, and whenever asked.
    fn what_is_left_is_said_before_and_after(house) {
        house.with_jumla();
        house.admin(&["event", "--attempts-per-day", "3", "--attempts", "9"]).ok();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        ada.cli(&["fetch", "jumla"]).ok();
        let work = ada.home.join("jumla");
        assert!(ada.cli_in(&work, &["status"]).ok().contains("Attempts left in this event: 9 of 9"));
        copy(&jumla().join("solutions/full"), &work);
        ada.commit(&work, "full");
        let sent = ada.cli_in(&work, &["submit", "--yes"]);
        let order = ["today: 3 of 3", "event: 9 of 9", "Received:", "today: 2 of 3", "event: 8 of 9"];
        let places = order.map(|told| sent.stderr.find(told).unwrap_or_else(|| panic!("{told}: {}", sent.stderr)));
        assert!(places.is_sorted(), "{}", sent.stderr);
        assert!(ada.cli_in(&work, &["status"]).ok().contains("Attempts left today: 2 of 3"));
        let status: Value = ada.cli_in(&work, &["status", "--json"]).json();
        assert_eq!((&status["attempts"]["event"]["used"], status["items"].as_array().unwrap().len()), (&1.into(), 1));
    }

    /// Pushes that began while one attempt was left, and end one after the other, use that one and no more.
    fn pushes_that_began_early_use_no_more_than_there_is(house) {
        let (ada, work) = ada(house);
        house.admin(&["event", "--attempts", "2"]).ok();
        push(&ada, &work, 0);
        let begun: Vec<Begun> = ["second", "third", "fourth"].iter().map(|text| begins(&ada, &work, text)).collect();
        for _ in 0..200 {
            std::thread::sleep(std::time::Duration::from_millis(20));
            if std::fs::read_dir(house.data().join("pushes")).unwrap().count() == begun.len() {
                break;
            }
        }
        let told: Vec<_> = begun.into_iter().map(Begun::ends).collect();
        assert!(told[0].contains("ubunifu-receipt") && told[0].contains("0 kati ya 2"), "{told:?}");
        for told in &told[1..] {
            assert!(told.contains("submission.attempts"), "{told}");
        }
        assert_eq!(house.count("submission"), 2);
    }
}
