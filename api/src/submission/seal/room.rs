//! What a team may have open for a challenge: seals whose commits have not arrived, and bytes of what follows them.
//! Whoever needs more has `git push`.
use tokio::task::spawn_blocking;
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
/// How often the content of one seal may lie there.
const TIMES: u64 = 3;
/// Content that nobody added to for this long makes room for other content of its team, in milliseconds.
const IDLE: i64 = 60 * 60 * 1000;

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

/// Lets `size` bytes come for `row`, whose content may have `most`. What nobody sends any more gives way, the oldest
/// first.
pub(super) async fn make(app: &App, row: &Sealed, (size, most): (u64, u64)) -> Result<()> {
    let (limit, now) = (most.saturating_mul(TIMES), app.now());
    let open = store::open(app.db().read(), (row.team_id, &row.challenge)).await?;
    let others = open.into_iter().filter(|other| other.id != row.id);
    let others: Vec<_> = others.map(|other| Place::of(app, other.id)).collect();
    spawn_blocking(move || {
        let mut there: Vec<_> = others.into_iter().filter(Place::exists).collect();
        there.sort_by_key(Place::changed);
        let mut used: u64 = there.iter().map(Place::weight).sum();
        for place in there {
            if used.saturating_add(size) <= limit || place.changed().plus(IDLE) > now {
                break;
            }
            let weight = place.weight();
            if let Some(held) = place.try_hold() {
                held.clear()?;
                used = used.saturating_sub(weight);
            }
        }
        if used.saturating_add(size) <= limit {
            return Ok(());
        }
        Err(Error::new(Code::UploadFull).with("limit", judge::policy::human(limit)))
    })
    .await?
}
