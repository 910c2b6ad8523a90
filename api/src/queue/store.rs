//! Queries of the queue.
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, UpdateMany,
};
use uuid::Uuid;
use wire::{LetterId, TeamId, Timestamp};

use super::rules::Next;
use super::{Lease, NewLetter};
use crate::db;
use crate::entity::letter::{self, Column};
use crate::error::Result;

/// The turn the queue is at, and the last turn of `team` in it.
pub(super) async fn turns(tx: &impl ConnectionTrait, team: TeamId) -> Result<(Option<i64>, Option<i64>)> {
    let turn = |query: sea_orm::Select<letter::Entity>| {
        query
            .select_only()
            .column(Column::Turn)
            .limit(1)
            .into_tuple::<i64>()
    };
    let waiting = letter::Entity::find().filter(Column::StoppedAt.is_null());
    let first = turn(waiting.clone().order_by_asc(Column::Turn)).one(tx).await?;
    let own = waiting
        .filter(Column::TeamId.eq(team))
        .order_by_desc(Column::Turn);
    Ok((first, turn(own).one(tx).await?))
}

pub(super) async fn insert(tx: &impl ConnectionTrait, new: NewLetter, turn: i64) -> Result<()> {
    let row = letter::Model {
        id: LetterId::fresh(),
        kind: new.kind.to_owned(),
        subject: new.subject,
        team_id: new.team,
        turn,
        attempts: 0,
        available_at: new.now,
        leased_until: None,
        leased_by: None,
        generation: 0,
        stopped_at: None,
        fault: None,
        created_at: new.now,
    };
    db::insert_unless(tx, row.into_active_model(), [Column::Kind, Column::Subject]).await?;
    Ok(())
}

/// The first letter nobody holds. PostgreSQL locks it and skips what others have locked; SQLite has one writer.
pub(super) async fn next(
    tx: &impl ConnectionTrait,
    kind: &str,
    now: Timestamp,
) -> Result<Option<letter::Model>> {
    let free = Condition::any()
        .add(Column::LeasedUntil.is_null())
        .add(Column::LeasedUntil.lt(now));
    Ok(letter::Entity::find()
        .filter(Column::StoppedAt.is_null())
        .filter(Column::Kind.eq(kind))
        .filter(Column::AvailableAt.lte(now))
        .filter(free)
        .order_by_asc(Column::Turn)
        .order_by_asc(Column::Id)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(tx)
        .await?)
}

pub(super) async fn hold(
    tx: &impl ConnectionTrait,
    row: &letter::Model,
    worker: &str,
    until: Timestamp,
) -> Result<()> {
    letter::Entity::update_many()
        .filter(Column::Id.eq(row.id))
        .col_expr(Column::LeasedUntil, Expr::value(until))
        .col_expr(Column::LeasedBy, Expr::value(worker))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::Generation, Expr::col(Column::Generation).add(1))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn extend(tx: &impl ConnectionTrait, lease: &Lease, until: Timestamp) -> Result<bool> {
    let update = held(lease).col_expr(Column::LeasedUntil, Expr::value(until));
    Ok(update.exec(tx).await?.rows_affected == 1)
}

pub(super) async fn delete(tx: &impl ConnectionTrait, lease: &Lease) -> Result<bool> {
    let deleted = letter::Entity::delete_many()
        .filter(Column::Id.eq(lease.letter))
        .filter(Column::Generation.eq(lease.generation))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected == 1)
}

pub(super) async fn put_off(
    tx: &impl ConnectionTrait,
    lease: &Lease,
    (next, now): (Next, Timestamp),
    fault: &str,
) -> Result<()> {
    let update = freed(held(lease)).col_expr(Column::Fault, Expr::value(fault));
    let update = match next {
        Next::After(pause) => update.col_expr(Column::AvailableAt, Expr::value(now.plus(pause))),
        Next::Stop => update.col_expr(Column::StoppedAt, Expr::value(now)),
    };
    update.exec(tx).await?;
    Ok(())
}

/// The generation moves on, so that the worker that goes home cannot finish what it gave back.
pub(super) async fn hand_back(tx: &impl ConnectionTrait, lease: &Lease) -> Result<()> {
    freed(held(lease))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
        .col_expr(Column::Generation, Expr::col(Column::Generation).add(1))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn stop(
    tx: &impl ConnectionTrait,
    id: LetterId,
    generation: i32,
    now: Timestamp,
) -> Result<()> {
    freed(letter::Entity::update_many())
        .filter(Column::Id.eq(id))
        .filter(Column::Generation.eq(generation))
        .col_expr(Column::StoppedAt, Expr::value(now))
        .exec(tx)
        .await?;
    Ok(())
}

/// Names of those who hold a lease.
pub(super) async fn holders(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    Ok(letter::Entity::find()
        .select_only()
        .column(Column::LeasedBy)
        .filter(Column::LeasedBy.is_not_null())
        .distinct()
        .into_tuple()
        .all(db)
        .await?)
}

pub(super) async fn release(tx: &impl ConnectionTrait, worker: &str) -> Result<u64> {
    let update = freed(letter::Entity::update_many()).filter(Column::LeasedBy.eq(worker));
    Ok(update.exec(tx).await?.rows_affected)
}

pub(super) async fn about(
    db: &impl ConnectionTrait,
    kind: &str,
    subjects: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<letter::Model>> {
    Ok(letter::Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::Subject.is_in(subjects))
        .all(db)
        .await?)
}

pub(super) async fn ahead(db: &impl ConnectionTrait, letter: &letter::Model) -> Result<u64> {
    let before = Condition::any().add(Column::Turn.lt(letter.turn)).add(
        Condition::all()
            .add(Column::Turn.eq(letter.turn))
            .add(Column::Id.lt(letter.id)),
    );
    Ok(letter::Entity::find()
        .filter(Column::StoppedAt.is_null())
        .filter(before)
        .count(db)
        .await?)
}

fn held(lease: &Lease) -> UpdateMany<letter::Entity> {
    letter::Entity::update_many()
        .filter(Column::Id.eq(lease.letter))
        .filter(Column::Generation.eq(lease.generation))
}

fn freed(update: UpdateMany<letter::Entity>) -> UpdateMany<letter::Entity> {
    update
        .col_expr(Column::LeasedUntil, Expr::value(None::<i64>))
        .col_expr(Column::LeasedBy, Expr::value(None::<String>))
}
