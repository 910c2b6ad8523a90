//! The queue: letters in the database, written in the transaction of what they are about.
//!
//! A worker holds a letter by a lease with an expiry and a generation. The heartbeat moves the expiry; each
//! new lease raises the generation, and only the newest generation may finish the letter, so a worker that was
//! taken for dead can do no harm when it wakes up.
mod rules;
mod store;
mod bell;
mod stopped;
mod workers;
pub(crate) mod presence;

use std::collections::HashMap;

use uuid::Uuid;
use wire::{LetterId, SubmissionId, TeamId, Timestamp};

pub(crate) use bell::Bell;
pub(crate) use rules::{HEARTBEAT, host_name};
pub(crate) use stopped::{Census, census, forget_faults, given_up, retry, retry_all, stopped};
pub(crate) use workers::{Worker, beat, forget, is_alive, places, workers};

use crate::db::{self, Channel, ConnectionTrait, Db};
use crate::entity::{fault, letter};
use crate::error::Result;
use rules::{LEASE, Next, Sight};

/// The right to work on one letter, until it expires. Only [`lease`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lease {
    letter: LetterId,
    subject: Uuid,
    attempts: i32,
    generation: i32,
    failed_on: Option<String>,
}

impl Lease {
    /// What the letter is about.
    pub(crate) fn subject(&self) -> Uuid {
        self.subject
    }

    /// Which letter.
    pub(crate) fn letter(&self) -> LetterId {
        self.letter
    }

    /// How often the letter has been leased, this time included.
    pub(crate) fn attempts(&self) -> u32 {
        u32::try_from(self.attempts).unwrap_or_default()
    }
}

/// What a new letter says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewLetter {
    pub(crate) kind: &'static str,
    pub(crate) subject: Uuid,
    /// The submission by which people know it.
    pub(crate) submission: SubmissionId,
    pub(crate) team: TeamId,
    /// How much the team has sent before: first submissions go before tenth ones.
    pub(crate) earlier: u64,
    pub(crate) now: Timestamp,
}

/// Puts a letter into the queue; one about the same subject that is there already stays as it is.
/// Ring the [`Bell`] once the transaction is committed.
pub(crate) async fn post(tx: &impl ConnectionTrait, new: NewLetter) -> Result<()> {
    let team = new.team.to_string();
    let turn = rules::turn(Sight {
        at: store::at_turn(tx, new.kind, store::QUEUE)
            .await?
            .unwrap_or_default(),
        last_of_team: store::at_turn(tx, new.kind, &team).await?,
        earlier: new.earlier,
    });
    if store::insert(tx, new, turn).await? {
        store::come_to(tx, (new.kind, &team), turn).await?;
    }
    db::announce(tx, Channel::Letter, "").await
}

/// The next letter of `kind` that nobody holds, if there is one.
pub(crate) async fn lease(db: &Db, kind: &str, worker: &Worker, now: Timestamp) -> Result<Option<Lease>> {
    // Asking first costs an idle worker no turn at the single writer.
    if store::next(db.read(), (kind, worker), now).await?.is_none() {
        return Ok(None);
    }
    let tx = db.begin().await?;
    let mut lease = None;
    while let Some(row) = store::next(&tx, (kind, worker), now).await? {
        if rules::is_exhausted(row.attempts) {
            // Whoever held it died each time; a person has to look at it.
            store::stop(&tx, row.id, row.generation, now).await?;
            tracing::error!(alert = "letter.stopped", letter.id = %row.id, "a letter was given up: workers died of it");
            continue;
        }
        store::hold(&tx, &row, &worker.name, now.plus(LEASE)).await?;
        store::come_to(&tx, (kind, store::QUEUE), row.turn).await?;
        lease = Some(Lease {
            letter: row.id,
            subject: row.subject,
            attempts: row.attempts.saturating_add(1),
            generation: row.generation.wrapping_add(1),
            failed_on: row.failed_on,
        });
        break;
    }
    tx.commit().await?;
    Ok(lease)
}

/// Moves the expiry. False when the lease is lost: somebody else has the letter now.
pub(crate) async fn extend(tx: &impl ConnectionTrait, lease: &Lease, now: Timestamp) -> Result<bool> {
    store::extend(tx, lease, now.plus(LEASE)).await
}

