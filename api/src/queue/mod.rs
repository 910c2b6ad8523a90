//! The queue: letters in the database, written in the transaction of what they are about.
//!
//! A worker holds a letter by a lease with an expiry and a generation. The heartbeat moves the expiry; each
//! new lease raises the generation, and only the newest generation may finish the letter, so a worker that was
//! taken for dead can do no harm when it wakes up.
mod rules;
mod store;
mod bell;
pub(crate) mod presence;

use uuid::Uuid;
use wire::{LetterId, TeamId, Timestamp};

pub(crate) use bell::Bell;
pub(crate) use rules::{HEARTBEAT, MOST_ATTEMPTS};

use crate::db::{ConnectionTrait, Db};
use crate::entity::letter;
use crate::error::Result;
use rules::{LEASE, Next};

/// The right to work on one letter, until it expires. Only [`lease`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lease {
    letter: LetterId,
    subject: Uuid,
    attempts: i32,
    generation: i32,
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
    pub(crate) team: TeamId,
    pub(crate) now: Timestamp,
}

/// Puts a letter into the queue; one about the same subject that is there already stays as it is.
/// Ring the [`Bell`] once the transaction is committed.
pub(crate) async fn post(tx: &impl ConnectionTrait, new: NewLetter) -> Result<()> {
    let (first, last) = store::turns(tx, new.team).await?;
    store::insert(tx, new, rules::turn(first, last)).await
}

/// The next letter of `kind` that nobody holds, if there is one.
pub(crate) async fn lease(db: &Db, kind: &str, worker: &str, now: Timestamp) -> Result<Option<Lease>> {
    // Asking first costs an idle worker no turn at the single writer.
    if store::next(db.read(), kind, now).await?.is_none() {
        return Ok(None);
    }
    let tx = db.begin().await?;
    let mut lease = None;
    while let Some(row) = store::next(&tx, kind, now).await? {
        if rules::is_exhausted(row.attempts) {
            // Whoever held it died each time; a person has to look at it.
            store::stop(&tx, row.id, row.generation, now).await?;
            continue;
        }
        store::hold(&tx, &row, worker, now.plus(LEASE)).await?;
        lease = Some(Lease {
            letter: row.id,
            subject: row.subject,
            attempts: row.attempts.saturating_add(1),
            generation: row.generation.wrapping_add(1),
        });
        break;
    }
    tx.commit().await?;
    Ok(lease)
}

/// Moves the expiry. False when the lease is lost: somebody else has the letter now.
pub(crate) async fn extend(db: &Db, lease: &Lease, now: Timestamp) -> Result<bool> {
    let tx = db.begin().await?;
    let held = store::extend(&tx, lease, now.plus(LEASE)).await?;
    tx.commit().await?;
    Ok(held)
}

/// Takes the letter out of the queue, in the transaction of its outcome. False when the lease was lost: roll back.
pub(crate) async fn finish(tx: &impl ConnectionTrait, lease: &Lease) -> Result<bool> {
    store::delete(tx, lease).await
}

/// What became of a letter after a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It will be tried again.
    Waits,
    /// It was given up.
    Stopped,
}

/// Back into the queue after a fault of ours, later each time, and out of it after too many.
pub(crate) async fn put_off(db: &Db, lease: &Lease, fault: &str, now: Timestamp) -> Result<Fate> {
    let tx = db.begin().await?;
    let next = rules::after_fault(lease.attempts);
    let fate = match next {
        Next::After(_) => Fate::Waits,
        Next::Stop => Fate::Stopped,
    };
    store::put_off(&tx, lease, (next, now), fault).await?;
    tx.commit().await?;
    Ok(fate)
}

/// Back into the queue untried, because this worker goes home.
pub(crate) async fn hand_back(db: &Db, lease: &Lease) -> Result<()> {
    let tx = db.begin().await?;
    store::hand_back(&tx, lease).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends the leases of workers that `is_dead` knows to be gone, without waiting for their expiry.
pub(crate) async fn take_back(db: &Db, is_dead: impl Fn(&str) -> bool) -> Result<u64> {
    let mut count = 0;
    for worker in store::holders(db.read()).await? {
        if is_dead(&worker) {
            let tx = db.begin().await?;
            count += store::release(&tx, &worker).await?;
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

/// How many letters come before this one.
pub(crate) async fn ahead(db: &impl ConnectionTrait, letter: &letter::Model) -> Result<u64> {
    store::ahead(db, letter).await
}

#[cfg(test)]
mod tests;
