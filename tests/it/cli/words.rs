//! What people read on their terminals, word by word, in both languages.
use crate::harness::{Actor, House, copy, jumla};

/// Ada in a fetched folder with `solution`; her server's address is replaced in what is compared.
fn ada(house: &House, solution: &str) -> (Actor, std::path::PathBuf) {
    house.with_jumla();
    let ada = house.student("ada");
    ada.makes_team("Blue");
    ada.cli(&["fetch", "jumla"]).ok();
    let work = ada.home.join("jumla");
    copy(&jumla().join("solutions").join(solution), &work);
    ada.commit(&work, solution);
    (ada, work)
}

/// The numbers that differ from run to run, and the names of this house, made equal.
fn steady(house: &House, text: &str) -> String {
    let home = house.folder("").display().to_string();
    let text = text
        .replace(&house.address(), "SERVER")
        .replace(home.trim_end_matches('/'), "HOUSE");
    let filters = [
        (r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}", "ID"),
        (r"\b[0-9a-f]{40}\b", "COMMIT"),
        (r"\b[0-9a-f]{7,12}\b", "SHORT"),
        (r"\d+(\.\d+)? ?ms", "N ms"),
        (r"\(\d+%\)", "(N%)"),
        (r"\d+(\.\d+)? (KiB|MiB|B)\b", "N bytes"),
        (r"\d{2}/\d{2}/\d{4} \d{2}:\d{2}(:\d{2})?", "TIME"),
        (r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(\.\d+)?Z?", "TIME"),
    ];
    let mut lines: Vec<String> = text.lines().map(|l| l.trim_end().to_owned()).collect();
    for line in &mut lines {
        for (pattern, word) in filters {
            *line = regex::Regex::new(pattern)
                .unwrap()
                .replace_all(line, word)
                .into_owned();
        }
    }
    // A judging may be over before anybody has begun to watch it.
    let watched = regex::Regex::new(r"\(\d+/\d+\)$").unwrap();
    lines.retain(|line| !watched.is_match(line));
    // Columns are as wide as the numbers in them.
    let spaces = regex::Regex::new(r"(\S) {2,}").unwrap();
    lines
        .iter()
        .map(|line| spaces.replace_all(line, "$1  ").into_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

fn both(house: &House, output: &crate::harness::Output) -> String {
    let text = format!(
        "exit {}\n--- stdout\n{}\n--- stderr\n{}",
        output.status, output.stdout, output.stderr
    );
    steady(house, &text)
}

fn look(name: &str, text: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn a_check_that_fails_shows_where() {
    let house = House::on_sqlite();
    let (ada, work) = ada(&house, "full");
    std::fs::write(work.join("run"), "#!/bin/sh\nread -r line\necho 3\n").unwrap();
    look("check-fails-en", &both(&house, &ada.cli_in(&work, &["check"])));
    look(
        "check-fails-sw",
        &both(&house, &ada.cli_in(&work, &["--lang", "sw", "check"])),
    );
}

#[test]
fn a_submission_tells_its_receipt_and_its_report() {
    let house = House::on_sqlite();
    let (ada, work) = ada(&house, "partial");
    look(
        "submit-en",
        &both(&house, &ada.cli_in(&work, &["submit", "--yes"])),
    );
    look("status-en", &both(&house, &ada.cli_in(&work, &["status"])));
    look(
        "watch-sw",
        &both(&house, &ada.cli_in(&work, &["--lang", "sw", "watch"])),
    );
    look("board-en", &both(&house, &ada.cli_in(&work, &["board"])));
    look(
        "board-sw",
        &both(&house, &ada.cli_in(&work, &["--lang", "sw", "board"])),
    );
}

#[test]
fn finding_a_challenge() {
    let house = House::on_sqlite();
    house.with_jumla();
    let anybody = house.stranger("anybody");
    look("list-en", &both(&house, &anybody.cli(&["list"])));
    look(
        "show-sw",
        &both(&house, &anybody.cli(&["--lang", "sw", "show", "jumla"])),
    );
    look("fetch-en", &both(&house, &anybody.cli(&["fetch", "jumla"])));
}

#[test]
fn errors_are_kind() {
    let house = House::on_sqlite();
    let (ada, work) = ada(&house, "full");
    let away = ada.at("http://127.0.0.1:9");
    let nobody = house.stranger("nobody");
    std::fs::write(work.join("run"), "#!/bin/sh\n").unwrap();
    let told = [
        ("outside a project", ada.cli(&["check"])),
        ("no such challenge", ada.cli(&["show", "nothing-here"])),
        ("closed server", away.cli(&["list"])),
        ("no token", nobody.cli(&["whoami"])),
        ("dirty work tree", ada.cli_in(&work, &["submit", "--yes"])),
        ("second team", ada.cli(&["team", "create", "Red"])),
        (
            "wrong code",
            nobody.cli(&["team", "join", "0000-0000-0000", "--name", "N"]),
        ),
        (
            "dirty work tree, Swahili",
            ada.cli_in(&work, &["--lang", "sw", "submit", "--yes"]),
        ),
        ("closed server, Swahili", away.cli(&["--lang", "sw", "list"])),
    ];
    let pages: Vec<String> = told
        .iter()
        .map(|(name, output)| format!("## {name}\n{}", both(&house, output)))
        .collect();
    look("errors", &pages.join("\n\n"));
}
