//! Nothing hidden travels, and what travels can be judged.
use std::collections::BTreeSet;

use super::{MARKER, Marker, bytes, public_files};
use crate::archive::{Limits, unpack};
use crate::fixture::{Fixture, SECRET};
use crate::package::{CheckKind, Package};

fn contains(haystack: &[u8], needle: &str) -> bool {
    memchr::memmem::find(haystack, needle.as_bytes()).is_some()
}

#[test]
fn no_hidden_byte_is_inside() {
    let fixture = Fixture::new();
    fixture.edit(
        "[[reference]]\npath",
        "# tembo-mkubwa is the hidden case\n[[reference]]\npath",
    );
    let package = fixture.load();
    let unpacked = zstd::decode_all(bytes(&package).unwrap().as_slice()).unwrap();
    let words = [
        "tembo-mkubwa",
        "tai-wa-siri",
        "Siri",
        SECRET.trim(),
        "make.py",
        "solutions",
        "requires",
        "not for students",
    ];
    for word in words {
        assert!(!contains(&unpacked, word), "{word}");
    }
    for path in package.files.keys().filter(|p| super::is_hidden(p)) {
        assert!(!contains(&unpacked, path), "{path}");
    }
    assert!(contains(&unpacked, "starter/shell/run") && contains(&unpacked, "data/public/echo/2.ans"));
}

#[test]
fn the_list_of_files_is_an_allow_list() {
    let files = public_files(&Fixture::new().load());
    let wanted = [
        "data/public/echo/1/ans",
        "data/public/echo/1/in",
        "data/public/echo/2.ans",
        "data/public/echo/2.in",
        "protected/tests/check.sh",
        "starter/shell/run",
        "statement.en.md",
        "statement.sw.md",
    ];
    assert_eq!(
        files.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        wanted.into()
    );
}

#[test]
fn a_bundle_is_deterministic_and_loads_with_the_true_hash() {
    let fixture = Fixture::new();
    let package = fixture.load();
    let first = bytes(&package).unwrap();
    assert_eq!(first, bytes(&fixture.load()).unwrap());
    let dir = fixture.scratch.path().join("any-name");
    unpack(first.as_slice(), &dir, Limits::PACKAGE).unwrap();
    let bundle = Package::load_bundle(&dir).unwrap_or_else(|invalid| panic!("{invalid}"));
    assert!(bundle.bundle);
    assert_eq!(bundle.hash, package.hash);
    assert_eq!(bundle.groups(), package.groups());
    assert_eq!(bundle.public_checks(), package.public_checks());
    assert_eq!(bundle.manifest.environment, package.manifest.environment);
    assert_eq!(bundle.manifest.submission, package.manifest.submission);
    let ids: Vec<_> = bundle.manifest.checks.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, ["echo"]);
    let (CheckKind::Run(own), CheckKind::Run(theirs)) =
        (&bundle.manifest.checks[0].kind, &package.manifest.checks[0].kind)
    else {
        panic!()
    };
    assert_eq!(own, theirs);
    let refused = Package::load_unpacked(&dir).unwrap_err().to_string();
    assert!(refused.contains("package-bundle-not-allowed"), "{refused}");
}

#[test]
fn a_marker_names_a_hash_or_is_broken() {
    let marker = Marker {
        version: "1.0.0".to_owned(),
        hash: "a".repeat(64),
    };
    assert_eq!(Marker::parse(&marker.text()), Some(marker));
    for text in [
        "",
        "format = \"bundle/1\"",
        "format = \"bundle/1\"\nversion = \"1.0.0\"\nhash = \"zz\"",
        "[",
    ] {
        assert_eq!(Marker::parse(text), None, "{text}");
    }
    let fixture = Fixture::new();
    assert!(
        Package::load_bundle(&fixture.dir())
            .unwrap_err()
            .to_string()
            .contains(MARKER)
    );
}
