//! What operators read of rejudgings: what was asked for, how it stands, old beside new.
use std::collections::HashMap;

use wire::{ChallengeVersionId, JudgingId, JudgingSummary, NewRejudging, RejudgingDetails, RejudgingItem};

use super::{Item, Rejudging, state, store};
use crate::db::ConnectionTrait;
use crate::error::{Error, Result};
use crate::judging::{self, Brief};
use crate::{challenge, event, submission, team};

/// A rejudging in full.
pub(crate) async fn details(db: &impl ConnectionTrait, row: Rejudging) -> Result<RejudgingDetails> {
    let ids = [row.version_id, row.against_id].into_iter().flatten().collect();
    let versions = numbers(db, ids).await?;
    let number = |id: Option<ChallengeVersionId>| id.and_then(|id| versions.get(&id).cloned());
    let event = event::with_ids(db, vec![row.event_id]).await?.pop();
    Ok(RejudgingDetails {
        id: row.id,
        state: state(&row)?,
        count: store::count(db, row.id).await?,
        asked: NewRejudging {
            version: number(row.version_id),
            against: number(row.against_id),
            reason: row.reason,
            event: event.map(|event| event.slug),
            challenge: row.challenge,
            team: row.team_id,
            submission: row.submission_id,
        },
        created_at: row.created_at,
        created_by: row.created_by,
        decided_at: row.decided_at,
        decided_by: row.decided_by,
    })
}

/// Items in full, in the order given; what belongs to them is fetched for all at once.
pub(crate) async fn item_details(db: &impl ConnectionTrait, items: Vec<Item>) -> Result<Vec<RejudgingItem>> {
    let rows = submission::with_ids(db, items.iter().map(|item| item.submission_id).collect()).await?;
    let teams = team::with_ids(db, rows.iter().map(|row| row.team_id).collect()).await?;
    let teams = team::refs(db, &teams).await?;
    let teams: HashMap<_, _> = teams.into_iter().map(|team| (team.id, team)).collect();
    let rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let ids = items
        .iter()
        .flat_map(|item| [Some(item.before_id), item.after_id]);
    let judgings = judging::briefs(db, ids.flatten().collect()).await?;
    let versions = numbers(db, judgings.values().map(|j| j.version_id).collect()).await?;
    let look = Look {
        judgings: &judgings,
        versions: &versions,
    };
    let shown = |item: Item| {
        let row = rows.get(&item.submission_id);
        let row = row.ok_or_else(|| Error::fault("an item without submission"))?;
        let team = teams.get(&row.team_id).cloned();
        Ok(RejudgingItem {
            submission: row.id,
            team: team.ok_or_else(|| Error::fault("a submission without team"))?,
            challenge: row.challenge.clone(),
            received_at: row.received_at,
            before: look.at(item.before_id)?,
            after: item.after_id.map(|id| look.at(id)).transpose()?,
            changed: item.changed,
        })
    };
    items.into_iter().map(shown).collect()
}

struct Look<'a> {
    judgings: &'a HashMap<JudgingId, Brief>,
    versions: &'a HashMap<ChallengeVersionId, String>,
}

impl Look<'_> {
    fn at(&self, id: JudgingId) -> Result<JudgingSummary> {
        let judging = self.judgings.get(&id);
        let judging = judging.ok_or_else(|| Error::fault("an item without judging"))?;
        let version = self.versions.get(&judging.version_id);
        judging::summary(judging, version.map(String::as_str).unwrap_or_default())
    }
}

async fn numbers(
    db: &impl ConnectionTrait,
    ids: Vec<ChallengeVersionId>,
) -> Result<HashMap<ChallengeVersionId, String>> {
    let versions = challenge::versions(db, ids).await?;
    Ok(versions.into_iter().map(|v| (v.id, v.version)).collect())
}
