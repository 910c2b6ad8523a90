//! Judging again, beside what counts: nobody is told, no board moves, until a person has compared and decided.
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use wire::{EventId, JudgingId, JudgingSummary, Points, Report, SubmissionId, TeamId, Timestamp};

use super::case::Case;
use super::duty::{Ended, attend};
use super::store::{self, Brief};
use super::{Bench, verdict};
use crate::app::App;
use crate::challenge::{self, Version};
use crate::db::ConnectionTrait;
use crate::entity::judging;
use crate::error::Result;
use crate::queue::{Lease, Worker};
use crate::scoreboard::{self, Entry};
use crate::submission::{self, Submission};

/// Judgings of one submission that are listed.
const MOST: u64 = 200;
/// Submissions whose judgings are looked up at once.
const AT_ONCE: usize = 500;

/// A judging that does not count yet.
#[derive(Debug)]
pub(crate) struct Trial<'a> {
    pub(crate) row: &'a Submission,
    pub(crate) version: &'a Version,
    pub(crate) worker: &'a Worker,
    pub(crate) started: Timestamp,
}

/// Judges `row` against `version`, while the lease lives.
pub(crate) async fn trial(
    app: &App,
    bench: &Bench,
    lease: &Lease,
    trial: &Trial<'_>,
) -> Result<Ended<Report>> {
    attend(app, (lease, None), |stop| {
        let case = Case {
            app,
            bench,
            stop,
            listener: Arc::new(|_, _| {}),
        };
        async move {
            case.judge((trial.worker, lease), (trial.row, trial.version))
                .await
        }
    })
    .await
}

/// Writes down what a trial came to; it counts for nothing yet.
pub(crate) async fn append(
    tx: &impl ConnectionTrait,
    trial: &Trial<'_>,
    (report, now): (&Report, Timestamp),
) -> Result<JudgingId> {
    let row = judging::Model {
        id: JudgingId::fresh(),
        submission_id: trial.row.id,
        version_id: trial.version.id,
        verdict: report.verdict.word().to_owned(),
        points: report.points,
        max_points: report.max,
        worker: trial.worker.name.to_string(),
        report: serde_json::to_value(report)?,
        started_at: trial.started,
        finished_at: now,
        counts_from: None,
        reused_id: None,
    };
    let id = row.id;
    store::insert(tx, row).await?;
    Ok(id)
}

/// From `moment` on these judgings count. Boards are to be brought up to date by [`rescore`].
pub(crate) async fn count_from(
    tx: &impl ConnectionTrait,
    ids: Vec<JudgingId>,
    moment: Timestamp,
) -> Result<()> {
    store::count_from(tx, ids, moment).await
}

/// The judging that counts of each of `ids` that has one.
pub(crate) async fn counting(
    db: &impl ConnectionTrait,
    ids: Vec<SubmissionId>,
) -> Result<HashMap<SubmissionId, Brief>> {
    store::counting(db, ids).await
}

/// These judgings, by id.
pub(crate) async fn briefs(
    db: &impl ConnectionTrait,
    ids: Vec<JudgingId>,
) -> Result<HashMap<JudgingId, Brief>> {
    let rows = store::with_ids(db, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The judgings of a submission, newest first; without `all` those alone that count or did.
pub(crate) async fn summaries(
    db: &impl ConnectionTrait,
    id: SubmissionId,
    all: bool,
) -> Result<Vec<JudgingSummary>> {
    let mut rows = store::all_of(db, (id, MOST)).await?;
    rows.retain(|row| all || row.counts_from.is_some());
    let versions = challenge::versions(db, rows.iter().map(|row| row.version_id).collect()).await?;
    let versions: HashMap<_, _> = versions.into_iter().map(|v| (v.id, v.version)).collect();
    let number = |row: &Brief| versions.get(&row.version_id).map(String::as_str);
    rows.iter()
        .map(|row| summary(row, number(row).unwrap_or_default()))
        .collect()
}

/// What readers may know of a judging; `version` is that of its challenge.
pub(crate) fn summary(row: &Brief, version: &str) -> Result<JudgingSummary> {
    Ok(JudgingSummary {
        id: row.id,
        version: version.to_owned(),
        verdict: verdict(row)?,
        points: row.points,
        max: row.max_points,
        finished_at: row.finished_at,
        counts_from: row.counts_from,
        reused: row.reused_id.is_some(),
    })
}

/// Works out anew what counts for `team` in `challenge`, from the judgings that count now. Give it the transaction
/// that changed them.
pub(crate) async fn rescore(
    tx: &impl ConnectionTrait,
    event: EventId,
    (team, challenge): (TeamId, &str),
) -> Result<()> {
    scoreboard::hold(tx, event, team).await?;
    let rows = submission::of_team(tx, team, challenge).await?;
    let mut points: HashMap<SubmissionId, Points> = HashMap::new();
    for part in rows.chunks(AT_ONCE) {
        let found = store::counting(tx, part.iter().map(|row| row.id).collect()).await?;
        points.extend(found.into_iter().map(|(id, row)| (id, row.points)));
    }
    // Many submissions, few versions.
    let versions: HashSet<_> = rows.iter().map(|row| row.version_id).collect();
    let versions = challenge::versions(tx, versions.into_iter().collect()).await?;
    let mut keep = HashMap::new();
    for version in versions {
        keep.insert(version.id, challenge::summary(version)?.keep);
    }
    let judged = rows.iter().filter_map(|row| Some((row, *points.get(&row.id)?)));
    let entries = judged.map(|(submission, points)| Entry {
        event,
        submission,
        points,
        keep: keep.get(&submission.version_id).copied().unwrap_or_default(),
    });
    scoreboard::replace(tx, (team, challenge), entries.collect()).await
}
