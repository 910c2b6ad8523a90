//! `ubunifu submit`: one named validation after the other, then the seal, the content, and the wait.
mod delivery;
mod outbox;
mod overwrite;

use std::path::{Path, PathBuf};

use wire::{Attempts, NewSeal, Receipt, Seal, TeamRef, Whoami};

use self::delivery::Delivery;
use self::outbox::Outbox;
use super::context::team_of;
use super::fetch::git_path;
use super::outcome::Sent;
use super::receipt::learn;
use super::{Context, attempts, check, outcome};
use crate::args;
use crate::client::Client;
use crate::error::{Error, Exit};
use crate::git::{Head, Parcel, Repo, free, size_of};
use crate::project::Project;
use crate::receipt::{Arrived, Doubt};
use crate::ui::{bytes, clean, moment, short};

/// Changed files named in the refusal.
const MOST_NAMED: usize = 8;

/// What this machine alone can say.
struct Work {
    project: Project,
    repo: Repo,
    head: Head,
    files: usize,
    size: u64,
}

/// Everything that was found in order.
struct Ready {
    work: Work,
    client: Client,
    team: TeamRef,
}

/// Sends the last commit to be judged.
pub(crate) fn run(context: &Context, args: &args::Submit) -> Result<Exit, Error> {
    if let Some(file) = &args.bundle {
        return write(context, file);
    }
    let ready = validate(context)?;
    if !agreed(context, &ready, args.yes)? {
        context.ui.say("submit-declined", &[]);
        return Ok(Exit::Ok);
    }
    let receipt = send(context, &ready, args)?;
    let attempts = tell_left(context, &ready);
    notice_version(context, &ready, &receipt);
    let sent = Sent {
        receipt: &receipt,
        attempts,
    };
    if args.no_wait {
        if context.ui.json {
            context.ui.json(&outcome::document(&sent, None, None)?)?;
        }
        context.ui.hint(
            "submit-no-wait",
            &[("id", (&receipt.submission.to_string()).into())],
        );
        return Ok(Exit::Ok);
    }
    outcome::run(context, &ready.client, (sent, args.patience))
}

/// Writes the submission into a file that somebody can carry. Needs no network.
fn write(context: &Context, file: &Path) -> Result<Exit, Error> {
    free(file)?;
    let work = look(context, context.project()?)?;
    let marker = &work.project.marker;
    let team = marker.team.as_deref();
    let team = team.ok_or_else(|| Error::new(Exit::Usage, "error-bundle-team"))?;
    let parcel = Parcel {
        commit: work.head.commit,
        have: &[],
        address: [&marker.event, team, &marker.challenge.id],
    };
    work.repo.bundle(file, &parcel)?;
    let (path, size) = (clean(&file.display().to_string()), size_of(file)?);
    let ui = &context.ui;
    if ui.json {
        let commit = work.head.commit.to_string();
        ui.json(&serde_json::json!({"file": path, "bytes": size, "commit": commit, "team": team}))?;
    }
    ui.good(
        "submit-bundle",
        &[("path", (&path).into()), ("size", (&bytes(size)).into())],
    );
    ui.hint("submit-bundle.hint", &[]);
    Ok(Exit::Ok)
}

/// Every reason not to send, in the order in which a person would mend them; the network comes last.
fn validate(context: &Context) -> Result<Ready, Error> {
    let project = context.project()?;
    let client = context.logged_in()?;
    let work = look(context, project)?;
    let who: Whoami = client.get("/v1/whoami")?;
    let team = team_of(&who, &work.project.marker.event)?;
    Ok(Ready { work, client, team })
}

/// The reasons that need no network.
fn look(context: &Context, project: Project) -> Result<Work, Error> {
    let repo = Repo::open(&project.root)?;
    let head = repo.head()?;
    clean_tree(&repo)?;
    whole_history(&repo)?;
    let (files, size) = allowed(context, &project, (&repo, &head))?;
    Ok(Work {
        project,
        repo,
        head,
        files,
        size,
    })
}

/// What is not committed is not sent; better to say so than to judge something else than the person sees.
fn clean_tree(repo: &Repo) -> Result<(), Error> {
    let changes = repo.changes()?;
    if changes.is_empty() {
        return Ok(());
    }
    let error = Error::new(Exit::Refused, "error-dirty").arg("count", changes.len());
    let error = changes
        .iter()
        .take(MOST_NAMED)
        .fold(error, |error, path| error.because(path.clone()));
    Err(if changes.len() > MOST_NAMED {
        error.because("...")
    } else {
        error
    })
}

fn whole_history(repo: &Repo) -> Result<(), Error> {
    if repo.is_shallow() {
        Err(Error::new(Exit::Invalid, "error-shallow"))
    } else {
        Ok(())
    }
}

/// The rules of the challenge over the commit. A fresh clone has no bundle; then the server alone says.
fn allowed(
    context: &Context,
    project: &Project,
    (repo, head): (&Repo, &Head),
) -> Result<(usize, u64), Error> {
    let entries = repo.entries(head.tree)?;
    if project.bundle().is_dir() {
        check::policy(
            &context.ui,
            &check::load(&context.ui, project)?,
            (&entries, repo.declared(head.tree)?),
        )?;
    }
    Ok((entries.len(), entries.iter().map(|entry| entry.size).sum()))
}

