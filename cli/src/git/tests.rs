//! Real repositories: what a commit of everything would hold, and that looking changes nothing.
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::Repo;

fn project() -> (tempfile::TempDir, Repo) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("run"), "#!/bin/sh\n").unwrap();
    fs::set_permissions(at("run"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(at("gone.txt"), "gone").unwrap();
    fs::write(at(".gitignore"), "target/\n").unwrap();
    let repo = Repo::create(folder.path(), ("Ada", "Anza")).unwrap();
    (folder, repo)
}

fn objects(root: &Path) -> usize {
    let folders = fs::read_dir(root.join(".git/objects")).unwrap();
    folders
        .filter_map(|f| fs::read_dir(f.unwrap().path()).ok())
        .map(Iterator::count)
        .sum()
}

#[test]
fn a_new_project_has_one_commit_on_main() {
    let (folder, repo) = project();
    assert_eq!(repo.head().unwrap().subject, "Anza");
    assert_eq!(
        fs::read_to_string(folder.path().join(".git/HEAD")).unwrap(),
        "ref: refs/heads/main\n"
    );
    assert!(repo.changes().unwrap().is_empty());
    assert!(!repo.is_shallow());
}

#[test]
fn a_snapshot_is_what_a_commit_of_everything_would_hold() {
    let (folder, repo) = project();
    let at = |name: &str| folder.path().join(name);
    let before = objects(folder.path());
    fs::remove_file(at("gone.txt")).unwrap();
    fs::create_dir_all(at("src/deep")).unwrap();
    fs::write(at("src/deep/new.py"), "print(1)").unwrap();
    fs::create_dir(at("target")).unwrap();
    fs::write(at("target/ignored"), "x").unwrap();
    symlink("run", at("link")).unwrap();
    let snapshot = repo.snapshot().unwrap();
    let paths: Vec<_> = snapshot
        .entries
        .iter()
        .map(|e| String::from_utf8_lossy(&e.path).into_owned())
        .collect();
    assert_eq!(paths, [".gitignore", "link", "run", "src/deep/new.py"]);
    let modes: Vec<_> = snapshot.entries.iter().map(|e| e.mode).collect();
    assert_eq!(modes, [0o100_644, 0o120_000, 0o100_755, 0o100_644]);
    assert_eq!(snapshot.entries[1].link.as_deref(), Some(&b"run"[..]));

    let out = tempfile::tempdir().unwrap();
    repo.export(&snapshot, out.path()).unwrap();
    assert_eq!(
        fs::read_to_string(out.path().join("src/deep/new.py")).unwrap(),
        "print(1)"
    );
    assert_eq!(fs::read_link(out.path().join("link")).unwrap(), Path::new("run"));
    let mode = fs::metadata(out.path().join("run")).unwrap().permissions().mode();
    assert_eq!(mode & 0o111, 0o111);

    // Looking wrote nothing: no object, no index entry.
    assert_eq!(objects(folder.path()), before);
    assert_eq!(Repo::open(folder.path()).unwrap().changes().unwrap().len(), 3);
}

#[test]
fn the_snapshot_of_a_clean_tree_is_the_commit() {
    let (_folder, repo) = project();
    assert_eq!(repo.snapshot().unwrap().tree, repo.head().unwrap().tree);
}

#[test]
fn a_commit_builds_on_its_history_alone() {
    let (folder, repo) = project();
    let first = repo.head().unwrap();
    let raw = git2::Repository::open(folder.path()).unwrap();
    let tree = raw.find_tree(first.tree).unwrap();
    let me = git2::Signature::now("Ada", "ada@localhost").unwrap();
    let parent = raw.find_commit(first.commit).unwrap();
    let second = raw.commit(None, &me, &me, "two", &tree, &[&parent]).unwrap();
    let (one, two) = (first.commit.to_string(), second.to_string());
    assert!(repo.builds_on(second, &one) && repo.builds_on(second, &two));
    assert!(!repo.builds_on(first.commit, &two));
    for unknown in ["0123456789012345678901234567890123456789", "no hash"] {
        assert!(!repo.builds_on(second, unknown), "{unknown}");
    }
}

#[test]
fn a_folder_inside_a_repository_is_not_a_project() {
    let (folder, _repo) = project();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    assert!(Repo::open(&inner).is_err());
}
