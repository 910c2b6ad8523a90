//! What operators see of the judging: who works, what waits, what was given up and why.
use std::collections::HashMap;

use wire::{LetterId, QueueSummary, StoppedLetter, WorkerDetails, WorkerTask};

use super::wait;
use crate::app::App;
use crate::entity::{letter, worker};
use crate::error::{Error, Result};
use crate::paging::{Part, Window};
use crate::queue::{self, Census};
use crate::submission::{self, TO_JUDGE};
use crate::team;

/// How the queue stands.
pub(crate) async fn summary(app: &App) -> Result<QueueSummary> {
    let (db, now) = (app.db().read(), app.now());
    let Census {
        waiting,
        held,
        stopped,
        oldest,
        faults_hour,
        faults_day,
    } = queue::census(db, (TO_JUDGE, now)).await?;
    Ok(QueueSummary {
        waiting,
        held,
        stopped,
        oldest,
        wait: wait::until(db, waiting.saturating_add(held), now).await?,
        faults_hour,
        faults_day,
    })
}

/// Everyone who works, with what they do.
pub(crate) async fn workers(app: &App) -> Result<Vec<WorkerDetails>> {
    let (db, now) = (app.db().read(), app.now());
    let all = queue::workers(db).await?.into_iter();
    Ok(all
        .map(|(row, letters)| {
            let alive = queue::is_alive(&row, now);
            details(row, &letters, alive)
        })
        .collect())
}

fn details(row: worker::Model, letters: &[letter::Model], alive: bool) -> WorkerDetails {
    let task = |letter: &letter::Model| WorkerTask {
        letter: letter.id,
        submission: letter.submission_id,
        attempts: count(letter.attempts),
    };
    WorkerDetails {
        name: row.id,
        host: row.host,
        process: row.process,
        places: count(row.places),
        since: row.since,
        beat_at: row.beat_at,
        alive,
        tasks: letters.iter().map(task).collect(),
    }
}

/// The letters that were given up, oldest first.
pub(crate) async fn stopped(app: &App, window: &Window<LetterId>) -> Result<Part<StoppedLetter, LetterId>> {
    let db = app.db().read();
    let Part { items, next } = queue::stopped(db, window).await?;
    let ids: Vec<_> = items.iter().map(|row| row.submission_id).collect();
    let rows = submission::with_ids(db, ids).await?;
    let teams = team::with_ids(db, rows.iter().map(|row| row.team_id).collect()).await?;
    let teams = team::refs(db, &teams).await?;
    let teams: HashMap<_, _> = teams.into_iter().map(|team| (team.id, team)).collect();
    let rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let shown = |letter: letter::Model| {
        let row = rows.get(&letter.submission_id);
        let known = row.and_then(|row| teams.get(&row.team_id).zip(Some(row)));
        let (team, row) = known.ok_or_else(|| Error::fault("a letter without submission"))?;
        let failed_on = letter.failed_on.as_deref().unwrap_or_default();
        Ok(StoppedLetter {
            id: letter.id,
            submission: row.id,
            team: team.clone(),
            challenge: row.challenge.clone(),
            attempts: count(letter.attempts),
            fault: letter.fault,
            failed_on: failed_on.split_whitespace().map(str::to_owned).collect(),
            posted_at: letter.created_at,
            stopped_at: letter.stopped_at.unwrap_or(letter.created_at),
        })
    };
    let items: Result<_> = items.into_iter().map(shown).collect();
    Ok(Part { items: items?, next })
}

/// Has one letter tried again.
pub(crate) async fn retry(app: &App, id: LetterId) -> Result<()> {
    let tx = app.db().begin().await?;
    queue::retry(&tx, id, app.now()).await?;
    tx.commit().await?;
    app.bell().ring();
    Ok(())
}

/// Has every letter tried again that was given up. Gives their number.
pub(crate) async fn retry_all(app: &App) -> Result<u64> {
    let tx = app.db().begin().await?;
    let count = queue::retry_all(&tx, app.now()).await?;
    tx.commit().await?;
    app.bell().ring();
    Ok(count)
}

fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}
