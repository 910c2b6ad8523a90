//! Judging: takes a letter, exports the commit, lets the judge decide, and appends what it says. Writes
//! `judging`, and tells the [`crate::scoreboard`] in the same transaction.
mod bench;
mod case;
mod again;
mod duty;
mod export;
mod heart;
pub(crate) mod office;
mod progress;
mod record;
mod reuse;
mod rules;
mod store;
mod teller;
mod told;
mod wait;
mod work;

use std::collections::HashMap;

use wire::{JudgingId, Report, SubmissionDetails, SubmissionId, Timestamp};

pub(crate) use again::{Trial, append, briefs, count_from, counting, rescore, summaries, summary, trial};
pub(crate) use bench::Bench;
pub(crate) use duty::Ended;
pub(crate) use export::{left as scratch, remove as remove_scratch};
pub(crate) use progress::{News, watch};
pub(crate) use work::work;

use crate::app::App;
use crate::challenge;
use crate::db::ConnectionTrait;
use crate::entity::{judging, letter};
use crate::error::{Code, Error, Result};
use crate::queue;
use crate::submission::{self, Submission, TO_JUDGE};
use rules::Standing;
pub(crate) use store::Brief;
use wait::Pace;

/// How long what was told of a judging is kept, in milliseconds: whoever comes back later reads the report.
const TOLD_FOR: i64 = 60 * 60 * 1000;

/// Forgets what was told long ago.
pub(crate) async fn tidy(app: &App) -> Result<()> {
    let tx = app.db().begin().await?;
    store::forget(&tx, app.now().plus(-TOLD_FOR)).await?;
    Ok(tx.commit().await?)
}

/// Submissions in full, in the order given. What belongs to them is fetched for all at once.
pub(crate) async fn details(
    db: &impl ConnectionTrait,
    rows: Vec<Submission>,
    now: Timestamp,
) -> Result<Vec<SubmissionDetails>> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let letters = queue::about(db, TO_JUDGE, ids.iter().map(|id| id.0)).await?;
    let letters: HashMap<_, _> = letters
        .into_iter()
        .map(|letter| (letter.subject, letter))
        .collect();
    let judgings = store::counting(db, ids).await?;
    let stands = |id: SubmissionId| {
        let letter = letters.get(&id.0);
        (rules::standing(letter, judgings.contains_key(&id), now), letter)
    };
    let waiting = rows.iter().filter_map(|row| waits(stands(row.id)));
    let ahead = queue::ahead(db, waiting).await?;
    let pace = if ahead.is_empty() {
        None
    } else {
        Some(Pace::now(db, now).await?)
    };
    let mut all = Vec::new();
    for receipt in submission::receipts(db, rows).await? {
        let judging = judgings.get(&receipt.submission);
        let (standing, letter) = stands(receipt.submission);
        let ahead = waits((standing, letter)).and_then(|letter| ahead.get(&letter.id).copied());
        all.push(SubmissionDetails {
            receipt,
            state: standing.state(),
            ahead,
            wait: ahead.zip(pace).map(|(ahead, pace)| pace.wait(ahead)),
            verdict: judging.map(verdict).transpose()?,
            points: judging.map(|row| row.points),
            max: judging.map(|row| row.max_points),
            declarations: None,
        });
    }
    Ok(all)
}

/// Which report of a submission is wanted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wish {
    /// That of this judging; of the one that counts when absent.
    pub(crate) judging: Option<JudgingId>,
    /// Also of a judging that never counted.
    pub(crate) all: bool,
}

/// The report of a submission as its team may read it.
pub(crate) async fn report(app: &App, row: &Submission, wish: Wish) -> Result<Report> {
    let db = app.db().read();
    let judging = match wish.judging {
        Some(id) => Some(id),
        None => store::counting(db, vec![row.id])
            .await?
            .remove(&row.id)
            .map(|j| j.id),
    };
    let judging = match judging {
        Some(id) => store::by_id(db, id).await?,
        None => None,
    };
    let may = |j: &judging::Model| j.submission_id == row.id && (wish.all || j.counts_from.is_some());
    let missing = || Error::new(Code::SubmissionNotJudged).with("submission", row.id);
    let judging = judging.filter(may).ok_or_else(missing)?;
    let report: Report = serde_json::from_value(judging.report)?;
    let version = challenge::version(db, judging.version_id).await?;
    let package = challenge::package(app, &version);
    let package = app.library().get(&version.hash, package).await?;
    Ok(judge::redact::for_team(&report, &package))
}

/// The letter, if it waits for its turn.
fn waits((standing, letter): (Standing, Option<&letter::Model>)) -> Option<&letter::Model> {
    letter.filter(|_| matches!(standing, Standing::Waiting { .. }))
}

fn verdict(row: &Brief) -> Result<wire::Verdict> {
    let verdict = wire::Verdict::from_word(&row.verdict);
    verdict.ok_or_else(|| Error::fault(format_args!("judging verdict {}", row.verdict)))
}

/// Where one submission stands, for whoever watches it.
async fn present(
    db: &impl ConnectionTrait,
    id: SubmissionId,
    now: Timestamp,
) -> Result<(Standing, Option<letter::Model>, Option<Brief>)> {
    let letter = queue::about(db, TO_JUDGE, [id.0]).await?.pop();
    let judging = store::counting(db, vec![id]).await?.remove(&id);
    Ok((
        rules::standing(letter.as_ref(), judging.is_some(), now),
        letter,
        judging,
    ))
}
