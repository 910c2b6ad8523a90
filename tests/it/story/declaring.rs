//! Declarations: what a team says of its work stands in its repository, and is asked for at every door.
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Actor, House, Output, copy, jumla, remote, stories};

/// Ada of a university, in a project of a challenge that asks her to declare two things, with the full solution.
fn ada(house: &House) -> (Actor, PathBuf) {
    let package = house.folder("asking/jumla");
    copy(&jumla(), &package);
    let manifest = package.join("challenge.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let asking = "[submission]\ndeclare = [\"ai-use\", \"third-party\"]";
    std::fs::write(&manifest, text.replace("[submission]", asking)).unwrap();
    house.with_challenge(&package);
    house.organization("udom", "university");
    let ada = house.person("ada", "student", Some("udom"));
    ada.makes_team("Blue");
    ada.cli(&["fetch", "jumla"]).ok();
    let work = ada.home.join("jumla");
    copy(&jumla().join("solutions/full"), &work);
    ada.commit(&work, "full");
    (ada, work)
}

/// The problem that a refused push ends with.
fn refused(ada: &Actor, work: &Path) -> Value {
    let told = ada
        .git(work, &["push", &ada.repository("blue", "jumla"), "HEAD:main"])
        .fails(1);
    let problem = remote(&told, "ubunifu-problem:").unwrap_or_else(|| panic!("{told}"));
    assert_eq!(problem["code"], "submission.policy", "{problem}");
    problem
}

/// A command at a terminal, where somebody types `typed`; what the terminal shows.
fn at_a_terminal(command: &Command, typed: &str) -> Output {
    let script = "import os, pty, sys\n\
        child, terminal = pty.fork()\n\
        if child == 0:\n    os.execv(sys.argv[2], sys.argv[2:])\n\
        os.write(terminal, sys.argv[1].encode())\n\
        try:\n    while shown := os.read(terminal, 4096):\n        os.write(1, shown)\n\
        except OSError:\n    pass\n\
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))";
    let mut python = Command::new("python3");
    python.env_clear();
    for (name, value) in command.get_envs() {
        python.env(name, value.unwrap());
    }
    python.current_dir(command.get_current_dir().unwrap());
    let program = python.args(["-c", script, typed]).arg(command.get_program());
    Output::of(program.args(command.get_args()))
}

stories! {
    /// At a terminal what is missing is asked for, until there is an answer; who leaves has written nothing.
    fn at_a_terminal_one_is_asked(house) {
        let (ada, work) = ada(house);
        let file = || std::fs::read_to_string(work.join("DECLARATIONS.toml")).unwrap();
        let before = file();
        let mut command = ada.cli_command(&work);
        command.args(["declare", "--answer", "third-party=hakuna"]);
        let left = at_a_terminal(&command, "\n\u{4}");
        assert_eq!((left.status, file()), (2, before), "{left:?}");
        let shown = at_a_terminal(&command, "\n  zana moja \n").ok();
        for told in ["Which parts did an AI tool", "ai-use: ", "An answer is needed", "git add DECLARATIONS.toml"] {
            assert!(shown.contains(told), "{told}: {shown}");
        }
        assert!(!shown.contains("third-party: "), "it was given: {shown}");
        assert!(file().contains("ai-use = \"zana moja\"") && file().contains("third-party = \"hakuna\""), "{}", file());
        ada.cli_in(&work, &["check"]).ok();
    }

    /// The file lies there to be filled in; until it is, no way in takes the work, and all say the same.
    fn what_is_asked_is_answered_first(house) {
        let (ada, work) = ada(house);
        let file = || std::fs::read_to_string(work.join("DECLARATIONS.toml")).unwrap();
        assert!(file().contains("# Which parts did an AI tool") && file().contains("ai-use = \"\""), "{}", file());
        let asked = "asks for the declaration `ai-use`";
        for verb in [vec!["check"], vec!["submit", "--yes"], vec!["submit", "--bundle", "work.bundle"]] {
            let told = ada.cli_in(&work, &verb).fails(5);
            assert!(told.contains(asked) && told.contains("`third-party`") && told.contains("ubunifu declare"), "{told}");
        }
        let problem = refused(&ada, &work);
        assert!(problem["hints"][0].as_str().unwrap().contains("tamko la `ai-use`"), "{problem}");
        assert_eq!(house.count("submission"), 0);

        let told = ada.cli_in(&work, &["declare"]).fails(2);
        assert!(told.contains("--answer ai-use=\"...\" --answer third-party=\"...\""), "{told}");
        let told = ada.cli_in(&work, &["declare", "--answer", "ai-use=none"]).fails(2);
        assert!(told.contains("ubunifu declare --answer third-party=\"...\"\n"), "{told}");
        let told = ada.cli_in(&work, &["declare", "--answer", "ai-used=none"]).fails(2);
        assert!(told.contains("nearest is `ai-use`"), "{told}");
        assert!(file().contains("ai-use = \"\""), "nothing was written");
        let answers = ["--answer", "ai-use=\"none\"", "--answer", "third-party=a \"b\" = c"];
        let written = ada.cli_in(&work, &[&["declare"], &answers[..]].concat());
        assert!(written.stderr.contains("git add DECLARATIONS.toml"), "{written:?}");
        ada.cli_in(&work, &["check"]).ok();
        ada.commit(&work, "declared");
        let sent: Value = ada.cli_in(&work, &["submit", "--yes", "--no-wait", "--json"]).json();

        let path = format!("/v1/submissions/{}", sent["submission"].as_str().unwrap());
        let declared = json!({"ai-use": "\"none\"", "third-party": "a \"b\" = c"});
        for reader in [&ada, &house.operator()] {
            assert_eq!(reader.get(&path).is(200)["declarations"], declared);
        }
        assert_eq!(ada.get("/v1/submissions").is(200)["items"][0]["declarations"], declared);
        let coordinator = house.person("coordinator", "coordinator", Some("udom"));
        assert_eq!(coordinator.get(&path).is(200).get("declarations"), None);
    }

    /// What is not an answer is named with its line, by the laptop and by the server; nothing is overwritten.
    fn what_is_no_answer_is_named_with_its_line(house) {
        let (ada, work) = ada(house);
        let path = work.join("DECLARATIONS.toml");
        let long = format!("ai-use = \"none\"\nthird-party = \"{}\"\n", "x".repeat(2001));
        for (text, place, words) in [
            ("ai-use = \"none\"\n\nthird_party = \"none\"\n", "DECLARATIONS.toml:3", "third_party"),
            ("ai-use = \"none\"\nthird-party = 1\n", "DECLARATIONS.toml:2", "string"),
            ("ai-use = none\n", "DECLARATIONS.toml:1", "TOML"),
            (&long, "DECLARATIONS.toml:2", "2000"),
        ] {
            std::fs::write(&path, text).unwrap();
            ada.commit(&work, words);
            let told = ada.cli_in(&work, &["check"]).fails(5);
            assert!(told.contains(place) && told.contains(words), "{told}");
            let problem = refused(&ada, &work).to_string();
            assert!(problem.contains(place) && problem.contains(words), "{problem}");
            let answers = ["declare", "--answer", "ai-use=none", "--answer", "third-party=none"];
            let told = ada.cli_in(&work, &answers).fails(6);
            assert!(told.contains(place), "{told}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        std::fs::write(work.join("other"), "ai-use = \"none\"\nthird-party = \"none\"\n").unwrap();
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("other", &path).unwrap();
        ada.commit(&work, "link");
        assert!(ada.cli_in(&work, &["check"]).fails(5).contains("not a plain file"));
        assert!(refused(&ada, &work).to_string().contains("si faili la kawaida"));
        ada.cli_in(&work, &["declare", "--answer", "ai-use=x", "--answer", "third-party=x"]).fails(6);
        assert!(path.is_symlink());
        assert_eq!(house.count("submission"), 0);
    }

    /// A challenge that asks for nothing does not care what such a file holds.
    fn where_nothing_is_asked_the_file_is_like_any_other(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        ada.cli(&["fetch", "jumla"]).ok();
        let work = ada.home.join("jumla");
        assert!(!work.join("DECLARATIONS.toml").exists());
        assert!(ada.cli_in(&work, &["declare"]).stderr.contains("asks for no declarations"));
        copy(&jumla().join("solutions/full"), &work);
        std::fs::write(work.join("DECLARATIONS.toml"), "= ?").unwrap();
        ada.commit(&work, "full");
        let receipt = ada.pushes(&work, "blue", "jumla");
        let path = format!("/v1/submissions/{}", receipt["submission"].as_str().unwrap());
        assert_eq!(ada.get(&path).is(200).get("declarations"), None);
    }
}
