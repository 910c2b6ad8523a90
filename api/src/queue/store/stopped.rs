//! Queries about what was given up, and about faults.
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;
use wire::{LetterId, TeamId, Timestamp};

use crate::entity::fault;
use crate::entity::letter::{self, Column};
use crate::error::Result;
use crate::paging::Window;

pub(in crate::queue) async fn list(
    db: &impl ConnectionTrait,
    window: &Window<LetterId>,
) -> Result<Vec<letter::Model>> {
    let mut query = letter::Entity::find().filter(Column::StoppedAt.is_not_null());
    if let Some(after) = window.after {
        query = query.filter(Column::Id.gt(after));
    }
    let query = query.order_by_asc(Column::Id).limit(window.rows());
    Ok(query.all(db).await?)
}

pub(in crate::queue) async fn subjects(
    db: &impl ConnectionTrait,
    kind: &str,
    team: TeamId,
) -> Result<Vec<Uuid>> {
    let query = letter::Entity::find()
        .select_only()
        .column(Column::Subject)
        .filter(Column::TeamId.eq(team))
        .filter(Column::Kind.eq(kind))
        .filter(Column::StoppedAt.is_not_null());
    Ok(query.into_tuple().all(db).await?)
}

/// One stopped letter, or all of them. The host that failed stays known: another one is asked first.
pub(in crate::queue) async fn retry(
    tx: &impl ConnectionTrait,
    id: Option<LetterId>,
    now: Timestamp,
) -> Result<u64> {
    let mut update = letter::Entity::update_many().filter(Column::StoppedAt.is_not_null());
    if let Some(id) = id {
        update = update.filter(Column::Id.eq(id));
    }
    let done = update
        .col_expr(Column::StoppedAt, Expr::value(None::<i64>))
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::AvailableAt, Expr::value(now))
        .col_expr(Column::Generation, Expr::col(Column::Generation).add(1))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Letters of `kind` that wait and that somebody holds, and those of every kind that were given up.
pub(in crate::queue) async fn counts(
    db: &impl ConnectionTrait,
    (kind, now): (&str, Timestamp),
) -> Result<(u64, u64, u64)> {
    let all = letter::Entity::find();
    let held = all.clone().filter(Column::StoppedAt.is_null());
    let held = held
        .filter(Column::Kind.eq(kind))
        .filter(Column::LeasedUntil.gte(now));
    let stopped = all.filter(Column::StoppedAt.is_not_null());
    Ok((
        waiting((kind, now)).count(db).await?,
        held.count(db).await?,
        stopped.count(db).await?,
    ))
}

/// When the oldest letter of `kind` that waits came.
pub(in crate::queue) async fn oldest(
    db: &impl ConnectionTrait,
    (kind, now): (&str, Timestamp),
) -> Result<Option<Timestamp>> {
    let query = waiting((kind, now)).select_only().column(Column::CreatedAt);
    let query = query.order_by_asc(Column::CreatedAt).limit(1);
    Ok(query.into_tuple().one(db).await?)
}

fn waiting((kind, now): (&str, Timestamp)) -> Select<letter::Entity> {
    let free = Condition::any()
        .add(Column::LeasedUntil.is_null())
        .add(Column::LeasedUntil.lt(now));
    letter::Entity::find()
        .filter(Column::StoppedAt.is_null())
        .filter(Column::Kind.eq(kind))
        .filter(free)
}

pub(in crate::queue) async fn note_fault(tx: &impl ConnectionTrait, row: fault::Model) -> Result<()> {
    fault::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub(in crate::queue) async fn faults_since(db: &impl ConnectionTrait, since: Timestamp) -> Result<u64> {
    let rows = fault::Entity::find().filter(fault::Column::HappenedAt.gte(since));
    Ok(rows.count(db).await?)
}

pub(in crate::queue) async fn forget_faults(tx: &impl ConnectionTrait, before: Timestamp) -> Result<()> {
    let old = fault::Entity::delete_many().filter(fault::Column::HappenedAt.lt(before));
    old.exec(tx).await?;
    Ok(())
}
