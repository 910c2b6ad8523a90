//! Attempts: an event may limit how often a team submits to a challenge. An attempt is a tree that the team has not
//! submitted before; what was refused, or given up by a fault of ours, is none. Its day is that of its arrival, not of
//! its seal: or else many commits could be sealed on one day and delivered on others for nothing.
mod rules;
mod since;

use wire::{Attempts, TeamId, Timestamp};

pub(super) use rules::{Allowed, Tally};
pub(super) use since::{refusal, turn};

use super::{TO_JUDGE, store};
use crate::account::Account;
use crate::app::App;
use crate::db::ConnectionTrait;
use crate::error::{Code, Error, Result};
use crate::event::{self, Event};
use crate::{challenge, queue, team};

/// What a team has used of its attempts at a challenge, if `account` may see the team.
pub(crate) async fn seen_by(
    app: &App,
    account: &Account,
    (team, challenge): (TeamId, &str),
) -> Result<Attempts> {
    let db = app.db().read();
    let team = team::seen_by(db, account, team).await?;
    let version = challenge::listed(db, team.event_id, challenge).await?;
    let event = event::with_ids(db, vec![team.event_id]).await?.pop();
    let event = event.ok_or_else(|| Error::fault("a team without event"))?;
    used(db, allowed(&event), (team.id, &version.challenge), app.now()).await
}

/// What is used at the moment `at`.
pub(super) async fn used(
    db: &impl ConnectionTrait,
    allowed: Allowed,
    key: (TeamId, &str),
    at: Timestamp,
) -> Result<Attempts> {
    let tally = tally(db, allowed, key).await?;
    Ok(tally.map(|tally| tally.attempts(at)).unwrap_or_default())
}

/// Lets `tree` pass, or says that there is no attempt left for it.
pub(super) async fn admit(
    app: &App,
    event: &Event,
    (team, challenge): (TeamId, &str),
    tree: &str,
) -> Result<()> {
    let tally = tally(app.db().read(), allowed(event), (team, challenge)).await?;
    let refused = tally.and_then(|tally| tally.refuses(tree, app.now()));
    refused.map_or(Ok(()), |attempts| Err(refused_for(challenge, &attempts)))
}

/// How many attempts `event` gives.
pub(super) fn allowed(event: &Event) -> Allowed {
    let number = |limit: i32| u32::try_from(limit).unwrap_or_default();
    Allowed {
        per_day: event.attempts_per_day.map(number),
        in_all: event.attempts.map(number),
    }
}

/// What a team has submitted to a challenge; nothing when it may do so as often as it likes.
pub(super) async fn tally(
    db: &impl ConnectionTrait,
    allowed: Allowed,
    (team, challenge): (TeamId, &str),
) -> Result<Option<Tally>> {
    if !allowed.is_limited() {
        return Ok(None);
    }
    let given_up = queue::given_up(db, TO_JUDGE, team).await?;
    let given_up: Vec<_> = given_up.into_iter().map(wire::SubmissionId).collect();
    let costly = store::arrivals(db, (team, challenge), &given_up).await?;
    let free = store::by_ids(db, given_up).await?.into_iter();
    let free = free.filter(|row| row.challenge == challenge).map(|row| row.tree);
    Ok(Some(Tally::new(allowed, costly, free)))
}

/// The error that says so.
pub(super) fn refused_for(challenge: &str, attempts: &Attempts) -> Error {
    let error = Error::new(Code::SubmissionAttempts).with("challenge", challenge);
    let Some((sentence, quota)) = rules::spent(attempts) else {
        return Error::fault("attempts were refused though some are left");
    };
    let day = quota.resets_at.map(rules::date).unwrap_or_default();
    let error = error.with("used", quota.used).with("limit", quota.limit);
    error.with("day", day).with_sentence("rule", sentence)
}
