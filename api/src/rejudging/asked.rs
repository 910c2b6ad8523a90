//! What may be asked for: names become rows of this installation, or the reader is told which one is unknown.
use wire::{AccountId, NewRejudging, RejudgingId, RejudgingState};

use super::{Rejudging, store};
use crate::app::App;
use crate::challenge::{self, Version};
use crate::db::ConnectionTrait;
use crate::error::Result;
use crate::rules::{name, refused};
use crate::{event, submission, team};

/// Characters of a reason.
const REASON: usize = 400;

/// Begins a rejudging; its submissions are collected by [`super::finish`], or by the sweep.
pub(crate) async fn create(app: &App, new: &NewRejudging, by: Option<AccountId>) -> Result<Rejudging> {
    let db = app.db().read();
    let event = event::named_or_current(db, new.event.as_deref()).await?;
    let team = match new.team {
        Some(id) => Some(team::find(db, id).await?.id),
        None => None,
    };
    let challenge = challenge(db, new).await?;
    let row = Rejudging {
        id: RejudgingId::fresh(),
        reason: name("reason", &new.reason, REASON)?,
        event_id: event.id,
        version_id: version(db, challenge.as_deref(), ("version", new.version.as_deref())).await?,
        against_id: version(db, challenge.as_deref(), ("against", new.against.as_deref())).await?,
        challenge,
        team_id: team,
        submission_id: new.submission,
        state: RejudgingState::Filling.word().to_owned(),
        done_to: None,
        created_at: app.now(),
        created_by: by,
        decided_at: None,
        decided_by: None,
    };
    let tx = app.db().begin().await?;
    store::insert(&tx, row.clone()).await?;
    tx.commit().await?;
    Ok(row)
}

/// The challenge that is named, or that of the one submission.
async fn challenge(db: &impl ConnectionTrait, new: &NewRejudging) -> Result<Option<String>> {
    let of_submission = match new.submission {
        Some(id) => Some(submission::find(db, id).await?.challenge),
        None => None,
    };
    match (&new.challenge, of_submission) {
        (Some(named), Some(own)) if *named != own => Err(refused("challenge", "rule-rejudge-challenge")),
        (named, own) => Ok(named.clone().or(own)),
    }
}

async fn version(
    db: &impl ConnectionTrait,
    challenge: Option<&str>,
    (field, wanted): (&'static str, Option<&str>),
) -> Result<Option<wire::ChallengeVersionId>> {
    let Some(wanted) = wanted else {
        return Ok(None);
    };
    let Some(challenge) = challenge else {
        return Err(refused(field, "rule-rejudge-version"));
    };
    let Version { id, .. } = challenge::numbered(db, challenge, wanted).await?;
    Ok(Some(id))
}
