//! Work that remains to be done, with the lease of whoever does it.
use sea_orm::entity::prelude::*;
use wire::{LetterId, SubmissionId, TeamId, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LetterId,
    /// Which room it goes to.
    pub kind: String,
    /// What it is about; with the kind it is unique.
    pub subject: Uuid,
    /// The submission by which people know it.
    pub submission_id: SubmissionId,
    pub team_id: TeamId,
    /// Smaller goes first. One after the team's last letter, never before the turn the queue is at: nobody starves.
    pub turn: i64,
    /// How often it has been leased.
    pub attempts: i32,
    pub available_at: Timestamp,
    pub leased_until: Option<Timestamp>,
    pub leased_by: Option<String>,
    /// Grows with each lease; only the newest lease may finish the letter.
    pub generation: i32,
    /// Set when it was given up: a person has to look at it.
    pub stopped_at: Option<Timestamp>,
    /// Why it last failed; for operators alone.
    pub fault: Option<String>,
    /// Machines on which it failed, each between blanks; others are asked first.
    pub failed_on: Option<String>,
    pub created_at: Timestamp,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
