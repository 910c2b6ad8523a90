//! Invitations: made by a leader or a coordinator, used up by whoever accepts.
use wire::{AcceptInvitation, InvitationId, NewInvitation, Role, TeamId, Timestamp};

use super::{Team, code, join, may_change, member, rules, seen_by, store};
use crate::account::{self, Account, NewAccount, Secret};
use crate::db::ConnectionTrait;
use crate::entity::invitation::Model as Row;
use crate::error::{Code, Error, Result};
use crate::event;
use crate::rules::refused;

/// How long an invitation works: seven days, in milliseconds.
const LIFE: i64 = 7 * 24 * 3600 * 1000;
const MOST_USES: u32 = 20;

/// An invitation with the code that is shown this once.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) code: String,
    pub(crate) team: Team,
    pub(crate) expires_at: Timestamp,
    pub(crate) uses: u32,
}

/// A new invitation into the team, if `account` may make one.
pub(crate) async fn invite(
    tx: &impl ConnectionTrait,
    account: &Account,
    id: TeamId,
    (new, now): (&NewInvitation, Timestamp),
) -> Result<Made> {
    let team = seen_by(tx, account, id).await?;
    let leader = member(tx, id, account.id)
        .await?
        .is_some_and(|place| place.leader);
    if !rules::may_invite(account, team.organization_id, leader) {
        return Err(Code::AuthForbidden.into());
    }
    let uses = uses(new)?;
    let mut random = [0; 12];
    getrandom::fill(&mut random)?;
    let shown = code::show(random);
    let row = Row {
        id: InvitationId::fresh(),
        team_id: id,
        created_by: account.id,
        hash: code::hash(&shown).ok_or_else(|| Error::fault("a new code is no code"))?,
        uses_left: i32::try_from(uses).unwrap_or(1),
        expires_at: now.plus(LIFE),
        created_at: now,
    };
    store::insert_invitation(tx, row.clone()).await?;
    Ok(Made {
        code: shown,
        team,
        expires_at: row.expires_at,
        uses,
    })
}

/// What an accepted invitation brought.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) team: Team,
    /// Token of the account that was made for it.
    pub(crate) secret: Option<Secret>,
}

/// Takes `by` into the team of the invitation, or, when nobody is logged in, a new student of the team's
/// organization. Give it a transaction: on an error nothing of it may stay, the used-up place least of all.
pub(crate) async fn accept(
    tx: &impl ConnectionTrait,
    by: Option<&Account>,
    accepted: &AcceptInvitation,
    now: Timestamp,
) -> Result<Accepted> {
    if by.is_some_and(|account| account.role != Role::Student) {
        return Err(Code::AuthForbidden.into());
    }
    let team = redeem(tx, &accepted.code, now).await?;
    let (account, secret) = match by {
        Some(account) => (account.id, None),
        None => {
            let (account, secret) = enrol(tx, &team, accepted.name.as_deref(), now).await?;
            (account.id, Some(secret))
        }
    };
    // Full or not is asked under the team's lock: two invitations may be accepted at once.
    store::lock(tx, team.id).await?;
    join(tx, &team, account, (false, now)).await?;
    if store::count_members(tx, team.id).await? > rules::MEMBERS {
        return Err(Error::new(Code::TeamFull).with("limit", rules::MEMBERS));
    }
    Ok(Accepted { team, secret })
}

/// Uses the invitation up by one. The row itself decides, so that of two who take the last use one wins.
async fn redeem(tx: &impl ConnectionTrait, typed: &str, now: Timestamp) -> Result<Team> {
    let hash = code::hash(typed).ok_or(Code::InvitationInvalid)?;
    let row = store::invitation(tx, &hash)
        .await?
        .ok_or(Code::InvitationInvalid)?;
    if !store::use_up(tx, row.id, now).await? {
        return Err(Code::InvitationInvalid.into());
    }
    let team = super::find(tx, row.team_id).await?;
    let event = event::with_ids(tx, vec![team.event_id]).await?;
    let event = event
        .first()
        .ok_or_else(|| Error::fault("a team without event"))?;
    may_change(event, now)?;
    Ok(team)
}

/// A new student of the team's organization.
async fn enrol(
    tx: &impl ConnectionTrait,
    team: &Team,
    name: Option<&str>,
    now: Timestamp,
) -> Result<(Account, Secret)> {
    let new = NewAccount {
        name: name.ok_or_else(|| refused("name", "rule-name-needed"))?,
        role: Role::Student,
        organization: team.organization_id,
        now,
    };
    let account = account::create(tx, new).await?;
    let secret = account::mint(tx, account.id, "invitation", now).await?;
    Ok((account, secret))
}

fn uses(new: &NewInvitation) -> Result<u32> {
    let uses = new.uses.unwrap_or(1);
    if (1..=MOST_USES).contains(&uses) {
        Ok(uses)
    } else {
        Err(refused("uses", "rule-uses").with("limit", MOST_USES))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_has_one_to_twenty_uses() {
        for (asked, given) in [
            (None, Some(1)),
            (Some(1), Some(1)),
            (Some(20), Some(20)),
            (Some(0), None),
            (Some(21), None),
            (Some(u32::MAX), None),
        ] {
            assert_eq!(uses(&NewInvitation { uses: asked }).ok(), given, "{asked:?}");
        }
    }
}
