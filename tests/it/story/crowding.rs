//! What one account or team may take of the server, so that there is always something left for the others.
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::harness::{Actor, House, jumla, stories};

/// A full solution of ada, whose team is blue.
fn solution(ada: &Actor) -> PathBuf {
    ada.makes_team("Blue");
    ada.repository_of("work", &jumla().join("solutions/full"))
}

fn hash(ada: &Actor, work: &Path, what: &str) -> String {
    ada.git(work, &["rev-parse", what]).ok().trim().to_owned()
}

/// Seals a commit that need not exist; the answer.
fn seals(ada: &Actor, commit: &str, tree: &str) -> crate::harness::Answer {
    let new = json!({"event": "wazi", "team": "blue", "challenge": "jumla", "commit": commit, "tree": tree});
    ada.post("/v1/seals", &new)
}

/// A commit of nobody.
fn made_up(number: u32) -> String {
    format!("{number:040x}")
}

/// Where the content of a new seal on a commit of nobody goes.
fn place(ada: &Actor, number: u32) -> String {
    let seal = seals(ada, &made_up(number), &made_up(number)).is(201);
    format!("/v1/seals/{}/content", seal["id"].as_str().unwrap())
}

stories! {
    /// Only commits that are still to come take a place among the seals of a team.
    fn seals_are_few_and_arrival_makes_room(house) {
        house.with_jumla();
        let ada = house.student("ada");
        let work = solution(&ada);
        let (commit, tree) = (hash(&ada, &work, "HEAD"), hash(&ada, &work, "HEAD^{tree}"));
        let _first = seals(&ada, &commit, &tree).is(201);
        for number in 1..20 {
            let _made_up = place(&ada, number);
        }
        let full = seals(&ada, &made_up(20), &made_up(20));
        assert_eq!((full.status, full.header("retry-after")), (429, Some("3600")));
        assert_eq!(full.code(), "seal.too-many");
        assert!(full.json::<Value>()["hints"].to_string().contains("git push"), "{full:?}");
        // What is sealed already is told as ever, and pushing needs no seal.
        let _again = seals(&ada, &commit, &tree).is(201);
        ada.pushes(&work, "blue", "jumla");
        let _room = place(&ada, 20);
        assert_eq!(seals(&ada, &made_up(21), &made_up(21)).code(), "seal.too-many");
        // Nobody came back to these within a day.
        house.sql("UPDATE seal SET sealed_at = 5 WHERE tree LIKE '0000%' RETURNING id");
        let _room = place(&ada, 21);
        assert_eq!(house.count("seal"), 2, "the one that arrived and the newest");
    }
}
