//! Letters that were given up: a person sees them, and has them tried again.
use uuid::Uuid;
use wire::{LetterId, TeamId, Timestamp};

use super::store::stopped as store;
use crate::db::{self, Channel, ConnectionTrait};
use crate::entity::letter;
use crate::error::{Code, Result};
use crate::paging::{Part, Window};

/// Faults older than this are forgotten, in milliseconds.
const FORGOTTEN: i64 = 30 * 24 * 60 * 60 * 1000;

/// The letters that were given up, oldest first.
pub(crate) async fn stopped(
    db: &impl ConnectionTrait,
    window: &Window<LetterId>,
) -> Result<Part<letter::Model, LetterId>> {
    let rows = store::list(db, window).await?;
    Ok(window.cut(rows, |last| last.id))
}

/// What the letters of `kind` are about that were given up of this team's.
pub(crate) async fn given_up(db: &impl ConnectionTrait, kind: &str, team: TeamId) -> Result<Vec<Uuid>> {
    store::subjects(db, kind, team).await
}

/// Puts one back into the queue as if it had never been tried; it keeps its turn, so it goes before what came later.
/// Ring the [`super::Bell`] once the transaction is committed.
pub(crate) async fn retry(tx: &impl ConnectionTrait, id: LetterId, now: Timestamp) -> Result<()> {
    if store::retry(tx, Some(id), now).await? == 0 {
        return Err(Code::LetterNotStopped.into());
    }
    db::announce(tx, Channel::Letter, "").await
}

/// Puts all of them back. Gives their number.
pub(crate) async fn retry_all(tx: &impl ConnectionTrait, now: Timestamp) -> Result<u64> {
    let count = store::retry(tx, None, now).await?;
    if count > 0 {
        db::announce(tx, Channel::Letter, "").await?;
    }
    Ok(count)
}

/// How things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Census {
    pub(crate) waiting: u64,
    pub(crate) held: u64,
    pub(crate) stopped: u64,
    /// When the oldest letter that waits came.
    pub(crate) oldest: Option<Timestamp>,
    /// Faults of ours within the last hour.
    pub(crate) faults_hour: u64,
    /// And within the last day.
    pub(crate) faults_day: u64,
}

/// Counts letters of `kind`, given up ones of every kind, and faults.
pub(crate) async fn census(db: &impl ConnectionTrait, (kind, now): (&str, Timestamp)) -> Result<Census> {
    const HOUR: i64 = 60 * 60 * 1000;
    let (waiting, held, stopped) = store::counts(db, (kind, now)).await?;
    Ok(Census {
        waiting,
        held,
        stopped,
        oldest: store::oldest(db, (kind, now)).await?,
        faults_hour: store::faults_since(db, now.plus(-HOUR)).await?,
        faults_day: store::faults_since(db, now.plus(-24 * HOUR)).await?,
    })
}

/// Forgets faults of long ago.
pub(crate) async fn forget_faults(tx: &impl ConnectionTrait, now: Timestamp) -> Result<()> {
    store::forget_faults(tx, now.plus(-FORGOTTEN)).await
}
