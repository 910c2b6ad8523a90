//! Whole packages: right ones, wrong ones, hostile ones.
mod mistakes;

use std::path::Path;

use proptest::prelude::*;

use super::{CheckKind, Package};
use crate::finding::tests::assert_complete;
use crate::finding::{Code, Invalid};
use crate::fixture::{Fixture, MANIFEST};

#[test]
fn the_real_challenges_are_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../challenges");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.join("challenge.toml").is_file() {
            Package::load(&path).unwrap_or_else(|invalid| panic!("{}:\n{invalid}", path.display()));
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn a_right_package_is_read_whole() {
    let package = Fixture::new().load();
    assert_eq!(package.manifest.version, "1.2.3");
    assert_eq!(package.max_points().to_string(), "50");
    let CheckKind::Run(run) = &package.manifest.checks[0].kind else {
        panic!()
    };
    let ids: Vec<_> = run.cases.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(package.statement.0.len(), 2);
    assert_eq!(package.hash.len(), 64);
}

fn invalid(fixture: &Fixture) -> String {
    let Err(Invalid { findings }) = Package::load(&fixture.dir()) else {
        panic!("accepted")
    };
    findings.iter().for_each(assert_complete);
    findings
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn everything_is_said_at_once_with_its_line() {
    let fixture = Fixture::new();
    fixture.edit("points = 20\nvisibility", "pionts = 20\nvisibility");
    fixture.edit("version = \"1.2.3\"", "version = \"one\"");
    fixture.edit("{ sw = \"Siri\", en = \"Secret\" }", "{ sw = \"Siri\" }");
    fixture.edit("requires = [\"public\"]", "requires = [\"secret\"]");
    fixture.edit("cases = \"data/public/echo/*\"", "cases = \"data/public/eko/*\"");
    insta::assert_snapshot!(invalid(&fixture), @r"
    challenge.toml:4: package-bad-version key=version value=one
    challenge.toml:11: package-missing-key key=points
    challenge.toml:13: package-unknown-key key=pionts nearest=points valid=points, visibility, aggregate, reveal, id, requires
    challenge.toml:19: package-unknown-group key=requires nearest=hidden value=secret
    challenge.toml:33: package-no-cases value=data/public/eko/*
    challenge.toml:39: package-text-missing key=title language=en
    ");
}

#[test]
fn files_that_must_not_be_in_a_package() {
    use std::os::unix::fs::symlink;
    let fixture = Fixture::new();
    symlink("/etc/passwd", fixture.dir().join("data/public/echo/1/secret")).unwrap();
    std::fs::remove_file(fixture.dir().join("statement.en.md")).unwrap();
    symlink("/etc/hostname", fixture.dir().join("statement.en.md")).unwrap();
    fixture.write("a\\b", "");
    fixture.write(crate::bundle::MARKER, "");
    insta::assert_snapshot!(invalid(&fixture), @r"
    .bundle.toml: package-bundle-not-allowed
    a\b: package-file-name
    data/public/echo/1/secret: package-symlink
    statement.en.md: package-symlink
    statement.en.md: package-statement-missing
    ");
}

#[test]
fn no_folder_and_no_manifest() {
    let fixture = Fixture::new();
    std::fs::remove_file(fixture.dir().join("challenge.toml")).unwrap();
    assert!(invalid(&fixture).contains("package-manifest-missing"));
    assert!(Package::load(&fixture.dir().join("nowhere")).is_err());
}

#[test]
fn the_hash_is_of_names_modes_and_contents() {
    let fixture = Fixture::new();
    let hash = fixture.load().hash;
    assert_eq!(fixture.load().hash, hash);
    fixture.write("notes.txt", "changed\n");
    assert_ne!(fixture.load().hash, hash);
}

#[test]
fn deep_and_huge_manifests_are_refused_not_followed() {
    for text in [
        "a = ".to_owned() + &"[".repeat(100_000),
        "[a.".repeat(50_000),
        "a.".repeat(50_000) + "b = 1",
    ] {
        assert!(!super::parse::parse(&text, false).findings.is_empty());
    }
    let fixture = Fixture::new();
    fixture.write("challenge.toml", &"#".repeat(2 << 20));
    assert!(invalid(&fixture).contains("package-manifest-unreadable"));
}

#[test]
fn a_runtime_is_named_or_pinned() {
    let digest = format!("sha256:{}", "a1".repeat(32));
    let asked = |runtime: &str| {
        let fixture = Fixture::new();
        fixture.edit(
            "[environment]\n",
            &format!("[environment]\nruntime = {runtime}\n"),
        );
        Package::load(&fixture.dir()).map(|p| p.manifest.environment)
    };
    assert_eq!(asked("\"python-3.12\"").unwrap().runtime, "python-3.12");
    let pinned = asked(&format!("{{ name = \"p\", digest = \"{digest}\" }}")).unwrap();
    assert_eq!(
        (pinned.runtime.as_str(), pinned.digest.as_ref()),
        ("p", Some(&digest))
    );
    for (bad, code) in [
        ("\"../x\"", Code::BadValue),
        ("\"\"", Code::BadValue),
        ("3", Code::WrongType),
        ("{ name = \"p\" }", Code::MissingKey),
        ("{ digest = \"x\" }", Code::MissingKey),
        ("{ name = \"p\", digest = \"sha256:00\" }", Code::BadValue),
        ("{ name = \"p\", digets = \"x\" }", Code::UnknownKey),
    ] {
        let findings = asked(bad).unwrap_err().findings;
        assert!(findings.iter().any(|f| f.code == code), "{bad}: {findings:?}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,200}", bundle: bool) {
        let _ = super::parse::parse(&text, bundle);
    }

    /// A right manifest with something cut out and something put in.
    #[test]
    fn no_edit_makes_the_parser_panic(at in 0..MANIFEST.len(), cut in 0usize..60, put in "[\\PC\n]{0,12}") {
        let end = (at + cut).min(MANIFEST.len());
        if let (Some(head), Some(tail)) = (MANIFEST.get(..at), MANIFEST.get(end..)) {
            let _ = super::parse::parse(&format!("{head}{put}{tail}"), false);
        }
    }
}
