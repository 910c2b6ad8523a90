//! The points of a team in one challenge that count, and the submission that brought them.
use sea_orm::entity::prelude::*;
use wire::{EventId, Points, SubmissionId, TeamId, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "score")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub team_id: TeamId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub challenge: String,
    pub event_id: EventId,
    pub submission_id: SubmissionId,
    pub points: Points,
    pub reached_at: Timestamp,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
