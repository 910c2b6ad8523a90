//! Queries of the queue.
pub(super) mod stopped;
pub(super) mod workers;

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, UpdateMany,
};
use uuid::Uuid;
use wire::{LetterId, Timestamp};

use super::rules::{ELSEWHERE, Next, failed_on};
use super::{Lease, NewLetter, Worker};
use crate::db;
use crate::entity::letter::{self, Column};
use crate::entity::turn;
use crate::error::Result;

/// Whose turn is meant when it is that of the queue itself.
pub(super) const QUEUE: &str = "";

/// The largest turn of `whose` letters: a team's by its id, what was ever taken up by [`QUEUE`].
pub(super) async fn at_turn(tx: &impl ConnectionTrait, kind: &str, whose: &str) -> Result<Option<i64>> {
    let key = (kind.to_owned(), whose.to_owned());
    let row = turn::Entity::find_by_id(key).one(tx).await?;
    Ok(row.map(|row| row.turn))
}

/// `whose` letters have come to `turn`. Written once for all letters of a turn, so that workers do not wait for each
/// other.
pub(super) async fn come_to(tx: &impl ConnectionTrait, (kind, whose): (&str, &str), turn: i64) -> Result<()> {
    if at_turn(tx, kind, whose).await? >= Some(turn) {
        return Ok(());
    }
    let row = turn::Model {
        kind: kind.to_owned(),
        whose: whose.to_owned(),
        turn,
    };
    let further = OnConflict::columns([turn::Column::Kind, turn::Column::Whose])
        .update_column(turn::Column::Turn)
        .action_and_where(Expr::col((turn::Entity, turn::Column::Turn)).lt(turn))
        .to_owned();
    turn::Entity::insert(row.into_active_model())
        .on_conflict(further)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub(super) async fn insert(tx: &impl ConnectionTrait, new: NewLetter, turn: i64) -> Result<bool> {
    let row = letter::Model {
        id: LetterId::fresh(),
        kind: new.kind.to_owned(),
        subject: new.subject,
        submission_id: new.submission,
        team_id: new.team,
        turn,
        attempts: 0,
        // At any time: the clock of whoever takes it may be behind the one of whoever posted it.
        available_at: Timestamp(0),
        leased_until: None,
        leased_by: None,
        generation: 0,
        stopped_at: None,
        fault: None,
        failed_on: None,
        created_at: new.now,
    };
    db::insert_unless(tx, row.into_active_model(), [Column::Kind, Column::Subject]).await
}

/// The first letter nobody holds; one that failed on this machine is left to others for a while, when there are any.
/// PostgreSQL locks it and skips what others have locked; SQLite has one writer.
pub(super) async fn next(
    tx: &impl ConnectionTrait,
    (kind, worker): (&str, &Worker),
    now: Timestamp,
) -> Result<Option<letter::Model>> {
    let mut mine = Condition::all();
    if worker.has_company() {
        mine = Condition::any()
            .add(Column::FailedOn.is_null())
            .add(Column::FailedOn.not_like(format!("%{}%", failed_on(&worker.host))))
            .add(Column::AvailableAt.lt(now.plus(-ELSEWHERE)));
    }
    let free = Condition::any()
        .add(Column::LeasedUntil.is_null())
        .add(Column::LeasedUntil.lt(now));
    Ok(letter::Entity::find()
        .filter(Column::StoppedAt.is_null())
        .filter(Column::Kind.eq(kind))
        .filter(Column::AvailableAt.lte(now))
        .filter(free)
        .filter(mine)
        .order_by_asc(Column::Turn)
        .order_by_asc(Column::Id)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(tx)
        .await?)
}

/// When the next letter that cannot be taken now can be: after its pause, or when its lease ends.
pub(super) async fn due(db: &impl ConnectionTrait, kind: &str, now: Timestamp) -> Result<Option<Timestamp>> {
    let first = |column: Column| {
        letter::Entity::find()
            .filter(Column::StoppedAt.is_null())
            .filter(Column::Kind.eq(kind))
            .filter(column.gt(now))
            .select_only()
            .column(column)
            .order_by_asc(column)
            .limit(1)
            .into_tuple::<Timestamp>()
    };
    let available = first(Column::AvailableAt).one(db).await?;
    let leased = first(Column::LeasedUntil).one(db).await?;
    Ok(available.into_iter().chain(leased).min())
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

pub(super) async fn withdraw(tx: &impl ConnectionTrait, kind: &str, subjects: Vec<Uuid>) -> Result<()> {
    letter::Entity::delete_many()
        .filter(Column::Kind.eq(kind))
        .filter(Column::Subject.is_in(subjects))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn put_off(
    tx: &impl ConnectionTrait,
    lease: &Lease,
    (next, now): (Next, Timestamp),
    (fault, failed_on): (&str, String),
) -> Result<bool> {
    let update = freed(held(lease))
        .col_expr(Column::Fault, Expr::value(fault))
        .col_expr(Column::FailedOn, Expr::value(failed_on));
    let update = match next {
        Next::After(pause) => update.col_expr(Column::AvailableAt, Expr::value(now.plus(pause))),
        Next::Stop => update.col_expr(Column::StoppedAt, Expr::value(now)),
    };
    Ok(update.exec(tx).await?.rows_affected == 1)
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

/// How many letters of its kind come before each of these: one question, however many there are.
pub(super) async fn ahead(db: &impl ConnectionTrait, ids: Vec<LetterId>) -> Result<HashMap<LetterId, u64>> {
    let (own, other) = (
        |column: Column| Expr::col(("own", column)),
        |column: Column| Expr::col(("other", column)),
    );
    let same_turn = other(Column::Turn)
        .equals(("own", Column::Turn))
        .and(other(Column::Id).lt(own(Column::Id)));
    let before = Query::select()
        .expr(other(Column::Id).count())
        .from_as(letter::Entity, "other")
        .and_where(other(Column::StoppedAt).is_null())
        .and_where(other(Column::Kind).equals(("own", Column::Kind)))
        .and_where(other(Column::Turn).lt(own(Column::Turn)).or(same_turn))
        .take();
    let query = Query::select()
        .column(("own", Column::Id))
        .expr_as(Expr::SubQuery(None, Box::new(before.into())), "ahead")
        .from_as(letter::Entity, "own")
        .and_where(own(Column::Id).is_in(ids))
        .take();
    let mut found = HashMap::new();
    for row in db.query_all(&query).await? {
        let ahead: i64 = row.try_get("", "ahead")?;
        found.insert(row.try_get("", "id")?, ahead.unsigned_abs());
    }
    Ok(found)
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
