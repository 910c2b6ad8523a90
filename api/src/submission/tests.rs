//! Accepting pushes into a real database, and ending those that a crash left.
use std::fs;
use std::path::{Path, PathBuf};

use git2::{IndexEntry, IndexTime, Oid, Repository, Signature};
use judge::package::DEFAULT_SUBMISSION;
use wire::{OrganizationKind, Role};

use super::desk::{self, Desk};
use super::rules::{Rules, Term, Verdict};
use super::*;
use crate::event;
use crate::git::MAIN;
use crate::testing::House;

struct Fixture {
    house: House,
    order: Order,
}

impl Fixture {
    async fn open() -> Self {
        let house = House::open().await;
        let owner = house.organization("ega", OrganizationKind::Institution).await;
        let school = house.organization("udsm", OrganizationKind::University).await;
        let author = house.member(&owner, "Neema", Role::Author).await;
        let version = house.challenge(&owner, &author, "mfano").await;
        let asha = house.member(&school, "Asha", Role::Student).await;
        let team = house.team(&asha, "Simba").await.unwrap();
        let repository = repository(&house.app, team.id, "mfano");
        Repository::init_bare(&repository).unwrap();
        let mut rules = DEFAULT_SUBMISSION;
        rules.required = vec!["run".to_owned()];
        let order = Order {
            team: team.id,
            account: asha.id,
            challenge: "mfano".to_owned(),
            version: version.id,
            repository,
            rules: Rules::from(&rules),
            term: Term {
                event: "wazi".to_owned(),
                opens_at: Timestamp(0),
                grace: 0,
                closes_at: None,
                grace_until: None,
                sealed: Vec::new(),
                received_at: None,
            },
            arrived_at: None,
            tally: None,
        };
        Self { house, order }
    }

    /// A commit with one file; `main` is not moved.
    fn commit(&self, path: &str, text: &str) -> String {
        let repository = Repository::open_bare(&self.order.repository).unwrap();
        let mut index = git2::Index::new().unwrap();
        index.add(&entry(&repository, path, text)).unwrap();
        let tree = index.write_tree_to(&repository).unwrap();
        let who = Signature::new("a", "a@example.org", &git2::Time::new(0, 0)).unwrap();
        let tree = repository.find_tree(tree).unwrap();
        repository
            .commit(None, &who, &who, "x", &tree, &[])
            .unwrap()
            .to_string()
    }

    fn move_main(&self, commit: &str) {
        let repository = Repository::open_bare(&self.order.repository).unwrap();
        let commit = Oid::from_str(commit).unwrap();
        repository.reference(MAIN, commit, true, "").unwrap();
    }

    /// A push as it lies there when the server died after the hook.
    fn crash(&self, commit: &str) -> PathBuf {
        let desk = Desk::open(&self.house.app.folder("pushes"), &self.order).unwrap();
        let lines = format!("{:040} {commit} {MAIN}\n", 0);
        assert!(examine(desk.folder(), lines.as_bytes(), None).unwrap());
        desk.folder().to_owned()
    }

    async fn all(&self) -> Vec<Submission> {
        let wanted = Wanted {
            teams: vec![self.order.team],
            challenge: None,
            commit: None,
        };
        let window = Window {
            after: None,
            limit: 10,
        };
        let db = self.house.app.db().read();
        list(db, &wanted, &window).await.unwrap().items
    }
}

fn entry(repository: &Repository, path: &str, text: &str) -> IndexEntry {
    IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode: 0o100_755,
        uid: 0,
        gid: 0,
        file_size: 0,
        id: repository.blob(text.as_bytes()).unwrap(),
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}

#[tokio::test]
async fn a_commit_is_taken_once_with_row_letter_and_a_ref_that_keeps_it() {
    let fixture = Fixture::open().await;
    let (app, order) = (&fixture.house.app, &fixture.order);
    let commit = fixture.commit("run", "true");
    let (first, fresh) = accept(app, order, &commit, Timestamp(5)).await.unwrap();
    let (second, again) = accept(app, order, &commit, Timestamp(9)).await.unwrap();
    assert_eq!((&first, fresh, again), (&second, true, false));
    assert_eq!(first.received_at, Timestamp(5));
    let letters = queue::about(app.db().read(), TO_JUDGE, [first.id.0])
        .await
        .unwrap();
    assert_eq!(letters.len(), 1);
    let repository = Repository::open_bare(&order.repository).unwrap();
    let kept = repository
        .refname_to_id(&format!("refs/submissions/{}", first.id))
        .unwrap();
    assert_eq!(kept.to_string(), commit);
    let receipt = receipts(app.db().read(), vec![first])
        .await
        .unwrap()
        .pop()
        .unwrap();
    assert_eq!((receipt.commit, receipt.team.slug), (commit, "simba".to_owned()));
}

