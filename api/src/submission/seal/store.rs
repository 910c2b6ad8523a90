//! Queries about seals.
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use wire::{SealId, TeamId};

use crate::db;
use crate::entity::seal::{self, Column};
use crate::entity::submission;
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

/// Seals whose commits have not become submissions.
pub(super) async fn open(
    db: &impl ConnectionTrait,
    (team, challenge): (TeamId, &str),
) -> Result<Vec<seal::Model>> {
    let arrived = Query::select()
        .column(submission::Column::Commit)
        .from(submission::Entity)
        .and_where(submission::Column::TeamId.eq(team))
        .and_where(submission::Column::Challenge.eq(challenge))
        .take();
    let query = of_team(team, challenge).filter(Column::Commit.not_in_subquery(arrived));
    Ok(query.all(db).await?)
}

pub(super) async fn delete(db: &impl ConnectionTrait, ids: impl IntoIterator<Item = SealId>) -> Result<()> {
    let those = seal::Entity::delete_many().filter(Column::Id.is_in(ids));
    those.exec(db).await?;
    Ok(())
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
