//! Institutions, universities and partners, and the accounts they are given. Writes `organization`.
mod rules;
mod store;

use wire::{Member, NewMember, NewOrganization, OrganizationId, OrganizationKind, Timestamp};

pub(crate) use crate::entity::organization::Model as Organization;
pub(crate) use rules::{may_add, may_publish};

use crate::account::{self, Account, NewAccount};
use crate::db::ConnectionTrait;
use crate::error::{Code, Error, Result};
use crate::paging::{Part, Window};
use crate::rules::{NAME, name, refused, slug};

/// A new organization.
pub(crate) async fn create(
    db: &impl ConnectionTrait,
    new: &NewOrganization,
    now: Timestamp,
) -> Result<Organization> {
    slug("slug", &new.slug)?;
    let row = Organization {
        id: OrganizationId::fresh(),
        slug: new.slug.clone(),
        name: name("name", &new.name, NAME)?,
        kind: new.kind.word().to_owned(),
        created_at: now,
    };
    if store::insert_unless_taken(db, row.clone()).await? {
        Ok(row)
    } else {
        Err(Error::new(Code::OrganizationSlugTaken).with("slug", &new.slug))
    }
}

/// The organization named `slug`.
pub(crate) async fn find(db: &impl ConnectionTrait, slug: &str) -> Result<Organization> {
    let found = store::by_slug(db, slug).await?;
    found.ok_or_else(|| Error::new(Code::OrganizationNotFound).with("slug", slug))
}

/// The organizations with these ids.
pub(crate) async fn with_ids(
    db: &impl ConnectionTrait,
    ids: Vec<OrganizationId>,
) -> Result<Vec<Organization>> {
    store::with_ids(db, ids).await
}

/// The organization of `account`, if it has one.
pub(crate) async fn of(db: &impl ConnectionTrait, account: &Account) -> Result<Option<Organization>> {
    match account.organization {
        Some(id) => Ok(store::with_ids(db, vec![id]).await?.pop()),
        None => Ok(None),
    }
}

/// The organizations, by short name.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    window: &Window<String>,
) -> Result<Part<Organization, String>> {
    let rows = store::list(db, window).await?;
    Ok(window.cut(rows, |last| last.slug.clone()))
}

/// A new account in `organization`, with its first token.
pub(crate) async fn add_member(
    db: &impl ConnectionTrait,
    organization: &Organization,
    new: &NewMember,
    now: Timestamp,
) -> Result<Member> {
    if !rules::takes(kind(organization)?, new.role) {
        return Err(refused("role", "rule-role-author"));
    }
    let account = NewAccount {
        name: &new.name,
        role: new.role,
        organization: Some(organization.id),
        now,
    };
    let account = account::create(db, account).await?;
    let secret = account::mint(db, account.id, "first", now).await?;
    Ok(Member {
        account: account.id,
        name: account.name,
        role: account.role,
        organization: organization.slug.clone(),
        token: secret.0,
    })
}

/// What `organization` is.
pub(crate) fn kind(organization: &Organization) -> Result<OrganizationKind> {
    let word = &organization.kind;
    word.parse()
        .map_err(|()| Error::fault(format_args!("organization kind {word}")))
}

/// What everyone may see of `organization`.
pub(crate) fn details(organization: Organization) -> Result<wire::Organization> {
    Ok(wire::Organization {
        kind: kind(&organization)?,
        slug: organization.slug,
        name: organization.name,
        created_at: organization.created_at,
    })
}

#[cfg(test)]
mod tests;
