//! Queries of this room.
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::Value;
use wire::{ChallengeVersionId, EventId};

use crate::entity::{challenge_version, event_challenge};
use crate::error::Result;
use crate::paging::Window;

type Version = challenge_version::Model;

pub(super) async fn listed(
    db: &impl ConnectionTrait,
    event: EventId,
    challenge: &str,
) -> Result<Option<Version>> {
    let line = event_challenge::Entity::find_by_id((event, challenge.to_owned()))
        .one(db)
        .await?;
    match line {
        Some(line) => Ok(with_ids(db, vec![line.version_id]).await?.pop()),
        None => Ok(None),
    }
}

pub(super) async fn with_ids(
    db: &impl ConnectionTrait,
    ids: Vec<ChallengeVersionId>,
) -> Result<Vec<Version>> {
    let query = challenge_version::Entity::find().filter(challenge_version::Column::Id.is_in(ids));
    Ok(query.all(db).await?)
}

/// Summaries alone: a hundred statements are not dragged along.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    event: EventId,
    window: &Window<String>,
) -> Result<Vec<Value>> {
    let to_version = event_challenge::Entity::belongs_to(challenge_version::Entity)
        .from(event_challenge::Column::VersionId)
        .to(challenge_version::Column::Id)
        .into();
    let mut query = event_challenge::Entity::find()
        .select_only()
        .column(challenge_version::Column::Summary)
        .join(JoinType::InnerJoin, to_version)
        .filter(event_challenge::Column::EventId.eq(event));
    if let Some(after) = &window.after {
        query = query.filter(event_challenge::Column::Challenge.gt(after));
    }
    let query = query
        .order_by_asc(event_challenge::Column::Challenge)
        .limit(window.rows());
    Ok(query.into_tuple().all(db).await?)
}

pub(super) async fn newest(db: &impl ConnectionTrait, challenge: &str) -> Result<Option<Version>> {
    let query = challenge_version::Entity::find()
        .filter(challenge_version::Column::Challenge.eq(challenge))
        .order_by_desc(challenge_version::Column::Precedence);
    Ok(query.one(db).await?)
}

pub(super) async fn numbered(
    db: &impl ConnectionTrait,
    challenge: &str,
    version: &str,
) -> Result<Option<Version>> {
    let query = challenge_version::Entity::find()
        .filter(challenge_version::Column::Challenge.eq(challenge))
        .filter(challenge_version::Column::Version.eq(version));
    Ok(query.one(db).await?)
}

pub(super) async fn insert(db: &impl ConnectionTrait, row: Version) -> std::result::Result<u64, DbErr> {
    challenge_version::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await
}

/// Makes `version` the one that `event` lists of its challenge.
pub(super) async fn list_version(db: &impl ConnectionTrait, event: EventId, version: &Version) -> Result<()> {
    let line = event_challenge::Model {
        event_id: event,
        challenge: version.challenge.clone(),
        version_id: version.id,
    };
    let columns = [
        event_challenge::Column::EventId,
        event_challenge::Column::Challenge,
    ];
    let newer = OnConflict::columns(columns)
        .update_column(event_challenge::Column::VersionId)
        .to_owned();
    event_challenge::Entity::insert(line.into_active_model())
        .on_conflict(newer)
        .exec_without_returning(db)
        .await?;
    Ok(())
}
