//! Each rule by table.
use proptest::prelude::*;

use super::{Entry, check, human, is_pointer};
use crate::package::{DEFAULT_SUBMISSION, SubmissionRules};

fn rules() -> SubmissionRules {
    SubmissionRules {
        max_repo: 1000,
        max_file: 600,
        max_entries: 8,
        required: vec!["README.md".to_owned(), "src".to_owned()],
        forbidden: vec!["**/*.class".to_owned()],
        ..DEFAULT_SUBMISSION
    }
}

fn good() -> Vec<Entry> {
    ["README.md", "src/a.py"]
        .map(|p| Entry::new(p, 0o100_644, 10))
        .into()
}

/// Codes and paths when these entries come on top of good ones.
fn with(extra: Vec<Entry>) -> Vec<String> {
    let found = check(&rules(), &[good(), extra].concat(), None);
    found.iter().for_each(crate::finding::tests::assert_complete);
    found
        .iter()
        .map(|f| format!("{} {}", f.code, f.file.as_deref().unwrap_or("-")))
        .collect()
}

fn file(path: &str) -> Entry {
    Entry::new(path, 0o100_644, 1)
}

fn link(path: &str, target: &str) -> Entry {
    Entry {
        link: Some(target.into()),
        ..Entry::new(path, 0o120_000, 1)
    }
}

#[test]
fn a_good_tree_has_nothing_against_it() {
    assert_eq!(with(vec![]), [""; 0]);
    assert_eq!(
        with(vec![
            link("a", "src/a.py"),
            link("src/b", "../README.md"),
            file("src/.gitignore")
        ]),
        [""; 0]
    );
}

#[test]
fn each_rule_has_its_code() {
    let table = [
        (file("x.class"), "policy-forbidden x.class"),
        (Entry::new("big", 0o100_644, 601), "policy-file-large big"),
        (Entry::new("sub", 0o160_000, 0), "policy-submodule sub"),
        (Entry::new("odd", 0o040_000, 0), "policy-kind odd"),
        (link("l", "/etc/passwd"), "policy-symlink l"),
        (link("l", "../x"), "policy-symlink l"),
        (link("src/l", "../../x"), "policy-symlink src/l"),
        (link("l", "src/../../x"), "policy-symlink l"),
        (link("l", ".git/config"), "policy-symlink l"),
        (link("l", ""), "policy-symlink l"),
        (Entry::new("l", 0o120_000, 1), "policy-symlink l"),
        (
            Entry {
                pointer: true,
                ..file("data.bin")
            },
            "policy-pointer data.bin",
        ),
        (file("readme.md"), "policy-case readme.md"),
        (file("SRC/b"), "policy-case SRC"),
        (file("a\nb"), "policy-name a\\nb"),
        (file("a\u{202e}b"), "policy-name a\\u{202e}b"),
        (file("../a"), "policy-name ../a"),
        (Entry::new(*b"\xff", 0o100_644, 1), "policy-name \\xff"),
        (file("a/.GIT/config"), "policy-git-name a/.GIT/config"),
        (file(".git. "), "policy-git-name .git. "),
        (file("git~1"), "policy-git-name git~1"),
        (
            file(".git::$INDEX_ALLOCATION"),
            "policy-git-name .git::$INDEX_ALLOCATION",
        ),
        (
            file(&"d/".repeat(30)[..59]),
            &format!("policy-too-deep {}", &"d/".repeat(30)[..59]),
        ),
    ];
    for (entry, expected) in table {
        assert_eq!(with(vec![entry.clone()]), [expected], "{entry:?}");
    }
}

#[test]
fn a_pointer_is_known_by_its_first_line() {
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n";
    assert!(is_pointer(pointer));
    assert!(!is_pointer(&[&pointer[..], &[b'x'; 1024]].concat()));
    assert!(!is_pointer(b"version 2") && !is_pointer(b""));
}

#[test]
fn the_whole_is_bounded() {
    assert_eq!(
        with(vec![
            Entry::new("a", 0o100_644, 500),
            Entry::new("b", 0o100_644, 500)
        ]),
        ["policy-repo-large -"]
    );
    let many = (0..7).map(|n| file(&format!("f{n}"))).collect();
    assert_eq!(with(many), ["policy-too-many -"]);
    let found = check(&rules(), &[], None);
    let codes: Vec<_> = found.iter().map(|f| f.code.word()).collect();
    assert_eq!(codes, ["policy-empty", "policy-required", "policy-required"]);
}

#[test]
fn what_has_to_be_declared_is_looked_for_in_its_file() {
    let asked = ["ai-use".to_owned(), "third-party".to_owned()];
    let rules = SubmissionRules {
        declare: asked.into(),
        ..DEFAULT_SUBMISSION
    };
    let good: &[u8] = b"ai-use = \"none\"\nthird-party = \"none\"";
    let name = "DECLARATIONS.toml";
    let missing: &[&str] = &["policy-declare", "policy-declare"];
    let unusual: &[&str] = &["policy-declare-file"];
    type Row<'a> = (Entry, Option<&'a [u8]>, &'a [&'a str]);
    let rows: [Row<'_>; 8] = [
        (file(name), Some(good), &[]),
        (file(name), Some(b"ai-use = \"none\""), &["policy-declare"]),
        (file("other"), None, missing),
        (file("docs/DECLARATIONS.toml"), Some(good), missing),
        (link(name, "other"), Some(good), unusual),
        (file("DECLARATIONS.toml/a"), Some(good), unusual),
        (Entry::new(name, 0o100_644, (64 << 10) + 1), Some(good), unusual),
        (file(name), None, unusual),
    ];
    for (entry, content, expected) in rows {
        let found = check(&rules, std::slice::from_ref(&entry), content);
        found.iter().for_each(crate::finding::tests::assert_complete);
        let codes: Vec<_> = found.iter().map(|f| f.code.word()).collect();
        assert_eq!(codes, expected, "{entry:?}");
        assert_eq!(check(&DEFAULT_SUBMISSION, &[entry], content), [], "nobody asked");
    }
}

#[test]
fn a_thousand_mistakes_are_told_in_ten_lines() {
    let bad: Vec<_> = (0..1000).map(|n| file(&format!("{n}.class"))).collect();
    assert_eq!(
        check(
            &SubmissionRules {
                forbidden: rules().forbidden,
                ..DEFAULT_SUBMISSION
            },
            &bad,
            None
        )
        .len(),
        10
    );
}

#[test]
fn sizes_as_people_write_them() {
    let shown = [0, 812, 1024, 1536, 20 << 20, u64::MAX].map(human);
    assert_eq!(
        shown,
        ["0 B", "812 B", "1 KiB", "1.5 KiB", "20 MiB", "16777215.9 TiB"]
    );
}

proptest! {
    #[test]
    fn no_listing_panics(entries in proptest::collection::vec((any::<Vec<u8>>(), any::<u32>(), any::<u64>()), 0..20)) {
        let entries: Vec<_> = entries.into_iter().map(|(path, mode, size)| Entry {
            link: Some(path.clone()),
            ..Entry::new(path, mode, size)
        }).collect();
        let _ = check(&rules(), &entries, None);
    }
}
