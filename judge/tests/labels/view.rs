//! What a team reads: every byte of it, and whether a secret is among them.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use judge::Package;
use serde_json::{Value, json};

use crate::house::Judged;

/// Everything that leaves the server for a team, as text.
pub(crate) fn text(judged: &Judged) -> String {
    whole(judged).to_string()
}

/// As [`text`], without numbers that are measured and the name of the package's content.
pub(crate) fn without_measures(judged: &Judged) -> Value {
    let mut value = whole(judged);
    blank(&mut value, &["cpu_ms", "wall_ms", "peak_kib", "hash"]);
    value
}

/// As [`without_measures`], without what a hidden group is allowed to say.
pub(crate) fn without_verdicts(judged: &Judged) -> Value {
    let mut value = without_measures(judged);
    blank(&mut value, &["verdict", "points"]);
    value
}

fn whole(judged: &Judged) -> Value {
    json!({ "report": judged.team, "progress": judged.progress })
}

fn blank(value: &mut Value, keys: &[&str]) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|item| blank(item, keys)),
        Value::Object(map) => {
            for (key, item) in map {
                if keys.contains(&key.as_str()) {
                    *item = Value::Null;
                } else {
                    blank(item, keys);
                }
            }
        }
        _ => {}
    }
}

/// Long words of hidden data and of graders.
pub(crate) fn secrets(package: &Package) -> BTreeSet<String> {
    let below = |path: &str, folder: &str| path.starts_with(&format!("{folder}/"));
    let hidden = |path: &&String| {
        let secret = ["data/hidden", "checks/hidden", "graders"].iter();
        secret.into_iter().any(|folder| below(path, folder)) && !below(path, "graders/public")
    };
    let files = package.files.keys().filter(hidden);
    let texts = files.map(|path| fs::read_to_string(package.path(path)).unwrap());
    texts
        .flat_map(|text| {
            text.split_whitespace()
                .filter(|word| word.len() >= 10)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// What the team must not read but does.
pub(crate) fn leaked(judged: &Judged, words: impl IntoIterator<Item = String>) -> Vec<String> {
    let text = text(judged);
    let found = words.into_iter().filter(|word| text.contains(word.as_str()));
    found.map(|word| format!("the team reads `{word}`")).collect()
}

/// What of a hidden group a team may see, by the keys of the document. Anything else is too much.
pub(crate) fn too_much(judged: &Judged, package: &Package) -> Vec<String> {
    let report = json!(judged.team);
    let hidden = |id: &Value| {
        !package
            .manifest
            .group(id.as_str().unwrap())
            .is_some_and(is_public)
    };
    let keys = |item: &Value, allowed: &[&str]| {
        let keys = item.as_object().unwrap().keys();
        keys.filter(|key| !allowed.contains(&key.as_str()))
            .map(|key| format!("{} shows `{key}`", item["id"]))
            .collect::<Vec<_>>()
    };
    let list = |name: &str| report[name].as_array().unwrap().clone();
    let mut found = Vec::new();
    for group in list("groups").iter().filter(|g| hidden(&g["id"])) {
        found.extend(keys(group, &["id", "visibility", "verdict", "points", "max"]));
    }
    for check in list("checks").iter().filter(|c| hidden(&c["group"])) {
        found.extend(keys(check, &["id", "group", "title", "verdict", "points", "max"]));
        if check["points"] != json!(0) || check["max"] != json!(0) {
            found.push(format!("{} shows points", check["id"]));
        }
    }
    found
}

fn is_public(group: &judge::package::Group) -> bool {
    group.visibility == wire::Visibility::Public
}

/// Characters that move a cursor, hide their neighbours or turn their direction.
pub(crate) fn unsafe_to_print(judged: &Judged) -> Vec<String> {
    let mut strings = Vec::new();
    collect(&whole(judged), &mut strings);
    let bad = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\t')
            || matches!(c, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{fff9}'..='\u{fffb}' | '\u{feff}' | '\u{3164}' | '\u{e0000}'..='\u{e007f}')
    };
    let found = strings.iter().flat_map(|text| text.chars()).filter(|c| bad(*c));
    found.map(|c| format!("the team reads {c:?} as it is")).collect()
}

fn collect(value: &Value, strings: &mut Vec<String>) {
    match value {
        Value::String(text) => strings.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|item| collect(item, strings)),
        Value::Object(map) => map.values().for_each(|item| collect(item, strings)),
        _ => {}
    }
}

/// Files of a tree as a push lists them.
pub(crate) fn entries(root: &Path) -> Vec<judge::policy::Entry> {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::PermissionsExt;
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (path, facts) = (entry.path(), entry.metadata().unwrap());
            if facts.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(root).unwrap().as_os_str().as_bytes().to_vec();
            let mode = if facts.is_symlink() {
                0o120_000
            } else {
                0o100_000 | facts.permissions().mode() & 0o777
            };
            let mut listed = judge::policy::Entry::new(name, mode, facts.len());
            listed.link = fs::read_link(&path)
                .ok()
                .map(|to| to.into_os_string().into_encoded_bytes());
            found.push(listed);
        }
    }
    found
}
