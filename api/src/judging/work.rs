//! One letter from lease to outcome.
use std::sync::Arc;

use judge::redact;
use wire::{JudgingId, Keep, Progress, Report, SubmissionId};

use super::case::Case;
use super::duty::{Ended, attend};
use super::teller::Teller;
use super::{Bench, record, reuse};
use crate::app::App;
use crate::challenge;
use crate::error::{Error, Result};
use crate::queue::{self, Fate, Lease, Worker};
use crate::submission::{self, Submission};

/// Judges what the letter is about. A fault puts the letter off; being told to stop hands it back.
pub(crate) async fn work(app: &App, bench: &Bench, worker: &Worker, lease: Lease) -> Result<()> {
    let id = SubmissionId(lease.subject());
    let teller = Arc::new(Teller::open(app, id).await?);
    let started = app.now();
    let judged = attend(app, (&lease, Some(&teller)), |stop| {
        let teller = teller.clone();
        let case = Case {
            app,
            bench,
            stop,
            // What a team may not see does not even reach the hub.
            listener: Arc::new(move |progress, package| {
                redact::progress(progress, package)
                    .into_iter()
                    .for_each(|p| teller.say(p));
            }),
        };
        let (worker, lease) = (worker, &lease);
        async move { judge(&case, (worker, lease), id).await }
    });
    match judged.await? {
        Ended::Away => Ok(()),
        Ended::Fault(error) => put_off(app, (&lease, worker), &teller, &error).await,
        Ended::Done(Judged {
            row,
            report,
            keep,
            reused,
        }) => {
            let done = record::Done {
                row: &row,
                report,
                keep,
                reused,
                worker: &worker.name,
                teller: &teller,
                started,
            };
            match record::record(app, &lease, done).await {
                Ok(Some(progress)) => teller.say(progress),
                Ok(None) => tracing::warn!(submission.id = %id, "judged too late, another worker has it"),
                Err(error) => put_off(app, (&lease, worker), &teller, &error).await?,
            }
            Ok(())
        }
    }
}

/// What there is to write down.
struct Judged {
    row: Submission,
    report: Report,
    keep: Keep,
    /// The judging whose report it is, when nothing was run.
    reused: Option<JudgingId>,
}

async fn judge(case: &Case<'_>, (worker, lease): (&Worker, &Lease), id: SubmissionId) -> Result<Judged> {
    let db = case.app.db().read();
    let row = submission::find(db, id).await?;
    let version = challenge::version(db, row.version_id).await?;
    let package = challenge::package(case.app, &version).await?;
    let keep = package.manifest.score.keep;
    let runtime = case.bench.runtime(&package.manifest.environment)?;
    if let Some(earlier) = reuse::earlier(db, &row, &runtime.digest).await? {
        if let Some(submission) = earlier.report.reused {
            (case.listener)(&Progress::Reused { submission }, &package);
        }
        return Ok(Judged {
            row,
            report: earlier.report,
            keep,
            reused: Some(earlier.judging),
        });
    }
    let report = case.judge((worker, lease), (&row, &version)).await?;
    Ok(Judged {
        row,
        report,
        keep,
        reused: None,
    })
}

/// The letter goes back, and everyone who watches is told, in one transaction.
async fn put_off(
    app: &App,
    (lease, worker): (&Lease, &Worker),
    teller: &Teller,
    error: &Error,
) -> Result<()> {
    let fault = error.context().unwrap_or_default();
    tracing::error!(
        alert = "judge.fault", letter.id = %lease.letter(), submission.id = %lease.subject(),
        attempts = lease.attempts(), host = &*worker.host, fault, "judging failed"
    );
    let tx = app.db().begin().await?;
    let Some(fate) = queue::put_off(&tx, (lease, worker), fault, app.now()).await? else {
        tx.rollback().await?;
        return Ok(());
    };
    if fate == Fate::Stopped {
        tracing::error!(alert = "letter.stopped", letter.id = %lease.letter(), "a letter was given up");
    }
    teller.say(match fate {
        Fate::Waits => Progress::Retrying {
            attempts: lease.attempts(),
        },
        Fate::Stopped => Progress::Stopped,
    });
    teller.save(&tx).await?;
    tx.commit().await?;
    app.bell().ring();
    Ok(())
}
