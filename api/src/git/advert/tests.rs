//! Our answer beside git's own.
use std::fs;

use git2::{Oid, Repository, Signature};

use super::super::{ensure, is_alone};
use super::{Git, Service, packet, refs, words};

struct House {
    folder: tempfile::TempDir,
    git: Git,
    repository: Repository,
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let git = Git::find(&crate::config::program_folders(), folder.path().join("hooks")).unwrap();
        let path = folder.path().join("team/jumla.git");
        ensure(&git, &path).await.unwrap();
        let repository = Repository::open_bare(path).unwrap();
        Self {
            folder,
            git,
            repository,
        }
    }

    fn commit(&self, text: &str) -> Oid {
        let tree = self.repository.treebuilder(None).unwrap().write().unwrap();
        let tree = self.repository.find_tree(tree).unwrap();
        let who = Signature::new("a", "a@example.org", &git2::Time::new(0, 0)).unwrap();
        let made = self.repository.commit(None, &who, &who, text, &tree, &[]);
        made.unwrap()
    }

    /// Both answers must be the same, byte for byte; gives whether git had to be asked.
    async fn compare(&self, what: &str) -> bool {
        let path = self.repository.path();
        let real = self.git.ask_for_refs(Service::Receive, path, None).await.unwrap();
        // Twice: the first one learns.
        for _ in 0..2 {
            let told = self.git.advertise(Service::Receive, path, None).await.unwrap();
            let [told, real] = [&told, &real].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            assert_eq!(told, real, "{what}");
        }
        refs(path).is_none()
    }
}

#[tokio::test]
async fn every_byte_is_as_git_writes_it() {
    let house = House::new().await;
    assert!(!house.compare("empty").await);
    let (one, two) = (house.commit("one"), house.commit("two"));
    let names = [
        "heads/main",
        "heads/a/b",
        "heads/a-b",
        "heads/a0",
        "heads/wazo-é",
        "tags/v1",
    ];
    for (place, name) in names.iter().enumerate() {
        let at = if place % 2 == 0 { one } else { two };
        let name = format!("refs/{name}");
        house.repository.reference(&name, at, true, "").unwrap();
    }
    let secret = "refs/submissions/secret";
    house.repository.reference(secret, one, true, "").unwrap();
    assert!(!house.compare("loose").await);
    let path = house.repository.path();
    assert!(house.git.repack(path, async || Ok(())).await.unwrap());
    assert!(!house.compare("packed").await);
    house
        .repository
        .reference("refs/heads/main", two, true, "")
        .unwrap();
    house
        .repository
        .find_reference("refs/heads/a0")
        .unwrap()
        .delete()
        .unwrap();
    assert!(!house.compare("packed and loose").await);
    let told = house.git.advertise(Service::Receive, path, None).await.unwrap();
    let told = String::from_utf8_lossy(&told).into_owned();
    assert!(
        told.contains(&format!("{two} refs/heads/main")) && !told.contains("submissions"),
        "{told}"
    );
    assert!(!told.contains("a0"), "{told}");
}

#[tokio::test]
async fn git_is_asked_about_what_only_it_knows() {
    let house = House::new().await;
    let (path, one) = (house.repository.path(), house.commit("one"));
    house
        .repository
        .reference("refs/heads/main", one, true, "")
        .unwrap();
    let link = "refs/heads/link";
    house
        .repository
        .reference_symbolic(link, "refs/heads/main", true, "")
        .unwrap();
    assert!(house.compare("a ref to a ref").await);
    fs::write(path.join(link), format!("{}\n", "1".repeat(40))).unwrap();
    assert!(house.compare("a ref to nothing").await);
    fs::write(path.join(link), "rubbish\n").unwrap();
    assert!(house.compare("a broken ref").await);
    fs::remove_file(path.join(link)).unwrap();
    fs::write(path.join("shallow"), format!("{one}\n")).unwrap();
    assert!(house.compare("shallow").await);
    fs::remove_file(path.join("shallow")).unwrap();
    let other = Repository::init_bare(house.folder.path().join("other.git")).unwrap();
    let objects = other.path().join("objects");
    fs::write(
        path.join("objects/info/alternates"),
        format!("{}\n", objects.display()),
    )
    .unwrap();
    assert!(house.compare("a foreign store").await);
}

#[tokio::test]
async fn a_repository_that_is_being_packed_is_left_to_git() {
    let house = House::new().await;
    let path = house.repository.path();
    let alone = is_alone(path).unwrap();
    assert!(alone.is_some() && refs(path).is_none());
    drop(alone);
    assert!(refs(path).is_some());
}

#[test]
fn what_is_new_each_time_is_not_learnt() {
    let signed = packet(b"0000 refs/heads/main\0report-status push-cert=1-2 quiet\n");
    assert_eq!(words(&signed), None);
    let plain = packet(b"0000 refs/heads/main\0report-status quiet\n");
    assert_eq!(words(&plain), Some(b"report-status quiet".to_vec()));
    assert_eq!(words(b"rubbish"), None);
}
