//! Teams, who is in them, and invitations. Writes `team`, `membership` and `invitation`.
mod store;

use wire::{AccountId, EventId, TeamId};

pub(crate) use crate::entity::membership::Model as Membership;
pub(crate) use crate::entity::team::Model as Team;

use crate::db::ConnectionTrait;
use crate::error::{Code, Result};

/// The team of `account` in `event`.
pub(crate) async fn of(
    db: &impl ConnectionTrait,
    account: AccountId,
    event: EventId,
) -> Result<Option<Team>> {
    store::of(db, account, event).await
}

/// The team with this id. Who may see it is another question: [`member`].
pub(crate) async fn find(db: &impl ConnectionTrait, id: TeamId) -> Result<Team> {
    store::by_id(db, id)
        .await?
        .ok_or_else(|| Code::TeamNotFound.into())
}

/// The team named `slug` in `event`. Who may see it is another question: [`member`].
pub(crate) async fn by_slug(db: &impl ConnectionTrait, event: EventId, slug: &str) -> Result<Team> {
    let found = store::by_slug(db, event, slug).await?;
    found.ok_or_else(|| Code::TeamNotFound.into())
}

/// The place of `account` in `team`, if it has one.
pub(crate) async fn member(
    db: &impl ConnectionTrait,
    team: TeamId,
    account: AccountId,
) -> Result<Option<Membership>> {
    store::member(db, team, account).await
}
