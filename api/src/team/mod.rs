//! Teams, who is in them, and invitations. Writes `team`, `membership` and `invitation`.
mod code;
mod invitation;
mod rules;
mod store;

use std::collections::HashMap;

use wire::{AccountId, EventId, NewTeam, TeamDetails, TeamId, TeamMember, TeamRef, Timestamp};

pub(crate) use crate::entity::membership::Model as Membership;
pub(crate) use crate::entity::team::Model as Team;
pub(crate) use invitation::{accept, invite};

use crate::account::{self, Account, random_hex};
use crate::db::ConnectionTrait;
use crate::error::{Code, Error, Result};
use crate::event::{self, Event};
use crate::organization;
use crate::paging::{Part, Window};
use crate::rules::{name, slug};

/// The team with this id. Who may see it is another question: [`seen_by`], [`member`].
pub(crate) async fn find(db: &impl ConnectionTrait, id: TeamId) -> Result<Team> {
    store::by_id(db, id)
        .await?
        .ok_or_else(|| Code::TeamNotFound.into())
}

/// The teams with these ids.
pub(crate) async fn with_ids(db: &impl ConnectionTrait, ids: Vec<TeamId>) -> Result<Vec<Team>> {
    store::with_ids(db, ids).await
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

/// Who leads the team.
pub(crate) async fn leader(db: &impl ConnectionTrait, id: TeamId) -> Result<AccountId> {
    let members = store::members(db, vec![id]).await?;
    let leader = members.iter().find(|member| member.leader).or(members.first());
    leader
        .map(|member| member.account_id)
        .ok_or_else(|| Code::TeamNotFound.into())
}

/// The team with this id, if `account` may see it: its members, its coordinators and operators. To all
/// others it does not exist.
pub(crate) async fn seen_by(db: &impl ConnectionTrait, account: &Account, id: TeamId) -> Result<Team> {
    let team = find(db, id).await?;
    let member = member(db, id, account.id).await?.is_some();
    if rules::may_see(account, team.organization_id, member) {
        Ok(team)
    } else {
        Err(Code::TeamNotFound.into())
    }
}

/// The teams that `account` may see, oldest first.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    account: &Account,
    window: &Window<TeamId>,
) -> Result<Part<Team, TeamId>> {
    let rows = store::list(db, rules::whose(account), window).await?;
    Ok(window.cut(rows, |last| last.id))
}

