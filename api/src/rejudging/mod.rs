//! Rejudging: a named set of submissions is judged again beside what counts, old and new are compared, and a person
//! applies the new judgings or drops them. Writes `rejudging` and `rejudging_item`, and letters that only workers
//! without other work take.
//!
//! Sets can be large, so collecting, applying and dropping go in small transactions that remember how far they came:
//! nobody waits for them at the database, and after a crash they go on where they were.
mod asked;
mod rules;
mod shown;
mod store;
mod steps;
mod work;

use wire::{AccountId, RejudgingCount, RejudgingId, RejudgingState};

pub(crate) use asked::create;
pub(crate) use shown::{details, item_details};
pub(crate) use steps::{finish, go_on};
pub(crate) use work::work;

use crate::app::App;
use crate::db::ConnectionTrait;
use crate::entity::rejudging::Model as Rejudging;
use crate::entity::rejudging_item::Model as Item;
use crate::error::{Code, Error, Result};
use crate::paging::{Part, Window};

/// Letters of this kind say that an item is to be judged.
pub(crate) const TO_REJUDGE: &str = "rejudge";

/// What a person decides about a rejudging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Its judgings count from now on.
    Apply,
    /// They never count.
    Drop,
}

/// The rejudging with this id.
pub(crate) async fn find(db: &impl ConnectionTrait, id: RejudgingId) -> Result<Rejudging> {
    let found = store::by_id(db, id).await?;
    found.ok_or_else(|| Code::RejudgingNotFound.into())
}

/// Rejudgings, newest first.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    window: &Window<RejudgingId>,
) -> Result<Part<Rejudging, RejudgingId>> {
    let rows = store::list(db, window).await?;
    Ok(window.cut(rows, |last| last.id))
}

/// The items of a rejudging, those that changed alone when `changed`.
pub(crate) async fn items(
    db: &impl ConnectionTrait,
    (id, changed): (RejudgingId, bool),
    window: &Window<uuid::Uuid>,
) -> Result<Part<Item, uuid::Uuid>> {
    let rows = store::items(db, (id, changed), window).await?;
    Ok(window.cut(rows, |last| last.id))
}

/// Decides about a rejudging, once. Boards follow by [`finish`], or by the sweep.
pub(crate) async fn decide(
    app: &App,
    (id, by): (RejudgingId, Option<AccountId>),
    decision: Decision,
) -> Result<Rejudging> {
    let tx = app.db().begin().await?;
    let row = find(&tx, id).await?;
    let count = store::count(&tx, id).await?;
    let state = rules::decided(state(&row)?, decision, count).map_err(|why| refused(why, count))?;
    let decided = Rejudging {
        state: state.word().to_owned(),
        done_to: None,
        decided_at: Some(app.now()),
        decided_by: by,
        ..row.clone()
    };
    if !store::go(&tx, &row, decided.clone()).await? {
        // Somebody else decided, or it was filled further, at the same moment.
        return Err(Code::ServerBusy.into());
    }
    tx.commit().await?;
    Ok(decided)
}

fn state(row: &Rejudging) -> Result<RejudgingState> {
    let state = RejudgingState::from_word(&row.state);
    state.ok_or_else(|| Error::fault(format_args!("rejudging state {}", row.state)))
}

fn refused(why: rules::Why, count: RejudgingCount) -> Error {
    match why {
        rules::Why::Decided => Code::RejudgingDecided.into(),
        rules::Why::Unfinished => Error::new(Code::RejudgingUnfinished)
            .with("judged", count.judged)
            .with("count", count.submissions),
    }
}

#[cfg(test)]
mod tests;
