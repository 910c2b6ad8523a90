//! Queries of this room.
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use wire::{ChallengeVersionId, EventId};

use crate::entity::{challenge_version, event_challenge};
use crate::error::Result;

pub(super) async fn listed(
    db: &impl ConnectionTrait,
    event: EventId,
    challenge: &str,
) -> Result<Option<challenge_version::Model>> {
    let line = event_challenge::Entity::find()
        .filter(event_challenge::Column::EventId.eq(event))
        .filter(event_challenge::Column::Challenge.eq(challenge))
        .one(db)
        .await?;
    match line {
        Some(line) => by_id(db, line.version_id).await,
        None => Ok(None),
    }
}

pub(super) async fn by_id(
    db: &impl ConnectionTrait,
    id: ChallengeVersionId,
) -> Result<Option<challenge_version::Model>> {
    Ok(challenge_version::Entity::find_by_id(id).one(db).await?)
}
