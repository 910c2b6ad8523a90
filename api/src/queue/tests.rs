//! The queue on a real SQLite file.
use tempfile::TempDir;
use uuid::Uuid;
use wire::{TeamId, Timestamp};

use super::rules::LEASE;
use super::{Fate, NewLetter, extend, finish, hand_back, lease, post, put_off, take_back};
use crate::db::Db;

const KIND: &str = "judge";
const NOW: Timestamp = Timestamp(1_000_000);

async fn database() -> (Db, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::connect(&Db::embedded(folder.path())).await.unwrap();
    db.migrate().await.unwrap();
    (db, folder)
}

async fn send(db: &Db, team: TeamId) -> Uuid {
    let subject = Uuid::now_v7();
    let tx = db.begin().await.unwrap();
    let new = NewLetter {
        kind: KIND,
        subject,
        team,
        now: NOW,
    };
    post(&tx, new).await.unwrap();
    // A second letter about the same thing changes nothing.
    post(&tx, new).await.unwrap();
    tx.commit().await.unwrap();
    subject
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
        let fate = put_off(&db, &held, "the box broke", now).await.unwrap();
        assert_eq!(fate == Fate::Stopped, attempt == 8);
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
