//! Queries of this room.
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use wire::OrganizationId;

use crate::db;
use crate::entity::organization;
use crate::error::Result;
use crate::paging::Window;

pub(super) async fn by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<organization::Model>> {
    let query = organization::Entity::find().filter(organization::Column::Slug.eq(slug));
    Ok(query.one(db).await?)
}

pub(super) async fn with_ids(
    db: &impl ConnectionTrait,
    ids: Vec<OrganizationId>,
) -> Result<Vec<organization::Model>> {
    let query = organization::Entity::find().filter(organization::Column::Id.is_in(ids));
    Ok(query.all(db).await?)
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    window: &Window<String>,
) -> Result<Vec<organization::Model>> {
    let mut query = organization::Entity::find();
    if let Some(after) = &window.after {
        query = query.filter(organization::Column::Slug.gt(after));
    }
    let query = query
        .order_by_asc(organization::Column::Slug)
        .limit(window.rows());
    Ok(query.all(db).await?)
}

pub(super) async fn insert_unless_taken(db: &impl ConnectionTrait, row: organization::Model) -> Result<bool> {
    db::insert_unless(db, row.into_active_model(), [organization::Column::Slug]).await
}