/// The teams that `account` is in, at most a hundred of them.
pub(crate) async fn own(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Team>> {
    let window = Window {
        after: None,
        limit: 100,
    };
    let rows = store::list(db, rules::Whose::Own(account), &window).await?;
    Ok(window.cut(rows, |last| last.id).items)
}

/// A new team in `event`, led by `leader`, of the leader's organization. Give it a transaction.
pub(crate) async fn create(
    tx: &impl ConnectionTrait,
    leader: &Account,
    event: &Event,
    (new, now): (&NewTeam, Timestamp),
) -> Result<Team> {
    may_change(event, now)?;
    let mut team = Team {
        id: TeamId::fresh(),
        event_id: event.id,
        slug: String::new(),
        name: name("name", &new.name, rules::NAME)?,
        organization_id: leader.organization,
        created_at: now,
    };
    for slug in slugs(&team.name, new.slug.as_deref())? {
        team.slug = slug;
        if store::insert_unless_taken(tx, team.clone()).await? {
            join(tx, &team, leader.id, (true, now)).await?;
            return Ok(team);
        }
    }
    Err(Error::new(Code::TeamSlugTaken).with("slug", team.slug))
}

/// Takes `account` out of the team; when it led, whoever joined first after it leads. Give it a transaction.
pub(crate) async fn leave(tx: &impl ConnectionTrait, account: AccountId, id: TeamId) -> Result<()> {
    // Two who leave at once wait for each other here, so that one of them cannot be made leader on leaving.
    store::lock(tx, id).await?;
    let place = member(tx, id, account).await?.ok_or(Code::TeamNotFound)?;
    store::delete_member(tx, &place).await?;
    let heir = store::members(tx, vec![id]).await?.into_iter().next();
    if let Some(heir) = heir.filter(|_| place.leader) {
        store::set_leader(tx, &heir).await?;
    }
    Ok(())
}

/// Teams in full, in the order given; members and names are fetched for all at once.
pub(crate) async fn details(db: &impl ConnectionTrait, teams: Vec<Team>) -> Result<Vec<TeamDetails>> {
    let owners = teams.iter().filter_map(|team| team.organization_id).collect();
    let owners = organization::with_ids(db, owners).await?;
    let owners: HashMap<_, _> = owners.into_iter().map(|o| (o.id, o.slug)).collect();
    let mut members = members(db, &teams).await?;
    let refs = refs(db, &teams).await?;
    let whole = teams.iter().zip(refs).map(|(row, team)| TeamDetails {
        organization: row.organization_id.and_then(|id| owners.get(&id).cloned()),
        members: members.remove(&row.id).unwrap_or_default(),
        created_at: row.created_at,
        team,
    });
    Ok(whole.collect())
}

/// What names `teams`, in the order given.
pub(crate) async fn refs(db: &impl ConnectionTrait, teams: &[Team]) -> Result<Vec<TeamRef>> {
    let events = event::with_ids(db, teams.iter().map(|team| team.event_id).collect()).await?;
    let events: HashMap<_, _> = events.into_iter().map(|e| (e.id, e.slug)).collect();
    let refs = teams.iter().map(|team| TeamRef {
        id: team.id,
        slug: team.slug.clone(),
        name: team.name.clone(),
        event: events.get(&team.event_id).cloned().unwrap_or_default(),
    });
    Ok(refs.collect())
}

/// What names `team`.
pub(crate) async fn reference(db: &impl ConnectionTrait, team: &Team) -> Result<TeamRef> {
    let one = refs(db, std::slice::from_ref(team)).await?.pop();
    one.ok_or_else(|| Error::fault("one team has one name"))
}

async fn members(db: &impl ConnectionTrait, teams: &[Team]) -> Result<HashMap<TeamId, Vec<TeamMember>>> {
    let places = store::members(db, teams.iter().map(|team| team.id).collect()).await?;
    let names = account::with_ids(db, places.iter().map(|p| p.account_id).collect()).await?;
    let names: HashMap<_, _> = names.into_iter().map(|a| (a.id, a.name)).collect();
    let mut members: HashMap<_, Vec<_>> = HashMap::new();
    for place in places {
        members.entry(place.team_id).or_default().push(TeamMember {
            account: place.account_id,
            name: names.get(&place.account_id).cloned().unwrap_or_default(),
            leader: place.leader,
            joined_at: place.joined_at,
        });
    }
    Ok(members)
}

/// Puts `account` into `team`: one team per account and event.
async fn join(
    tx: &impl ConnectionTrait,
    team: &Team,
    account: AccountId,
    (leader, joined_at): (bool, Timestamp),
) -> Result<()> {
    let place = Membership {
        event_id: team.event_id,
        account_id: account,
        team_id: team.id,
        leader,
        joined_at,
    };
    if store::insert_member_unless_placed(tx, place).await? {
        Ok(())
    } else {
        Err(Code::TeamAlreadyMember.into())
    }
}

fn may_change(event: &Event, now: Timestamp) -> Result<()> {
    if rules::may_change(event::state(event, now)) {
        Ok(())
    } else {
        Err(event::closed(event, now))
    }
}

fn slugs(name: &str, wanted: Option<&str>) -> Result<Vec<String>> {
    match wanted {
        Some(wanted) => slug("slug", wanted).map(|()| vec![wanted.to_owned()]),
        None => Ok(rules::slugs(name, &random_hex::<4>()?)),
    }
}

#[cfg(test)]
mod tests;
