//! `ubunifu submit`: one named validation after the other, then the push, then the wait.
use wire::{Receipt, SubmissionDetails, TeamRef, Whoami};

use super::context::team_of;
use super::fetch::git_path;
use super::receipt::learn;
use super::{Context, check, outcome, status};
use crate::args;
use crate::client::Client;
use crate::error::{Error, Exit};
use crate::git::{Head, Pushed, Repo, Target};
use crate::interrupt::Scratch;
use crate::project::Project;
use crate::receipt::{Arrived, Doubt};
use crate::ui::{bytes, moment, short};

/// Changed files named in the refusal.
const MOST_NAMED: usize = 8;

/// Everything that was found in order.
struct Ready {
    client: Client,
    project: Project,
    repo: Repo,
    team: TeamRef,
    head: Head,
    files: usize,
    size: u64,
}

/// Sends the last commit to be judged.
pub(crate) fn run(context: &Context, args: &args::Submit) -> Result<Exit, Error> {
    let ready = validate(context)?;
    if !agreed(context, &ready, args.yes)? {
        context.ui.say("submit-declined", &[]);
        return Ok(Exit::Ok);
    }
    let receipt = send(context, &ready)?;
    notice_version(context, &ready, &receipt);
    if args.no_wait {
        if context.ui.json {
            context.ui.json(&outcome::document(&receipt, None, None)?)?;
        }
        context.ui.hint(
            "submit-no-wait",
            &[("id", (&receipt.submission.to_string()).into())],
        );
        return Ok(Exit::Ok);
    }
    outcome::run(context, &ready.client, (&receipt, args.patience))
}

/// Every reason not to send, in the order in which a person would mend them; the network comes last.
fn validate(context: &Context) -> Result<Ready, Error> {
    let project = context.project()?;
    let client = context.logged_in()?;
    let repo = Repo::open(&project.root)?;
    let head = repo.head()?;
    clean_tree(&repo)?;
    whole_history(&repo)?;
    let (files, size) = allowed(context, &project, (&repo, &head))?;
    let who: Whoami = client.get("/v1/whoami")?;
    let team = team_of(&who, &project.marker.event)?;
    Ok(Ready {
        client,
        project,
        repo,
        team,
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
        check::policy(&context.ui, &check::load(&context.ui, project)?, &entries)?;
    }
    Ok((entries.len(), entries.iter().map(|entry| entry.size).sum()))
}

/// Shows what will be sent and asks.
fn agreed(context: &Context, ready: &Ready, yes: bool) -> Result<bool, Error> {
    let ui = &context.ui;
    if !yes && !ui.can_ask() {
        return Err(Error::new(Exit::Usage, "error-ask"));
    }
    let (commit, size) = (ready.head.commit.to_string(), bytes(ready.size));
    let challenge = &ready.project.marker.challenge;
    ui.say(
        "submit-commit",
        &[
            ("commit", short(&commit).into()),
            ("subject", (&ready.head.subject).into()),
        ],
    );
    let count = i64::try_from(ready.files).unwrap_or(i64::MAX);
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
    if yes { Ok(true) } else { ui.confirm("submit-ask") }
}

/// Pushes; whatever happens on the way, it ends with the server's receipt or a clear no.
fn send(context: &Context, ready: &Ready) -> Result<Receipt, Error> {
    let scratch = Scratch::new()?;
    let path = git_path(&ready.team, &ready.project.marker.challenge.id);
    let target = Target {
        client: &ready.client,
        path,
    };
    let bar = context.ui.bytes_bar("submit-bar", Some(0));
    let seen = |done, total| {
        bar.total(total);
        bar.at(done);
    };
    let pushed = ready
        .repo
        .push(&target, ready.head.commit, (scratch.path(), &seen))?;
    drop(bar);
    match pushed {
        Pushed::Received(arrived) => {
            let receipt = arrived.facts();
            let (id, at) = (receipt.submission.to_string(), moment(receipt.received_at));
            context
                .ui
                .good("submit-receipt", &[("id", (&id).into()), ("at", (&at).into())]);
            proven(context, ready, &arrived)?;
            Ok(receipt.clone())
        }
        Pushed::UpToDate => {
            let missing = || Error::new(Exit::Fault, "error-not-found-again");
            let earlier = find(ready)?.ok_or_else(missing)?.receipt;
            let (id, at) = (earlier.submission.to_string(), moment(earlier.received_at));
            context
                .ui
                .warn("submit-earlier", &[("id", (&id).into()), ("at", (&at).into())]);
            Ok(earlier)
        }
        Pushed::Unknown(error) => {
            // The answer was lost, not necessarily the push.
            let found = find(ready)?.ok_or(error)?.receipt;
            let id = found.submission.to_string();
            context.ui.good("submit-recovered", &[("id", (&id).into())]);
            Ok(found)
        }
    }
}

/// Keeps the receipt, and says so when it does not hold. The submission counts either way.
fn proven(context: &Context, ready: &Ready, arrived: &Arrived) -> Result<(), Error> {
    arrived.keep(&ready.project)?;
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

/// The newest submission of this commit.
fn find(ready: &Ready) -> Result<Option<SubmissionDetails>, Error> {
    let commit = ready.head.commit.to_string();
    let page = status::submissions(&ready.client, &ready.project)?;
    Ok(page.items.into_iter().find(|item| item.receipt.commit == commit))
}

/// The server judges by its newest version; the person may have checked by an older one.
fn notice_version(context: &Context, ready: &Ready, receipt: &Receipt) {
    let ours = &ready.project.marker.challenge;
    if ours.hash != receipt.challenge.hash {
        let (ours, theirs) = (&ours.version, &receipt.challenge.version);
        context.ui.warn(
            "submit-version",
            &[("ours", ours.into()), ("theirs", theirs.into())],
        );
    }
}
