//! `ubunifu receipt verify FILE`, `ubunifu receipt show [ID]`
use std::fs::File;
use std::io::Read;
use std::path::Path;

use wire::ReceiptKey;

use super::{Context, watch};
use crate::args;
use crate::client::Client;
use crate::error::{Error, Exit, disk};
use crate::receipt::{Arrived, Doubt, is_honest};
use crate::ui::{clean, moment};

/// Bytes of a file with a receipt, or with keys.
const LONGEST: u64 = 1 << 20;

pub(crate) fn run(context: &Context, args: &args::Receipt) -> Result<Exit, Error> {
    match args {
        args::Receipt::Verify { file, keys } => verify(context, file, keys.as_deref()),
        args::Receipt::Show { id } => show(context, id.as_deref()),
    }
}

/// Checks a receipt with the keys that were learnt at login. Asks nobody.
fn verify(context: &Context, file: &Path, keys: Option<&Path>) -> Result<Exit, Error> {
    let none = || Error::new(Exit::Invalid, "error-no-receipt").arg("path", file.display());
    let arrived = Arrived::find(&text(file)?).ok_or_else(none)?;
    let (server, keys) = keys_for(context, &arrived, keys)?;
    let doubted = |doubt| match doubt {
        Doubt::UnknownKey => {
            Error::new(Exit::Usage, "error-receipt-key").arg("key", clean(&arrived.receipt.signature.key))
        }
        Doubt::Forged => Error::new(Exit::Refused, "error-receipt-forged"),
    };
    arrived.verify(&keys).map_err(doubted)?;
    let ui = &context.ui;
    if ui.json {
        ui.json(&arrived.document)?;
        return Ok(Exit::Ok);
    }
    let facts = arrived.facts();
    ui.out(&ui.text("receipt-valid", &[("server", (&server).into())]))?;
    let (id, at) = (facts.submission.to_string(), moment(facts.received_at));
    let (team, challenge) = (clean(&facts.team.name), clean(&facts.challenge.id));
    let lines: [(&str, &[(&str, locales::Value<'_>)]); 4] = [
        (
            "receipt-submission",
            &[("id", (&id).into()), ("at", (&at).into())],
        ),
        ("receipt-team", &[("team", (&team).into())]),
        (
            "receipt-challenge",
            &[
                ("challenge", (&challenge).into()),
                ("version", (&facts.challenge.version).into()),
            ],
        ),
        (
            "receipt-commit",
            &[("commit", (&facts.commit).into()), ("tree", (&facts.tree).into())],
        ),
    ];
    for (key, values) in lines {
        ui.out(&ui.text(key, values))?;
    }
    Ok(Exit::Ok)
}

/// The keys to try, and whose they are: those in a file, or those of the server whose key it says it is.
fn keys_for(
    context: &Context,
    arrived: &Arrived,
    file: Option<&Path>,
) -> Result<(String, Vec<ReceiptKey>), Error> {
    if let Some(file) = file {
        let broken = || Error::new(Exit::Invalid, "error-receipt-keys").arg("path", file.display());
        let keys = serde_json::from_str(&text(file)?).map_err(|error| broken().cause(&error))?;
        return Ok((file.display().to_string(), keys));
    }
    let logins = context.store()?.read()?;
    let wanted = &arrived.receipt.signature.key;
    let of_server =
        |(_, keys): &(String, Vec<ReceiptKey>)| keys.iter().any(|key| key.id == *wanted && is_honest(key));
    Ok(logins.keys.into_iter().find(of_server).unwrap_or_default())
}

fn text(path: &Path) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().take(LONGEST).read_to_end(&mut bytes)
    } else {
        let file = File::open(path).map_err(disk(path))?;
        file.take(LONGEST).read_to_end(&mut bytes)
    };
    read.map_err(disk(path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Prints the receipt of a submission, by default the newest of this project, as a file to keep.
fn show(context: &Context, id: Option<&str>) -> Result<Exit, Error> {
    let client = context.logged_in()?;
    let id = watch::wanted(context, &client, id)?.receipt.submission;
    let document: serde_json::Value = client.get(&format!("/v1/submissions/{id}/receipt"))?;
    context.ui.json(&document)?;
    Ok(Exit::Ok)
}

/// Learns the keys of a server, to check its receipts later and without it. An older server has none.
pub(super) fn learn(context: &Context, client: &Client) -> Result<Vec<ReceiptKey>, Error> {
    let keys: Vec<ReceiptKey> = client.get("/v1/receipt-keys").unwrap_or_default();
    let server = client.address.as_str().to_owned();
    context.store()?.change(|all| {
        let known = all.keys.entry(server).or_default();
        known.retain(is_honest);
        // What was learnt stays: a server must not be able to disown what it has signed.
        let fresh: Vec<_> = keys
            .iter()
            .filter(|key| is_honest(key) && known.iter().all(|old| old.id != key.id))
            .cloned()
            .collect();
        known.extend(fresh);
    })?;
    Ok(keys)
}
