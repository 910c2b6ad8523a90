//! The queue on a real SQLite file.
use tempfile::TempDir;
use uuid::Uuid;
use wire::{TeamId, Timestamp};

use super::rules::LEASE;
use super::{Fate, Lease, NewLetter, Worker, finish, hand_back, post, retry, retry_all, take_back};
use crate::db::Db;
use crate::error::Result;

const KIND: &str = "judge";
const NOW: Timestamp = Timestamp(1_000_000);

async fn database() -> (Db, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::connect(&Db::embedded(folder.path())).await.unwrap();
    db.migrate().await.unwrap();
    (db, folder)
}

async fn lease(db: &Db, kind: &str, name: &str, now: Timestamp) -> Result<Option<Lease>> {
    super::lease(db, kind, &worker(name), now).await
}

fn worker(name: &str) -> Worker {
    Worker::new(name, name, (1, NOW))
}

async fn extend(db: &Db, lease: &Lease, now: Timestamp) -> Result<bool> {
    let tx = db.begin().await?;
    let held = super::extend(&tx, lease, now).await?;
    tx.commit().await?;
    Ok(held)
}

async fn put_off(db: &Db, lease: &Lease, name: &str, now: Timestamp) -> Option<Fate> {
    let tx = db.begin().await.unwrap();
    let fate = super::put_off(&tx, (lease, &worker(name)), "the box broke", now).await;
    tx.commit().await.unwrap();
    fate.unwrap()
}

async fn send(db: &Db, team: TeamId) -> Uuid {
    send_after(db, team, 0).await
}

async fn send_after(db: &Db, team: TeamId, earlier: u64) -> Uuid {
    let subject = Uuid::now_v7();
    let tx = db.begin().await.unwrap();
    let new = NewLetter {
        kind: KIND,
        subject,
        submission: wire::SubmissionId(subject),
        team,
        earlier,
        now: NOW,
    };
    post(&tx, new).await.unwrap();
    // A second letter about the same thing changes nothing.
    post(&tx, new).await.unwrap();
    tx.commit().await.unwrap();
    subject
}

#[tokio::test]
async fn how_many_come_before_each_is_one_question() {
    let (db, _folder) = database().await;
    let (a, b) = (TeamId::fresh(), TeamId::fresh());
    let mut sent = Vec::new();
    for team in [a, a, a, b, b] {
        sent.push(send(&db, team).await);
    }
    let letters = super::about(db.read(), KIND, sent.iter().copied()).await.unwrap();
    let ahead = super::ahead(db.read(), letters.iter()).await.unwrap();
    let of = |subject: &Uuid| {
        let letter = letters.iter().find(|letter| letter.subject == *subject);
        ahead.get(&letter.unwrap().id).copied()
    };
    // They take turns: the first of each, the second of each, the third.
    let places: Vec<_> = sent.iter().map(of).collect();
    assert_eq!(places, [0, 2, 4, 1, 3].map(Some));
    assert!(super::ahead(db.read(), [].iter()).await.unwrap().is_empty());
}

#[tokio::test]
async fn two_workers_never_hold_one_letter() {
    let (db, _folder) = database().await;
    let mut sent = Vec::new();
    for _ in 0..20 {
        sent.push(send(&db, TeamId::fresh()).await);
    }
    let mut workers = tokio::task::JoinSet::new();
    for name in ["a", "b", "c", "d"] {
        let db = db.clone();
        workers.spawn(async move {
            let mut got = Vec::new();
            while let Some(held) = lease(&db, KIND, name, NOW).await.unwrap() {
                got.push(held.subject());
            }
            got
        });
    }
    let mut got: Vec<_> = workers.join_all().await.into_iter().flatten().collect();
    got.sort_unstable();
    assert_eq!(got, sent);
}

#[tokio::test]
async fn an_expired_lease_comes_back_and_the_old_worker_cannot_finish() {
    let (db, _folder) = database().await;
    send(&db, TeamId::fresh()).await;
    let old = lease(&db, KIND, "old", NOW).await.unwrap().unwrap();
    assert!(lease(&db, KIND, "new", NOW.plus(LEASE)).await.unwrap().is_none());
    assert!(extend(&db, &old, NOW.plus(10)).await.unwrap());
    assert!(
        lease(&db, KIND, "new", NOW.plus(LEASE + 5))
            .await
            .unwrap()
            .is_none()
    );
    let later = NOW.plus(LEASE + 11);
    let new = lease(&db, KIND, "new", later).await.unwrap().unwrap();
    assert_eq!((new.subject(), new.attempts()), (old.subject(), 2));
    assert!(!extend(&db, &old, later).await.unwrap());
    let tx = db.begin().await.unwrap();
    assert!(!finish(&tx, &old).await.unwrap());
    assert!(finish(&tx, &new).await.unwrap());
    assert!(!finish(&tx, &new).await.unwrap());
    tx.commit().await.unwrap();
    assert!(lease(&db, KIND, "new", later).await.unwrap().is_none());
}

