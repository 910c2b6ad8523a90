//! Trees as hostile teams make them.
use std::fs;
use std::os::unix::fs::PermissionsExt;

use git2::{ObjectType, Oid, Repository, Signature};
use tempfile::TempDir;

use super::{Bounds, Flaw, Git, MAIN, Past, Service, ensure, export, is_at, keep, kept, list};

const WIDE: Bounds = Bounds {
    entries: 100,
    file: 1000,
};

struct Fixture {
    folder: TempDir,
    repository: Repository,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let repository = Repository::init_bare(folder.path().join("r.git")).unwrap();
        Self { folder, repository }
    }

    fn blob(&self, text: &str) -> Oid {
        self.repository.blob(text.as_bytes()).unwrap()
    }

    /// A tree written byte by byte: git's own tools would refuse most of what is tried here.
    fn tree(&self, entries: &[(&str, &str, Oid)]) -> Oid {
        let mut bytes = Vec::new();
        for (mode, name, id) in entries {
            bytes.extend(format!("{mode} {name}\0").into_bytes());
            bytes.extend_from_slice(id.as_bytes());
        }
        let odb = self.repository.odb().unwrap();
        odb.write(ObjectType::Tree, &bytes).unwrap()
    }

    fn commit(&self, tree: Oid) -> Oid {
        let who = Signature::new("a", "a@example.org", &git2::Time::new(0, 0)).unwrap();
        let text = format!("tree {tree}\nauthor {who} 0 +0000\ncommitter {who} 0 +0000\n\nx\n");
        let odb = self.repository.odb().unwrap();
        odb.write(ObjectType::Commit, text.as_bytes()).unwrap()
    }

    fn export(&self, tree: Oid, bounds: Bounds) -> crate::error::Result<TempDir> {
        let target = tempfile::tempdir_in(self.folder.path()).unwrap();
        let commit = self.commit(tree).to_string();
        export(self.repository.path(), &commit, target.path(), bounds).map(|()| target)
    }
}

#[test]
fn files_folders_links_and_modes_are_written_as_they_are() {
    let fixture = Fixture::new();
    let inner = fixture.tree(&[("100644", "a.txt", fixture.blob("a"))]);
    let tree = fixture.tree(&[
        ("120000", "link", fixture.blob("src/a.txt")),
        ("100755", "run", fixture.blob("#!/bin/sh\n")),
        ("40000", "src", inner),
    ]);
    let target = fixture.export(tree, WIDE).unwrap();
    assert_eq!(fs::read_to_string(target.path().join("link")).unwrap(), "a");
    let mode = |name| {
        fs::metadata(target.path().join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o111
    };
    assert_eq!((mode("run"), mode("src/a.txt")), (0o111, 0));
}

#[test]
fn nothing_is_written_outside_the_target() {
    let fixture = Fixture::new();
    let outside = fixture.folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    let file = fixture.blob("evil");
    let inner = fixture.tree(&[("100644", "f", file)]);
    let away = fixture.blob(outside.to_str().unwrap());
    let trees = [
        fixture.tree(&[("40000", "..", inner)]),
        fixture.tree(&[("100644", "../outside/f", file)]),
        fixture.tree(&[("100644", "/tmp/ubunifu-evil", file)]),
        fixture.tree(&[("40000", ".git", inner)]),
        fixture.tree(&[("40000", ".GIT", inner)]),
        fixture.tree(&[("160000", "sub", file)]),
        // A link, and then a folder of the same name to write through it.
        fixture.tree(&[("120000", "x", away), ("40000", "x", inner)]),
        fixture.tree(&[("40000", "x", inner), ("120000", "x", away)]),
        fixture.tree(&[("100644", "f", file), ("100644", "f", file)]),
    ];
    for (number, tree) in trees.into_iter().enumerate() {
        assert!(fixture.export(tree, WIDE).is_err(), "tree {number}");
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 0, "tree {number}");
    }
    assert!(!fs::exists("/tmp/ubunifu-evil").unwrap());
}

#[test]
fn a_tree_that_unfolds_without_end_is_left_at_the_bounds() {
    let fixture = Fixture::new();
    let mut tree = fixture.tree(&[("100644", "f", fixture.blob("x"))]);
    for _ in 0..20 {
        tree = fixture.tree(&[("40000", "a", tree), ("40000", "b", tree), ("40000", "c", tree)]);
    }
    let commit = fixture.commit(tree);
    let listing = list(&fixture.repository, commit, WIDE).unwrap();
    assert!(!listing.whole && listing.entries.len() <= 100);
    assert!(fixture.export(tree, WIDE).is_err());
}

#[test]
fn a_deep_tree_is_shown_to_the_rules_and_not_entered() {
    let fixture = Fixture::new();
    let mut tree = fixture.tree(&[("100644", "f", fixture.blob("x"))]);
    for _ in 0..60 {
        tree = fixture.tree(&[("40000", "d", tree)]);
    }
    let listing = list(&fixture.repository, fixture.commit(tree), WIDE).unwrap();
    assert!(listing.whole);
    assert_eq!(listing.entries.len(), 1);
    let rules = judge::package::DEFAULT_SUBMISSION;
    assert!(!judge::policy::check(&rules, &listing.entries, None).is_empty());
}

#[test]
fn sizes_are_known_before_anything_is_read() {
    let fixture = Fixture::new();
    let large = fixture.blob(&"x".repeat(5000));
    let tree = fixture.tree(&[("120000", "l", large), ("100644", "large", large)]);
    let listing = list(&fixture.repository, fixture.commit(tree), WIDE).unwrap();
    let told: Vec<_> = listing
        .entries
        .iter()
        .map(|e| (e.size, e.link.is_some()))
        .collect();
    assert_eq!(told, [(5000, false), (5000, false)]);
    assert!(fixture.export(tree, WIDE).is_err());
}

