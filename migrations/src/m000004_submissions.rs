//! Submissions, facts that never change, and the queue: its letters, the turns, who works on it, and what went wrong.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, json_null, string, string_null, text, text_null, uuid,
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
            vec![
                Table::create()
                    .table("submission")
                    .col(id())
                    .col(uuid("team_id"))
                    .col(uuid("account_id"))
                    .col(string("challenge"))
                    .col(uuid("version_id"))
                    .col(string("commit"))
                    .col(string("tree"))
                    .col(big_integer("received_at"))
                    .col(big_integer("arrived_at"))
                    .col(json_null("declarations"))
                    .foreign_key(&mut reference("submission", "team_id", "team"))
                    .foreign_key(&mut reference("submission", "account_id", "account"))
                    .foreign_key(&mut reference("submission", "version_id", "challenge_version"))
                    .to_owned(),
                letter(),
                turn(),
                worker(),
                fault(),
            ],
            vec![
                unique("submission", &["team_id", "challenge", "commit"]),
                unique("letter", &["kind", "subject"]),
                index("letter", &["stopped_at", "kind", "turn", "id"]),
                index("letter", &["team_id"]),
                index("letter", &["leased_by"]),
                index("fault", &["happened_at"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["fault", "worker", "turn", "letter", "submission"]).await
    }
}

fn letter() -> TableCreateStatement {
    Table::create()
        .table("letter")
        .col(id())
        .col(string("kind"))
        .col(uuid("subject"))
        .col(uuid("submission_id"))
        .col(uuid("team_id"))
        .col(big_integer("turn"))
        .col(integer("attempts"))
        .col(big_integer("available_at"))
        .col(big_integer_null("leased_until"))
        .col(string_null("leased_by"))
        .col(integer("generation"))
        .col(big_integer_null("stopped_at"))
        .col(text_null("fault"))
        .col(text_null("failed_on"))
        .col(big_integer("created_at"))
        .to_owned()
}

fn turn() -> TableCreateStatement {
    Table::create()
        .table("turn")
        .col(string("kind"))
        .col(string("whose"))
        .col(big_integer("turn"))
        .primary_key(Index::create().col("kind").col("whose"))
        .to_owned()
}

fn worker() -> TableCreateStatement {
    Table::create()
        .table("worker")
        .col(string("id").primary_key())
        .col(string("host"))
        .col(big_integer("process"))
        .col(integer("places"))
        .col(big_integer("since"))
        .col(big_integer("beat_at"))
        .to_owned()
}

fn fault() -> TableCreateStatement {
    Table::create()
        .table("fault")
        .col(id())
        .col(uuid("letter_id"))
        .col(uuid("subject"))
        .col(string("worker"))
        .col(string("host"))
        .col(text("words"))
        .col(big_integer("happened_at"))
        .to_owned()
}
