//! `admin`: what an operator does on the machine itself, before anyone has a token.
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use wire::{NewMember, NewOrganization, OrganizationKind, Role, Timestamp};

use super::runtime::Runtime;
use super::{queue, rejudge};
use crate::account::{self, NewAccount};
use crate::app::App;
use crate::config::Place;
use crate::db::ConnectionTrait;
use crate::error::Result;
use crate::event::{self, Term};
use crate::organization;
use crate::rules::refused;
use crate::submission::seal;

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
    /// Take a submission that came as a file, and print its receipt on stdout
    ImportBundle {
        #[command(flatten)]
        place: Place,
        /// File that `ubunifu submit --bundle` wrote
        file: PathBuf,
        /// When it was handed in, when that was earlier, such as 2026-12-01T05:00:00Z
        #[arg(long, value_name = "TIME", value_parser = moment)]
        handed_in: Option<Timestamp>,
    },
    /// Change when an event is open and how often teams may submit, and print it on stdout
    Event {
        #[command(flatten)]
        place: Place,
        /// Short name of the event
        #[arg(default_value = event::DEFAULT)]
        slug: String,
        /// Submissions are taken from here on, such as 2026-12-01T05:00:00Z
        #[arg(long, value_name = "TIME", value_parser = moment)]
        opens: Option<Timestamp>,
        /// Submissions are taken until here
        #[arg(long, value_name = "TIME", value_parser = moment)]
        closes: Option<Timestamp>,
        /// Minutes in which what was sealed before the end may still arrive
        #[arg(long, value_name = "MINUTES")]
        grace: Option<u32>,
        /// Submissions a team may make to each challenge within a day of Tanzania (UTC+3), or none: no limit
        #[arg(long, value_name = "N|none", value_parser = limit)]
        attempts_per_day: Option<Limit>,
        /// Submissions a team may make to each challenge in the whole event, or none: no limit
        #[arg(long, value_name = "N|none", value_parser = limit)]
        attempts: Option<Limit>,
    },
    /// Import, list and remove what team code runs on beside this machine's own programs
    #[command(subcommand)]
    Runtime(Runtime),
    /// See what waits to be judged and what was given up, and have it tried again
    #[command(subcommand)]
    Queue(queue::Queue),
    /// Have submissions judged again, compare old and new, and apply or drop the new
    #[command(subcommand)]
    Rejudge(rejudge::Rejudge),
    /// Try whether this machine can judge: short programs in real boxes, each against one limit or wall
    Doctor {
        /// As one JSON document
        #[arg(long)]
        json: bool,
    },
    /// See who judges, where, and what
    Workers {
        #[command(flatten)]
        place: Place,
        /// As one JSON document
        #[arg(long)]
        json: bool,
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
        Admin::ImportBundle {
            place,
            file,
            handed_in,
        } => import(&super::open(&place).await?, (&file, handed_in)).await?,
        Admin::Event {
            place,
            slug,
            opens,
            closes,
            grace,
            attempts_per_day,
            attempts,
        } => {
            let term = Term {
                opens_at: opens,
                closes_at: closes,
                grace: grace.map(|minutes| i64::from(minutes) * 60_000),
                attempts_per_day: attempts_per_day.map(|limit| limit.0),
                attempts: attempts.map(|limit| limit.0),
            };
            reschedule(&super::open(&place).await?, &slug, term).await?
        }
        Admin::Runtime(verb) => return super::runtime::run(verb).await,
        Admin::Queue(queue) => queue::run(queue).await?,
        Admin::Rejudge(verb) => rejudge::run(verb).await?,
        // Done before there is anything to open.
        Admin::Doctor { .. } => return Ok(()),
        Admin::Workers { place, json } => queue::workers(&place, json).await?,
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

/// A submission from a file. The operator vouches for the time at which it was handed in.
async fn import(app: &App, (file, handed_in): (&Path, Option<Timestamp>)) -> Result<String> {
    if handed_in.is_some_and(|at| at > app.now()) {
        return Err(refused("--handed-in", "rule-past"));
    }
    let receipt = seal::import(app, None, (file, handed_in)).await?;
    Ok(serde_json::to_string(&receipt)?)
}

fn moment(text: &str) -> std::result::Result<Timestamp, &'static str> {
    Timestamp::parse(text).ok_or("2026-12-01T05:00:00Z")
}

/// A number, or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit(Option<i32>);

fn limit(text: &str) -> std::result::Result<Limit, &'static str> {
    match text.parse() {
        Ok(number @ 1..=1_000_000) => Ok(Limit(Some(number))),
        _ if text == "none" => Ok(Limit(None)),
        _ => Err("1 to 1000000, or none"),
    }
}

async fn reschedule(app: &App, slug: &str, term: Term) -> Result<String> {
    let tx = app.db().begin().await?;
    let event = event::change(&tx, slug, term).await?;
    tx.commit().await?;
    Ok(serde_json::to_string(&event::details(&event, app.now())?)?)
}

async fn register(app: &App, new: &NewOrganization) -> Result<String> {
    let tx = app.db().begin().await?;
    let row = organization::create(&tx, new, app.now()).await?;
    tx.commit().await?;
    Ok(row.slug)
}
