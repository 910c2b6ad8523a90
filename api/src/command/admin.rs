//! `admin`: what an operator does on the machine itself, before anyone has a token.
use std::io::Write;

use clap::{Subcommand, ValueEnum};
use wire::{NewMember, NewOrganization, OrganizationKind, Role, Timestamp};

use crate::account::{self, NewAccount};
use crate::app::App;
use crate::config::Place;
use crate::db::ConnectionTrait;
use crate::error::Result;
use crate::organization;
use crate::rules::refused;

/// Verbs of the operator.
#[derive(Debug, Subcommand)]
pub(super) enum Admin {
    /// Make an account with a token, and print the token alone on stdout
    Token {
        #[command(flatten)]
        place: Place,
        /// What the account may do
        #[arg(long)]
        role: RoleName,
        /// Name of the person or system
        #[arg(long)]
        name: String,
        /// Short name of its organization; authors and coordinators need one
        #[arg(long, value_name = "SLUG")]
        organization: Option<String>,
    },
    /// Register an organization, and print its short name alone on stdout
    Organization {
        #[command(flatten)]
        place: Place,
        /// Short name: 2 to 48 of a-z, 0-9 and -
        #[arg(long)]
        slug: String,
        /// Full name
        #[arg(long)]
        name: String,
        /// What it is
        #[arg(long)]
        kind: KindName,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum RoleName {
    Operator,
    Author,
    Coordinator,
    Student,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Operator => Self::Operator,
            RoleName::Author => Self::Author,
            RoleName::Coordinator => Self::Coordinator,
            RoleName::Student => Self::Student,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum KindName {
    Institution,
    University,
    Partner,
}

impl From<KindName> for OrganizationKind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Institution => Self::Institution,
            KindName::University => Self::University,
            KindName::Partner => Self::Partner,
        }
    }
}

pub(super) async fn run(admin: Admin) -> Result<()> {
    let printed = match admin {
        Admin::Token {
            place,
            role,
            name,
            organization,
        } => {
            let role = role.into();
            let new = NewMember { name, role };
            token(&super::open(&place).await?, &new, organization.as_deref()).await?
        }
        Admin::Organization {
            place,
            slug,
            name,
            kind,
        } => {
            let kind = kind.into();
            let new = NewOrganization { slug, name, kind };
            register(&super::open(&place).await?, &new).await?
        }
    };
    writeln!(std::io::stdout(), "{printed}")?;
    Ok(())
}

/// A token of a new account.
async fn token(app: &App, new: &NewMember, organization: Option<&str>) -> Result<String> {
    let needs_home = matches!(new.role, Role::Author | Role::Coordinator);
    if needs_home && organization.is_none() {
        return Err(refused("--organization", "rule-role-organization"));
    }
    let tx = app.db().begin().await?;
    let secret = match organization {
        Some(slug) => {
            let home = organization::find(&tx, slug).await?;
            organization::add_member(&tx, &home, new, app.now()).await?.token
        }
        None => homeless(&tx, new, app.now()).await?,
    };
    tx.commit().await?;
    Ok(secret)
}

async fn homeless(tx: &impl ConnectionTrait, new: &NewMember, now: Timestamp) -> Result<String> {
    let account = NewAccount {
        name: &new.name,
        role: new.role,
        organization: None,
        now,
    };
    let account = account::create(tx, account).await?;
    Ok(account::mint(tx, account.id, "first", now).await?.0)
}

async fn register(app: &App, new: &NewOrganization) -> Result<String> {
    let tx = app.db().begin().await?;
    let row = organization::create(&tx, new, app.now()).await?;
    tx.commit().await?;
    Ok(row.slug)
}
