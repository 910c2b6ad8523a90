//! Schema steps for SQLite and PostgreSQL, oldest first. Never imports the entities: a step must not
//! change its meaning when an entity does.
//!
//! Every column kind used here means the same on both back ends: ids are UUIDs, moments are milliseconds
//! since 1970 in a `bigint`, points are hundredths in an `integer`, documents are JSON.
pub use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait};

mod columns;
mod m000001_people;
mod m000002_challenges;
mod m000003_teams;
mod m000004_submissions;
mod m000005_results;
mod m000006_receipts;
mod m000007_rejudgings;

/// All steps in order.
#[derive(Debug)]
pub struct Migrator;

#[sea_orm_migration::async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m000001_people::Step),
            Box::new(m000002_challenges::Step),
            Box::new(m000003_teams::Step),
            Box::new(m000004_submissions::Step),
            Box::new(m000005_results::Step),
            Box::new(m000006_receipts::Step),
            Box::new(m000007_rejudgings::Step),
        ]
    }
}

#[cfg(test)]
mod tests;
