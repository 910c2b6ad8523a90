//! Who may push and fetch: a straight line of named checks, before a byte of a pack is read.
use std::path::PathBuf;
use std::sync::Arc;

use judge::Package;
use wire::{EventState, TeamId};

use super::seal;
use crate::account::Account;
use crate::app::App;
use crate::challenge::{self, Version};
use crate::crowd::Ticket;
use crate::disk;
use crate::error::{Code, Result};
use crate::event::{self, Event};
use crate::git::{self, Service};
use crate::team::{self, Team};

/// What a git address names.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) event: String,
    pub(crate) team: String,
    pub(crate) challenge: String,
}

/// The proof that an account may use a repository. Only [`admit`] makes one.
#[derive(Debug)]
pub(crate) struct Admission {
    pub(super) account: Account,
    pub(super) team: Team,
    pub(super) version: Version,
    pub(super) package: Arc<Package>,
    pub(super) event: Event,
    pub(super) repository: PathBuf,
}

impl Admission {
    /// The repository, made on first use.
    pub(crate) async fn repository(&self, app: &App) -> Result<PathBuf> {
        git::ensure(app.git()?, &self.repository).await?;
        Ok(self.repository.clone())
    }

    /// A place among the conversations of the team, when there is one; for a push, when the disk has room too.
    pub(crate) async fn enter(&self, app: &App, service: Service) -> Result<Ticket> {
        let crowds = app.crowds();
        match service {
            Service::Upload => crowds.fetching.enter(self.team.id).await,
            Service::Receive => {
                disk::has_room(app.data(), app.kept_free())?;
                crowds.pushing.enter(self.team.id).await
            }
        }
    }
}

/// Lets `account` in, or says why not.
pub(crate) async fn admit(
    app: &App,
    account: Account,
    address: &Address,
    service: Service,
) -> Result<Admission> {
    let db = app.db().read();
    let event = event::find(db, &address.event).await?;
    let team = team::by_slug(db, event.id, &address.team).await?;
    is_member(app, &team, &account).await?;
    let version = challenge::listed(db, event.id, &address.challenge).await?;
    if service == Service::Receive {
        is_open(app, &event, (&team, &version)).await?;
    }
    let package = challenge::package(app, &version);
    let package = app.library().get(&version.hash, package).await?;
    let repository = repository(app, team.id, &version.challenge);
    Ok(Admission {
        account,
        team,
        version,
        package,
        event,
        repository,
    })
}

/// The repository of a team for a challenge. By the team's id, because names can change.
pub(crate) fn repository(app: &App, team: TeamId, challenge: &str) -> PathBuf {
    let folder = app.folder("git").join(team.to_string());
    folder.join(format!("{challenge}.git"))
}

/// Strangers are told that the team does not exist.
async fn is_member(app: &App, team: &Team, account: &Account) -> Result<()> {
    let place = team::member(app.db().read(), team.id, account.id).await?;
    place.map(drop).ok_or_else(|| Code::TeamNotFound.into())
}

/// After the end those may still come who have sealed what they send; which commit that is, the hook sees.
async fn is_open(app: &App, event: &Event, (team, version): (&Team, &Version)) -> Result<()> {
    let closed = || event::closed(event, app.now());
    match event::state(event, app.now()) {
        EventState::Open => Ok(()),
        EventState::Upcoming => Err(closed()),
        EventState::Closed => {
            let term = seal::term(app.db().read(), event, (team.id, &version.challenge)).await?;
            let any = term
                .sealed
                .iter()
                .any(|commit| term.refuses(commit, app.now()).is_none());
            any.then_some(()).ok_or_else(closed)
        }
    }
}
