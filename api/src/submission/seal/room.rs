//! What a team may have open for a challenge: seals whose commits have not arrived.
//! Whoever needs more has `git push`.
use wire::{TeamId, Timestamp};

use super::content::Place;
use super::{Sealed, store};
use crate::app::App;
use crate::db::ConnectionTrait;
use crate::error::{Code, Error, Result};
use crate::event::{self, Event};

/// Open seals at once.
const MOST: usize = 20;
/// A seal whose content has not begun to come after this time counts no more, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;
/// Lets one more seal be, or says that there are too many. Forgets those that nobody will come back to.
pub(super) async fn admit(
    app: &App,
    tx: &impl ConnectionTrait,
    (event, key): (&Event, (TeamId, &str)),
) -> Result<()> {
    let now = app.now();
    let (stale, open): (Vec<_>, Vec<_>) = store::open(tx, key)
        .await?
        .into_iter()
        .partition(|row| row.sealed_at.plus(DAY) <= now && Place::of(app, row.id).offset() == 0);
    if !is_promised(event, now) {
        store::delete(tx, stale.iter().map(|row| row.id)).await?;
    }
    if open.len() >= MOST {
        return Err(Error::new(Code::SealTooMany).with("limit", MOST));
    }
    Ok(())
}

/// An event that ends: until then, and within its grace period, a seal is a promise, however late the content.
fn is_promised(event: &Event, now: Timestamp) -> bool {
    let until = event::grace_until(event).or(event.closes_at);
    until.is_some_and(|until| now < until)
}
