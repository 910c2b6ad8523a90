//! Protected files cannot be changed, hidden behind links, or put back by a build.
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use wire::Notice;

use super::{after_build, prepare};
use crate::fixture::Fixture;
use crate::package::Package;

fn tree(fixture: &Fixture, files: &[(&str, &str)]) -> std::path::PathBuf {
    let tree = fixture.empty("team");
    for (path, content) in files {
        fs::create_dir_all(tree.join(path).parent().unwrap()).unwrap();
        fs::write(tree.join(path), content).unwrap();
    }
    tree
}

/// What a run would find at this path.
fn seen(layers: &[std::path::PathBuf], path: &str) -> Option<String> {
    layers.iter().find_map(|l| fs::read_to_string(l.join(path)).ok())
}

fn prepared(fixture: &Fixture, package: &Package, tree: &Path) -> super::Prepared {
    prepare(package, tree, &fixture.empty("scratch")).unwrap()
}

#[test]
fn a_tree_without_protected_files_is_used_as_it_is() {
    let fixture = Fixture::new();
    let package = fixture.load();
    let tree = tree(&fixture, &[("run", "x"), ("src/a", "y")]);
    let ready = prepared(&fixture, &package, &tree);
    assert_eq!(ready.layers, [package.path("protected"), tree]);
    assert!(ready.notices.is_empty());
    assert_eq!(seen(&ready.layers, "tests/check.sh").unwrap(), "exit 1 # ours\n");
}

#[test]
fn a_changed_protected_file_is_put_back_and_told() {
    let fixture = Fixture::new();
    let package = fixture.load();
    let files = [
        ("run", "x"),
        ("tests/check.sh", "exit 0"),
        ("tests/conftest.py", "cheat"),
    ];
    let tree = tree(&fixture, &files);
    let ready = prepared(&fixture, &package, &tree);
    assert_eq!(
        ready.notices,
        [Notice::ProtectedRestored {
            path: "tests/check.sh".to_owned()
        }]
    );
    assert_eq!(seen(&ready.layers, "tests/check.sh").unwrap(), "exit 1 # ours\n");
    assert_eq!(seen(&ready.layers, "tests/conftest.py"), None);
    assert_eq!(seen(&ready.layers, "run").unwrap(), "x");
    assert_eq!(
        fs::read_to_string(tree.join("tests/check.sh")).unwrap(),
        "exit 0",
        "the tree is only read"
    );
}

#[test]
fn an_equal_protected_file_is_no_news() {
    let fixture = Fixture::new();
    let package = fixture.load();
    let tree = tree(&fixture, &[("tests/check.sh", "exit 1 # ours\n")]);
    assert!(prepared(&fixture, &package, &tree).notices.is_empty());
}

#[test]
fn a_link_in_the_place_of_a_protected_folder_goes() {
    let fixture = Fixture::new();
    let package = fixture.load();
    let tree = tree(&fixture, &[("run", "x")]);
    symlink("/etc", tree.join("tests")).unwrap();
    symlink("run", tree.join("link")).unwrap();
    let ready = prepared(&fixture, &package, &tree);
    let copy = ready.layers.last().unwrap();
    assert!(copy.join("tests").symlink_metadata().is_err());
    assert_eq!(
        fs::read_link(copy.join("link")).unwrap(),
        Path::new("run"),
        "other links stay links"
    );
}

#[test]
fn what_a_build_puts_there_goes_too() {
    let fixture = Fixture::new();
    let package = fixture.load();
    let built = fixture.empty("built");
    fs::create_dir_all(built.join("tests/deep")).unwrap();
    fs::write(built.join("tests/deep/x"), "cheat").unwrap();
    fs::write(built.join("program"), "fine").unwrap();
    let layers = after_build(&package, &built).unwrap();
    assert_eq!(seen(&layers, "tests/deep/x"), None);
    assert_eq!(seen(&layers, "program").unwrap(), "fine");
}

#[test]
fn folders_in_the_place_of_protected_files_go() {
    let fixture = Fixture::new();
    fixture.edit("protected = [\"tests/**\"]", "protected = []");
    let package = fixture.load();
    let tree = tree(
        &fixture,
        &[("tests/check.sh/deep/x", "cheat"), ("tests/own", "fine")],
    );
    let ready = prepared(&fixture, &package, &tree);
    let copy = ready.layers.last().unwrap();
    assert!(!copy.join("tests/check.sh").exists());
    assert_eq!(seen(&ready.layers, "tests/own").unwrap(), "fine");
    let layers = after_build(&package, &tree).unwrap();
    assert_eq!(seen(&layers, "tests/check.sh").unwrap(), "exit 1 # ours\n");
    assert!(!tree.join("tests/check.sh").exists());
}

#[test]
fn names_that_are_no_text_are_protected_too() {
    use std::os::unix::ffi::OsStrExt;
    let fixture = Fixture::new();
    let package = fixture.load();
    let built = fixture.empty("built");
    fs::create_dir_all(built.join("tests")).unwrap();
    let odd = built.join("tests").join(std::ffi::OsStr::from_bytes(b"\xff.py"));
    fs::write(&odd, "cheat").unwrap();
    after_build(&package, &built).unwrap();
    assert!(!odd.exists());
}