#[tokio::test]
async fn what_a_crash_left_is_taken_up_once() {
    let fixture = Fixture::open().await;
    let commit = fixture.commit("run", "true");
    let desk = fixture.crash(&commit);
    fixture.move_main(&commit);
    for accepted in [1, 0] {
        assert_eq!(sweep(&fixture.house.app).await.unwrap(), accepted);
        let rows = fixture.all().await;
        assert_eq!(rows.iter().map(|row| &row.commit).collect::<Vec<_>>(), [&commit]);
        assert!(!desk.exists());
    }
}

#[tokio::test]
async fn a_push_that_never_became_main_is_no_submission() {
    let fixture = Fixture::open().await;
    let desk = fixture.crash(&fixture.commit("run", "true"));
    assert_eq!(sweep(&fixture.house.app).await.unwrap(), 0);
    assert!(fixture.all().await.is_empty());
    assert!(!desk.exists());
}

/// Makes every object look as if it had been there for two days.
fn age(folder: &Path) {
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            age(&entry.path());
        } else {
            fs::File::open(entry.path())
                .unwrap()
                .set_modified(long_ago)
                .unwrap();
        }
    }
}

#[tokio::test]
async fn packing_anew_keeps_every_submission_and_drops_what_nothing_names() {
    let fixture = Fixture::open().await;
    let (app, order) = (&fixture.house.app, &fixture.order);
    let (kept, lost) = (fixture.commit("run", "true"), fixture.commit("run", "false"));
    let (row, _) = accept(app, order, &kept, Timestamp(5)).await.unwrap();
    // As after a power cut: the row is there, its ref is not.
    let open = || Repository::open_bare(&order.repository).unwrap();
    open().find_reference(&git_ref(row.id)).unwrap().delete().unwrap();
    age(&order.repository.join("objects"));
    assert!(upkeep::pack(app, order, git::Weight::default()).await.unwrap());
    let has = |id: &str| open().find_commit(Oid::from_str(id).unwrap()).is_ok();
    assert!(has(&kept) && !has(&lost));
    assert_eq!(open().refname_to_id(&git_ref(row.id)).unwrap().to_string(), kept);
    assert_eq!(git::weigh(&order.repository).unwrap().packs, 1);
}

#[tokio::test]
async fn nothing_is_dropped_from_a_repository_that_lacks_a_submission() {
    let fixture = Fixture::open().await;
    let (app, order) = (&fixture.house.app, &fixture.order);
    let (kept, other) = (fixture.commit("run", "true"), fixture.commit("run", "false"));
    let (row, _) = accept(app, order, &kept, Timestamp(5)).await.unwrap();
    let path = order.repository.join("objects").join(&kept[..2]).join(&kept[2..]);
    fs::remove_file(path).unwrap();
    Repository::open_bare(&order.repository)
        .unwrap()
        .find_reference(&git_ref(row.id))
        .unwrap()
        .delete()
        .unwrap();
    age(&order.repository.join("objects"));
    assert!(upkeep::pack(app, order, git::Weight::default()).await.is_err());
    let repository = Repository::open_bare(&order.repository).unwrap();
    assert!(repository.find_commit(Oid::from_str(&other).unwrap()).is_ok());
}

#[tokio::test]
async fn a_desk_where_somebody_sits_is_left_alone() {
    let fixture = Fixture::open().await;
    let open = Desk::open(&fixture.house.app.folder("pushes"), &fixture.order).unwrap();
    sweep(&fixture.house.app).await.unwrap();
    assert!(open.folder().exists());
    open.clear().unwrap();
}

#[tokio::test]
async fn a_desk_is_left_alone_while_a_git_lives_that_outlived_its_server() {
    let fixture = Fixture::open().await;
    let desk = Desk::open(&fixture.house.app.folder("pushes"), &fixture.order).unwrap();
    let (folder, git) = (desk.folder().to_owned(), desk.keeper().unwrap());
    drop(desk);
    sweep(&fixture.house.app).await.unwrap();
    assert!(folder.exists());
    drop(git);
    sweep(&fixture.house.app).await.unwrap();
    assert!(!folder.exists());
}

