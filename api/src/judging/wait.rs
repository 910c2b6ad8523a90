//! How long a submission will wait: from recent judgings and from the places at which judging goes on.
use wire::{Timestamp, Wait};

use super::{rules, store};
use crate::db::ConnectionTrait;
use crate::error::Result;
use crate::queue;

/// Judgings that tell how long one takes.
const RECENT: u64 = 50;

/// The wait of a letter with `ahead` letters before it.
pub(super) async fn until(db: &impl ConnectionTrait, ahead: u64, now: Timestamp) -> Result<Wait> {
    Ok(Pace::now(db, now).await?.wait(ahead))
}

/// What the waits of many letters have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    places: u32,
    each: Option<i64>,
}

impl Pace {
    pub(super) async fn now(db: &impl ConnectionTrait, now: Timestamp) -> Result<Self> {
        let times = store::recent_times(db, RECENT).await?;
        Ok(Self {
            places: queue::places(db, now).await?,
            each: rules::mean(&times),
        })
    }

    pub(super) fn wait(self, ahead: u64) -> Wait {
        rules::wait(ahead, self.places, self.each)
    }
}
