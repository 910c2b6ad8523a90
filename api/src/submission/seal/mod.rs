//! Seals: a tiny request fixes a commit and its time; the content follows in as many pieces as the link breaks
//! it into, and is then received like any push. Writes `seal`.
mod content;
mod store;
mod room;
mod take;
mod append;

use tokio::task::spawn_blocking;
use wire::{EventId, EventState, NewSeal, SealId, SignedReceipt, TeamId, Timestamp};

pub(crate) use crate::entity::seal::Model as Sealed;
pub(crate) use append::{Latest, Piece, append};
pub(crate) use take::{finish, import, most_of, sweep_uploads};

use super::admission::{Address, Admission, admit};
use super::bundle::is_hash;
use super::rules::{Rules, Term};
use super::{attempts, receipt, store as submissions};
use crate::account::Account;
use crate::app::App;
use crate::challenge::Version;
use crate::db::ConnectionTrait;
use crate::error::{Code, Error, Result};
use crate::event::{self, Event};
use crate::git::{self, Service};
use crate::rules::refused;
use crate::team;
use content::Place;

/// Seals that a push after the end is compared with, and commits that a sender is told of.
const SHOWN: u64 = 50;
/// Bytes of a bundle before its pack.
const HEAD: u64 = 64 << 10;

/// Seals a commit. The same commit keeps its first seal, so asking again costs nothing.
pub(crate) async fn seal(app: &App, account: Account, new: &NewSeal) -> Result<wire::Seal> {
    for (field, hash) in [("commit", &new.commit), ("tree", &new.tree)] {
        if !is_hash(hash) {
            return Err(refused(field, "rule-hash"));
        }
    }
    let address = Address {
        event: new.event.clone(),
        team: new.team.clone(),
        challenge: new.challenge.clone(),
    };
    let admission = admit(app, account, &address, Service::Receive).await?;
    let key = (admission.team.id, admission.version.challenge.as_str());
    let known = store::by_commit(app.db().read(), (key.0, key.1, &new.commit)).await?;
    let row = match known {
        // Only what was sealed before the end may follow it.
        None if event::state(&admission.event, app.now()) != EventState::Open => {
            return Err(event::closed(&admission.event, app.now()));
        }
        known => {
            // Better said now than when all has been sent.
            attempts::admit(app, &admission.event, key, &new.tree).await?;
            match known {
                Some(row) => row,
                None => make(app, &admission, new).await?,
            }
        }
    };
    if row.tree != new.tree {
        return Err(refused("tree", "rule-seal-tree"));
    }
    if let Some(error) = known_refusal(app, &row, &admission.version) {
        return Err(error);
    }
    describe(app, row).await
}

/// Why the same content would be refused again, as long as the rules are the same: said before it is sent.
fn known_refusal(app: &App, row: &Sealed, version: &Version) -> Option<Error> {
    let place = Place::of(app, row.id);
    let refusal = place
        .refusal()
        .filter(|_| version.published_at <= place.changed())?;
    [Code::SubmissionPolicy, Code::RequestTooLarge]
        .contains(&refusal.code())
        .then_some(refusal)
}

async fn make(app: &App, admission: &Admission, new: &NewSeal) -> Result<Sealed> {
    let (team, challenge) = (admission.team.id, admission.version.challenge.clone());
    let now = app.now();
    let tx = app.db().begin().await?;
    let row = Sealed {
        id: SealId::fresh(),
        team_id: team,
        account_id: admission.account.id,
        challenge: challenge.clone(),
        commit: new.commit.clone(),
        tree: new.tree.clone(),
        sealed_at: now,
    };
    room::admit(app, &tx, (&admission.event, (team, &challenge))).await?;
    store::insert_unless_there(&tx, row).await?;
    let row = store::by_commit(&tx, (team, &challenge, &new.commit)).await?;
    tx.commit().await?;
    row.ok_or_else(|| Error::fault("a seal that is gone"))
}

/// The seal with this id, for members of its team.
pub(crate) async fn seen_by(app: &App, account: &Account, id: SealId) -> Result<Sealed> {
    let row = find(app.db().read(), id).await?;
    let member = team::member(app.db().read(), row.team_id, account.id).await?;
    member.map(|_| row).ok_or_else(|| Code::SealNotFound.into())
}

async fn find(db: &impl ConnectionTrait, id: SealId) -> Result<Sealed> {
    let row = store::by_id(db, id).await?;
    row.ok_or_else(|| Code::SealNotFound.into())
}

