//! Queries of this room.
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use wire::AccountId;

use crate::entity::{account, token};
use crate::error::Result;

pub(super) async fn by_token(
    db: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<(token::Model, account::Model)>> {
    let Some(token) = token::Entity::find()
        .filter(token::Column::Hash.eq(hash))
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let account = account::Entity::find_by_id(token.account_id).one(db).await?;
    Ok(account.map(|account| (token, account)))
}

pub(super) async fn with_ids(db: &impl ConnectionTrait, ids: Vec<AccountId>) -> Result<Vec<account::Model>> {
    let query = account::Entity::find().filter(account::Column::Id.is_in(ids));
    Ok(query.all(db).await?)
}

pub(super) async fn insert_account(db: &impl ConnectionTrait, row: account::Model) -> Result<()> {
    account::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

pub(super) async fn insert_token(db: &impl ConnectionTrait, row: token::Model) -> Result<()> {
    token::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(())
}
