//! Queries of this room.
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use wire::{AccountId, EventId, InvitationId, TeamId, Timestamp};

use super::rules::Whose;
use crate::db;
use crate::entity::{invitation, membership, team};
use crate::error::Result;
use crate::paging::Window;

pub(super) async fn by_id(db: &impl ConnectionTrait, id: TeamId) -> Result<Option<team::Model>> {
    Ok(team::Entity::find_by_id(id).one(db).await?)
}

pub(super) async fn with_ids(db: &impl ConnectionTrait, ids: Vec<TeamId>) -> Result<Vec<team::Model>> {
    let query = team::Entity::find().filter(team::Column::Id.is_in(ids));
    Ok(query.all(db).await?)
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

pub(super) async fn list(
    db: &impl ConnectionTrait,
    whose: Whose,
    window: &Window<TeamId>,
) -> Result<Vec<team::Model>> {
    let mut query = team::Entity::find();
    query = match whose {
        Whose::Everyone => query,
        Whose::Organization(id) => query.filter(team::Column::OrganizationId.eq(id)),
        Whose::Own(account) => {
            let places = membership::Entity::find()
                .select_only()
                .column(membership::Column::TeamId)
                .filter(membership::Column::AccountId.eq(account));
            query.filter(team::Column::Id.in_subquery(places.into_query()))
        }
    };
    if let Some(after) = window.after {
        query = query.filter(team::Column::Id.gt(after));
    }
    let query = query.order_by_asc(team::Column::Id).limit(window.rows());
    Ok(query.all(db).await?)
}

pub(super) async fn insert_unless_taken(db: &impl ConnectionTrait, row: team::Model) -> Result<bool> {
    let columns = [team::Column::EventId, team::Column::Slug];
    db::insert_unless(db, row.into_active_model(), columns).await
}

/// Lets whoever changes the members of `team` wait for others who do; SQLite has one writer anyway.
pub(super) async fn lock(tx: &impl ConnectionTrait, team: TeamId) -> Result<()> {
    team::Entity::find_by_id(team).lock_exclusive().one(tx).await?;
    Ok(())
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

/// The places in `teams`, of each the leader first, then by time.
pub(super) async fn members(db: &impl ConnectionTrait, teams: Vec<TeamId>) -> Result<Vec<membership::Model>> {
    let query = membership::Entity::find()
        .filter(membership::Column::TeamId.is_in(teams))
        .order_by_desc(membership::Column::Leader)
        .order_by_asc(membership::Column::JoinedAt)
        .order_by_asc(membership::Column::AccountId);
    Ok(query.all(db).await?)
}

pub(super) async fn count_members(db: &impl ConnectionTrait, team: TeamId) -> Result<u64> {
    let query = membership::Entity::find().filter(membership::Column::TeamId.eq(team));
    Ok(query.count(db).await?)
}

pub(super) async fn insert_member_unless_placed(
    db: &impl ConnectionTrait,
    row: membership::Model,
) -> Result<bool> {
    let columns = [membership::Column::EventId, membership::Column::AccountId];
    db::insert_unless(db, row.into_active_model(), columns).await
}

pub(super) async fn delete_member(db: &impl ConnectionTrait, place: &membership::Model) -> Result<()> {
    membership::Entity::delete_by_id((place.event_id, place.account_id))
        .exec(db)
        .await?;
    Ok(())
}

pub(super) async fn set_leader(db: &impl ConnectionTrait, place: &membership::Model) -> Result<()> {
    membership::Entity::update_many()
        .col_expr(membership::Column::Leader, Expr::value(true))
        .filter(membership::Column::EventId.eq(place.event_id))
        .filter(membership::Column::AccountId.eq(place.account_id))
        .exec(db)
        .await?;
    Ok(())
}

pub(super) async fn insert_invitation(db: &impl ConnectionTrait, row: invitation::Model) -> Result<()> {
    invitation::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

pub(super) async fn invitation(db: &impl ConnectionTrait, hash: &str) -> Result<Option<invitation::Model>> {
    let query = invitation::Entity::find().filter(invitation::Column::Hash.eq(hash));
    Ok(query.one(db).await?)
}

/// Takes one use away if there is one and it is not too late; tells whether it did.
pub(super) async fn use_up(db: &impl ConnectionTrait, id: InvitationId, now: Timestamp) -> Result<bool> {
    let done = invitation::Entity::update_many()
        .col_expr(
            invitation::Column::UsesLeft,
            Expr::col(invitation::Column::UsesLeft).sub(1),
        )
        .filter(invitation::Column::Id.eq(id))
        .filter(invitation::Column::UsesLeft.gt(0))
        .filter(invitation::Column::ExpiresAt.gt(now))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}
