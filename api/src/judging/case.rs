//! One run of the judge over one submission: export, box, report. Used for a judging that counts at once and for one
//! that is to be compared first.
use judge::{Fault, Identity, Job, Package, Selection, judge};
use std::sync::Arc;

use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use wire::{Progress, Report};

use super::Bench;
use super::export::Scratch;
use crate::app::App;
use crate::challenge::{self, Version};
use crate::error::{Error, Result};
use crate::git::{self, Bounds};
use crate::queue::{Lease, Worker};
use crate::submission::{self, Submission};

/// Hears what happens, on the thread of the judge.
pub(super) type Listener = dyn Fn(&Progress, &Package) + Send + Sync;

/// What a judging needs around it.
pub(super) struct Case<'a> {
    pub(super) app: &'a App,
    pub(super) bench: &'a Bench,
    pub(super) stop: CancellationToken,
    pub(super) listener: Arc<Listener>,
}

impl Case<'_> {
    /// Judges `row` against `version`.
    pub(super) async fn judge(
        &self,
        (worker, lease): (&Worker, &Lease),
        (row, version): (&Submission, &Version),
    ) -> Result<Report> {
        let package = challenge::package(self.app, version).await?;
        let scratch = Scratch::make(self.app, &worker.name, lease)?;
        self.run(row, package, scratch).await
    }

    /// On a thread of its own: export and judge wait for disks and processes.
    async fn run(&self, row: &Submission, package: Package, scratch: Scratch) -> Result<Report> {
        let repository = submission::repository(self.app, row.team_id, &row.challenge);
        let (bench, sandbox) = (self.bench.clone(), self.bench.until(self.stop.clone()));
        let (row, listener) = (row.clone(), self.listener.clone());
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
            judge(&job, &sandbox, &mut |progress| listener(&progress, &package)).map_err(ours)
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

/// What a report says of the submission it is about.
pub(super) fn identity(row: &Submission) -> Identity {
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
