//! What was told of a submission, by event number: the same whichever process judges it, and whenever one asks.
//!
//! The process that judges knows everything at once; it writes it down at a bounded pace and in the transaction of the
//! outcome, so that others see the same a little later. The last event is derived from the judging itself, so it can
//! be told at any time, long after the rest was forgotten.
use wire::{Progress, SubmissionId};

use super::rules::Standing;
use super::{present, store, verdict, wait};
use crate::app::App;
use crate::error::Result;
pub(crate) use crate::hub::Told;
use crate::submission::Submission;
use crate::{queue, scoreboard};

/// What is true now and has no number: it is told anew to whoever comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Now {
    /// It waits; [`Progress::Queued`], or [`Progress::Retrying`] after a fault of ours.
    Waits(Progress),
    /// Somebody judges it.
    Judging,
    /// It is over; [`Progress::Finished`] or [`Progress::Stopped`].
    Over(Progress),
}

/// Everything that was told of `id` after event `after`, in order. Ask again when the [`crate::hub::Ear`] of the
/// submission rings. [`Progress::Finished`] may be missing here: [`now`] has it.
pub(crate) async fn since(app: &App, id: SubmissionId, after: i64) -> Result<Vec<Told>> {
    let Some((first, mut here)) = app.hub().since(id, after) else {
        return rows(app, id, after).await;
    };
    // What was told before this process took the letter.
    if after.saturating_add(1) < first {
        let mut before = rows(app, id, after).await?;
        before.retain(|told| told.number < first);
        here.splice(0..0, before);
    }
    Ok(here)
}

/// Where `row` stands now.
pub(crate) async fn now(app: &App, row: &Submission) -> Result<Now> {
    let (db, now) = (app.db().read(), app.now());
    let (standing, letter, judging) = present(db, row.id, now).await?;
    Ok(match (standing, judging) {
        (Standing::Judged, Some(judging)) => Now::Over(Progress::Finished {
            verdict: verdict(&judging)?,
            points: judging.points,
            max: judging.max_points,
            rank: scoreboard::rank(db, row.team_id).await?,
        }),
        (Standing::Waiting { attempts: 0 }, _) => {
            let ahead = queue::ahead(db, letter.iter()).await?.into_values().next();
            let ahead = ahead.unwrap_or_default();
            let wait = wait::until(db, ahead, now).await?;
            Now::Waits(Progress::Queued {
                ahead,
                wait: Some(wait),
            })
        }
        (Standing::Waiting { attempts }, _) => Now::Waits(Progress::Retrying {
            attempts: u32::try_from(attempts).unwrap_or_default(),
        }),
        (Standing::Held | Standing::Judged, _) => Now::Judging,
        (Standing::Stopped, _) => Now::Over(Progress::Stopped),
    })
}

async fn rows(app: &App, id: SubmissionId, after: i64) -> Result<Vec<Told>> {
    let rows = store::told(app.db().read(), id, after).await?;
    let told = |row: crate::entity::progress::Model| {
        Ok(Told {
            number: row.number,
            progress: serde_json::from_value(row.event)?,
        })
    };
    rows.into_iter().map(told).collect()
}
