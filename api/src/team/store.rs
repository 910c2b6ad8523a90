//! Queries of this room.
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use wire::{AccountId, EventId, TeamId};

use crate::entity::{membership, team};
use crate::error::Result;

pub(super) async fn of(
    db: &impl ConnectionTrait,
    account: AccountId,
    event: EventId,
) -> Result<Option<team::Model>> {
    let place = membership::Entity::find()
        .filter(membership::Column::EventId.eq(event))
        .filter(membership::Column::AccountId.eq(account))
        .one(db)
        .await?;
    match place {
        Some(place) => by_id(db, place.team_id).await,
        None => Ok(None),
    }
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: TeamId) -> Result<Option<team::Model>> {
    Ok(team::Entity::find_by_id(id).one(db).await?)
}

pub(super) async fn by_slug(
    db: &impl ConnectionTrait,
    event: EventId,
    slug: &str,
) -> Result<Option<team::Model>> {
    let query = team::Entity::find()
        .filter(team::Column::EventId.eq(event))
        .filter(team::Column::Slug.eq(slug));
    Ok(query.one(db).await?)
}

pub(super) async fn member(
    db: &impl ConnectionTrait,
    team: TeamId,
    account: AccountId,
) -> Result<Option<membership::Model>> {
    let query = membership::Entity::find()
        .filter(membership::Column::TeamId.eq(team))
        .filter(membership::Column::AccountId.eq(account));
    Ok(query.one(db).await?)
}