/// Shows what will be sent and asks.
fn agreed(context: &Context, ready: &Ready, yes: bool) -> Result<bool, Error> {
    let ui = &context.ui;
    if !yes && !ui.can_ask() {
        return Err(Error::new(Exit::Usage, "error-ask"));
    }
    let (commit, size) = (ready.work.head.commit.to_string(), bytes(ready.work.size));
    let challenge = &ready.work.project.marker.challenge;
    ui.say(
        "submit-commit",
        &[
            ("commit", short(&commit).into()),
            ("subject", (&ready.work.head.subject).into()),
        ],
    );
    let count = i64::try_from(ready.work.files).unwrap_or(i64::MAX);
    ui.say(
        "submit-files",
        &[("count", count.into()), ("size", (&size).into())],
    );
    ui.say(
        "submit-to",
        &[
            ("challenge", (&challenge.id).into()),
            ("version", (&challenge.version).into()),
        ],
    );
    ui.say(
        "submit-team",
        &[
            ("team", (&ready.team.name).into()),
            ("server", ready.client.address.as_str().into()),
        ],
    );
    tell_left(context, ready);
    if yes { Ok(true) } else { ui.confirm("submit-ask") }
}

/// Says what is left of the attempts.
fn tell_left(context: &Context, ready: &Ready) -> Option<Attempts> {
    let challenge = ready.work.project.marker.challenge.id.as_str();
    let attempts = attempts::ask(&ready.client, (ready.team.id, challenge));
    for line in attempts::lines(&context.ui, attempts.as_ref()) {
        context.ui.talk(&line);
    }
    attempts
}

/// Seals the commit, then sends it; ends with the server's receipt or a clear no.
fn send(context: &Context, ready: &Ready, args: &args::Submit) -> Result<Receipt, Error> {
    let (marker, team) = (&ready.work.project.marker, &ready.team);
    let new = NewSeal {
        event: team.event.clone(),
        team: team.slug.clone(),
        challenge: marker.challenge.id.clone(),
        commit: ready.work.head.commit.to_string(),
        tree: ready.work.head.tree.to_string(),
    };
    let delivery = Delivery {
        ui: &context.ui,
        client: &ready.client,
        patience: args.retry_for,
    };
    let outbox = Outbox::of(&ready.work.project.root);
    let seal = delivery.seal(&new)?;
    if let Some(earlier) = seal.receipt {
        let (id, at) = (
            earlier.receipt.submission.to_string(),
            moment(earlier.receipt.received_at),
        );
        context
            .ui
            .warn("submit-earlier", &[("id", (&id).into()), ("at", (&at).into())]);
        outbox.arrived(&new.commit)?;
        return Ok(earlier.receipt);
    }
    let at = moment(seal.sealed_at);
    context.ui.say("submit-sealed", &[("at", (&at).into())]);
    let address = ready.client.address.join(&git_path(team, &marker.challenge.id));
    let ours = (&ready.work.repo, &ready.work.head);
    overwrite::agreed(context, ours, (&seal, &address), args.force)?;
    let bundle = bundle(ready, &seal, outbox.place(&new.commit)?)?;
    delivery.content(seal.id, &bundle)?;
    let answer = delivery.finish(seal.id);
    match answer.as_ref().map_err(Error::exit) {
        Ok(_) => outbox.arrived(&new.commit)?,
        // It may have arrived, or will be let in another time.
        Err(Exit::Network | Exit::Fault | Exit::Login) => {}
        Err(_) => outbox.drop(&new.commit)?,
    }
    let arrived = Arrived::of(answer?).ok_or_else(|| ready.client.foreign())?;
    proven(context, ready, &arrived)?;
    let receipt = arrived.facts();
    let (id, at) = (receipt.submission.to_string(), moment(receipt.received_at));
    context
        .ui
        .good("submit-receipt", &[("id", (&id).into()), ("at", (&at).into())]);
    Ok(receipt.clone())
}

/// The bundle to send. It stays until it has arrived, so that a later try goes on where this one stops: a new one
/// might have other bytes.
fn bundle(ready: &Ready, seal: &Seal, path: PathBuf) -> Result<PathBuf, Error> {
    if seal.offset == 0 || !path.exists() {
        ready.work.repo.bundle(&path, &parcel(ready, &seal.have))?;
    }
    Ok(path)
}

fn parcel<'a>(ready: &'a Ready, have: &'a [String]) -> Parcel<'a> {
    Parcel {
        commit: ready.work.head.commit,
        have,
        address: [
            &ready.team.event,
            &ready.team.slug,
            &ready.work.project.marker.challenge.id,
        ],
    }
}

/// Keeps the receipt, and says so when it does not hold. The submission counts either way.
fn proven(context: &Context, ready: &Ready, arrived: &Arrived) -> Result<(), Error> {
    arrived.keep(&ready.work.project)?;
    let server = ready.client.address.as_str();
    let known = context.store()?.read()?.keys.remove(server).unwrap_or_default();
    let verified = match arrived.verify(&known) {
        Err(Doubt::UnknownKey) => arrived.verify(&learn(context, &ready.client)?).map(drop),
        verified => verified.map(drop),
    };
    if verified.is_err() {
        context.ui.warn("submit-doubt", &[("server", server.into())]);
    }
    Ok(())
}

/// The server judges by its newest version; the person may have checked by an older one.
fn notice_version(context: &Context, ready: &Ready, receipt: &Receipt) {
    let ours = &ready.work.project.marker.challenge;
    if ours.hash != receipt.challenge.hash {
        let (ours, theirs) = (&ours.version, &receipt.challenge.version);
        context.ui.warn(
            "submit-version",
            &[("ours", ours.into()), ("theirs", theirs.into())],
        );
    }
}
