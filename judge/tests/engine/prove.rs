//! The flagship challenge proves itself. Takes a minute: `cargo test -p judge --test engine -- --ignored`.
use judge::verify::verify;

use crate::house::{HOST, LINUX, council};

#[test]
#[ignore = "a minute; the stories verify the challenge through the CLI"]
fn every_reference_gets_its_points_twice() {
    let scratch = tempfile::tempdir().unwrap();
    let package = council();
    let found = verify(&package, &*LINUX, (&HOST, scratch.path()), &mut |_| {}).unwrap();
    let errors: Vec<_> = found.errors.iter().map(ToString::to_string).collect();
    assert!(found.is_good(), "{errors:#?}");
    assert_eq!(found.references.len(), package.manifest.references.len());
    assert!(found.warnings.is_empty(), "{:#?}", found.warnings);
}