#[tokio::test]
async fn a_repository_is_made_once_and_keeps_our_refs_to_itself() {
    let folder = tempfile::tempdir().unwrap();
    let git = Git::find(&crate::config::program_folders(), folder.path().join("hooks")).unwrap();
    let path = folder.path().join("team").join("mfano.git");
    let (one, two) = tokio::join!(ensure(&git, &path), ensure(&git, &path));
    one.and(two).unwrap();
    let made: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
    assert_eq!(made.len(), 1, "a half-made repository stays: {made:?}");

    let fixture = Fixture {
        repository: Repository::open_bare(&path).unwrap(),
        folder,
    };
    let commit = fixture
        .commit(fixture.tree(&[("100644", "f", fixture.blob("x"))]))
        .to_string();
    keep(&path, MAIN, &commit).unwrap();
    keep(&path, "refs/submissions/secret", &commit).unwrap();
    assert!(is_at(&path, MAIN, &commit).unwrap());
    for service in [Service::Upload, Service::Receive] {
        let told = git.advertise(service, &path, None).await.unwrap();
        let told = String::from_utf8_lossy(&told).into_owned();
        assert!(told.contains(&format!("{commit} {MAIN}")), "{told}");
        assert!(!told.contains("submissions"), "{told}");
    }
    let told = git
        .advertise(Service::Upload, &path, Some("version=2"))
        .await
        .unwrap();
    assert!(told.starts_with(b"000eversion 2\n"));
}

/// A power cut may leave the file of a ref without its line.
#[test]
fn an_emptied_ref_is_no_obstacle_and_written_anew() {
    let fixture = Fixture::new();
    let tree = fixture.tree(&[("100644", "f", fixture.blob("x"))]);
    let (path, commit) = (fixture.repository.path(), fixture.commit(tree).to_string());
    for name in ["refs/submissions/one", "refs/submissions/two"] {
        keep(path, name, &commit).unwrap();
    }
    fs::write(path.join("refs/submissions/one"), "").unwrap();
    let names = || kept(path, "refs/submissions/", &commit).unwrap();
    assert_eq!(names(), ["refs/submissions/two"]);
    keep(path, "refs/submissions/one", &commit).unwrap();
    assert_eq!(names().len(), 2);
    // Whatever else it holds is not ours to throw away.
    fs::write(path.join("refs/submissions/one"), "something else").unwrap();
    assert!(keep(path, "refs/submissions/one", &commit).is_err());
}

/// What `git replace`, grafts and attributes would make of a tree is not what was sent.
#[test]
fn replacements_and_attributes_have_no_say() {
    let fixture = Fixture::new();
    let (sent, liar) = (fixture.blob("$Format:%H$\n"), fixture.blob("liar\n"));
    let rules = "* export-ignore export-subst filter=liar text eol=crlf ident\n";
    let tree = fixture.tree(&[
        ("100644", ".gitattributes", fixture.blob(rules)),
        ("100644", "run", sent),
    ]);
    let other = fixture.tree(&[("100644", "run", liar)]);
    let commit = fixture.commit(tree);
    for (from, to) in [(sent, liar), (tree, other), (commit, fixture.commit(other))] {
        let name = format!("refs/replace/{from}");
        fixture.repository.reference(&name, to, false, "x").unwrap();
    }
    let info = fixture.repository.path().join("info");
    fs::create_dir_all(&info).unwrap();
    fs::write(info.join("attributes"), rules).unwrap();
    fs::write(info.join("grafts"), format!("{commit}\n")).unwrap();
    let target = fixture.export(tree, WIDE).unwrap();
    assert_eq!(
        fs::read_to_string(target.path().join("run")).unwrap(),
        "$Format:%H$\n"
    );
    assert_eq!(
        fs::read_to_string(target.path().join(".gitattributes")).unwrap(),
        rules
    );
}

#[tokio::test]
async fn a_repository_is_packed_anew_only_when_nobody_is_in_it() {
    let fixture = Fixture::new();
    let git = Git::find(
        &crate::config::program_folders(),
        fixture.folder.path().join("hooks"),
    )
    .unwrap();
    let path = fixture.repository.path();
    let visit = super::upkeep::visit(path).await.unwrap();
    let another = super::upkeep::visit(path).await.unwrap();
    drop(another);
    assert!(!git.repack(path, async || panic!("not alone")).await.unwrap());
    drop(visit);
    assert!(git.repack(path, async || Ok(())).await.unwrap());
    let refused = git
        .repack(path, async || Err(crate::error::Error::fault("not whole")))
        .await;
    assert!(refused.is_err());
}

#[test]
fn a_history_is_counted_and_measured() {
    let fixture = Fixture::new();
    let tree = fixture.tree(&[("100644", "f", fixture.blob("x"))]);
    let odb = fixture.repository.odb().unwrap();
    let mut tip: Option<Oid> = None;
    for n in 0..10 {
        let parent = tip.map(|id| format!("parent {id}\n")).unwrap_or_default();
        let text = format!("tree {tree}\n{parent}author a <a> {n} +0000\ncommitter a <a> {n} +0000\n\nx\n");
        tip = Some(odb.write(ObjectType::Commit, text.as_bytes()).unwrap());
    }
    let flaw = |commits, bytes| {
        super::look_back(&fixture.repository, tip.unwrap(), Past { commits, bytes }).unwrap()
    };
    assert_eq!(flaw(10, 1000), None);
    assert_eq!(flaw(9, 1000), Some(Flaw::Long));
    assert!(matches!(flaw(10, 100), Some(Flaw::Large { .. })));
}
