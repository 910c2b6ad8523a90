//! Queries of this room.
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use wire::EventId;

use crate::db;
use crate::entity::event;
use crate::error::Result;
use crate::paging::Window;

pub(super) async fn by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<event::Model>> {
    let query = event::Entity::find().filter(event::Column::Slug.eq(slug));
    Ok(query.one(db).await?)
}

pub(super) async fn with_ids(db: &impl ConnectionTrait, ids: Vec<EventId>) -> Result<Vec<event::Model>> {
    let query = event::Entity::find().filter(event::Column::Id.is_in(ids));
    Ok(query.all(db).await?)
}

pub(super) async fn list(db: &impl ConnectionTrait, window: &Window<String>) -> Result<Vec<event::Model>> {
    let mut query = event::Entity::find();
    if let Some(after) = &window.after {
        query = query.filter(event::Column::Slug.gt(after));
    }
    let query = query.order_by_asc(event::Column::Slug).limit(window.rows());
    Ok(query.all(db).await?)
}

pub(super) async fn insert_unless_there(db: &impl ConnectionTrait, row: event::Model) -> Result<bool> {
    db::insert_unless(db, row.into_active_model(), [event::Column::Slug]).await
}

pub(super) async fn update(db: &impl ConnectionTrait, row: event::Model) -> Result<()> {
    let row = row.into_active_model().reset_all();
    event::Entity::update(row).exec(db).await?;
    Ok(())
}

/// SQLite has one writer anyway and knows no such lock.
pub(super) async fn lock(tx: &impl ConnectionTrait, event: EventId) -> Result<()> {
    event::Entity::find_by_id(event).lock_exclusive().one(tx).await?;
    Ok(())
}
