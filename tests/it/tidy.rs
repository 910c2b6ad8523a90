//! The laws of the house, each a test: if one goes red, the code moved out of its room.
use std::path::{Path, PathBuf};

use crate::harness::root;

/// Folders whose Rust files are ours.
const CRATES: [&str; 7] = ["wire", "judge", "locales", "migrations", "api", "cli", "tests"];

/// The rooms of the server in the order in which a submission meets them.
const ROOMS: [&str; 9] = [
    "account",
    "organization",
    "event",
    "challenge",
    "team",
    "submission",
    "scoreboard",
    "judging",
    "rejudging",
];

fn rust_files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
        }
    }
}

/// Whether `code` names the room, alone or in a list of imports.
fn uses(code: &str, room: &str) -> bool {
    let in_list = |list: &str| {
        let list = list.split("};").next().unwrap_or_default();
        list.split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| word == room)
    };
    let alone = code.match_indices("crate::").any(|(at, _)| {
        let rest = &code[at + "crate::".len()..];
        rest.strip_prefix(room)
            .is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    });
    alone || code.split("use crate::{").skip(1).any(in_list)
}

/// Whether a file is compiled for tests alone.
fn is_test(path: &Path) -> bool {
    path.ends_with("tests.rs")
        || path.ends_with("testing.rs")
        || path.components().any(|c| c.as_os_str() == "tests")
}

/// A file without its tests and comments.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]").next().unwrap_or_default();
    body.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[track_caller]
fn none(offenders: &[String], law: &str) {
    assert!(offenders.is_empty(), "{law}\n  {}", offenders.join("\n  "));
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent =
        |(path, text): &(PathBuf, String)| !text.starts_with("//!") && !path.starts_with("tests/fixtures");
    let offenders: Vec<_> = CRATES
        .iter()
        .flat_map(|c| rust_files(c))
        .filter(silent)
        .map(|(path, _)| path.display().to_string())
        .collect();
    none(
        &offenders,
        "each module begins with a `//!` line that says what it is for",
    );
}

#[test]
fn files_stay_small() {
    let mut lengths = Vec::new();
    let mut offenders = Vec::new();
    for (path, text) in CRATES.iter().flat_map(|c| rust_files(c)) {
        let lines = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default()
            .lines()
            .count();
        lengths.push(lines);
        if lines > 600 {
            offenders.push(format!("{}: {lines} lines", path.display()));
        }
    }
    none(
        &offenders,
        "no file is longer than 600 lines: give its second subject a file of its own",
    );
    lengths.sort_unstable();
    let ninth = lengths[lengths.len() * 9 / 10];
    assert!(
        ninth <= 300,
        "nine files of ten have at most 300 lines; the limit of ninety percent is at {ninth}"
    );
}

#[test]
fn rooms_look_back_and_never_ahead() {
    let mut offenders = Vec::new();
    for (at, room) in ROOMS.iter().enumerate() {
        let inside = |path: &Path| {
            path.starts_with(format!("api/src/{room}")) || path == Path::new(&format!("api/src/{room}.rs"))
        };
        let files = rust_files("api/src")
            .into_iter()
            .filter(|(path, _)| inside(path) && !is_test(path));
        for (path, text) in files {
            for later in ROOMS.iter().skip(at + 1).chain(&["web", "worker", "command"]) {
                if uses(&code(&text), later) {
                    offenders.push(format!("{} uses {later}", path.display()));
                }
            }
        }
    }
    none(&offenders, "a room uses earlier rooms, never later ones");
}

#[test]
fn crates_depend_one_way() {
    let allowed: [(&str, &[&str]); 6] = [
        ("wire", &[]),
        ("locales", &[]),
        ("migrations", &[]),
        ("judge", &["wire"]),
        ("api", &["wire", "judge", "locales", "migrations"]),
        ("cli", &["wire", "judge", "locales"]),
    ];
    let mut offenders = Vec::new();
    for (name, may) in allowed {
        let text = std::fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = text.parse().unwrap();
        for other in manifest["dependencies"].as_table().unwrap().keys() {
            if CRATES.contains(&other.as_str()) && !may.contains(&other.as_str()) {
                offenders.push(format!("{name} -> {other}"));
            }
        }
    }
    none(
        &offenders,
        "dependencies point one way: tests -> cli, api -> judge -> wire",
    );
}

/// Where a word may stand in the server's code, and nowhere else.
fn only_in(words: &[&str], places: &[&str], law: &str) {
    let mut offenders = Vec::new();
    for (path, text) in rust_files("api/src")
        .into_iter()
        .filter(|(path, _)| !is_test(path))
    {
        let name = path.to_string_lossy().into_owned();
        let home = places.iter().any(|place| name.contains(place));
        let code = code(&text);
        offenders.extend(
            words
                .iter()
                .filter(|w| !home && code.contains(**w))
                .map(|w| format!("{name}: `{w}`")),
        );
    }
    none(&offenders, law);
}

