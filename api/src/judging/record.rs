//! The outcome of a judging: row, score and finished letter in one transaction, or none of them.
use wire::{JudgingId, Keep, Progress, Report, Timestamp};

use super::store;
use super::teller::Teller;
use crate::app::App;
use crate::db::{self, Channel};
use crate::entity::judging;
use crate::error::Result;
use crate::queue::{self, Lease};
use crate::submission::Submission;
use crate::{scoreboard, team};

/// A judging that came to its end.
pub(super) struct Done<'a> {
    pub(super) row: &'a Submission,
    pub(super) report: Report,
    /// Which of the team's results counts.
    pub(super) keep: Keep,
    /// The judging whose report it is, when nothing was run.
    pub(super) reused: Option<JudgingId>,
    pub(super) worker: &'a str,
    pub(super) teller: &'a Teller,
    pub(super) started: Timestamp,
}

/// Writes it down. `None` when the lease was lost meanwhile: then nothing is written.
pub(super) async fn record(app: &App, lease: &Lease, done: Done<'_>) -> Result<Option<Progress>> {
    let event = team::find(app.db().read(), done.row.team_id).await?.event_id;
    let tx = app.db().begin().await?;
    if !queue::finish(&tx, lease).await? {
        tx.rollback().await?;
        return Ok(None);
    }
    let (verdict, points, max) = (done.report.verdict, done.report.points, done.report.max);
    let now = app.now();
    let row = judging::Model {
        id: JudgingId::fresh(),
        submission_id: done.row.id,
        version_id: done.row.version_id,
        verdict: verdict.word().to_owned(),
        points,
        max_points: max,
        worker: done.worker.to_owned(),
        report: serde_json::to_value(&done.report)?,
        started_at: done.started,
        finished_at: now,
        counts_from: Some(now),
        reused_id: done.reused,
    };
    store::insert(&tx, row).await?;
    let entry = scoreboard::Entry {
        event,
        submission: done.row,
        points,
        keep: done.keep,
    };
    scoreboard::record(&tx, entry).await?;
    done.teller.save(&tx).await?;
    // Whoever watches elsewhere hears of the end even when there was nothing more to tell.
    db::announce(&tx, Channel::Progress, &done.row.id.to_string()).await?;
    tx.commit().await?;
    tracing::info!(submission.id = %done.row.id, %points, verdict = verdict.word(), "judged");
    let rank = scoreboard::rank(app.db().read(), done.row.team_id).await?;
    Ok(Some(Progress::Finished {
        verdict,
        points,
        max,
        rank,
    }))
}
