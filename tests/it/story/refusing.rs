//! The wrong thing, ten times: one clear error, the next step, the documented exit code, nothing half-done.
use crate::harness::{Actor, House, copy, jumla, stories};

fn fetched(house: &House) -> (Actor, std::path::PathBuf) {
    house.with_jumla();
    let ada = house.student("ada");
    ada.makes_team("Blue");
    ada.cli(&["fetch", "jumla"]).ok();
    let work = ada.home.join("jumla");
    copy(&jumla().join("solutions/full"), &work);
    ada.commit(&work, "full");
    (ada, work)
}

/// One `error:` line, and at least one line that says what to do next.
#[track_caller]
fn is_kind(stderr: &str) {
    assert_eq!(stderr.matches("error:").count(), 1, "{stderr}");
    assert!(stderr.contains("next: ") || stderr.contains("→ "), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
}

stories! {
    /// Uncommitted changes are not sent silently.
    fn a_dirty_work_tree(house) {
        let (ada, work) = fetched(house);
        std::fs::write(work.join("run"), "#!/bin/sh\necho changed\n").unwrap();
        let told = ada.cli_in(&work, &["submit", "--yes"]).fails(5);
        is_kind(&told);
        assert!(told.contains("git commit"), "{told}");
        assert_eq!(house.count("submission"), 0);
    }

    /// A token nobody knows, and no token at all.
    fn a_wrong_token(house) {
        let (ada, work) = fetched(house);
        let mallory = Actor { token: Some("ubu_wrong".to_owned()), ..ada.clone() };
        let told = mallory.cli_in(&work, &["submit", "--yes"]).fails(4);
        is_kind(&told);
        assert!(told.contains("ubunifu login"), "{told}");
        let nobody = house.stranger("nobody");
        is_kind(&nobody.cli(&["whoami"]).fails(4));
    }

    /// The server is not there.
    fn a_closed_server(house) {
        let (ada, work) = fetched(house);
        let away = ada.at("http://127.0.0.1:9");
        for verb in [vec!["list"], vec!["submit", "--yes"], vec!["whoami"]] {
            is_kind(&away.cli_in(&work, &verb).fails(3));
        }
        away.cli_in(&work, &["check"]).ok();
    }

    /// A required file is missing: refused on the laptop, before anything is sent.
    fn a_missing_run(house) {
        let (ada, work) = fetched(house);
        std::fs::remove_file(work.join("run")).unwrap();
        ada.commit(&work, "no run");
        let told = ada.cli_in(&work, &["submit", "--yes"]).fails(5);
        is_kind(&told);
        assert!(told.contains("git add run"), "{told}");
        assert_eq!(house.count("submission"), 0);
    }

    /// 100 MB: refused on the laptop; and by the server, when sent past the CLI.
    fn a_file_of_100_megabytes(house) {
        let (ada, work) = fetched(house);
        let file = std::fs::File::create(work.join("big.bin")).unwrap();
        file.set_len(100 << 20).unwrap();
        ada.commit(&work, "big");
        let told = ada.cli_in(&work, &["submit", "--yes"]).fails(5);
        is_kind(&told);
        assert!(told.contains("big.bin"), "{told}");
        let pushed = ada.git(&work, &["push", &ada.repository("blue", "jumla"), "HEAD:main"]).fails(1);
        assert!(pushed.contains("remote rejected") && pushed.contains("big.bin"), "{pushed}");
        assert_eq!(house.count("submission"), 0);
        assert_eq!(ada.git(&work, &["ls-remote", &ada.repository("blue", "jumla")]).ok(), "");
    }

    /// Somebody else's team.
    fn another_teams_repository(house) {
        let (ada, work) = fetched(house);
        let eve = house.student("eve");
        eve.makes_team("Red");
        let pushed = eve.git(&work, &["push", &eve.repository("blue", "jumla"), "HEAD:main"]).fails(128);
        assert!(!pushed.contains("ubunifu-receipt"), "{pushed}");
        assert_eq!(house.count("submission"), 0);
        drop(ada);
    }

    /// Verbs outside a project, unknown challenges, folders in the way, unknown flags.
    fn small_mistakes(house) {
        let (ada, work) = fetched(house);
        is_kind(&ada.cli(&["check"]).fails(2));
        is_kind(&ada.cli(&["show", "nothing-here"]).fails(2));
        std::fs::create_dir(ada.home.join("full")).unwrap();
        std::fs::write(ada.home.join("full/dear.txt"), "mine").unwrap();
        is_kind(&ada.cli(&["fetch", "jumla", "full"]).fails(5));
        assert_eq!(std::fs::read_dir(ada.home.join("full")).unwrap().count(), 1, "nothing was touched");
        ada.cli(&["sumbit"]).fails(2);
        is_kind(&ada.cli_in(&work, &["watch", "not-an-id"]).fails(2));
        assert!(ada.cli(&["fetch", "nothing-here"]).fails(2).contains("ubunifu list"));
        assert!(!ada.home.join("nothing-here").exists(), "nothing half-done");
    }

    /// Without a terminal nobody can say yes.
    fn submit_asks_first(house) {
        let (ada, work) = fetched(house);
        let told = ada.cli_in(&work, &["submit"]).fails(2);
        assert!(told.contains("--yes"), "{told}");
        assert_eq!(house.count("submission"), 0);
    }
}
