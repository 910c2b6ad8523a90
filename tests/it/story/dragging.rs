//! Links that break, deadlines that pass meanwhile, and files that are carried by hand.
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Actor, Gate, House, Proxy, copy, jumla, noise, stories};

/// Ada's fetched project with a full solution and `ballast` bytes that do not compress.
pub(super) fn project(ada: &Actor, ballast: u64) -> PathBuf {
    ada.makes_team("Blue");
    ada.cli(&["fetch", "jumla"]).ok();
    let work = ada.home.join("jumla");
    copy(&jumla().join("solutions/full"), &work);
    for part in 0..ballast.div_ceil(1 << 20) {
        std::fs::write(work.join(format!("ballast-{part}")), noise(part, 1 << 20)).unwrap();
    }
    ada.commit(&work, "full");
    work
}

/// The challenge, with room for megabytes.
pub(super) fn with_large_jumla(house: &House) {
    let package = house.folder("large/jumla");
    copy(&jumla(), &package);
    let manifest = package.join("challenge.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(
        &manifest,
        text.replace("max_repo = \"2MiB\"", "max_repo = \"20MiB\""),
    )
    .unwrap();
    house.with_challenge(&package);
}

pub(super) fn seal(ada: &Actor, work: &Path) -> Value {
    let hash = |what: &str| ada.git(work, &["rev-parse", what]).ok().trim().to_owned();
    let new = json!({"event": "wazi", "team": "blue", "challenge": "jumla",
        "commit": hash("HEAD"), "tree": hash("HEAD^{tree}")});
    ada.post("/v1/seals", &new).is(201)
}

/// Ends the event now.
pub(super) fn ends(house: &House, grace: &str) {
    ends_in(house, 0, grace);
}

/// Ends the event in so many milliseconds.
pub(super) fn ends_in(house: &House, milliseconds: i64, grace: &str) {
    let now = house.stranger("clock").get("/v1").is(200)["now"].clone();
    let now = wire::Timestamp::parse(now.as_str().unwrap()).unwrap();
    let end = now.plus(milliseconds).to_string();
    house
        .admin(&[
            "event",
            "--opens",
            "2020-01-01T00:00:00Z",
            "--closes",
            &end,
            "--grace",
            grace,
        ])
        .ok();
}

