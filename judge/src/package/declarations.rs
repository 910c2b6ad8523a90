//! What a team declares: `DECLARATIONS.toml` on top of its repository, an answer for each key that the challenge asks
//! for. It travels with the code, so whoever signs for the tree signs for the answers. Pure.
use std::collections::BTreeMap;

use toml::de::DeTable;

use super::reader::{Document, Node, Section};
use crate::finding::{Code, Finding};
use crate::policy::human;

/// The file, on top of a repository.
pub const FILE: &str = "DECLARATIONS.toml";
/// Bytes of the file.
pub const LARGEST: u64 = 64 << 10;
/// Characters of an answer.
pub const LONGEST: usize = 2000;
/// What a package may ask for.
pub const KNOWN: [&str; 2] = ["ai-use", "third-party"];

/// The answers, by what was asked.
pub type Answers = BTreeMap<String, String>;

/// Reads the file of a team that has to answer `asked`: the answers that are good, and all that is wrong.
pub fn read(asked: &[String], content: &[u8]) -> (Answers, Vec<Finding>) {
    let text = std::str::from_utf8(content).ok();
    let Some(text) = text.filter(|text| text.len() as u64 <= LARGEST) else {
        return (Answers::new(), vec![unusual()]);
    };
    let doc = Document::new(FILE, text);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let line = doc.line_at(&error.span().unwrap_or_default());
        doc.add(
            line,
            Finding::new(Code::TomlSyntax).arg("message", error.message()),
        );
    }
    let (mut answers, mut missing) = (Answers::new(), Vec::new());
    // Of a file that is no TOML nothing else can be said.
    if errors.is_empty() {
        let root = Section::new(&doc, table.get_ref(), 1);
        for key in KNOWN.into_iter().filter(|key| asked.iter().any(|a| a == key)) {
            match root.get(key) {
                Some(node) => answers.extend(answer(&node).map(|text| (key.to_owned(), text))),
                None => missing.push(open(key)),
            }
        }
        root.finish();
    }
    let mut findings = doc.into_findings();
    findings.append(&mut missing);
    (answers, findings)
}

fn answer(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?.trim();
    if let Some(flaw) = flaw(node.key, text) {
        node.add(flaw);
        return None;
    }
    Some(text.to_owned())
}

fn flaw(key: &str, text: &str) -> Option<Finding> {
    let count = text.chars().count();
    if text.is_empty() {
        Some(open(key))
    } else if count > LONGEST {
        let long = Finding::new(Code::PolicyDeclareLong).arg("count", count);
        Some(long.arg("limit", LONGEST))
    } else {
        let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        text.contains(odd).then(|| Finding::new(Code::PolicyDeclareText))
    }
}

/// `key` has no answer.
pub(crate) fn open(key: &str) -> Finding {
    Finding::new(Code::PolicyDeclare).arg("key", key).file(FILE)
}

/// The file is not what it has to be.
pub(crate) fn unusual() -> Finding {
    Finding::new(Code::PolicyDeclareFile)
        .arg("limit", human(LARGEST))
        .file(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    /// What is wrong: line, code, key.
    fn wrong(content: &[u8]) -> Vec<String> {
        let (_, found) = read(&asked(&KNOWN), content);
        found.iter().for_each(crate::finding::tests::assert_complete);
        let place = |f: &Finding| f.line.map_or(String::new(), |line| format!("{line}: "));
        let key = |f: &Finding| f.args.get("key").cloned().unwrap_or_default();
        let shown = |f: &Finding| format!("{}{} {}", place(f), f.code, key(f)).trim().to_owned();
        found.iter().map(shown).collect()
    }

    #[test]
    fn good_answers_are_read_without_the_space_around_them() {
        let text = "# why\nthird-party = \"\"\"\nhakuna\n\"\"\"\nai-use = \" Zana ya 🤖 \"\n";
        let (answers, found) = read(&asked(&KNOWN), text.as_bytes());
        assert_eq!(found, []);
        let answers: Vec<_> = answers.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(answers, [("ai-use", "Zana ya 🤖"), ("third-party", "hakuna")]);
        let longest = format!("ai-use = \"{}\"", "é".repeat(LONGEST));
        assert_eq!(read(&asked(&["ai-use"]), longest.as_bytes()).1, []);
    }

    #[test]
    fn each_mistake_is_told_with_its_line() {
        let good = "ai-use = \"none\"\n";
        let long = format!("{good}third-party = \"{}\"", "x".repeat(LONGEST + 1));
        let large = format!("{good}third-party = \"none\"\n#{}", "x".repeat(64 << 10));
        let rows: [(&[u8], &[&str]); 13] = [
            (b"", &["policy-declare ai-use", "policy-declare third-party"]),
            (good.as_bytes(), &["policy-declare third-party"]),
            (
                b"ai-use = \"none\"\nthird-party = \" \\t\"",
                &["2: policy-declare third-party"],
            ),
            (
                b"ai-use = \"none\"\nthird-party = 1",
                &["2: package-wrong-type third-party"],
            ),
            (
                b"ai-use = [\"none\"]\nthird-party = \"x\"",
                &["1: package-wrong-type ai-use"],
            ),
            (
                b"ai-use = \"none\"\nthird-party = \"x\"\nthird-parties = \"y\"",
                &["3: package-unknown-key third-parties"],
            ),
            (
                b"ai_use = \"none\"\nthird-party = \"x\"",
                &["1: package-unknown-key ai_use", "policy-declare ai-use"],
            ),
            (
                b"ai-use = \"none\"\nthird-party = \"a\\u0000b\"",
                &["2: policy-declare-text third-party"],
            ),
            (b"ai-use = none\nthird-party = \"x\"", &["1: package-toml-syntax"]),
            (
                b"ai-use = \"a\"\nai-use = \"b\"\nthird-party = \"x\"",
                &["2: package-toml-syntax"],
            ),
            (b"ai-use = \"\xff\"", &["policy-declare-file"]),
            (long.as_bytes(), &["2: policy-declare-long third-party"]),
            (large.as_bytes(), &["policy-declare-file"]),
        ];
        for (content, expected) in rows {
            let shown = String::from_utf8_lossy(content.get(..60).unwrap_or(content));
            assert_eq!(wrong(content), expected, "{shown}");
        }
    }

    #[test]
    fn a_file_that_unfolds_without_end_is_told_and_bounded() {
        let deep = |open: &str, close: &str| open.repeat(15_000) + &close.repeat(15_000);
        let values =
            [("[", "]"), ("{a=", "}")].map(|(open, close)| format!("ai-use = {}", deep(open, close)));
        for text in [deep("a.", "a = 1"), deep("[", "]")].iter().chain(&values) {
            let (answers, found) = read(&asked(&KNOWN), text.as_bytes());
            assert!(answers.is_empty() && !found.is_empty(), "{}", &text[..20]);
        }
        let many: String = (0..4000).map(|n| format!("k{n} = \"\"\n")).collect();
        assert_eq!(read(&asked(&["ai-use"]), many.as_bytes()).1.len(), 4001);
    }

    #[test]
    fn what_the_challenge_does_not_ask_for_is_no_key() {
        let text = b"ai-use = \"none\"\nthird-party = \"none\"";
        let (answers, found) = read(&asked(&["ai-use"]), text);
        assert_eq!(answers.len(), 1);
        let codes: Vec<_> = found.iter().map(|f| (f.line, f.code)).collect();
        assert_eq!(codes, [(Some(2), Code::UnknownKey)]);
    }
}
