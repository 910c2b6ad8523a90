//! Whole packages: right ones, wrong ones, hostile ones.
use std::path::Path;

use super::Package;

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
