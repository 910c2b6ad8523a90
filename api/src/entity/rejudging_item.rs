//! One submission of a rejudging: the judging that counted, and the new one.
use sea_orm::entity::prelude::*;
use wire::{JudgingId, RejudgingId, SubmissionId};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rejudging_item")]
pub struct Model {
    /// Also what the letter is about.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub rejudging_id: RejudgingId,
    pub submission_id: SubmissionId,
    pub before_id: JudgingId,
    pub after_id: Option<JudgingId>,
    /// Whether verdict or points differ; known once there is a new judging.
    pub changed: Option<bool>,
    /// Points more than before, in hundredths.
    pub gain: Option<i32>,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
