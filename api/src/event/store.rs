//! Queries of this room.
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::entity::event;
use crate::error::Result;

pub(super) async fn by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<event::Model>> {
    let query = event::Entity::find().filter(event::Column::Slug.eq(slug));
    Ok(query.one(db).await?)
}
