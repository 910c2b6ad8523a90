//! Names and trees on disk: complete or not there, whoever comes at the same time.
use std::fs;
use std::os::unix::fs::PermissionsExt;

use tar::EntryType as T;

use super::super::{Runtimes, USUAL_PATH, Unavailable, digest};
use super::*;
use crate::package::Environment;

fn other() -> Vec<u8> {
    tar(&[(T::Regular, b"bin/sh", b"another\n")])
}

#[test]
fn an_import_is_repeated_replaced_and_removed() {
    let place = Place::new();
    let (one, two) = (place.write("one", &tar(&small())), place.write("two", &other()));
    let first = place.import("a", &one).unwrap();
    assert!(!first.unchanged && first.replaced.is_none());
    assert_eq!(first.runtime.left_out, 1);
    let again = place.import("a", &one).unwrap();
    assert!(again.unchanged);
    let second = place.import("b", &one).unwrap();
    assert_eq!(second.runtime.digest, first.runtime.digest);
    // The tree stays as long as a name means it.
    let moved = place.import("a", &two).unwrap();
    assert_eq!(moved.replaced, Some(first.runtime.digest.clone()));
    assert_eq!(place.left().len(), 4);
    assert!(place.store.remove("b").unwrap().unwrap().freed);
    assert_eq!(place.store.remove("b").unwrap(), None);
    assert_eq!(place.left().len(), 3);
    let names: Vec<String> = place.store.list().unwrap().into_iter().map(|r| r.name).collect();
    assert_eq!(names, ["a"]);
}

#[test]
fn a_refused_import_leaves_nothing() {
    let place = Place::new();
    let good = place.write("good", &other());
    place.import("a", &good).unwrap();
    let before = (place.left(), place.store.list().unwrap());
    let half = tar(&[(T::Regular, b"bin/sh", b"x"), (T::Regular, b"../x", b"x")]);
    assert_eq!(place.tried(&half), "archive-name");
    for name in ["", "host", "../x", "A"] {
        assert_eq!(
            word(place.import(name, &good).map(|_| "imported")),
            "runtime-name",
            "{name}"
        );
    }
    let own = place.store.root().parent().unwrap().to_owned();
    assert_eq!(
        word(place.import("b", &own).map(|_| "imported")),
        "runtime-inside"
    );
    assert!(matches!(
        place.import("b", &own.join("missing")),
        Err(Error::Io(_))
    ));
    assert_eq!(
        word(place.import("b", Path::new("/dev/null")).map(|_| "imported")),
        "runtime-source"
    );
    assert_eq!((place.left(), place.store.list().unwrap()), before);
}

#[test]
fn what_a_crash_left_goes_and_what_lives_stays() {
    let place = Place::new();
    let (dead, living) = (
        place.store.scratch().unwrap().keep(),
        place.store.scratch().unwrap().keep(),
    );
    for scratch in [&dead, &living] {
        fs::create_dir(scratch.join("new")).unwrap();
        fs::write(scratch.join("alive"), "").unwrap();
    }
    let alive = fs::File::open(living.join("alive")).unwrap();
    alive.lock().unwrap();
    fs::create_dir(place.store.root().join("0".repeat(64))).unwrap();
    let half = place.store.root().join(".half-removed");
    fs::create_dir_all(half.join("gone/root-x")).unwrap();
    place.store.sweep().unwrap();
    assert!(!dead.exists() && !half.exists() && living.exists());
    assert_eq!(place.left().len(), 2, "{:?}", place.left());
}

#[test]
fn a_tree_stays_while_somebody_runs_in_it() {
    let place = Place::new();
    let (one, two) = (place.write("one", &tar(&small())), place.write("two", &other()));
    place.import("a", &one).unwrap();
    let held = place.store.open("a").unwrap().unwrap();
    let tree = place.tree("a");
    place.import("a", &two).unwrap();
    assert!(tree.exists());
    place.import("b", &one).unwrap();
    assert!(!place.store.remove("b").unwrap().unwrap().freed);
    assert!(tree.exists());
    drop(held);
    place.store.sweep().unwrap();
    assert!(!tree.exists());
    // It comes back under another path: nobody takes it for the one that is gone.
    place.import("b", &one).unwrap();
    assert_ne!(place.tree("b"), tree);
}