stories! {
    /// Over a link that breaks every 200 KB, 5 MB arrive with hardly a byte more than there are.
    fn a_link_that_breaks_costs_time_and_no_bytes(house) {
        with_large_jumla(house);
        let ada = house.student("ada");
        let work = project(&ada, 5 << 20);
        let proxy = Proxy::before(&house.address(), 200_000);
        let far = ada.at(&proxy.address);
        let report: Value = far.cli_in(&work, &["submit", "--yes", "--json"]).json();
        assert_eq!(report["points"], 100);
        let size = 5 << 20;
        let (carried, most) = (proxy.carried(), size + size / 20);
        assert!(carried > size && carried < most, "{carried} bytes for {size}");
        assert_eq!(std::fs::read_dir(work.join(".ubunifu/outbox")).unwrap().count(), 0);
        assert_eq!(std::fs::read_dir(house.folder("data/uploads")).unwrap().count(), 0);
        assert_eq!(house.count("submission"), 1);
    }

    /// The server is away for five seconds in the middle: the client says so, waits, and goes on.
    fn an_outage_is_waited_for(house) {
        with_large_jumla(house);
        let ada = house.student("ada");
        let work = project(&ada, 3 << 20);
        let proxy = Proxy::away(&house.address(), 1_500_000, Duration::from_secs(5));
        let submitted = ada.at(&proxy.address).cli_in(&work, &["submit", "--yes", "--no-wait"]);
        assert!(submitted.stderr.contains("trying again in"), "{submitted:#?}");
        assert!(submitted.stderr.contains("Received"), "{submitted:#?}");
        submitted.ok();
        let size = 3 << 20;
        assert!(proxy.carried() < size + 200_000, "{} bytes for {size}", proxy.carried());
    }

    /// Whoever gives up in the end is told what has arrived, that the seal holds, and how to go on; then it does.
    fn giving_up_says_what_holds(house) {
        with_large_jumla(house);
        let ada = house.student("ada");
        let work = project(&ada, 3 << 20);
        let hour = Duration::from_secs(3600);
        let submit = ["submit", "--yes", "--no-wait", "--retry-for", "1s"];
        let unsealed = Proxy::away(&house.address(), 400, hour);
        let told = ada.at(&unsealed.address).cli_in(&work, &submit).fails(3);
        assert!(told.contains("not sealed yet") && told.contains("ubunifu submit"), "{told}");
        let proxy = Proxy::away(&house.address(), 1_500_000, hour);
        let told = ada.at(&proxy.address).cli_in(&work, &submit).fails(3);
        assert!(told.contains("% have arrived") && !told.contains(" 0 %"), "{told}");
        assert!(told.contains("held by the seal") && told.contains("ubunifu submit"), "{told}");
        assert!(told.contains("cannot be reached"), "{told}");
        let told = ada.at(&unsealed.address).cli_in(&work, &["--lang", "sw", "submit", "--yes"]).fails(3);
        assert!(told.contains("Hakuna kinachopokea miunganisho"), "{told}");
        ada.cli_in(&work, &submit).ok();
    }

    /// A teammate's commit on the server is not replaced unasked; `--yes` does not mean that, `--force` does.
    fn a_teammates_commit_is_not_replaced_unasked(house) {
        house.with_jumla();
        let (ada, bob) = (house.student("ada"), house.student("bob"));
        let work = project(&ada, 0);
        let invitation: Value = ada.cli_in(&work, &["team", "invite", "--json"]).json();
        bob.cli(&["team", "join", invitation["code"].as_str().unwrap()]).ok();
        let bobs = bob.repository_of("bobs", &jumla().join("solutions/partial"));
        bob.pushes(&bobs, "blue", "jumla");
        let submit = ["submit", "--yes", "--no-wait"];
        let told = ada.cli_in(&work, &submit).fails(5);
        assert!(told.contains("does not build on it") && told.contains("--force"), "{told}");
        assert!(told.contains("git pull") && told.contains("/git/wazi/blue/jumla.git main"), "{told}");
        assert_eq!(house.count("submission"), 1);
        let main = ["ls-remote", &ada.repository("blue", "jumla"), "refs/heads/main"];
        let bobs_main = ada.git(&work, &main).ok();

        let pull = ["pull", "--quiet", "--no-rebase", "--no-edit", "-X", "ours", "--allow-unrelated-histories",
            &ada.repository("blue", "jumla"), "main"];
        ada.git(&work, &pull).ok();
        ada.cli_in(&work, &submit).ok();
        ada.git(&work, &["checkout", "--quiet", "-B", "main", "HEAD^"]).ok();
        ada.commits_anew(&work, "another way");
        let forced = ada.cli_in(&work, &["submit", "--yes", "--no-wait", "--force"]);
        assert!(forced.stderr.contains("Nothing would be lost"), "{forced:#?}");
        forced.ok();
        assert_ne!(ada.git(&work, &main).ok(), bobs_main);
        assert_eq!(house.count("submission"), 3);
    }

    /// The client dies in the middle; run again, it goes on where it was.
    fn a_client_that_died_goes_on(house) {
        with_large_jumla(house);
        let ada = house.student("ada");
        let work = project(&ada, 3 << 20);
        let gate = Gate::before(&house.address(), 1_500_000);
        let seal = format!("/v1/seals/{}", seal(&ada, &work)["id"].as_str().unwrap());
        let far = ada.at(&gate.address);
        let mut first = far.cli_command(&work).args(["submit", "--yes"]).stderr(std::process::Stdio::null()).spawn().unwrap();
        let arrived = |ada: &Actor| ada.get(&seal).is(200)["offset"].as_u64().unwrap();
        let enough = (0..600).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            arrived(&ada) > 500_000
        });
        assert!(enough, "{} bytes have come", arrived(&ada));
        first.kill().unwrap();
        first.wait().unwrap();
        house.crash_and_restart(1);
        let ada = ada.at(&house.address());
        let offset = arrived(&ada);
        assert!(offset > 500_000, "{offset}");
        let second = Proxy::before(&house.address(), u64::MAX);
        ada.at(&second.address).cli_in(&work, &["submit", "--yes"]).ok();
        let rest = (3 << 20) - offset;
        assert!(second.carried() < rest + 100_000, "{} bytes for {rest}", second.carried());
    }

    /// A server that is told to go home waits for nobody who drags on, and keeps what has come.
    fn going_home_keeps_what_has_come(house) {
        house.with_jumla();
        let ada = house.student("ada");
        let work = project(&ada, 0);
        let path = format!("/v1/seals/{}/content", seal(&ada, &work)["id"].as_str().unwrap());
        let address = ada.server.trim_start_matches("http://");
        let mut half_a_head = std::net::TcpStream::connect(address).unwrap();
        half_a_head.write_all(b"GET /v1 HTTP/1.1\r\nHost: ").unwrap();
        let mut sender = std::net::TcpStream::connect(address).unwrap();
        let head = format!("PATCH {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nUpload-Offset: 0\r\nUpload-Length: 4096\r\n\
            Content-Type: application/offset+octet-stream\r\nContent-Length: 4096\r\n\r\n", ada.token.as_deref().unwrap());
        sender.write_all(&[head.as_bytes(), &[7; 1000]].concat()).unwrap();
        let place = house.data().join("uploads");
        let come = || std::fs::read_dir(&place).is_ok_and(|mut all| all.any(|seal| seal.unwrap().path().join("size").exists()));
        assert!((0..200).any(|_| { std::thread::sleep(Duration::from_millis(50)); come() }));
        let begin = Instant::now();
        house.goes_home_and_restarts();
        assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
        let mut said = String::new();
        sender.read_to_string(&mut said).unwrap();
        assert!(said.contains("server.busy"), "{said}");
        let ada = ada.at(&house.address());
        assert_eq!(ada.get(&path.replace("/content", "")).is(200)["offset"], 1000);
        drop(half_a_head);
    }

    /// The deadline passes while the content is on its way: the seal holds; what was not sealed is late.
    fn a_seal_holds_over_the_deadline(house) {
        house.with_jumla();
        let (ada, bob) = (house.student("ada"), house.student("bob"));
        let work = project(&ada, 0);
        bob.makes_team("Red");
        let sealed = seal(&ada, &work);
        ends(house, "60");
        let receipt: Value = ada.cli_in(&work, &["submit", "--yes", "--no-wait", "--json"]).json();
        assert_eq!(receipt["received_at"], sealed["sealed_at"]);

        ada.commit(&work, "later");
        let late = ada.cli_in(&work, &["submit", "--yes"]).fails(5);
        assert!(late.contains("takes no submissions"), "{late}");
        let pushed = ada.git(&work, &["push", &ada.repository("blue", "jumla"), "HEAD:main"]).fails(1);
        assert!(pushed.contains("submission.late"), "{pushed}");
        let other = bob.repository_of("other", &jumla().join("solutions/full"));
        bob.git(&other, &["push", &bob.repository("red", "jumla"), "HEAD:main"]).fails(128);
        assert_eq!(house.count("submission"), 1);
    }

    /// After the grace period even a seal does not help any more.
    fn grace_ends(house) {
        house.with_jumla();
        let ada = house.student("ada");
        let work = project(&ada, 0);
        seal(&ada, &work);
        ends(house, "0");
        ada.cli_in(&work, &["submit", "--yes"]).fails(5);
        ada.git(&work, &["push", &ada.repository("blue", "jumla"), "HEAD:main"]).fails(128);
        assert_eq!(house.count("submission"), 0);
    }

    /// A file on a stick is a submission; whoever may not bring it is told nothing.
    fn a_file_is_carried_by_hand(house) {
        house.with_jumla();
        let (ada, eve) = (house.student("ada"), house.student("eve"));
        let work = project(&ada, 0);
        eve.makes_team("Red");
        let nowhere = ada.at("http://127.0.0.1:1");
        let file = ada.home.join("stick.bundle");
        let name = file.display().to_string();
        let written = nowhere.cli_in(&work, &["submit", "--bundle", &name]);
        assert!(written.stderr.contains("your coordinator") && !written.stderr.contains("POST"), "{written:#?}");
        written.ok();
        nowhere.cli_in(&work, &["submit", "--bundle", &name]).fails(2);
        ada.git(&work, &["bundle", "verify", &name]).ok();
        let bytes = std::fs::read(&file).unwrap();
        let send = |who: &Actor, bytes: &[u8]| who.request("POST", "/v1/bundles", Some((bytes.to_vec(), "application/x-git-bundle")));
        assert_eq!(send(&eve, &bytes).code(), "team.not-found");
        assert_eq!(send(&ada, b"PACK").code(), "bundle.invalid");
        let torn = &bytes[..bytes.len() / 2];
        assert_eq!(send(&ada, torn).status, 422);
        let receipt = send(&ada, &bytes).is(201);
        assert_eq!(ada.waits_for_report(&receipt["submission"])["points"], 100);
        let handed_in = "2026-06-01T08:00:00.000Z";
        ada.commit(&work, "again");
        let second = ada.home.join("second.bundle").display().to_string();
        nowhere.cli_in(&work, &["submit", "--bundle", &second]).ok();
        house.admin(&["event", "--opens", "2026-01-01T00:00:00Z"]).ok();
        let printed = house.admin(&["import-bundle", &second, "--handed-in", handed_in]).ok();
        let receipt: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(receipt["received_at"], "2026-06-01T08:00:00Z");
        assert_eq!(house.count("submission"), 2);
    }

    /// Whatever is sent instead of the content, the answer is a clear no, and the way stays open.
    fn wrong_content_does_no_harm(house) {
        house.with_jumla();
        let ada = house.student("ada");
        let work = project(&ada, 0);
        let path = format!("/v1/seals/{}/content", seal(&ada, &work)["id"].as_str().unwrap());
        let finish = path.replace("content", "finish");
        let patch = |offset: u64, size: u64, body: &[u8]| ada.patches(&path, (offset, size), body);
        assert_eq!(ada.post(&finish, &json!({})).code(), "upload.offset");
        assert_eq!(patch(5, 100, b"x").code(), "upload.offset");
        assert_eq!(patch(0, 1 << 40, b"x").code(), "request.too-large");
        let junk = vec![7; 4096];
        assert_eq!(patch(0, 4096, &junk[..1000]).status, 204);
        assert_eq!(patch(0, 4096, &junk).code(), "upload.offset");
        assert_eq!(patch(1000, 4097, &junk[1000..]).code(), "upload.offset");
        let beyond = patch(1000, 4096, &junk);
        assert_eq!(beyond.code(), "upload.offset");
        assert!(beyond.json::<Value>()["detail"].as_str().unwrap().contains("1000"), "{beyond:?}");
        assert_eq!(patch(1000, 4096, &junk[1000..]).status, 204);
        let refused = ada.post(&finish, &json!({}));
        assert!(["bundle.invalid", "upload.offset"].contains(&refused.code().as_str()), "{refused:?}");
        ada.cli_in(&work, &["submit", "--yes"]).ok();
        assert_eq!(house.count("submission"), 1);
    }
}