#[tokio::test]
async fn a_team_that_sends_much_waits_behind_one_that_sends_little() {
    let (db, _folder) = database().await;
    let (much, little) = (TeamId::fresh(), TeamId::fresh());
    let many = [
        send(&db, much).await,
        send(&db, much).await,
        send(&db, much).await,
    ];
    let one = send(&db, little).await;
    let mut order = Vec::new();
    while let Some(held) = lease(&db, KIND, "w", NOW).await.unwrap() {
        order.push(held.subject());
    }
    assert_eq!(order, [many[0], one, many[1], many[2]]);
}

#[tokio::test]
async fn faults_put_off_and_at_last_stop() {
    let (db, _folder) = database().await;
    send(&db, TeamId::fresh()).await;
    let mut now = NOW;
    for attempt in 1..=8 {
        let held = lease(&db, KIND, "w", now).await.unwrap().unwrap();
        assert_eq!(held.attempts(), attempt);
        let fate = put_off(&db, &held, "w", now).await;
        assert_eq!(fate == Some(Fate::Stopped), attempt == 8);
        assert!(lease(&db, KIND, "w", now).await.unwrap().is_none());
        now = now.plus(64_000);
    }
    assert!(
        lease(&db, KIND, "w", now.plus(10_000_000))
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn what_is_handed_back_or_left_by_the_dead_is_free_at_once() {
    let (db, _folder) = database().await;
    send(&db, TeamId::fresh()).await;
    let held = lease(&db, KIND, "goes home", NOW).await.unwrap().unwrap();
    hand_back(&db, &held).await.unwrap();
    let again = lease(&db, KIND, "dies", NOW).await.unwrap().unwrap();
    assert_eq!(again.attempts(), 1);
    assert_eq!(take_back(&db, |name| name == "alive").await.unwrap(), 0);
    assert_eq!(take_back(&db, |name| name == "dies").await.unwrap(), 1);
    let tx = db.begin().await.unwrap();
    assert!(!finish(&tx, &held).await.unwrap());
    tx.rollback().await.unwrap();
    assert!(lease(&db, KIND, "next", NOW).await.unwrap().is_some());
}

/// All subjects in the order in which one worker gets them, each finished before the next.
async fn order(db: &Db) -> Vec<Uuid> {
    let mut order = Vec::new();
    while let Some(held) = lease(db, KIND, "w", NOW).await.unwrap() {
        order.push(held.subject());
        let tx = db.begin().await.unwrap();
        assert!(finish(&tx, &held).await.unwrap());
        tx.commit().await.unwrap();
    }
    order
}

#[tokio::test]
async fn fifty_letters_of_one_team_delay_no_other_team() {
    let (db, _folder) = database().await;
    let (much, little) = (TeamId::fresh(), TeamId::fresh());
    for earlier in 0..50 {
        send_after(&db, much, earlier).await;
    }
    // Three are done, one is under way; then another team comes.
    for _ in 0..3 {
        let held = lease(&db, KIND, "w", NOW).await.unwrap().unwrap();
        let tx = db.begin().await.unwrap();
        finish(&tx, &held).await.unwrap();
        tx.commit().await.unwrap();
    }
    let busy = lease(&db, KIND, "w", NOW).await.unwrap().unwrap();
    let one = send(&db, little).await;
    let next = lease(&db, KIND, "other", NOW).await.unwrap().unwrap();
    assert_eq!(next.subject(), one);
    assert_ne!(busy.subject(), one);
}

#[tokio::test]
async fn a_team_that_comes_again_and_again_takes_turns_with_the_others() {
    let (db, _folder) = database().await;
    let (patient, eager) = (TeamId::fresh(), TeamId::fresh());
    let waiting = [
        send(&db, patient).await,
        send(&db, patient).await,
        send(&db, patient).await,
    ];
    let mut order = Vec::new();
    let mut sent = send(&db, eager).await;
    // Whenever the eager team's letter is done, it sends the next.
    for _ in 0..6 {
        let held = lease(&db, KIND, "w", NOW).await.unwrap().unwrap();
        order.push(held.subject());
        let tx = db.begin().await.unwrap();
        finish(&tx, &held).await.unwrap();
        tx.commit().await.unwrap();
        if held.subject() == sent {
            sent = send(&db, eager).await;
        }
    }
    let places: Vec<_> = waiting
        .iter()
        .map(|w| order.iter().position(|o| o == w).unwrap())
        .collect();
    assert!(places[2] <= 5, "{places:?}");
}

#[tokio::test]
async fn first_submissions_go_before_tenth_ones_and_nobody_waits_for_ever() {
    let (db, _folder) = database().await;
    let tenth = send_after(&db, TeamId::fresh(), 9).await;
    let third = send_after(&db, TeamId::fresh(), 2).await;
    let first = send(&db, TeamId::fresh()).await;
    let second = send_after(&db, TeamId::fresh(), 1).await;
    assert_eq!(order(&db).await, [first, third, second, tenth]);
    // The queue moved on: who comes now is not before who waited.
    let waits = send_after(&db, TeamId::fresh(), 9).await;
    let team = TeamId::fresh();
    let mut many = Vec::new();
    for _ in 0..8 {
        many.push(send(&db, team).await);
    }
    let order = order(&db).await;
    assert_eq!(order.iter().position(|subject| *subject == waits), Some(4));
}

#[tokio::test]
async fn what_failed_on_one_machine_is_left_to_another_for_a_while() {
    let (db, _folder) = database().await;
    send(&db, TeamId::fresh()).await;
    let (here, there) = (worker("here"), worker("there"));
    super::beat(&db, &there, NOW).await.unwrap();
    super::beat(&db, &here, NOW).await.unwrap();
    super::beat(&db, &there, NOW).await.unwrap();
    assert_eq!(super::places(db.read(), NOW).await.unwrap(), 2);
    let held = super::lease(&db, KIND, &here, NOW).await.unwrap().unwrap();
    let tx = db.begin().await.unwrap();
    super::put_off(&tx, (&held, &here), "the box broke", NOW)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let later = NOW.plus(2_000);
    assert!(super::lease(&db, KIND, &here, later).await.unwrap().is_none());
    // Nobody else took it for long: then this one may try again.
    let much_later = NOW.plus(20_000);
    assert!(
        super::lease(&db, KIND, &here, much_later)
            .await
            .unwrap()
            .is_some()
    );
    // And the other machine may at once; alone, the first would not have waited.
    let (db, _folder) = database().await;
    send(&db, TeamId::fresh()).await;
    super::beat(&db, &here, NOW.plus(60_000)).await.unwrap();
    let held = super::lease(&db, KIND, &here, NOW).await.unwrap().unwrap();
    assert!(put_off(&db, &held, "here", NOW).await.is_some());
    assert!(super::lease(&db, KIND, &there, later).await.unwrap().is_some());
    assert_eq!(
        super::places(db.read(), NOW.plus(200_000)).await.unwrap(),
        0,
        "the silent are dead"
    );
}

#[tokio::test]
async fn what_was_given_up_is_seen_and_tried_again() {
    let (db, _folder) = database().await;
    send(&db, TeamId::fresh()).await;
    let mut now = NOW;
    while let Some(held) = lease(&db, KIND, "w", now).await.unwrap() {
        put_off(&db, &held, "w", now).await.unwrap();
        now = now.plus(64_000);
    }
    let window = crate::paging::Window {
        after: None,
        limit: 10,
    };
    let seen = super::stopped(db.read(), &window).await.unwrap().items;
    assert_eq!(seen[0].fault.as_deref(), Some("the box broke"));
    let census = super::census(db.read(), (KIND, now)).await.unwrap();
    assert_eq!((census.waiting, census.stopped, census.faults_hour), (0, 1, 8));
    let tx = db.begin().await.unwrap();
    retry(&tx, seen[0].id, now).await.unwrap();
    let again = retry(&tx, seen[0].id, now).await.unwrap_err();
    assert_eq!(again.code(), crate::error::Code::LetterNotStopped);
    assert_eq!(retry_all(&tx, now).await.unwrap(), 0);
    tx.commit().await.unwrap();
    let held = lease(&db, KIND, "w", now).await.unwrap().unwrap();
    assert_eq!(held.attempts(), 1, "what was our fault costs nothing");
}