#[test]
fn many_at_once_do_not_hurt() {
    let place = Place::new();
    let files = [place.write("one", &tar(&small())), place.write("two", &other())];
    std::thread::scope(|scope| {
        for n in 0..8 {
            let (place, file) = (&place, &files[n % 2]);
            scope.spawn(move || {
                place.import(&format!("n{}", n % 3), file).unwrap();
                let _ = place.store.open("n0").unwrap();
                place.store.remove(&format!("n{}", (n + 1) % 3)).unwrap();
                place.import("last", file).unwrap();
            });
        }
    });
    place.store.sweep().unwrap();
    let list = place.store.list().unwrap();
    let digests: std::collections::BTreeSet<_> = list.iter().map(|r| r.digest.as_str()).collect();
    assert!(list.iter().any(|r| r.name == "last"));
    assert_eq!(place.left().len(), 2 + digests.len(), "{:?}", place.left());
    for runtime in &list {
        let tree = place.tree(&runtime.name);
        assert_eq!(digest::sum(&tree, &runtime.path).unwrap().digest, runtime.digest);
    }
}

#[test]
fn the_digest_sees_everything() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let mut seen = std::collections::BTreeSet::new();
    let mut next = |what: &str| {
        let sum = digest::sum(root, USUAL_PATH).unwrap().digest;
        assert!(seen.insert(sum), "{what}");
    };
    next("empty");
    fs::create_dir(root.join("d")).unwrap();
    next("a folder");
    fs::write(root.join("d/f"), "x").unwrap();
    next("a file");
    fs::write(root.join("d/f"), "y").unwrap();
    next("its content");
    fs::set_permissions(root.join("d/f"), fs::Permissions::from_mode(0o755)).unwrap();
    next("its mode");
    std::os::unix::fs::symlink("f", root.join("d/l")).unwrap();
    next("a link");
    fs::remove_file(root.join("d/l")).unwrap();
    std::os::unix::fs::symlink("g", root.join("d/l")).unwrap();
    next("its target");
    fs::rename(root.join("d/l"), root.join("d/m")).unwrap();
    next("its name");
    assert!(seen.insert(digest::sum(root, "/opt/bin").unwrap().digest));
    // Owners and times are nobody's business.
    let before = digest::sum(root, USUAL_PATH).unwrap();
    let file = fs::File::open(root.join("d/f")).unwrap();
    file.set_modified(std::time::UNIX_EPOCH).unwrap();
    fs::set_permissions(root.join("d/f"), fs::Permissions::from_mode(0o711)).unwrap();
    assert_eq!(digest::sum(root, USUAL_PATH).unwrap(), before);
}

#[test]
fn packages_get_what_they_ask_for() {
    let place = Place::new();
    let runtimes = Runtimes::new(place.store.root().to_owned());
    let wanted = |name: &str, digest: Option<&str>| Environment {
        runtime: name.to_owned(),
        digest: digest.map(str::to_owned),
        build: None,
        limits: crate::package::BUILD_LIMITS,
    };
    assert!(matches!(
        runtimes.get(&wanted("a", None)),
        Err(Unavailable::Missing { .. })
    ));
    assert_eq!(runtimes.get(&wanted("host", None)).unwrap().name, "host");
    let (one, two) = (place.write("one", &tar(&small())), place.write("two", &other()));
    let first = place.import("a", &one).unwrap().runtime.digest;
    let got = runtimes.get(&wanted("a", Some(&first))).unwrap();
    assert!(std::sync::Arc::ptr_eq(
        &got,
        &runtimes.get(&wanted("a", None)).unwrap()
    ));
    let second = place.import("a", &two).unwrap().runtime.digest;
    let differs = runtimes.get(&wanted("a", Some(&first)));
    assert!(matches!(differs, Err(Unavailable::Differs { ref found, .. }) if *found == second));
    assert_eq!(runtimes.get(&wanted("a", None)).unwrap().digest, second);
    assert_eq!(runtimes.references().unwrap().len(), 2);
    place.store.remove("a").unwrap();
    assert!(matches!(
        runtimes.get(&wanted("a", None)),
        Err(Unavailable::Missing { .. })
    ));
    drop((got, differs));
    runtimes.tidy().unwrap();
    assert_eq!(place.left(), ["index.json", "lock"]);
}