#[test]
fn only_stores_speak_sql() {
    only_in(
        &[
            "EntityTrait",
            "QueryFilter",
            "ActiveModel",
            "sea_query",
            "from_sql_and_values",
            "execute_unprepared",
        ],
        &["/store.rs", "/store/", "/entity/", "src/db.rs", "/queue/"],
        "only `store.rs`, `entity/`, `db.rs` and `queue/` speak SQL",
    );
}

#[test]
fn only_the_web_speaks_http() {
    only_in(
        &["axum::", "tower_http::", "StatusCode"],
        &["/web/", "/command/serve.rs"],
        "only `web/` speaks HTTP",
    );
}

#[test]
fn decisions_are_pure() {
    let mut offenders = Vec::new();
    for (path, text) in CRATES.iter().flat_map(|c| rust_files(c)) {
        let name = path.to_string_lossy().into_owned();
        let decides = [
            "/rules.rs",
            "judge/src/score.rs",
            "judge/src/plan.rs",
            "judge/src/compare",
        ];
        if decides.iter().any(|d| name.contains(d)) {
            let code = code(&text);
            let io = ["async ", "std::fs", "Command", ".await", "clock", "now()"];
            offenders.extend(
                io.iter()
                    .filter(|w| code.contains(**w))
                    .map(|w| format!("{name}: `{w}`")),
            );
        }
    }
    none(
        &offenders,
        "decisions are functions without IO; time and facts come in as arguments",
    );
}

#[test]
fn each_table_has_one_writer() {
    let tables = rust_files("api/src/entity")
        .into_iter()
        .map(|(p, _)| p.file_stem().unwrap().to_string_lossy().into_owned());
    let writes = [
        "::Entity::insert",
        "::Entity::update",
        "::Entity::delete",
        "::ActiveModel {",
    ];
    let mut offenders = Vec::new();
    for table in tables.filter(|t| t != "mod") {
        let mut writers: Vec<String> = rust_files("api/src")
            .into_iter()
            .filter(|(path, _)| !path.starts_with("api/src/entity") && !is_test(path))
            .filter(|(_, text)| writes.iter().any(|w| word_before(&code(text), &table, w)))
            .filter_map(|(path, _)| path.iter().nth(2).map(|room| room.to_string_lossy().into_owned()))
            .collect();
        writers.sort();
        writers.dedup();
        if writers.len() > 1 {
            offenders.push(format!("{table}: {}", writers.join(", ")));
        }
    }
    none(&offenders, "each table has exactly one writing room");
}

/// Whether `table` followed by `suffix` stands in `code` as a word of its own.
fn word_before(code: &str, table: &str, suffix: &str) -> bool {
    let needle = format!("{table}{suffix}");
    code.match_indices(&needle)
        .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[test]
fn unsafe_code_lives_in_the_sandbox_alone() {
    let mut offenders = Vec::new();
    for (path, text) in CRATES.iter().flat_map(|c| rust_files(c)) {
        let home = path.starts_with("judge/src/sandbox") || path.ends_with("tidy.rs");
        if !home && code(&text).contains("unsafe ") {
            offenders.push(path.display().to_string());
        }
    }
    none(&offenders, "`unsafe` lives in judge/src/sandbox alone");
}

/// Whoever is called must know what to do.
#[test]
fn every_alert_is_explained_to_the_operator() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut kinds = std::collections::BTreeSet::new();
    for (_, text) in rust_files("api/src") {
        let alerts = text.split("alert = \"").skip(1);
        kinds.extend(
            alerts
                .filter_map(|rest| rest.split_once('"'))
                .map(|(kind, _)| kind.to_owned()),
        );
    }
    assert!(kinds.len() > 5, "{kinds:?}");
    let unexplained = kinds.iter().filter(|kind| !readme.contains(&format!("`{kind}`")));
    assert_eq!(unexplained.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_document_is_there_and_links_to_files_that_are() {
    let mut offenders = Vec::new();
    for name in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE"] {
        let Ok(text) = std::fs::read_to_string(root().join(name)) else {
            offenders.push(format!("{name} is missing"));
            continue;
        };
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split([')', '#']).next().unwrap_or_default();
            let local = !target.is_empty() && !target.contains("://");
            if local && !root().join(target).exists() {
                offenders.push(format!("{name} links to {target}"));
            }
        }
    }
    none(&offenders, "documents and their links are whole");
}