#[tokio::test]
async fn what_crashes_leave_in_folders_is_cleared_away_unless_it_is_in_use() {
    let fixture = Fixture::open().await;
    let pushes = fixture.house.app.folder("pushes");
    let quarantine = fixture.order.repository.join("objects/tmp_objdir-incoming-x");
    fs::create_dir_all(&quarantine).unwrap();
    fs::create_dir_all(pushes.join("half-cleared")).unwrap();
    fs::create_dir_all(pushes.join(".new-just-now")).unwrap();
    let open = Desk::open(&pushes, &fixture.order).unwrap();
    drop(Desk::open(&pushes, &fixture.order).unwrap());
    sweep(&fixture.house.app).await.unwrap();
    assert!(quarantine.exists(), "a push into this repository is under way");
    assert!(!pushes.join("half-cleared").exists());
    assert!(pushes.join(".new-just-now").exists());
    drop(open);
    sweep(&fixture.house.app).await.unwrap();
    assert!(!quarantine.exists());
}

#[tokio::test]
async fn a_submission_that_was_about_to_be_keeps_its_id() {
    let fixture = Fixture::open().await;
    let commit = fixture.commit("run", "x");
    let desk = Desk::open(&fixture.house.app.folder("pushes"), &fixture.order).unwrap();
    let verdict = Verdict::Accepted {
        commit: Some(commit.clone()),
    };
    desk::decide(desk.folder(), &verdict).unwrap();
    drop(desk);
    // The ref was written, then the crash came; meanwhile `main` has moved on.
    let id = SubmissionId::fresh();
    git::keep(&fixture.order.repository, &format!("{KEPT}{id}"), &commit).unwrap();
    assert_eq!(sweep(&fixture.house.app).await.unwrap(), 1);
    let row = find(fixture.house.app.db().read(), id).await.unwrap();
    assert_eq!(row.commit, commit);
}

/// Whether the hook lets a push of `commit` to main through, and what it found.
fn asked(fixture: &Fixture, commit: &str) -> (Desk, Verdict) {
    let desk = Desk::open(&fixture.house.app.folder("pushes"), &fixture.order).unwrap();
    let lines = format!("{:040} {commit} {MAIN}\n", 0);
    examine(desk.folder(), lines.as_bytes(), None).unwrap();
    let verdict = desk::verdict(desk.folder()).unwrap();
    (desk, verdict)
}

#[tokio::test]
async fn pushes_that_began_together_do_not_all_use_the_last_attempt() {
    let mut fixture = Fixture::open().await;
    let key = (fixture.order.team, "mfano");
    let event = event::current(fixture.house.app.db().read()).await.unwrap();
    let event = event::Event {
        attempts: Some(2),
        ..event
    };
    let tally = attempts::tally(fixture.house.app.db().read(), attempts::allowed(&event), key).await;
    // What all of them were told when they began.
    fixture.order.tally = tally.unwrap();
    let [first, second, third] = ["1", "2", "3"].map(|text| fixture.commit("run", text));
    let used = |verdict: Verdict| match verdict {
        Verdict::Spent { attempts } => Some(attempts.event.unwrap().used),
        _ => None,
    };
    accept(&fixture.house.app, &fixture.order, &first, Timestamp(5))
        .await
        .unwrap();
    let (let_through, verdict) = asked(&fixture, &second);
    assert_eq!(used(verdict), None, "one is left");
    // Nobody has heard of it yet, but its desk says that it is about to be one.
    let (desk, verdict) = asked(&fixture, &third);
    assert_eq!(used(verdict), Some(2));
    desk.clear().unwrap();
    let (desk, verdict) = asked(&fixture, &first);
    assert_eq!(used(verdict), None, "known trees cost nothing");
    desk.clear().unwrap();
    // It came to nothing, because a teammate was faster: the attempt is there again.
    let_through.clear().unwrap();
    let (desk, verdict) = asked(&fixture, &third);
    assert_eq!(used(verdict), None);
    desk.clear().unwrap();
}

#[tokio::test]
async fn the_hook_names_the_rule_that_a_tree_breaks() {
    let fixture = Fixture::open().await;
    let desk = Desk::open(&fixture.house.app.folder("pushes"), &fixture.order).unwrap();
    let commit = fixture.commit("README.md", "x");
    let lines = format!("{:040} {commit} {MAIN}\n", 0);
    assert!(!examine(desk.folder(), lines.as_bytes(), None).unwrap());
    let Some(Verdict::Policy { findings }) = desk::verdict(desk.folder()) else {
        panic!("the tree was accepted");
    };
    assert_eq!(
        findings.iter().map(|f| f.key.as_str()).collect::<Vec<_>>(),
        ["policy-required"]
    );
    // A tree is no commit, and nonsense is no object: neither may pass.
    let tree = git::tree_of(&fixture.order.repository, &commit).unwrap();
    assert!(!examine(desk.folder(), format!("0 {tree} {MAIN}\n").as_bytes(), None).unwrap());
    assert!(examine(desk.folder(), format!("0 {:040} {MAIN}\n", 7).as_bytes(), None).is_err());
    fs::remove_dir_all(desk.folder()).unwrap();
}
