//! Organizations, accounts and their tokens.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, uuid, uuid_null};

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
                    .table("organization")
                    .col(id())
                    .col(string("slug"))
                    .col(string("name"))
                    .col(string("kind"))
                    .col(big_integer("created_at"))
                    .to_owned(),
                Table::create()
                    .table("account")
                    .col(id())
                    .col(string("name"))
                    .col(string("role"))
                    .col(uuid_null("organization_id"))
                    .col(big_integer("created_at"))
                    .foreign_key(&mut reference("account", "organization_id", "organization"))
                    .to_owned(),
                Table::create()
                    .table("token")
                    .col(id())
                    .col(uuid("account_id"))
                    .col(string("hash"))
                    .col(string("label"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("expires_at"))
                    .col(big_integer_null("revoked_at"))
                    .foreign_key(&mut reference("token", "account_id", "account"))
                    .to_owned(),
            ],
            vec![
                unique("organization", &["slug"]),
                index("account", &["organization_id"]),
                unique("token", &["hash"]),
                index("token", &["account_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["token", "account", "organization"]).await
    }
}
