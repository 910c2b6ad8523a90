//! The end of a submission: its report and its rank, the same for `submit` and `watch`.
use serde_json::Value as Json;
use wire::{Attempts, Receipt, Report};

use super::Context;
use super::board::load;
use super::check::exit;
use super::follow::{End, follow};
use crate::args::Patience;
use crate::client::Client;
use crate::error::{Error, Exit};
use crate::report::{self, Log};
use crate::ui::clean;

/// What is known once a submission has arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent<'a> {
    pub(super) receipt: &'a Receipt,
    /// What is used of the team's attempts, where that was asked.
    pub(super) attempts: Option<Attempts>,
}

/// Follows a submission, then prints what became of it.
pub(super) fn run(
    context: &Context,
    client: &Client,
    (sent, patience): (Sent<'_>, Patience),
) -> Result<Exit, Error> {
    let receipt = sent.receipt;
    let id = receipt.submission;
    let rank = match follow(&context.ui, client, (id, patience.timeout))? {
        End::Judged { rank } => rank,
        End::Stopped => return Err(Error::new(Exit::Fault, "error-stopped").arg("id", id)),
    };
    let report: Report = client.get(&format!("/v1/submissions/{id}/report"))?;
    let rank = rank.or_else(|| ask_rank(client, receipt));
    let ui = &context.ui;
    if ui.json {
        ui.json(&document(&sent, Some(&report), rank)?)?;
        return Ok(exit(report.verdict));
    }
    report::show(ui, &report, Log::asked(patience.log))?;
    if let Some(rank) = rank {
        let number = i64::try_from(rank).unwrap_or(i64::MAX);
        ui.out(&ui.text(
            "outcome-rank",
            &[("rank", number.into()), ("team", (&receipt.team.name).into())],
        ))?;
    }
    ui.hint("outcome-next", &[("id", (&clean(&receipt.challenge.id)).into())]);
    Ok(exit(report.verdict))
}

/// The board knows the rank when the last event was missed; without it the report stands alone.
fn ask_rank(client: &Client, receipt: &Receipt) -> Option<u64> {
    let team = &receipt.team;
    let board = load(client, (Some(&team.event), Some(&receipt.challenge.id)), 100).ok()?;
    board
        .items
        .iter()
        .find(|row| row.team == team.slug)
        .map(|row| row.rank)
}

/// One document: the receipt's fields, then the report's, then the rank and the attempts. Pure.
pub(super) fn document(
    sent: &Sent<'_>,
    report: Option<&Report>,
    rank: Option<u64>,
) -> Result<serde_json::Map<String, Json>, Error> {
    let fields = |value: serde_json::Result<Json>| match value {
        Ok(Json::Object(fields)) => Ok(fields),
        Ok(_) => Ok(serde_json::Map::new()),
        Err(error) => Err(Error::new(Exit::Fault, "error-json").cause(&error)),
    };
    let mut document = fields(serde_json::to_value(sent.receipt))?;
    if let Some(report) = report {
        document.extend(fields(serde_json::to_value(report))?);
    }
    if let Some(attempts) = &sent.attempts {
        document.extend([(
            "attempts".to_owned(),
            Json::Object(fields(serde_json::to_value(attempts))?),
        )]);
    }
    document.extend(rank.map(|rank| ("rank".to_owned(), Json::from(rank))));
    Ok(document)
}
