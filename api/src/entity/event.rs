//! When and for whom challenges are open.
use sea_orm::entity::prelude::*;
use wire::{EventId, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    pub slug: String,
    /// A [`wire::Localized`].
    pub title: Json,
    pub opens_at: Timestamp,
    pub closes_at: Option<Timestamp>,
    /// Milliseconds in which what was sealed before the end may still arrive.
    pub grace: i64,
    /// Submissions that a team may make to each challenge within a day; absent: as many as it likes.
    pub attempts_per_day: Option<i32>,
    /// The same in the whole event.
    pub attempts: Option<i32>,
    pub created_at: Timestamp,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
