//! Content that has arrived whole is received as if it had been pushed: the same git, the same hook, the same
//! rules.
use std::io::SeekFrom;
use std::path::{Path, PathBuf};

use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::sync::mpsc::channel;
use tokio::task::spawn_blocking;
use wire::{AccountId, SealId, SignedReceipt, TeamId, Timestamp};

use super::content::{Held, Place};
use super::{Sealed, find, most, of, taken};
use crate::account::Account;
use crate::app::App;
use crate::challenge;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::git::{self, MAIN};
use crate::submission::bundle::Head;
use crate::submission::reception::{self, What};
use crate::submission::rules::Verdict;
use crate::submission::{accept, admission, receipt, store};
use crate::team;

/// Pushes that may come between before we give up.
const TRIES: u32 = 3;
/// What receive-pack is asked for.
const WANTS: &str = "report-status side-band-64k agent=ubunifu-server";

/// A bundle, and for whom it is taken.
struct Parcel<'a> {
    account: AccountId,
    team: TeamId,
    challenge: &'a str,
    commit: &'a str,
    /// When it was handed in, if not over the network.
    handed_in: Option<Timestamp>,
    /// When its last byte came, if that was before now.
    arrived_at: Option<Timestamp>,
    path: PathBuf,
    /// Where the pack begins.
    pack: u64,
}

/// The receipt for content that has arrived, or why there is none. Asking again changes nothing.
pub(crate) async fn finish(app: &App, row: Sealed) -> Result<SignedReceipt> {
    if let Some(receipt) = taken(app, &row).await? {
        return Ok(receipt);
    }
    let place = Place::of(app, row.id);
    let missing = Error::new(Code::UploadOffset).with("offset", place.offset());
    if !place.is_whole() {
        // What was refused before anybody asked is not there any more, but its reason is.
        let refusal = place.refusal().filter(|_| place.size().is_none());
        return Err(refusal.unwrap_or(missing));
    }
    let held = place.wait().await?;
    // Whoever held it before us may have been taking it up.
    match (taken(app, &row).await?, held) {
        (None, Some(held)) => take(app, &row, held).await,
        (Some(receipt), Some(held)) => held.clear().map(|()| receipt),
        (Some(receipt), None) => Ok(receipt),
        (None, None) => Err(place.refusal().unwrap_or(missing)),
    }
}

/// Takes up content that nobody is asking for at the moment.
pub(super) async fn take_up(app: &App, id: SealId) -> bool {
    let Some(held) = Place::of(app, id).try_hold() else {
        return false;
    };
    let done = async {
        let row = find(app.db().read(), id).await?;
        match taken(app, &row).await? {
            Some(_) => held.clear(),
            None => take(app, &row, held).await.map(drop),
        }
    };
    let done: Result<()> = done.await;
    if let Err(error) = &done {
        tracing::info!(seal.id = %id, code = error.code().key(), context = error.context(), "content not taken");
    }
    done.is_ok()
}

/// Takes up what was left by a crash, and removes what nobody came back for. Gives the number of submissions.
pub(crate) async fn sweep_uploads(app: &App) -> Result<u32> {
    let mut count = 0;
    for (id, place) in Place::all(app)? {
        if place.is_abandoned(app.now()) {
            match place.try_hold() {
                Some(held) => held.clear()?,
                None => place.clear_empty()?,
            }
        } else if place.is_whole() && !place.try_hold().is_none_or(|held| held.was_refused()) {
            count += u32::from(take_up(app, id).await);
        }
    }
    Ok(count)
}

async fn take(app: &App, row: &Sealed, held: Held) -> Result<SignedReceipt> {
    let head = held.head().filter(|head| head.commit(MAIN) == Some(&row.commit));
    let received = match head {
        None => Err(Code::BundleInvalid.into()),
        Some(head) => {
            let parcel = Parcel {
                account: row.account_id,
                team: row.team_id,
                challenge: &row.challenge,
                commit: &row.commit,
                handed_in: None,
                arrived_at: held.changed_at(),
                path: held.path(),
                pack: head.length,
            };
            receive(app, &of(app, row).await?, &parcel).await
        }
    };
    match received {
        Ok(receipt) => held.clear().map(|()| receipt),
        // A pack that git cannot read was damaged on its way: it has to be sent anew.
        Err(error) if error.code() == Code::BundleInvalid => held.clear().and(Err(error)),
        // Nothing is wrong with it: whoever looks next takes it up.
        Err(error) if [Code::ServerFault, Code::ServerBusy].contains(&error.code()) => Err(error),
        // Whoever asks again may be faster the next time.
        Err(error) if error.code() == Code::SubmissionOvertaken => held.mark_refused(&error).and(Err(error)),
        Err(error) => held.refuse(&error).and(Err(error)),
    }
}

