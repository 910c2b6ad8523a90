//! A set of submissions that are judged again, and what a person decided about it.
use sea_orm::entity::prelude::*;
use wire::{AccountId, ChallengeVersionId, EventId, RejudgingId, SubmissionId, TeamId, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rejudging")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RejudgingId,
    pub reason: String,
    pub event_id: EventId,
    pub challenge: Option<String>,
    /// Submissions received for this version alone.
    pub version_id: Option<ChallengeVersionId>,
    pub team_id: Option<TeamId>,
    pub submission_id: Option<SubmissionId>,
    /// The version to judge against, if not each submission's own.
    pub against_id: Option<ChallengeVersionId>,
    /// Word of [`wire::RejudgingState`].
    pub state: String,
    /// How far the state's own work has come: the last submission collected, or the last item dealt with.
    pub done_to: Option<Uuid>,
    pub created_at: Timestamp,
    pub created_by: Option<AccountId>,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<AccountId>,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
