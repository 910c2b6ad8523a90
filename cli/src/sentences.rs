//! Every sentence the code asks for exists, and every sentence of ours is asked for.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Keys that are put together at run time.
const COMPOSED: [&str; 6] = ["doctor-", "new-toml-", "rights-", "role-", "rule-", "verdict-"];

/// The sources without their tests.
fn sources(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).unwrap();
            into.push_str(text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default());
        }
    }
}

fn keys(ftl: &str) -> BTreeSet<&str> {
    let heads = ftl
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    heads
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key)
        .collect()
}

#[test]
fn code_and_catalogue_agree() {
    let mut code = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
    let files = locales::SOURCES[1].1;
    let ours = files
        .iter()
        .find(|(name, _)| *name == "cli.ftl")
        .map(|(_, text)| keys(text))
        .unwrap();
    let all: BTreeSet<&str> = files.iter().flat_map(|(_, text)| keys(text)).collect();
    let families: BTreeSet<&str> = ours.iter().filter_map(|key| key.split('-').next()).collect();

    let is_key = |text: &&str| {
        let plain = |b: u8| b.is_ascii_lowercase() || b == b'-' || b == b'.';
        text.contains('-') && text.bytes().all(plain) && !text.ends_with('-')
    };
    let quoted: BTreeSet<&str> = code.split('"').filter(is_key).collect();
    let asked = quoted.iter().map(|key| key.trim_end_matches(".hint"));
    let asked: BTreeSet<&str> = asked
        .filter(|key| key.split('-').next().is_some_and(|f| families.contains(f)))
        .collect();
    let missing: Vec<_> = asked.iter().filter(|key| !all.contains(**key)).collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");

    let composed = |key: &&&str| COMPOSED.iter().any(|start| key.starts_with(start));
    let unused: Vec<_> = ours
        .iter()
        .filter(|key| !asked.contains(**key))
        .filter(|key| !composed(key))
        .collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}
