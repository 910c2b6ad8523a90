//! Receipts as proof: signed by the server, checked without it, whatever became of its key.
use std::path::Path;

use crate::harness::{Actor, copy, jumla, stories};

/// Ada's fetched project with a full solution, submitted by the CLI; where her receipt lies, and what it is.
fn submitted(ada: &Actor) -> (std::path::PathBuf, String) {
    ada.makes_team("Blue");
    ada.cli(&["fetch", "jumla"]).ok();
    let work = ada.home.join("jumla");
    copy(&jumla().join("solutions/full"), &work);
    ada.commit(&work, "full");
    ada.cli_in(&work, &["submit", "--yes", "--no-wait"]).ok();
    let mut kept = std::fs::read_dir(work.join(".ubunifu/receipts")).unwrap();
    let receipt = kept.next().unwrap().unwrap().path();
    let status = ada.git(&work, &["status", "--porcelain"]).ok();
    assert_eq!(status, "", "a receipt is not part of the project");
    (work, receipt.display().to_string())
}

fn edited(ada: &Actor, receipt: &str, from: &str, to: &str) -> String {
    let text = std::fs::read_to_string(receipt).unwrap();
    assert!(text.contains(from), "{text}");
    let path = ada.home.join("edited.json");
    std::fs::write(&path, text.replace(from, to)).unwrap();
    path.display().to_string()
}

stories! {
    /// The receipt of `submit` holds without any server; one changed letter, and it does not.
    fn a_receipt_is_proof_without_the_server(house) {
        house.with_jumla();
        let ada = house.student("ada");
        let (_, receipt) = submitted(&ada);
        let nowhere = ada.at("http://127.0.0.1:1");
        let said = nowhere.cli(&["receipt", "verify", &receipt]).ok();
        assert!(said.contains("genuine") && said.contains(&house.address()), "{said}");
        assert!(said.contains("Team: Blue"), "{said}");

        let forged = edited(&ada, &receipt, "\"Blue\"", "\"Gold\"");
        let refused = nowhere.cli(&["receipt", "verify", &forged]).fails(5);
        assert!(refused.contains("does not fit"), "{refused}");
        let empty = ada.home.join("empty").display().to_string();
        std::fs::write(&empty, "{}").unwrap();
        nowhere.cli(&["receipt", "verify", &empty]).fails(6);
        nowhere.cli(&["receipt", "verify", "/no/such/file"]).fails(7);
    }

    /// What a plain `git push` printed is a receipt too; a stranger checks it with the published keys.
    fn what_git_printed_can_be_checked_by_a_stranger(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let work = ada.repository_of("work", &jumla().join("solutions/full"));
        let pushed = ada.git(&work, &["push", &ada.repository("blue", "jumla"), "HEAD:main"]);
        let eve = house.stranger("eve");
        let (printed, keys) = (eve.home.join("push.txt"), eve.home.join("keys.json"));
        std::fs::write(&printed, &pushed.stderr).unwrap();
        std::fs::write(&keys, eve.get("/v1/receipt-keys").body).unwrap();
        let shown = |path: &Path| path.display().to_string();
        let (printed, keys) = (shown(&printed), shown(&keys));
        eve.cli(&["receipt", "verify", "--keys", &keys, &printed]).ok();
        let unknown = eve.cli(&["receipt", "verify", &printed]).fails(2);
        assert!(unknown.contains("--keys"), "{unknown}");
    }

    /// A key that claims the id of another is not learnt, and where it was learnt before it stands in nobody's way.
    fn no_server_can_claim_the_key_of_another(house) {
        house.with_jumla();
        let ada = house.student("ada");
        let (_, receipt) = submitted(&ada);
        let stranger = "00".repeat(32);
        let id = house.sql("SELECT id FROM receipt_key").trim().to_owned();
        let logins = ada.home.join("config/logins.toml");
        let known = std::fs::read_to_string(&logins).unwrap();
        assert!(known.contains(&id), "{known}");
        let claimed = format!(
            "{known}\n[[keys.\"http://0.example\"]]\nid = \"{id}\"\npublic = \"{stranger}\"\nsince = \"2026-01-01T00:00:00Z\"\n"
        );
        std::fs::write(&logins, claimed).unwrap();
        let said = ada.cli(&["receipt", "verify", &receipt]).ok();
        assert!(said.contains(&house.address()), "{said}");

        let bob = house.student("bob");
        house.sql(&format!("UPDATE receipt_key SET public = '{stranger}'"));
        bob.makes_team("Red");
        let bobs = bob.home.join("jumla");
        bob.cli(&["fetch", "jumla"]).ok();
        copy(&jumla().join("solutions/full"), &bobs);
        bob.commit(&bobs, "full");
        let doubted = bob.cli_in(&bobs, &["submit", "--yes", "--no-wait"]);
        assert!(doubted.stderr.contains("does not fit a key"), "{doubted:#?}");
        doubted.ok();
        let known = std::fs::read_to_string(bob.home.join("config/logins.toml")).unwrap();
        assert!(!known.contains(&stranger), "{known}");
    }

    /// A new key signs new receipts; the old ones still hold, and the old key stays published.
    fn an_old_receipt_outlives_its_key(house) {
        house.with_jumla();
        let ada = house.student("ada");
        let (work, old) = submitted(&ada);
        std::fs::remove_file(house.folder("data").join("receipt.key")).unwrap();
        house.crash_and_restart(1);
        let ada = ada.at(&house.address());
        assert_eq!(ada.get("/v1/receipt-keys").is(200).as_array().unwrap().len(), 2);
        ada.cli(&["receipt", "verify", &old]).ok();
        let new = ada.home.join("new.json").display().to_string();
        std::fs::write(&new, ada.cli_in(&work, &["receipt", "show"]).ok()).unwrap();
        let key = |path: &str| {
            let text = std::fs::read_to_string(path).unwrap();
            let receipt: serde_json::Value = serde_json::from_str(&text).unwrap();
            receipt["signature"]["key"].clone()
        };
        assert_ne!(key(&old), key(&new));
        let unknown = ada.cli(&["receipt", "verify", &new]).fails(2);
        assert!(unknown.contains("does not know"), "{unknown}");
    }
}
