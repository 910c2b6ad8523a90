//! Queries about those who work.
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder,
};
use wire::Timestamp;

use crate::entity::letter;
use crate::entity::worker::{self, Column};
use crate::error::Result;

pub(in crate::queue) async fn beat(tx: &impl ConnectionTrait, row: worker::Model) -> Result<()> {
    let again = OnConflict::column(Column::Id)
        .update_column(Column::BeatAt)
        .to_owned();
    worker::Entity::insert(row.into_active_model())
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Workers on machines other than `host` that have spoken since `fresh`.
pub(in crate::queue) async fn other_hosts(
    db: &impl ConnectionTrait,
    host: &str,
    fresh: Timestamp,
) -> Result<u64> {
    let others = worker::Entity::find()
        .filter(Column::Host.ne(host))
        .filter(Column::BeatAt.gte(fresh));
    Ok(others.count(db).await?)
}

pub(in crate::queue) async fn forget(
    tx: &impl ConnectionTrait,
    names: &[String],
    silent: Timestamp,
) -> Result<()> {
    let gone = Condition::any()
        .add(Column::Id.is_in(names.iter().map(String::as_str)))
        .add(Column::BeatAt.lt(silent));
    worker::Entity::delete_many().filter(gone).exec(tx).await?;
    Ok(())
}

pub(in crate::queue) async fn all(db: &impl ConnectionTrait) -> Result<Vec<worker::Model>> {
    let rows = worker::Entity::find().order_by_asc(Column::Host);
    Ok(rows.order_by_asc(Column::Id).all(db).await?)
}

/// Letters that somebody holds.
pub(in crate::queue) async fn held(db: &impl ConnectionTrait) -> Result<Vec<letter::Model>> {
    let held = letter::Entity::find().filter(letter::Column::LeasedBy.is_not_null());
    Ok(held.order_by_asc(letter::Column::Id).all(db).await?)
}
