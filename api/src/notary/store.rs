//! Queries of this room.
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder};

use crate::db;
use crate::entity::receipt_key;
use crate::error::Result;

pub(super) async fn insert_unless_there(db: &impl ConnectionTrait, row: receipt_key::Model) -> Result<()> {
    let row = row.into_active_model();
    db::insert_unless(db, row, [receipt_key::Column::Id])
        .await
        .map(drop)
}

pub(super) async fn all(db: &impl ConnectionTrait) -> Result<Vec<receipt_key::Model>> {
    let query = receipt_key::Entity::find();
    Ok(query.order_by_desc(receipt_key::Column::Since).all(db).await?)
}
