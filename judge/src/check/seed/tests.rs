//! Numbers differ where they must, and stay what they were.
use super::Seed;
use crate::archive::{Limits, unpack};
use crate::bundle;
use crate::fixture::Fixture;
use crate::package::Package;

#[test]
fn each_case_of_each_seed_has_its_own() {
    let [one, two] = [1, 2].map(|own| Seed::keyed(own, "k"));
    let all = [
        one.number("a", "1"),
        two.number("a", "1"),
        one.number("b", "1"),
        one.number("a", "2"),
        one.number("a1", ""),
        Seed::keyed(1, "l").number("a", "1"),
        Seed::PUBLIC.number("a", "1"),
    ];
    let different: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(different.len(), all.len());
    // Published scores are recomputed by them: they must never change.
    assert_eq!(Seed::PUBLIC.number("quorum", "1"), 1_915_824_106);
    assert_eq!(Seed::keyed(7, "k").number("quorum", "1"), 132_341_584);
}

/// What a student has tells nothing of hidden numbers; whatever a student does not have changes them.
#[test]
fn hidden_numbers_need_what_students_do_not_have() {
    let number = |package: &Package| Seed::hidden(package, 1).number("a", "1");
    let fixture = Fixture::new();
    let whole = fixture.load();
    let folder = fixture.scratch.path().join("bundle");
    let bytes = bundle::bytes(&whole).unwrap();
    unpack(bytes.as_slice(), &folder, Limits::PACKAGE).unwrap();
    let public = Package::load_bundle(&folder).unwrap();
    assert_eq!(whole.hash, public.hash);
    assert_ne!(number(&whole), number(&public));
    fixture.write("starter/shell/run", "#!/bin/sh\ntrue\n");
    assert_eq!(number(&fixture.load()), number(&whole), "students have it");
    for (path, text) in [
        ("data/hidden/echo/tembo-mkubwa/in", "x"),
        ("generator/make.py", "y"),
    ] {
        let before = number(&fixture.load());
        fixture.write(path, text);
        assert_ne!(number(&fixture.load()), before, "{path}");
    }
}
