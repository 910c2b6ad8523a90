//! Rejudgings: sets of submissions that are judged again, and what came of each.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean_null, integer_null, string, string_null, text, uuid, uuid_null,
};

use crate::columns::{create, drop, id, index, reference, unique};

/// This step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(
            manager,
            vec![rejudging(), item()],
            vec![
                index("rejudging", &["state"]),
                unique("rejudging_item", &["rejudging_id", "submission_id"]),
                index("rejudging_item", &["rejudging_id", "id"]),
                index("rejudging_item", &["rejudging_id", "changed", "id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["rejudging_item", "rejudging"]).await
    }
}

fn rejudging() -> TableCreateStatement {
    Table::create()
        .table("rejudging")
        .col(id())
        .col(text("reason"))
        .col(uuid("event_id"))
        .col(string_null("challenge"))
        .col(uuid_null("version_id"))
        .col(uuid_null("team_id"))
        .col(uuid_null("submission_id"))
        .col(uuid_null("against_id"))
        .col(string("state"))
        .col(uuid_null("done_to"))
        .col(big_integer("created_at"))
        .col(uuid_null("created_by"))
        .col(big_integer_null("decided_at"))
        .col(uuid_null("decided_by"))
        .foreign_key(&mut reference("rejudging", "event_id", "event"))
        .to_owned()
}

fn item() -> TableCreateStatement {
    Table::create()
        .table("rejudging_item")
        .col(id())
        .col(uuid("rejudging_id"))
        .col(uuid("submission_id"))
        .col(uuid("before_id"))
        .col(uuid_null("after_id"))
        .col(boolean_null("changed"))
        .col(integer_null("gain"))
        .foreign_key(&mut reference("rejudging_item", "rejudging_id", "rejudging"))
        .foreign_key(&mut reference("rejudging_item", "submission_id", "submission"))
        .foreign_key(&mut reference("rejudging_item", "before_id", "judging"))
        .foreign_key(&mut reference("rejudging_item", "after_id", "judging"))
        .to_owned()
}
