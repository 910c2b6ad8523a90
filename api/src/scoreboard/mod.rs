//! The scoreboard: the best result of each team in each challenge, and their sum. Writes `score` and
//! `standing`, in the transaction of the judging that changed them, so that reading a board computes nothing.
mod rules;
mod store;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use wire::{BoardRow, EventId, Keep, Leaderboard, Points, TeamId, Timestamp};

use crate::db::ConnectionTrait;
use crate::entity::{score, standing};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::paging::{Part, Window};
use crate::submission::Submission;
use crate::{challenge, organization, team};

/// A result that has just come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) event: EventId,
    pub(crate) submission: &'a Submission,
    pub(crate) points: Points,
    /// Which of the team's results counts.
    pub(crate) keep: Keep,
}

/// Counts a result when it is the team's best, or its last where that one counts. Give it the judging's transaction.
pub(crate) async fn record(tx: &impl ConnectionTrait, entry: Entry<'_>) -> Result<()> {
    let new = row(entry);
    let empty = empty(new.event_id, (new.team_id, new.reached_at));
    // Two judgings of one team wait for each other here, or each would miss the other's points in the sum.
    store::lock_standing(tx, empty).await?;
    let team = new.team_id;
    let mut scores = store::scores(tx, team).await?;
    let old = scores.iter().position(|row| row.challenge == new.challenge);
    match old.and_then(|at| scores.get_mut(at)) {
        Some(old)
            if !rules::counts(
                entry.keep,
                (new.points, new.reached_at),
                (old.points, old.reached_at),
            ) =>
        {
            return Ok(());
        }
        Some(old) => {
            *old = new.clone();
            store::replace_score(tx, new).await?;
        }
        None => {
            scores.push(new.clone());
            store::insert_score(tx, new).await?;
        }
    }
    sum(tx, team, &scores).await
}

/// Lets no other result of `team` come until the transaction ends: before what counts is worked out anew.
pub(crate) async fn hold(tx: &impl ConnectionTrait, event: EventId, team: TeamId) -> Result<()> {
    store::lock_standing(tx, empty(event, (team, Timestamp(0)))).await
}

/// Puts the one of `entries` that counts, by the rule of the last of them, in the place of whatever counted for `team` in `challenge` before; without entries
/// nothing counts there any more. Call [`hold`] first.
pub(crate) async fn replace(
    tx: &impl ConnectionTrait,
    (team, challenge): (TeamId, &str),
    entries: Vec<Entry<'_>>,
) -> Result<()> {
    let result = |entry: &Entry<'_>| (entry.points, entry.submission.received_at);
    let newest = entries.iter().max_by_key(|entry| entry.submission.received_at);
    let keep = newest.map(|entry| entry.keep).unwrap_or_default();
    let best = entries.into_iter().reduce(|best, next| {
        if rules::counts(keep, result(&next), result(&best)) {
            next
        } else {
            best
        }
    });
    store::delete_score(tx, team, challenge).await?;
    if let Some(entry) = best {
        store::insert_score(tx, row(entry)).await?;
    }
    let scores = store::scores(tx, team).await?;
    if scores.is_empty() {
        return store::delete_standing(tx, team).await;
    }
    sum(tx, team, &scores).await
}

fn row(entry: Entry<'_>) -> score::Model {
    score::Model {
        team_id: entry.submission.team_id,
        challenge: entry.submission.challenge.clone(),
        event_id: entry.event,
        submission_id: entry.submission.id,
        points: entry.points,
        reached_at: entry.submission.received_at,
    }
}

fn empty(event: EventId, (team, reached_at): (TeamId, Timestamp)) -> standing::Model {
    standing::Model {
        team_id: team,
        event_id: event,
        points: Points::default(),
        reached_at,
    }
}

async fn sum(tx: &impl ConnectionTrait, team: TeamId, scores: &[score::Model]) -> Result<()> {
    let total = rules::total(scores.iter().map(|row| (row.points, row.reached_at)));
    store::set_standing(tx, team, total).await
}

/// The rank of a team in its event, once it has a result.
pub(crate) async fn rank(db: &impl ConnectionTrait, team: TeamId) -> Result<Option<u64>> {
    match store::standing(db, team).await? {
        Some(row) => store::better(db, &row).await.map(|better| Some(better + 1)),
        None => Ok(None),
    }
}

/// A place on a board: the row it is at, and how many came before, so that the next page need not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    points: i32,
    reached_at: i64,
    team: TeamId,
    position: u64,
    rank: u64,
}

/// A line as it lies in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    team: TeamId,
    points: Points,
    reached_at: Timestamp,
}

/// A part of the board of `event`, or of one challenge in it.
pub(crate) async fn board(
    db: &impl ConnectionTrait,
    event: &Event,
    challenge: Option<&str>,
    window: &Window<Place>,
) -> Result<Part<BoardRow, Place>> {
    let lines = match challenge {
        Some(challenge) => store::of_challenge(db, (event.id, challenge), window).await?,
        None => store::of_event(db, event.id, window).await?,
    };
    let ranked = rules::ranked(window.after.as_ref(), lines);
    let part = window.cut(ranked, |(line, position, rank)| Place {
        points: line.points.0,
        reached_at: line.reached_at.0,
        team: line.team,
        position: *position,
        rank: *rank,
    });
    Ok(Part {
        items: rows(db, part.items).await?,
        next: part.next,
    })
}

/// The board without its rows: whose it is, and what could be reached.
pub(crate) async fn frame(
    db: &impl ConnectionTrait,
    event: &Event,
    challenge: Option<&str>,
) -> Result<Leaderboard> {
    let max = match challenge {
        Some(id) => challenge::listed(db, event.id, id).await?.max_points,
        None => store::listed_points(db, event.id).await?.into_iter().sum(),
    };
    Ok(Leaderboard {
        event: event.slug.clone(),
        challenge: challenge.map(str::to_owned),
        max,
        items: Vec::new(),
        next: None,
    })
}

/// Names of teams and organizations are fetched for the whole page at once.
async fn rows(db: &impl ConnectionTrait, lines: Vec<(Line, u64, u64)>) -> Result<Vec<BoardRow>> {
    let teams = team::with_ids(db, lines.iter().map(|(line, ..)| line.team).collect()).await?;
    let owners = teams.iter().filter_map(|team| team.organization_id).collect();
    let owners = organization::with_ids(db, owners).await?;
    let owners: HashMap<_, _> = owners.into_iter().map(|o| (o.id, o.slug)).collect();
    let teams: HashMap<_, _> = teams.into_iter().map(|team| (team.id, team)).collect();
    let row = |(line, _, rank): (Line, u64, u64)| {
        let team = teams.get(&line.team);
        let team = team.ok_or_else(|| Error::fault("a standing without team"))?;
        Ok(BoardRow {
            rank,
            team: team.slug.clone(),
            name: team.name.clone(),
            organization: team.organization_id.and_then(|id| owners.get(&id).cloned()),
            points: line.points,
            reached_at: line.reached_at,
        })
    };
    lines.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests;
