//! A code that leads into a team: only its hash is kept.
use sea_orm::entity::prelude::*;
use wire::{AccountId, InvitationId, TeamId, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    pub team_id: TeamId,
    pub created_by: AccountId,
    /// SHA-256 of the code, hexadecimal.
    pub hash: String,
    pub uses_left: i32,
    pub expires_at: Timestamp,
    pub created_at: Timestamp,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