/// Takes a bundle that came as a file. It says itself whose it is; `by` vouches for it, and the operator on the
/// machine itself for whatever is brought there.
pub(crate) async fn import(
    app: &App,
    by: Option<&Account>,
    (path, handed_in): (&Path, Option<Timestamp>),
) -> Result<SignedReceipt> {
    let file = std::fs::File::open(path)?;
    let head = Head::read(std::io::BufReader::new(file)).ok_or(Code::BundleInvalid)?;
    let commit = head.commit(MAIN).ok_or(Code::BundleInvalid)?;
    let (event, account, challenge, team) = sender(app, by, &head).await?;
    let parcel = Parcel {
        account,
        team,
        challenge,
        commit,
        handed_in,
        arrived_at: None,
        path: path.to_owned(),
        pack: head.length,
    };
    receive(app, &event, &parcel).await
}

/// Bytes that the bundle which begins with `head` may have, if `by` may bring it.
pub(crate) async fn most_of(app: &App, by: &Account, head: &[u8]) -> Result<u64> {
    let head = Head::read(head).ok_or(Code::BundleInvalid)?;
    let (event, _, challenge, _) = sender(app, Some(by), &head).await?;
    most(app, event.id, challenge).await
}

/// Who hands in a bundle for which team, to which challenge of which event, by what stands in its head.
async fn sender<'h>(
    app: &App,
    by: Option<&Account>,
    head: &'h Head,
) -> Result<(Event, AccountId, &'h str, TeamId)> {
    let (event, team, challenge) = head.address().ok_or(Code::BundleInvalid)?;
    let db = app.db().read();
    let event = crate::event::find(db, event).await?;
    let team = team::by_slug(db, event.id, team).await?.id;
    let account = match by {
        Some(account) => team::seen_by(db, account, team).await.map(|_| account.id)?,
        None => team::leader(db, team).await?,
    };
    Ok((event, account, challenge, team))
}

async fn receive(app: &App, event: &Event, parcel: &Parcel<'_>) -> Result<SignedReceipt> {
    for _ in 1..TRIES {
        match attempt(app, event, parcel).await {
            Err(error) if error.code() == Code::SubmissionOvertaken => {}
            done => return done,
        }
    }
    attempt(app, event, parcel).await
}

async fn attempt(app: &App, event: &Event, parcel: &Parcel<'_>) -> Result<SignedReceipt> {
    let version = challenge::listed(app.db().read(), event.id, parcel.challenge).await?;
    let package = app
        .library()
        .get(&version.hash, challenge::package(app, &version))
        .await?;
    let repository = admission::repository(app, parcel.team, parcel.challenge);
    git::ensure(app.git()?, &repository).await?;
    let party = reception::Party {
        account: parcel.account,
        team: parcel.team,
        version: &version,
        rules: &package.manifest.submission,
        event,
        handed_in: parcel.handed_in,
        arrived_at: parcel.arrived_at,
    };
    let order = reception::order(app, party, repository.clone()).await?;
    let at = parcel
        .handed_in
        .or(parcel.arrived_at)
        .unwrap_or_else(|| app.now());
    let old = spawn_blocking(move || git::tip(&repository, MAIN)).await??;
    if let Some(Verdict::Early) = order.term.refuses(parcel.commit, at) {
        return Err(Error::new(Code::EventClosed).with("event", &event.slug));
    }
    if old.as_deref() == Some(parcel.commit) {
        let (row, _) = accept(app, &order, parcel.commit, at).await?;
        return receipt(app, row).await;
    }
    // Nobody listens to git here; what it says comes back in the ending.
    let (out, nobody) = channel(1);
    drop(nobody);
    let ending = reception::run(app, &order, body(parcel, old).await?, &out).await?;
    match ending.what {
        What::Submitted { receipt, .. } => Ok(*receipt),
        What::Refused(error) => Err(error),
        What::Nothing => {
            let key = (parcel.team, parcel.challenge, parcel.commit);
            let row = store::by_commit(app.db().read(), key).await?;
            receipt(app, row.ok_or(Code::BundleInvalid)?).await
        }
    }
}

/// What a client would have sent: one command, then the pack.
async fn body(parcel: &Parcel<'_>, old: Option<String>) -> Result<git::Body> {
    let old = old.unwrap_or_else(|| "0".repeat(40));
    let command = format!("{old} {} {MAIN}\0 {WANTS}", parcel.commit);
    let command = [&git::packet(command.as_bytes())[..], git::FLUSH].concat();
    let mut pack = File::open(&parcel.path).await?;
    pack.seek(SeekFrom::Start(parcel.pack)).await?;
    Ok(Box::pin(std::io::Cursor::new(command).chain(pack)))
}
