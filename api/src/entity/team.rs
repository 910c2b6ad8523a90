//! A team in one event.
use sea_orm::entity::prelude::*;
use wire::{EventId, OrganizationId, TeamId, Timestamp};

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "team")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TeamId,
    pub event_id: EventId,
    pub slug: String,
    pub name: String,
    pub organization_id: Option<OrganizationId>,
    pub created_at: Timestamp,
}

/// Joins are written where they are needed.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
