//! One immutable published version of a challenge.
use sea_orm::entity::prelude::*;
use wire::{AccountId, ChallengeVersionId, OrganizationId, Points, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "challenge_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChallengeVersionId,
    pub challenge: String,
    pub challenge_uuid: Uuid,
    pub organization_id: OrganizationId,
    pub published_by: AccountId,
    /// Semantic version.
    pub version: String,
    /// The version as a number that sorts like it.
    pub precedence: i64,
    /// SHA-256 of the package; also its name in the blob store.
    pub hash: String,
    pub max_points: Points,
    /// What the list says: a [`wire::ChallengeSummary`]. Beside the outline, so that a page of the list does
    /// not drag a hundred statements along.
    pub summary: Json,
    /// What readers may see: a [`wire::ChallengeDetails`].
    pub outline: Json,
    /// SHA-256 of the public bundle; also its name in the blob store.
    pub bundle_hash: String,
    pub bundle_size: i64,
    pub published_at: Timestamp,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
