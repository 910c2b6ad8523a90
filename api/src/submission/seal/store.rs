//! Queries about seals.
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use wire::{SealId, TeamId, Timestamp};

use crate::db;
use crate::entity::seal::{self, Column};
use crate::error::Result;

pub(super) async fn by_id(db: &impl ConnectionTrait, id: SealId) -> Result<Option<seal::Model>> {
    Ok(seal::Entity::find_by_id(id).one(db).await?)
}

pub(super) async fn by_commit(
    db: &impl ConnectionTrait,
    (team, challenge, commit): (TeamId, &str, &str),
) -> Result<Option<seal::Model>> {
    let query = of_team(team, challenge).filter(Column::Commit.eq(commit));
    Ok(query.one(db).await?)
}

/// The newest first, at most `most`.
pub(super) async fn newest(
    db: &impl ConnectionTrait,
    (team, challenge): (TeamId, &str),
    most: u64,
) -> Result<Vec<seal::Model>> {
    let query = of_team(team, challenge).order_by_desc(Column::SealedAt);
    Ok(query.limit(most).all(db).await?)
}

pub(super) async fn count_since(
    db: &impl ConnectionTrait,
    (team, challenge): (TeamId, &str),
    since: Timestamp,
) -> Result<u64> {
    let query = of_team(team, challenge).filter(Column::SealedAt.gte(since));
    Ok(query.count(db).await?)
}

pub(super) async fn insert_unless_there(db: &impl ConnectionTrait, row: seal::Model) -> Result<bool> {
    let key = [Column::TeamId, Column::Challenge, Column::Commit];
    db::insert_unless(db, row.into_active_model(), key).await
}

fn of_team(team: TeamId, challenge: &str) -> sea_orm::Select<seal::Entity> {
    seal::Entity::find()
        .filter(Column::TeamId.eq(team))
        .filter(Column::Challenge.eq(challenge))
}
