//! Challenges and their published versions. Writes `challenge_version` and `event_challenge`.
mod package;
mod publish;
mod rules;
mod runtime;
mod store;

use serde::de::DeserializeOwned;
use wire::{ChallengeDetails, ChallengeSummary, ChallengeVersionId, EventId};

pub(crate) use crate::entity::challenge_version::Model as Version;
pub(crate) use package::{line, package};
pub(crate) use publish::publish;
pub(crate) use runtime::{runtime, with_runtime};

use crate::db::ConnectionTrait;
use crate::error::{Code, Error, Result};
use crate::paging::{Part, Window};

/// The version of challenge `id` that `event` lists.
pub(crate) async fn listed(db: &impl ConnectionTrait, event: EventId, id: &str) -> Result<Version> {
    let found = store::listed(db, event, id).await?;
    found.ok_or_else(|| Error::new(Code::ChallengeNotFound).with("challenge", id))
}

/// The version with this id; it is never deleted.
pub(crate) async fn version(db: &impl ConnectionTrait, id: ChallengeVersionId) -> Result<Version> {
    let found = store::with_ids(db, vec![id]).await?.pop();
    found.ok_or_else(|| Error::fault(format_args!("challenge version {id} is gone")))
}

/// Version `number` of challenge `id`, listed or not.
pub(crate) async fn numbered(db: &impl ConnectionTrait, id: &str, number: &str) -> Result<Version> {
    let found = store::numbered(db, id, number).await?;
    let missing = || Error::new(Code::ChallengeVersionNotFound);
    found.ok_or_else(|| missing().with("challenge", id).with("version", number))
}

/// The versions with these ids.
pub(crate) async fn versions(
    db: &impl ConnectionTrait,
    ids: Vec<ChallengeVersionId>,
) -> Result<Vec<Version>> {
    store::with_ids(db, ids).await
}

/// The challenges that `event` lists, by id.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    event: EventId,
    window: &Window<String>,
) -> Result<Part<ChallengeSummary, String>> {
    let rows = store::list(db, event, window).await?;
    let rows: Result<Vec<ChallengeSummary>> = rows.into_iter().map(read).collect();
    Ok(window.cut(rows?, |last| last.id.clone()))
}

/// What everyone may read of `version`.
pub(crate) fn details(version: Version) -> Result<ChallengeDetails> {
    read(version.outline)
}

/// What the list says of `version`.
pub(crate) fn summary(version: Version) -> Result<ChallengeSummary> {
    read(version.summary)
}

fn read<T: DeserializeOwned>(document: serde_json::Value) -> Result<T> {
    Ok(serde_json::from_value(document)?)
}

#[cfg(test)]
mod tests;
