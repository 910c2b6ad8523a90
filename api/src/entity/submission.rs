//! One commit, received at one time. A fact; never changed.
use sea_orm::entity::prelude::*;
use wire::{AccountId, ChallengeVersionId, SubmissionId, TeamId, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SubmissionId,
    pub team_id: TeamId,
    /// Who pushed it.
    pub account_id: AccountId,
    pub challenge: String,
    pub version_id: ChallengeVersionId,
    pub commit: String,
    pub tree: String,
    /// The moment it counts from: when it arrived, or was sealed.
    pub received_at: Timestamp,
    /// When the whole content was here. Attempts are counted by it.
    pub arrived_at: Timestamp,
    /// What the team declares, by what the challenge asked for; absent when it asked for nothing.
    pub declarations: Option<Json>,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
