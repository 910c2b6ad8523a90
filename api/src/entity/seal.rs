//! A commit that was announced before its content had arrived. A fact; never changed.
use sea_orm::entity::prelude::*;
use wire::{AccountId, SealId, TeamId, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "seal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SealId,
    pub team_id: TeamId,
    pub account_id: AccountId,
    pub challenge: String,
    pub commit: String,
    pub tree: String,
    pub sealed_at: Timestamp,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
