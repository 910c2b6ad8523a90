//! What one account or team may take of the server, so that there is always something left for the others.
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Actor, Answer, House, jumla, stories};

/// A full solution of ada, whose team is blue.
fn solution(ada: &Actor) -> PathBuf {
    ada.makes_team("Blue");
    ada.repository_of("work", &jumla().join("solutions/full"))
}

fn hash(ada: &Actor, work: &Path, what: &str) -> String {
    ada.git(work, &["rev-parse", what]).ok().trim().to_owned()
}

/// Seals a commit that need not exist; the answer.
fn seals(ada: &Actor, commit: &str, tree: &str) -> Answer {
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

/// A request that says of itself that it has so many bytes, and sends `begin` alone.
fn begins(who: &Actor, (path, kind, size): (&str, &str, u64), begin: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(who.server.trim_start_matches("http://")).unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n\r\n",
        who.token.as_deref().unwrap()
    );
    stream.write_all(&[head.as_bytes(), begin].concat()).unwrap();
    stream
}

/// The beginning of what the server answers.
fn hears(mut stream: &TcpStream) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(90))).unwrap();
    let mut said = vec![0; 4096];
    let read = stream.read(&mut said).unwrap();
    String::from_utf8_lossy(&said[..read]).to_lowercase()
}

fn folders(house: &House) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(house.data().join("uploads"))
        .into_iter()
        .flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
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

    /// What a team has begun to send is bounded, and a team finds its way out of it.
    fn begun_content_is_bounded(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let most = seals(&ada, &made_up(1), &made_up(1)).is(201)["most"].as_u64().unwrap();
        let places: Vec<_> = (1..=4).map(|number| place(&ada, number)).collect();
        for place in &places[..3] {
            assert_eq!(ada.patches(place, (0, most), b"x").status, 204);
        }
        assert_eq!(ada.patches(&places[3], (0, 1), b"x").code(), "upload.full");
        assert_eq!(ada.patches(&places[0], (1, most), b"x").status, 204, "what was begun goes on");
        assert_eq!(ada.request("DELETE", &places[0], None).status, 204);
        assert_eq!(ada.patches(&places[3], (0, most), b"x").status, 204);
        // Nobody has added to these for hours: they make room.
        let long_ago = std::time::SystemTime::now() - Duration::from_secs(5 * 60 * 60);
        for folder in folders(house) {
            let content = std::fs::File::options().append(true).open(folder.join("content"));
            content.unwrap().set_modified(long_ago).unwrap();
        }
        let fifth = place(&ada, 5);
        assert_eq!(ada.patches(&fifth, (0, most), b"x").status, 204);
        assert_eq!(folders(house).len(), 3);
    }

    /// What was refused takes no room; the reason stays, and is told before the same is sent again.
    fn refused_content_goes_and_its_reason_stays(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        ada.cli(&["fetch", "jumla"]).ok();
        let work = ada.home.join("jumla");
        std::fs::write(work.join("large"), vec![7; 3 << 20]).unwrap();
        ada.commit(&work, "too large");
        let (commit, tree) = (hash(&ada, &work, "HEAD"), hash(&ada, &work, "HEAD^{tree}"));
        let bundle = ada.home.join("bundle");
        let name = bundle.display().to_string();
        ada.git(&work, &["bundle", "create", "--quiet", &name, "main"]).ok();
        let bytes = std::fs::read(&bundle).unwrap();
        let seal = seals(&ada, &commit, &tree).is(201);
        let path = format!("/v1/seals/{}", seal["id"].as_str().unwrap());
        let sent = ada.patches(&format!("{path}/content"), (0, bytes.len() as u64), &bytes);
        assert_eq!(sent.status, 204);
        let finish = || ada.post(&format!("{path}/finish"), &json!({}));
        let refused = finish();
        assert_eq!(refused.code(), "submission.policy", "{refused:?}");
        assert_eq!(finish().json::<Value>()["hints"], refused.json::<Value>()["hints"]);
        assert_eq!(seals(&ada, &commit, &tree).code(), "submission.policy");
        for folder in folders(house) {
            assert!(!folder.join("content").exists());
        }
        house.crash_and_restart(1);
        let ada = ada.at(&house.address());
        assert_eq!(ada.post(&format!("{path}/finish"), &json!({})).code(), "submission.policy");
    }

    /// Whoever may not bring a bundle hears so after its head; whoever may brings no more than the challenge allows.
    fn a_bundle_is_judged_by_its_head(house) {
        house.with_jumla();
        let (ada, eve) = (house.student("ada"), house.student("eve"));
        let work = solution(&ada);
        eve.makes_team("Red");
        let commit = hash(&ada, &work, "HEAD");
        let head = format!("# v2 git bundle\n{commit} refs/heads/main\n{commit} refs/ubunifu/wazi/blue/jumla\n\n");
        let kind = ("/v1/bundles", "application/x-git-bundle", 1_000_000);
        let begin = Instant::now();
        let stranger = begins(&eve, kind, head.as_bytes());
        assert!(hears(&stranger).contains("team.not-found"));
        assert!(begin.elapsed() < Duration::from_secs(25), "{:?}", begin.elapsed());
        let endless = begins(&ada, (kind.0, kind.1, 6 << 20), head.as_bytes());
        assert!(hears(&endless).contains("request.too-large"));
        // Two at once, and no third.
        let open = [(); 2].map(|()| begins(&ada, kind, head.as_bytes()));
        std::thread::sleep(Duration::from_secs(2));
        let third = ada.request("POST", kind.0, Some((head.clone().into_bytes(), kind.1)));
        assert_eq!((third.code().as_str(), third.header("retry-after")), ("server.busy", Some("10")));
        drop(open);
    }

    /// A team whose pushes drag on is in nobody's way but its own.
    fn one_team_does_not_hold_up_the_others(house) {
        house.with_jumla();
        let (ada, bob) = (house.student("ada"), house.student("bob"));
        let work = solution(&ada);
        bob.makes_team("Red");
        let others = bob.repository_of("work", &jumla().join("solutions/full"));
        let kind = ("/git/wazi/blue/jumla.git/git-receive-pack", "application/x-git-receive-pack-request", 1_000_000);
        let open: Vec<_> = (0..4).map(|_| begins(&ada, kind, b"00")).collect();
        std::thread::sleep(Duration::from_secs(2));
        let fifth = begins(&ada, kind, b"00");
        bob.pushes(&others, "red", "jumla");
        let said = hears(&fifth);
        assert!(said.contains("503") && said.contains("retry-after: 10"), "{said}");
        drop(open);
        ada.pushes(&work, "blue", "jumla");
    }
}
