//! Events, challenges and their published versions.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, integer_null, json, string, uuid};

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
                    .table("event")
                    .col(id())
                    .col(string("slug"))
                    .col(json("title"))
                    .col(big_integer("opens_at"))
                    .col(big_integer_null("closes_at"))
                    .col(big_integer("grace"))
                    .col(integer_null("attempts_per_day"))
                    .col(integer_null("attempts"))
                    .col(big_integer("created_at"))
                    .to_owned(),
                Table::create()
                    .table("challenge_version")
                    .col(id())
                    .col(string("challenge"))
                    .col(uuid("challenge_uuid"))
                    .col(uuid("organization_id"))
                    .col(uuid("published_by"))
                    .col(string("version"))
                    .col(big_integer("precedence"))
                    .col(string("hash"))
                    .col(integer("max_points"))
                    .col(json("summary"))
                    .col(json("outline"))
                    .col(string("bundle_hash"))
                    .col(big_integer("bundle_size"))
                    .col(big_integer("published_at"))
                    .foreign_key(&mut reference(
                        "challenge_version",
                        "organization_id",
                        "organization",
                    ))
                    .foreign_key(&mut reference("challenge_version", "published_by", "account"))
                    .to_owned(),
                Table::create()
                    .table("event_challenge")
                    .col(uuid("event_id"))
                    .col(string("challenge"))
                    .col(uuid("version_id"))
                    .primary_key(Index::create().col("event_id").col("challenge"))
                    .foreign_key(&mut reference("event_challenge", "event_id", "event"))
                    .foreign_key(&mut reference(
                        "event_challenge",
                        "version_id",
                        "challenge_version",
                    ))
                    .to_owned(),
            ],
            vec![
                unique("event", &["slug"]),
                unique("challenge_version", &["challenge", "version"]),
                index("challenge_version", &["challenge", "precedence"]),
                index("event_challenge", &["version_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["event_challenge", "challenge_version", "event"]).await
    }
}
