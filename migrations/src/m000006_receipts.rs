//! What a team is promised: seals on commits that are still to come, and the keys that receipts are signed with.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, uuid};

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
                    .table("seal")
                    .col(id())
                    .col(uuid("team_id"))
                    .col(uuid("account_id"))
                    .col(string("challenge"))
                    .col(string("commit"))
                    .col(string("tree"))
                    .col(big_integer("sealed_at"))
                    .foreign_key(&mut reference("seal", "team_id", "team"))
                    .foreign_key(&mut reference("seal", "account_id", "account"))
                    .to_owned(),
                Table::create()
                    .table("receipt_key")
                    .col(string("id").primary_key())
                    .col(string("public"))
                    .col(big_integer("since"))
                    .to_owned(),
            ],
            vec![
                unique("seal", &["team_id", "challenge", "commit"]),
                index("seal", &["team_id", "challenge", "sealed_at"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["receipt_key", "seal"]).await
    }
}
