//! A fault of ours while a letter was worked on. For operators alone; forgotten after a month.
use sea_orm::entity::prelude::*;
use wire::{LetterId, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fault")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub letter_id: LetterId,
    /// What the letter was about.
    pub subject: Uuid,
    pub worker: String,
    pub host: String,
    pub words: String,
    pub happened_at: Timestamp,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
