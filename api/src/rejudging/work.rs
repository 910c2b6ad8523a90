//! One letter of a rejudging: judged beside what counts, compared, written down.
use wire::{RejudgingState, Report};

use super::{Item, rules, state, store};
use crate::app::App;
use crate::challenge;
use crate::error::{Error, Result};
use crate::judging::{self, Bench, Ended, Trial};
use crate::queue::{self, Lease, Worker};
use crate::submission;

/// Judges what the letter is about. A fault puts the letter off; being told to stop hands it back.
pub(crate) async fn work(app: &App, bench: &Bench, worker: &Worker, lease: Lease) -> Result<()> {
    let Some(item) = wanted(app, &lease).await? else {
        let tx = app.db().begin().await?;
        queue::finish(&tx, &lease).await?;
        return Ok(tx.commit().await?);
    };
    match judge(app, bench, (worker, &lease), &item).await {
        Ok(()) => Ok(()),
        Err(error) => put_off(app, (&lease, worker), &error).await,
    }
}

/// The item, unless it is judged or nobody wants it any more.
async fn wanted(app: &App, lease: &Lease) -> Result<Option<Item>> {
    let db = app.db().read();
    let Some(item) = store::item(db, lease.subject()).await? else {
        return Ok(None);
    };
    let set = super::find(db, item.rejudging_id).await?;
    let open = matches!(state(&set)?, RejudgingState::Filling | RejudgingState::Open);
    Ok(Some(item).filter(|item| open && item.after_id.is_none()))
}

async fn judge(app: &App, bench: &Bench, (worker, lease): (&Worker, &Lease), item: &Item) -> Result<()> {
    let db = app.db().read();
    let set = super::find(db, item.rejudging_id).await?;
    let row = submission::find(db, item.submission_id).await?;
    let version = challenge::version(db, set.against_id.unwrap_or(row.version_id)).await?;
    let trial = Trial {
        row: &row,
        version: &version,
        worker,
        started: app.now(),
    };
    match judging::trial(app, bench, lease, &trial).await? {
        Ended::Away => Ok(()),
        Ended::Fault(error) => Err(error),
        Ended::Done(report) => record(app, lease, (&trial, item), &report).await,
    }
}

async fn record(app: &App, lease: &Lease, (trial, item): (&Trial<'_>, &Item), report: &Report) -> Result<()> {
    let tx = app.db().begin().await?;
    if !queue::finish(&tx, lease).await? {
        tracing::warn!(submission.id = %item.submission_id, "judged again too late, another worker has it");
        return Ok(tx.rollback().await?);
    }
    let after = judging::append(&tx, trial, (report, app.now())).await?;
    let before = judging::briefs(&tx, vec![item.before_id])
        .await?
        .remove(&item.before_id);
    let before = before.ok_or_else(|| Error::fault("an item without the judging before it"))?;
    let compared = rules::compared(&before, (report.verdict.word(), report.points.0));
    store::set_after(&tx, (item.id, after), compared).await?;
    Ok(tx.commit().await?)
}

async fn put_off(app: &App, (lease, worker): (&Lease, &Worker), error: &Error) -> Result<()> {
    let fault = error.context().unwrap_or_default();
    tracing::error!(
        alert = "judge.fault", letter.id = %lease.letter(), attempts = lease.attempts(),
        host = &*worker.host, fault, "judging again failed"
    );
    let tx = app.db().begin().await?;
    match queue::put_off(&tx, (lease, worker), fault, app.now()).await? {
        None => tx.rollback().await?,
        Some(_) => tx.commit().await?,
    }
    Ok(())
}
