//! What was told of a submission while it was judged. Kept for a while, so that whoever watches from another process,
//! or comes back after a broken link, misses nothing.
use sea_orm::entity::prelude::*;
use wire::{SubmissionId, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "progress")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: SubmissionId,
    /// From 1 for each submission, one more with each event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// A [`wire::Progress`], as its team may see it.
    pub event: Json,
    pub said_at: Timestamp,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
