//! Plain `git push`: receipt, judging, board.
use crate::harness::{jumla, remote, stories};

stories! {
    /// Ada pushes, gets a receipt at once, and stands on the board when it is judged.
    fn a_push_is_a_receipt_a_report_and_a_place_on_the_board(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let work = ada.repository_of("work", &jumla().join("solutions/partial"));
        let head = ada.git(&work, &["rev-parse", "HEAD"]).ok();

        let receipt = ada.pushes(&work, "blue", "jumla");
        assert_eq!(receipt["commit"], head.trim());
        assert_eq!(receipt["team"]["slug"], "blue");
        let report = ada.waits_for_report(&receipt["submission"]);
        assert_eq!((&report["points"], &report["verdict"]), (&80.into(), &"wrong-answer".into()));
        assert_eq!(ada.reads_board(), [(1, "blue".to_owned(), 80.0)]);
    }

    /// A plain push stays until it is judged, and tells what happens in the student's language.
    fn a_push_tells_of_its_judging(house) {
        house.with_jumla();
        house.lets_pushes_wait(60);
        let ada = house.student("ada").at(&house.address());
        ada.makes_team("Blue");
        let work = ada.repository_of("work", &jumla().join("solutions/partial"));
        let push = || ada.git(&work, &["push", &ada.repository("blue", "jumla"), "HEAD:main"]);
        let pushed = push();
        assert_eq!(pushed.status, 0, "{pushed:?}");
        for told in ["ubunifu-receipt:", "Limepimwa:", "80/100", "Nafasi: 1", "✓", "(1/"] {
            assert!(pushed.stderr.contains(told), "{told}: {}", pushed.stderr);
        }
        let order = ["ubunifu-receipt:", "✗", "Limepimwa:"].map(|told| pushed.stderr.find(told).unwrap());
        assert!(order.is_sorted(), "{}", pushed.stderr);
    }

    /// With nobody to judge, a push ends after a while all the same, and says how to go on.
    fn a_push_does_not_wait_for_ever(house) {
        house.with_jumla();
        house.lets_pushes_wait(1);
        house.crash_and_restart(0);
        let ada = house.student("ada").at(&house.address());
        ada.makes_team("Blue");
        let work = ada.repository_of("work", &jumla().join("solutions/full"));
        let pushed = ada.git(&work, &["push", &ada.repository("blue", "jumla"), "HEAD:main"]);
        assert_eq!(pushed.status, 0, "{pushed:?}");
        assert!(pushed.stderr.contains("Bado halijapimwa"), "{}", pushed.stderr);
    }

    /// The better submission counts; a worse one later takes nothing away.
    fn the_best_submission_counts(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        for (solution, best) in [("partial", 80.0), ("full", 100.0), ("slow", 100.0)] {
            let work = ada.repository_of(solution, &jumla().join("solutions").join(solution));
            let receipt = ada.pushes(&work, "blue", "jumla");
            ada.waits_for_report(&receipt["submission"]);
            assert_eq!(ada.reads_board(), [(1, "blue".to_owned(), best)], "{solution}");
        }
    }

    /// Two teams with equal points: the earlier one ranks first.
    fn the_earlier_of_two_equals_ranks_first(house) {
        house.with_jumla();
        for name in ["ada", "bob"] {
            let student = house.student(name);
            student.makes_team(name);
            let work = student.repository_of("work", &jumla().join("solutions/full"));
            let receipt = student.pushes(&work, name, "jumla");
            student.waits_for_report(&receipt["submission"]);
        }
        let board = house.stranger("anybody").reads_board();
        assert_eq!(board, [(1, "ada".to_owned(), 100.0), (2, "bob".to_owned(), 100.0)]);
    }

    /// The same commit again is the same submission.
    fn the_same_commit_again_is_no_second_submission(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let work = ada.repository_of("work", &jumla().join("solutions/full"));
        ada.pushes(&work, "blue", "jumla");
        let again = ada.git(&work, &["push", &ada.repository("blue", "jumla"), "HEAD:main"]);
        assert!(again.stderr.contains("up-to-date"), "{again:?}");
        assert_eq!(again.status, 0);
        let list = ada.get("/v1/submissions?challenge=jumla").is(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    }

    /// A push with no README is refused with the rule and the next step, and leaves nothing behind.
    fn a_repository_that_breaks_a_rule_is_refused_whole(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let work = ada.repository_of("work", &jumla().join("solutions/full"));
        std::fs::remove_file(work.join("run")).unwrap();
        ada.commit(&work, "no run");
        let refused = ada.git(&work, &["push", &ada.repository("blue", "jumla"), "main"]).fails(1);
        let problem = remote(&refused, "ubunifu-problem:").unwrap_or_else(|| panic!("{refused}"));
        assert_eq!(problem["code"], "submission.policy", "{refused}");
        assert!(problem["hints"].to_string().contains("run"), "{problem}");
        let seen = ada.git(&work, &["ls-remote", &ada.repository("blue", "jumla")]).ok();
        assert_eq!(seen, "", "nothing was stored");
        assert_eq!(ada.get("/v1/submissions?challenge=jumla").is(200)["items"], serde_json::json!([]));
    }

    /// A teammate may clone what the team has pushed; nobody else may.
    fn a_team_reads_its_own_repository_and_no_other(house) {
        house.with_jumla();
        let (ada, eve) = (house.student("ada"), house.student("eve"));
        ada.makes_team("Blue");
        eve.makes_team("Red");
        let work = ada.repository_of("work", &jumla().join("solutions/full"));
        ada.pushes(&work, "blue", "jumla");
        ada.git(&ada.home, &["clone", "--quiet", &ada.repository("blue", "jumla"), "copy"]).ok();
        assert!(ada.home.join("copy/run").exists());

        eve.git(&eve.home, &["clone", "--quiet", &eve.repository("blue", "jumla"), "loot"]).fails(128);
        let other = eve.repository_of("other", &jumla().join("solutions/full"));
        eve.git(&other, &["push", &eve.repository("blue", "jumla"), "HEAD:main"]).fails(128);
        let nobody = house.stranger("nobody");
        nobody.git(&nobody.home, &["ls-remote", &nobody.repository("blue", "jumla")]).fails(128);
    }

    /// Force-pushing replaces main; what was received before stays a fact.
    fn force_pushing_keeps_what_was_received(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let first = ada.repository_of("first", &jumla().join("solutions/full"));
        let second = ada.repository_of("second", &jumla().join("solutions/partial"));
        let one = ada.pushes(&first, "blue", "jumla");
        let two = ada.pushes(&second, "blue", "jumla");
        assert_ne!(one["commit"], two["commit"]);
        assert_eq!(ada.waits_for_report(&one["submission"])["points"], 100);
        assert_eq!(ada.waits_for_report(&two["submission"])["points"], 80);
    }
}
