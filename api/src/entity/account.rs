//! A person or system that holds tokens.
use sea_orm::entity::prelude::*;
use wire::{AccountId, OrganizationId, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    pub name: String,
    /// Word of [`wire::Role`].
    pub role: String,
    pub organization_id: Option<OrganizationId>,
    pub created_at: Timestamp,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
