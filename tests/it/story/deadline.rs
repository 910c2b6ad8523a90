//! Just before and just after: what was there in time is in time, however slow we are; what was not is late.
use std::fs::File;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::dragging::{ends, ends_in, project, seal, with_large_jumla};
use crate::harness::{Gate, House, jumla, stories};

/// The one repository of the house.
fn repository(house: &House) -> PathBuf {
    let teams = std::fs::read_dir(house.data().join("git")).unwrap();
    let team = teams.map(|team| team.unwrap().path()).next().unwrap();
    team.join("jumla.git")
}

stories! {
    /// All of the push had come; that it waits for us until after the end is not the team's fault.
    fn our_slowness_makes_nobody_late(house) {
        house.with_jumla();
        let ada = house.student("ada");
        let work = project(&ada, 0);
        let address = ada.repository("blue", "jumla");
        // The repository is there.
        ada.git(&work, &["push", &address, "HEAD:refs/heads/idea"]).ok();
        let lock = File::options().write(true).open(repository(house).join("ubunifu.lock")).unwrap();
        lock.lock().unwrap();
        let pushed = std::thread::scope(|scope| {
            let push = scope.spawn(|| ada.git(&work, &["push", &address, "HEAD:main"]));
            std::thread::sleep(std::time::Duration::from_millis(1500));
            ends(house, "0");
            std::thread::sleep(std::time::Duration::from_millis(300));
            lock.unlock().unwrap();
            push.join().unwrap()
        });
        pushed.ok();
        let closes = house.stranger("clock").get("/v1/events/wazi").is(200)["closes_at"].clone();
        let list = ada.get("/v1/submissions").is(200);
        let received = list["items"][0]["received_at"].as_str().unwrap();
        assert!(received < closes.as_str().unwrap(), "{received} {closes}");
    }

    /// The end comes while a push is on its way: too late without a seal, in time with one.
    fn the_end_comes_in_the_middle(house) {
        with_large_jumla(house);
        let (ada, bob) = (house.student("ada"), house.student("bob"));
        let work = project(&ada, 1 << 20);
        bob.makes_team("Red");
        let other = bob.repository_of("other", &jumla().join("solutions/full"));
        std::fs::copy(work.join("ballast-0"), other.join("ballast-0")).unwrap();
        bob.commit(&other, "large");
        // Ada seals and sends a half; Bob's push stands still in the middle.
        let sealed = seal(&ada, &work);
        let file = ada.home.join("all.bundle");
        ada.cli_in(&work, &["submit", "--bundle", &file.display().to_string()]).ok();
        let bytes = std::fs::read(&file).unwrap();
        let (size, half) = (bytes.len() as u64, bytes.len() / 2);
        let content = format!("/v1/seals/{}/content", sealed["id"].as_str().unwrap());
        assert_eq!(ada.patches(&content, (0, size), &bytes[..half]).status, 204);
        ends_in(house, 5000, "60");
        let gate = Gate::before(&house.address(), 300_000);
        let far = bob.at(&gate.address).repository("red", "jumla");
        let late = std::thread::scope(|scope| {
            let push = scope.spawn(|| bob.git(&other, &["push", &far, "HEAD:main"]));
            gate.waits();
            std::thread::sleep(std::time::Duration::from_millis(5500));
            gate.opens();
            push.join().unwrap()
        });
        assert!(late.fails(1).contains("submission.late"));
        assert_eq!(ada.patches(&content, (half as u64, size), &bytes[half..]).status, 204);
        let receipt = ada.post(&content.replace("content", "finish"), &json!({})).is(200);
        assert_eq!(receipt["received_at"], sealed["sealed_at"]);
        assert_eq!(house.count("submission"), 1);
    }

    /// Before an event opens nothing is taken, on whatever way it comes.
    fn nothing_is_taken_too_early(house) {
        house.with_jumla();
        let ada = house.student("ada");
        let work = project(&ada, 0);
        let file = ada.home.join("early.bundle").display().to_string();
        ada.cli_in(&work, &["submit", "--bundle", &file]).ok();
        house.admin(&["event", "--opens", "2099-01-01T00:00:00Z"]).ok();
        let bundle = (std::fs::read(&file).unwrap(), "application/x-git-bundle");
        assert_eq!(ada.request("POST", "/v1/bundles", Some(bundle)).code(), "event.closed");
        let told = house.admin(&["import-bundle", &file, "--handed-in", "2026-01-01T00:00:00Z"]).fails(1);
        assert!(told.contains("wazi"), "{told}");
        ada.git(&work, &["push", &ada.repository("blue", "jumla"), "HEAD:main"]).fails(128);
        let list: Value = ada.get("/v1/submissions").is(200);
        assert_eq!(list["items"], json!([]));
    }
}
