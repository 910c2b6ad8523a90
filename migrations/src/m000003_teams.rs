//! Teams, who is in them, and invitations.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, string, uuid, uuid_null};

use crate::columns::{create, drop, id, index, reference, unique};

/// This step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(
            manager,
            vec![
                Table::create()
                    .table("team")
                    .col(id())
                    .col(uuid("event_id"))
                    .col(string("slug"))
                    .col(string("name"))
                    .col(uuid_null("organization_id"))
                    .col(big_integer("created_at"))
                    .foreign_key(&mut reference("team", "event_id", "event"))
                    .foreign_key(&mut reference("team", "organization_id", "organization"))
                    .to_owned(),
                Table::create()
                    .table("membership")
                    .col(uuid("event_id"))
                    .col(uuid("account_id"))
                    .col(uuid("team_id"))
                    .col(boolean("leader"))
                    .col(big_integer("joined_at"))
                    .primary_key(Index::create().col("event_id").col("account_id"))
                    .foreign_key(&mut reference("membership", "event_id", "event"))
                    .foreign_key(&mut reference("membership", "team_id", "team"))
                    .foreign_key(&mut reference("membership", "account_id", "account"))
                    .to_owned(),
                Table::create()
                    .table("invitation")
                    .col(id())
                    .col(uuid("team_id"))
                    .col(uuid("created_by"))
                    .col(string("hash"))
                    .col(integer("uses_left"))
                    .col(big_integer("expires_at"))
                    .col(big_integer("created_at"))
                    .foreign_key(&mut reference("invitation", "team_id", "team"))
                    .foreign_key(&mut reference("invitation", "created_by", "account"))
                    .to_owned(),
            ],
            vec![
                unique("team", &["event_id", "slug"]),
                index("team", &["organization_id", "id"]),
                index("membership", &["team_id"]),
                index("membership", &["account_id"]),
                unique("invitation", &["hash"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["invitation", "membership", "team"]).await
    }
}
