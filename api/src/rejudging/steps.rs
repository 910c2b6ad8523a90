//! What a state of a rejudging has to do, one small transaction at a time.
use std::collections::BTreeSet;

use uuid::Uuid;
use wire::{RejudgingId, RejudgingState, SubmissionId};

use super::{Item, Rejudging, TO_REJUDGE, rules, state, store};
use crate::app::App;
use crate::db::ConnectionTrait;
use crate::error::Result;
use crate::judging::{self, Brief};
use crate::paging::Window;
use crate::queue::{self, NewLetter};
use crate::submission::{self, Scope, Submission};

/// Submissions or items dealt with in one transaction.
const AT_ONCE: u64 = 100;

/// Goes on with every rejudging whose state has work left, to its end.
pub(crate) async fn go_on(app: &App) -> Result<()> {
    for id in store::moving(app.db().read()).await? {
        finish(app, id).await?;
    }
    Ok(())
}

/// Does what the state of a rejudging has to do, until nothing is left of it or the server goes home.
pub(crate) async fn finish(app: &App, id: RejudgingId) -> Result<()> {
    while !app.stopping().is_cancelled() && step(app, id).await? {
        app.bell().ring();
    }
    Ok(())
}

/// One step. False when there was none to take.
async fn step(app: &App, id: RejudgingId) -> Result<bool> {
    let tx = app.db().begin().await?;
    let row = super::find(&tx, id).await?;
    let state = state(&row)?;
    let Some(next) = rules::after(state) else {
        tx.rollback().await?;
        return Ok(false);
    };
    let done_to = match state {
        RejudgingState::Filling => fill(app, &tx, &row).await?,
        RejudgingState::Applying => apply(&tx, &row).await?,
        _ => drop_letters(&tx, &row).await?,
    };
    let state = if done_to.is_some() { state } else { next };
    let to = Rejudging {
        state: state.word().to_owned(),
        done_to,
        ..row.clone()
    };
    if store::go(&tx, &row, to).await? {
        tx.commit().await?;
    } else {
        // Another process took this step: the next look sees how far it came.
        tx.rollback().await?;
    }
    Ok(true)
}

/// The next submissions become items with a letter each. Where it came to; `None` at the end.
async fn fill(app: &App, tx: &impl ConnectionTrait, row: &Rejudging) -> Result<Option<Uuid>> {
    let scope = Scope {
        event: row.event_id,
        challenge: row.challenge.clone(),
        version: row.version_id,
        team: row.team_id,
        submission: row.submission_id,
    };
    let found = submission::in_scope(tx, &scope, (row.done_to.map(SubmissionId), AT_ONCE)).await?;
    let counting = judging::counting(tx, found.iter().map(|s| s.id).collect()).await?;
    for submission in &found {
        // What was never judged has a letter of its own and nothing to compare with.
        if let Some(before) = counting.get(&submission.id) {
            let item = Item {
                id: Uuid::now_v7(),
                rejudging_id: row.id,
                submission_id: submission.id,
                before_id: before.id,
                after_id: None,
                changed: None,
                gain: None,
            };
            add(app, tx, (item, submission)).await?;
        }
    }
    Ok(found.last().map(|last| last.id.0))
}

async fn add(app: &App, tx: &impl ConnectionTrait, (item, submission): (Item, &Submission)) -> Result<()> {
    let letter = NewLetter {
        kind: TO_REJUDGE,
        subject: item.id,
        submission: submission.id,
        team: submission.team_id,
        earlier: 0,
        now: app.now(),
    };
    if store::insert_item(tx, item).await? {
        queue::post(tx, letter).await?;
    }
    Ok(())
}

/// The next items' judgings count, and the boards follow.
async fn apply(tx: &impl ConnectionTrait, row: &Rejudging) -> Result<Option<Uuid>> {
    let items = next(tx, row).await?;
    let after: Vec<_> = items.iter().filter_map(|item| item.after_id).collect();
    // Compared with what counts now: another rejudging may have been applied since this one began.
    let now = judging::counting(tx, items.iter().map(|item| item.submission_id).collect()).await?;
    let new = judging::briefs(tx, after.clone()).await?;
    judging::count_from(tx, after, row.decided_at.unwrap_or(row.created_at)).await?;
    let moves = |judging: &&Brief| {
        let old = now.get(&judging.submission_id);
        old.is_none_or(|old| old.points != judging.points)
    };
    let moved = new.values().filter(moves).map(|judging| judging.submission_id);
    let rows = submission::with_ids(tx, moved.collect()).await?;
    // In one order everywhere, so that two who hold teams do not wait for each other.
    let places: BTreeSet<_> = rows.iter().map(|s| (s.team_id, s.challenge.as_str())).collect();
    for (team, challenge) in places {
        judging::rescore(tx, row.event_id, (team, challenge)).await?;
    }
    Ok(items.last().map(|item| item.id))
}

async fn drop_letters(tx: &impl ConnectionTrait, row: &Rejudging) -> Result<Option<Uuid>> {
    let items = next(tx, row).await?;
    let left = items.iter().filter(|item| item.after_id.is_none());
    queue::withdraw(tx, TO_REJUDGE, left.map(|item| item.id).collect()).await?;
    Ok(items.last().map(|item| item.id))
}

async fn next(tx: &impl ConnectionTrait, row: &Rejudging) -> Result<Vec<Item>> {
    let window = Window {
        after: row.done_to,
        limit: usize::try_from(AT_ONCE).unwrap_or(usize::MAX),
    };
    let items = store::items(tx, (row.id, false), &window).await?;
    Ok(window.cut(items, |last| last.id).items)
}
