//! Judgings, appended and never overwritten, what is told while one goes on, and the standings derived from them.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, json, string, uuid, uuid_null};

use crate::columns::{board, create, drop, id, index, reference};

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
                    .table("judging")
                    .col(id())
                    .col(uuid("submission_id"))
                    .col(uuid("version_id"))
                    .col(string("verdict"))
                    .col(integer("points"))
                    .col(integer("max_points"))
                    .col(string("worker"))
                    .col(json("report"))
                    .col(big_integer("started_at"))
                    .col(big_integer("finished_at"))
                    .col(big_integer_null("counts_from"))
                    .col(uuid_null("reused_id"))
                    .foreign_key(&mut reference("judging", "submission_id", "submission"))
                    .foreign_key(&mut reference("judging", "version_id", "challenge_version"))
                    .to_owned(),
                Table::create()
                    .table("progress")
                    .col(uuid("submission_id"))
                    .col(big_integer("number"))
                    .col(json("event"))
                    .col(big_integer("said_at"))
                    .primary_key(Index::create().col("submission_id").col("number"))
                    .foreign_key(&mut reference("progress", "submission_id", "submission"))
                    .to_owned(),
                Table::create()
                    .table("score")
                    .col(uuid("team_id"))
                    .col(string("challenge"))
                    .col(uuid("event_id"))
                    .col(uuid("submission_id"))
                    .col(integer("points"))
                    .col(big_integer("reached_at"))
                    .primary_key(Index::create().col("team_id").col("challenge"))
                    .foreign_key(&mut reference("score", "team_id", "team"))
                    .foreign_key(&mut reference("score", "submission_id", "submission"))
                    .to_owned(),
                Table::create()
                    .table("standing")
                    .col(uuid("team_id").primary_key().to_owned())
                    .col(uuid("event_id"))
                    .col(integer("points"))
                    .col(big_integer("reached_at"))
                    .foreign_key(&mut reference("standing", "team_id", "team"))
                    .foreign_key(&mut reference("standing", "event_id", "event"))
                    .to_owned(),
            ],
            vec![
                index("judging", &["submission_id", "counts_from"]),
                index("judging", &["finished_at"]),
                index("progress", &["said_at"]),
                board("score", &["event_id", "challenge"]),
                board("standing", &["event_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["standing", "score", "progress", "judging"]).await
    }
}
