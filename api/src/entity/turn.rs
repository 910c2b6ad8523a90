//! The turns of the queue: the largest that was ever taken up, and the last of each team. They never go back.
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "turn")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// A team's id, or nothing for the queue itself.
    #[sea_orm(primary_key, auto_increment = false)]
    pub whose: String,
    pub turn: i64,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
