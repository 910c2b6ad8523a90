//! Queries of this room.
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use wire::{SubmissionId, TeamId, Timestamp};

use super::{Scope, Wanted};
use crate::db;
use crate::entity::submission::{self, Column};
use crate::entity::team;
use crate::error::Result;
use crate::paging::Window;

pub(super) async fn by_id(db: &impl ConnectionTrait, id: SubmissionId) -> Result<Option<submission::Model>> {
    Ok(submission::Entity::find_by_id(id).one(db).await?)
}

pub(super) async fn by_ids(
    db: &impl ConnectionTrait,
    ids: Vec<SubmissionId>,
) -> Result<Vec<submission::Model>> {
    let rows = submission::Entity::find().filter(Column::Id.is_in(ids));
    Ok(rows.all(db).await?)
}

pub(super) async fn by_commit(
    db: &impl ConnectionTrait,
    (team, challenge, commit): (TeamId, &str, &str),
) -> Result<Option<submission::Model>> {
    let query = submission::Entity::find()
        .filter(Column::TeamId.eq(team))
        .filter(Column::Challenge.eq(challenge))
        .filter(Column::Commit.eq(commit));
    Ok(query.one(db).await?)
}

/// When each tree of a team for a challenge first arrived; submissions with the ids `but` are left out.
pub(super) async fn arrivals(
    db: &impl ConnectionTrait,
    (team, challenge): (TeamId, &str),
    but: &[SubmissionId],
) -> Result<Vec<(String, Timestamp)>> {
    let query = submission::Entity::find()
        .select_only()
        .column(Column::Tree)
        .column_as(Column::ArrivedAt.min(), "first")
        .filter(Column::TeamId.eq(team))
        .filter(Column::Challenge.eq(challenge))
        .filter(Column::Id.is_not_in(but.iter().copied()))
        .group_by(Column::Tree);
    Ok(query.into_tuple().all(db).await?)
}

/// How many submissions `team` has made.
pub(super) async fn count_of(db: &impl ConnectionTrait, team: TeamId) -> Result<u64> {
    let all = submission::Entity::find().filter(Column::TeamId.eq(team));
    Ok(all.count(db).await?)
}

pub(super) async fn insert_unless_there(db: &impl ConnectionTrait, row: submission::Model) -> Result<bool> {
    let key = [Column::TeamId, Column::Challenge, Column::Commit];
    db::insert_unless(db, row.into_active_model(), key).await
}

/// Earlier submissions of the same team, challenge, version and tree, oldest first.
pub(super) async fn with_equal_tree(
    db: &impl ConnectionTrait,
    (row, most): (&submission::Model, u64),
) -> Result<Vec<submission::Model>> {
    let query = submission::Entity::find()
        .filter(Column::TeamId.eq(row.team_id))
        .filter(Column::Challenge.eq(&row.challenge))
        .filter(Column::VersionId.eq(row.version_id))
        .filter(Column::Tree.eq(&row.tree))
        .filter(Column::Id.lt(row.id));
    Ok(query.order_by_asc(Column::Id).limit(most).all(db).await?)
}

/// Every submission of a team to a challenge.
pub(super) async fn of_team(
    db: &impl ConnectionTrait,
    (team, challenge): (TeamId, &str),
) -> Result<Vec<submission::Model>> {
    let query = submission::Entity::find()
        .filter(Column::TeamId.eq(team))
        .filter(Column::Challenge.eq(challenge));
    Ok(query.order_by_asc(Column::Id).all(db).await?)
}

/// The next submissions in `scope` after `after`, oldest first.
pub(super) async fn in_scope(
    db: &impl ConnectionTrait,
    scope: &Scope,
    (after, most): (Option<SubmissionId>, u64),
) -> Result<Vec<submission::Model>> {
    let teams = Query::select()
        .column(team::Column::Id)
        .from(team::Entity)
        .and_where(team::Column::EventId.eq(scope.event))
        .take();
    let only = Condition::all()
        .add_option(scope.challenge.as_ref().map(|c| Column::Challenge.eq(c)))
        .add_option(scope.version.map(|id| Column::VersionId.eq(id)))
        .add_option(scope.team.map(|id| Column::TeamId.eq(id)))
        .add_option(scope.submission.map(|id| Column::Id.eq(id)))
        .add_option(after.map(|id| Column::Id.gt(id)));
    let query = submission::Entity::find()
        .filter(Column::TeamId.in_subquery(teams))
        .filter(only);
    Ok(query.order_by_asc(Column::Id).limit(most).all(db).await?)
}

/// Every submission of a team for a challenge, with its commit.
pub(super) async fn commits(
    db: &impl ConnectionTrait,
    (team, challenge): (TeamId, &str),
) -> Result<Vec<(SubmissionId, String)>> {
    let query = submission::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Commit])
        .filter(Column::TeamId.eq(team))
        .filter(Column::Challenge.eq(challenge));
    Ok(query.into_tuple().all(db).await?)
}

/// Ids grow with time, so their order is the order of receipt.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    window: &Window<SubmissionId>,
) -> Result<Vec<submission::Model>> {
    let mut query = submission::Entity::find().filter(Column::TeamId.is_in(wanted.teams.clone()));
    if let Some(challenge) = &wanted.challenge {
        query = query.filter(Column::Challenge.eq(challenge));
    }
    if let Some(commit) = &wanted.commit {
        query = query.filter(Column::Commit.eq(commit));
    }
    if let Some(after) = window.after {
        query = query.filter(Column::Id.lt(after));
    }
    Ok(query
        .order_by_desc(Column::Id)
        .limit(window.rows())
        .all(db)
        .await?)
}
