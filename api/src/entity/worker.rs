//! A process that takes letters. Its row says that it lives as long as the last beat is fresh.
use sea_orm::entity::prelude::*;
use wire::Timestamp;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "worker")]
pub struct Model {
    /// As leases name it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The machine it runs on.
    pub host: String,
    pub process: i64,
    /// Letters it takes at one time.
    pub places: i32,
    pub since: Timestamp,
    pub beat_at: Timestamp,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