/// Where a seal stands.
pub(crate) async fn describe(app: &App, row: Sealed) -> Result<wire::Seal> {
    let db = app.db().read();
    let team = team::find(db, row.team_id).await?;
    let event = of(app, &row).await?;
    let repository = super::repository(app, row.team_id, &row.challenge);
    let (have, main) = spawn_blocking(move || kept(&repository)).await??;
    Ok(wire::Seal {
        id: row.id,
        team: team::reference(db, &team).await?,
        offset: Place::of(app, row.id).offset(),
        most: most(app, event.id, &row.challenge).await?,
        until: event::grace_until(&event),
        have,
        main,
        receipt: taken(app, &row).await?,
        challenge: row.challenge,
        commit: row.commit,
        tree: row.tree,
        sealed_at: row.sealed_at,
    })
}

/// Commits that a repository has already, and the one its `main` is at.
fn kept(repository: &std::path::Path) -> Result<(Vec<String>, Option<String>)> {
    let have = git::commits(repository, SHOWN as usize)?;
    if have.is_empty() {
        return Ok((have, None));
    }
    Ok((have, git::tip(repository, git::MAIN)?))
}

/// How much of the content has come, and how much there will be. Whoever sends it is told to stop.
pub(crate) async fn measure(app: &App, row: &Sealed) -> Result<(u64, Option<u64>)> {
    let stop = app.latest().take_over(row.id, app.stopping());
    let place = Place::of(app, row.id);
    // What the former sender brought is on disk when it has let go.
    let waited = place.wait().await;
    app.latest().leave(row.id, &stop);
    drop(waited?);
    Ok((place.offset(), place.size()))
}

/// Forgets what has come of the content.
pub(crate) async fn discard(app: &App, row: &Sealed) -> Result<()> {
    let stop = app.latest().take_over(row.id, app.stopping());
    let place = Place::of(app, row.id);
    let held = place.wait().await;
    app.latest().leave(row.id, &stop);
    match held? {
        Some(held) => held.clear(),
        None => Ok(()),
    }
}

/// The receipt, when the commit has become a submission, on whatever way.
async fn taken(app: &App, row: &Sealed) -> Result<Option<SignedReceipt>> {
    let key = (row.team_id, row.challenge.as_str(), row.commit.as_str());
    match submissions::by_commit(app.db().read(), key).await? {
        Some(submission) => receipt(app, submission).await.map(Some),
        None => Ok(None),
    }
}

async fn of(app: &App, row: &Sealed) -> Result<Event> {
    let team = team::find(app.db().read(), row.team_id).await?;
    let found = event::with_ids(app.db().read(), vec![team.event_id]).await?.pop();
    found.ok_or_else(|| Error::fault("a team without event"))
}

/// Bytes the content of a seal may have.
async fn most(app: &App, event: EventId, challenge: &str) -> Result<u64> {
    let version = crate::challenge::listed(app.db().read(), event, challenge).await?;
    let path = crate::challenge::package(app, &version);
    let package = app.library().get(&version.hash, path).await?;
    Ok(Rules::from(&package.manifest.submission).largest_pack() + HEAD)
}

/// Until when a push is in time, and which commits were sealed.
pub(super) async fn term(
    db: &impl ConnectionTrait,
    event: &Event,
    (team, challenge): (TeamId, &str),
) -> Result<Term> {
    let mut term = Term {
        event: event.slug.clone(),
        opens_at: event.opens_at,
        grace: event.grace,
        closes_at: event.closes_at,
        grace_until: event::grace_until(event),
        sealed: Vec::new(),
        received_at: None,
    };
    if let Some(end) = event.closes_at {
        let seals = store::newest(db, (team, challenge), SHOWN).await?;
        let in_time = seals.into_iter().filter(|seal| seal.sealed_at < end);
        term.sealed = in_time.map(|seal| seal.commit).collect();
    }
    Ok(term)
}

/// When `commit` counts as received: from its seal on, if it has one that still holds.
pub(super) async fn counts_from(
    db: &impl ConnectionTrait,
    key: (TeamId, &str, &str),
    (term, arrived_at): (&Term, Timestamp),
) -> Result<Timestamp> {
    let seal = store::by_commit(db, key).await?;
    Ok(seal.map_or(arrived_at, |seal| term.counts_from(seal.sealed_at, arrived_at)))
}
