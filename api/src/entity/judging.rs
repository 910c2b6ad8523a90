//! One finished run of the judge over a submission. Appended, never overwritten.
use sea_orm::entity::prelude::*;
use wire::{ChallengeVersionId, JudgingId, Points, SubmissionId, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "judging")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JudgingId,
    pub submission_id: SubmissionId,
    /// What it was judged against.
    pub version_id: ChallengeVersionId,
    /// Word of [`wire::Verdict`].
    pub verdict: String,
    pub points: Points,
    pub max_points: Points,
    pub worker: String,
    /// The full [`wire::Report`], hidden parts included: never leaves the server unredacted.
    pub report: Json,
    pub started_at: Timestamp,
    pub finished_at: Timestamp,
    /// Of a submission's judgings the one that counts last counts; one of a rejudging counts once that is applied.
    pub counts_from: Option<Timestamp>,
    /// The judging of an equal tree whose report it repeats: nothing was run for this one.
    pub reused_id: Option<JudgingId>,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
