//! One letter from lease to outcome.
use std::sync::Arc;

use judge::{Fault, Identity, Job, Package, Selection, judge, redact};
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use wire::{Progress, Report, SubmissionId};

use super::export::Scratch;
use super::heart::Heart;
use super::teller::Teller;
use super::{Bench, record};
use crate::app::App;
use crate::challenge;
use crate::error::{Error, Result};
use crate::git::{self, Bounds};
use crate::queue::{self, Fate, Lease, Worker};
use crate::submission::{self, Submission};

/// Judges what the letter is about. A fault puts the letter off; being told to stop hands it back.
pub(crate) async fn work(app: &App, bench: &Bench, worker: &Worker, lease: Lease) -> Result<()> {
    let stop = app.stopping().child_token();
    let id = SubmissionId(lease.subject());
    let teller = Arc::new(Teller::open(app, id).await?);
    let heart = Heart::beat(app, (&lease, &teller), stop.clone());
    let case = Case {
        app,
        bench,
        stop: &stop,
        teller: &teller,
    };
    let started = app.now();
    // Told to stop, nobody waits for the box: it ends with the process.
    let judged = tokio::select! {
        judged = case.judge(&worker.name, &lease, id) => judged,
        () = app.stopping().cancelled() => Err(Error::fault("told to stop")),
    };
    drop(heart);
    match judged {
        Ok((row, report)) => {
            let done = record::Done {
                row: &row,
                report,
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
        Err(_) if app.stopping().is_cancelled() => queue::hand_back(app.db(), &lease).await,
        // The lease was lost: whoever has the letter now decides about it.
        Err(_) if stop.is_cancelled() => Ok(()),
        Err(error) => put_off(app, (&lease, worker), &teller, &error).await,
    }
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

/// What a judging needs around it.
struct Case<'a> {
    app: &'a App,
    bench: &'a Bench,
    stop: &'a CancellationToken,
    teller: &'a Arc<Teller>,
}

impl Case<'_> {
    async fn judge(&self, worker: &str, lease: &Lease, id: SubmissionId) -> Result<(Submission, Report)> {
        let db = self.app.db().read();
        let row = submission::find(db, id).await?;
        let version = challenge::version(db, row.version_id).await?;
        let package = challenge::package(self.app, &version).await?;
        let scratch = Scratch::make(self.app, worker, lease)?;
        let report = self.run(&row, package, scratch).await?;
        Ok((row, report))
    }

    /// On a thread of its own: export and judge wait for disks and processes.
    async fn run(&self, row: &Submission, package: Package, scratch: Scratch) -> Result<Report> {
        let repository = submission::repository(self.app, row.team_id, &row.challenge);
        let (bench, sandbox) = (self.bench.clone(), self.bench.until(self.stop.clone()));
        let (row, teller) = (row.clone(), self.teller.clone());
        let report = spawn_blocking(move || {
            git::export(&repository, &row.commit, &scratch.tree(), bounds(&package))?;
            let runtime = bench.runtime(&package.manifest.environment)?;
            let job = Job {
                package: &package,
                tree: &scratch.tree(),
                runtime: &runtime,
                selection: Selection::All,
                seed: seed(&row),
                identity: identity(&row),
                local: false,
                scratch: &scratch.judge(),
            };
            let mut tell = |progress: Progress| {
                // What a team may not see does not even reach the hub.
                redact::progress(&progress, &package)
                    .into_iter()
                    .for_each(|p| teller.say(p));
            };
            judge(&job, &sandbox, &mut tell).map_err(ours)
        });
        report.await?
    }
}

/// The bounds of the rules, with room for folders.
fn bounds(package: &Package) -> Bounds {
    let rules = &package.manifest.submission;
    Bounds {
        entries: rules.max_entries.saturating_mul(4),
        file: rules.max_file,
    }
}

fn identity(row: &Submission) -> Identity {
    Identity {
        submission: Some(row.id),
        commit: Some(row.commit.clone()),
        tree: Some(row.tree.clone()),
        received_at: Some(row.received_at),
    }
}

/// From the tree, so that the same tree is judged with the same numbers each time.
fn seed(row: &Submission) -> u64 {
    let digits = row.tree.get(..15).unwrap_or_default();
    u64::from_str_radix(digits, 16).unwrap_or_default()
}

fn ours(fault: Fault) -> Error {
    Error::fault(fault)
}
