//! Queries of this room.
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;
use wire::{JudgingId, RejudgingCount, RejudgingId, RejudgingState};

use crate::db;
use crate::entity::{rejudging, rejudging_item};
use crate::error::Result;
use crate::paging::Window;

type Row = rejudging::Model;
type Item = rejudging_item::Model;
use rejudging_item::Column;

pub(super) async fn insert(tx: &impl ConnectionTrait, row: Row) -> Result<()> {
    rejudging::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: RejudgingId) -> Result<Option<Row>> {
    Ok(rejudging::Entity::find_by_id(id).one(db).await?)
}

pub(super) async fn list(db: &impl ConnectionTrait, window: &Window<RejudgingId>) -> Result<Vec<Row>> {
    let mut query = rejudging::Entity::find();
    if let Some(after) = window.after {
        query = query.filter(rejudging::Column::Id.lt(after));
    }
    let query = query.order_by_desc(rejudging::Column::Id).limit(window.rows());
    Ok(query.all(db).await?)
}

/// Those whose state has work of its own left.
pub(super) async fn moving(db: &impl ConnectionTrait) -> Result<Vec<RejudgingId>> {
    use RejudgingState::{Applying, Dropping, Filling};
    let states = [Filling, Applying, Dropping].map(RejudgingState::word);
    let query = rejudging::Entity::find()
        .select_only()
        .column(rejudging::Column::Id)
        .filter(rejudging::Column::State.is_in(states));
    let query = query.order_by_asc(rejudging::Column::Id);
    Ok(query.into_tuple().all(db).await?)
}

/// Takes a row further, if it still stands where `from` says: of two who do so at once, one is told no.
pub(super) async fn go(tx: &impl ConnectionTrait, from: &Row, to: Row) -> Result<bool> {
    use rejudging::Column;
    let at = match from.done_to {
        Some(id) => Column::DoneTo.eq(id),
        None => Column::DoneTo.is_null(),
    };
    let done = rejudging::Entity::update_many()
        .filter(Column::Id.eq(from.id))
        .filter(Column::State.eq(&from.state))
        .filter(at)
        .col_expr(Column::State, Expr::value(to.state))
        .col_expr(Column::DoneTo, Expr::value(to.done_to))
        .col_expr(Column::DecidedAt, Expr::value(to.decided_at))
        .col_expr(Column::DecidedBy, Expr::value(to.decided_by.map(|id| id.0)))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub(super) async fn insert_item(tx: &impl ConnectionTrait, item: Item) -> Result<bool> {
    let key = [Column::RejudgingId, Column::SubmissionId];
    db::insert_unless(tx, item.into_active_model(), key).await
}

pub(super) async fn item(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Item>> {
    Ok(rejudging_item::Entity::find_by_id(id).one(db).await?)
}

pub(super) async fn set_after(
    tx: &impl ConnectionTrait,
    (item, after): (Uuid, JudgingId),
    (changed, gain): (bool, i32),
) -> Result<()> {
    rejudging_item::Entity::update_many()
        .filter(Column::Id.eq(item))
        .col_expr(Column::AfterId, Expr::value(after))
        .col_expr(Column::Changed, Expr::value(changed))
        .col_expr(Column::Gain, Expr::value(gain))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn items(
    db: &impl ConnectionTrait,
    (id, changed): (RejudgingId, bool),
    window: &Window<Uuid>,
) -> Result<Vec<Item>> {
    let mut query = of(id);
    if changed {
        query = query.filter(Column::Changed.eq(true));
    }
    if let Some(after) = window.after {
        query = query.filter(Column::Id.gt(after));
    }
    let query = query.order_by_asc(Column::Id).limit(window.rows());
    Ok(query.all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, id: RejudgingId) -> Result<RejudgingCount> {
    let judged = of(id).filter(Column::Changed.is_not_null());
    let changed = of(id).filter(Column::Changed.eq(true));
    Ok(RejudgingCount {
        submissions: of(id).count(db).await?,
        judged: judged.count(db).await?,
        changed: changed.clone().count(db).await?,
        better: changed.clone().filter(Column::Gain.gt(0)).count(db).await?,
        worse: changed.filter(Column::Gain.lt(0)).count(db).await?,
    })
}

fn of(id: RejudgingId) -> Select<rejudging_item::Entity> {
    rejudging_item::Entity::find().filter(Column::RejudgingId.eq(id))
}
