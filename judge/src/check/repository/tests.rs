//! Rules over trees on disk.
use std::fs;
use std::os::unix::fs::symlink;

use wire::{Cause, Verdict};

use super::rules;
use crate::package::RepositoryRules;

const LICENSE: &str = "Permission is granted to everyone to copy, to change and to share these programs and texts, \
    for any purpose, as long as this notice stays with them. They come as they are, without a promise of any kind, \
    and nobody who wrote them answers for damage of any kind that may come from their use.";
const README: &str =
    "# Baraza\n\nProgramu hii inasoma kumbukumbu za kikao na kuonyesha maamuzi ya baraza kwa kila ajenda.\n";

fn all() -> RepositoryRules {
    RepositoryRules {
        license: true,
        no_secrets: true,
        max_binary: Some(1000),
        readme_languages: vec!["sw".to_owned()],
    }
}

/// Rules that do not hold, with the file.
fn broken(files: &[(&str, &[u8])]) -> Vec<String> {
    let tree = tempfile::tempdir().unwrap();
    for (path, content) in files {
        fs::create_dir_all(tree.path().join(path).parent().unwrap()).unwrap();
        fs::write(tree.path().join(path), content).unwrap();
    }
    symlink("/etc/shadow", tree.path().join("link")).unwrap();
    let cases = rules(&all(), tree.path()).unwrap();
    assert_eq!(cases.len(), 4);
    let causes = cases
        .into_iter()
        .filter(|c| c.verdict != Verdict::Accepted)
        .filter_map(|c| c.cause);
    causes
        .map(|cause| match cause {
            Cause::Rule { rule, path } => format!("{rule} {}", path.unwrap_or_default()),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn a_tidy_repository_keeps_every_rule() {
    let large_text = "maneno ".repeat(1000);
    let files: [(&str, &[u8]); 5] = [
        ("LICENSE", LICENSE.as_bytes()),
        ("README.md", README.as_bytes()),
        ("data.txt", large_text.as_bytes()),
        ("small.bin", &[0; 1000]),
        (".git/config", b"-----BEGIN RSA PRIVATE KEY-----\n"),
    ];
    assert_eq!(broken(&files), [""; 0]);
    let named: [(&str, &[u8]); 2] = [
        ("COPYING.txt", LICENSE.as_bytes()),
        ("README.sw.md", README.as_bytes()),
    ];
    assert_eq!(broken(&named), [""; 0]);
}

#[test]
fn an_untidy_one_is_told_where() {
    assert_eq!(broken(&[]), ["license ", "readme_languages.sw "]);
    let files: [(&str, &[u8]); 5] = [
        ("LICENSE", b"MIT"),
        ("docs/LICENSE", LICENSE.as_bytes()),
        (
            "README.md",
            b"# The project of the team and how to run it with the data",
        ),
        ("keys/id\x1b", b"-----BEGIN EC PRIVATE KEY-----\nMHcC"),
        ("big.bin", &[0; 1001]),
    ];
    let expected = [
        "license ",
        "no_secrets keys/id\\u{1b}",
        "max_binary big.bin",
        "readme_languages.sw ",
    ];
    assert_eq!(broken(&files), expected);
}