/// Takes the letter out of the queue, in the transaction of its outcome. False when the lease was lost: roll back.
pub(crate) async fn finish(tx: &impl ConnectionTrait, lease: &Lease) -> Result<bool> {
    store::delete(tx, lease).await
}

/// Takes letters of `kind` out of the queue, whoever holds them: what they would come to is not wanted any more.
pub(crate) async fn withdraw(tx: &impl ConnectionTrait, kind: &str, subjects: Vec<Uuid>) -> Result<()> {
    store::withdraw(tx, kind, subjects).await
}

/// What became of a letter after a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It will be tried again.
    Waits,
    /// It was given up.
    Stopped,
}

/// Back into the queue after a fault of ours, later each time, and out of it after too many. `None` when the lease
/// was lost: whoever has the letter now decides about it.
pub(crate) async fn put_off(
    tx: &impl ConnectionTrait,
    (lease, worker): (&Lease, &Worker),
    fault: &str,
    now: Timestamp,
) -> Result<Option<Fate>> {
    let next = rules::after_fault(lease.attempts, luck(lease));
    let failed_on = rules::also_on(lease.failed_on.as_deref(), &worker.host);
    if !store::put_off(tx, lease, (next, now), (fault, failed_on)).await? {
        return Ok(None);
    }
    let row = fault::Model {
        id: Uuid::now_v7(),
        letter_id: lease.letter,
        subject: lease.subject,
        worker: worker.name.to_string(),
        host: worker.host.to_string(),
        words: fault.to_owned(),
        happened_at: now,
    };
    store::stopped::note_fault(tx, row).await?;
    // Whoever has to wait for the pause may as well know of it.
    db::announce(tx, Channel::Letter, "").await?;
    Ok(Some(match next {
        Next::After(_) => Fate::Waits,
        Next::Stop => Fate::Stopped,
    }))
}

/// Bits of the letter's id that nobody chose, other ones each time.
fn luck(lease: &Lease) -> u16 {
    let id = lease.letter.0.as_u128();
    u16::try_from((id >> lease.attempts().min(40)) & 0xffff).unwrap_or_default()
}

/// Back into the queue untried, because this worker goes home.
pub(crate) async fn hand_back(db: &Db, lease: &Lease) -> Result<()> {
    let tx = db.begin().await?;
    store::hand_back(&tx, lease).await?;
    db::announce(&tx, Channel::Letter, "").await?;
    tx.commit().await?;
    Ok(())
}

/// How long until a letter of `kind` that cannot be taken now can be.
pub(crate) async fn due(db: &Db, kind: &str, now: Timestamp) -> Result<Option<std::time::Duration>> {
    let due = store::due(db.read(), kind, now).await?;
    let wait = due.and_then(|due| u64::try_from(due.0.saturating_sub(now.0)).ok());
    Ok(wait.map(|wait| std::time::Duration::from_millis(wait.saturating_add(1))))
}

/// Ends the leases of workers that `is_dead` knows to be gone, without waiting for their expiry.
pub(crate) async fn take_back(db: &Db, is_dead: impl Fn(&str) -> bool) -> Result<u64> {
    let mut count = 0;
    for worker in store::holders(db.read()).await? {
        if is_dead(&worker) {
            let tx = db.begin().await?;
            count += store::release(&tx, &worker).await?;
            db::announce(&tx, Channel::Letter, "").await?;
            tx.commit().await?;
        }
    }
    Ok(count)
}

/// The letter of `kind` about `subject`, while it is in the queue.
pub(crate) async fn about(
    db: &impl ConnectionTrait,
    kind: &str,
    subjects: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<letter::Model>> {
    store::about(db, kind, subjects).await
}

/// How many letters of its kind come before each of these.
pub(crate) async fn ahead(
    db: &impl ConnectionTrait,
    letters: impl Iterator<Item = &letter::Model>,
) -> Result<HashMap<LetterId, u64>> {
    let ids: Vec<_> = letters.map(|letter| letter.id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    store::ahead(db, ids).await
}

#[cfg(test)]
mod tests;
