//! `ubunifu status`
use serde::Serialize;
use wire::{Attempts, Page, SubmissionDetails, SubmissionState, TeamId, Wait, Whoami};

use super::context::team_of;
use super::{Context, attempts};
use crate::client::Client;
use crate::error::{Error, Exit};
use crate::project::Project;
use crate::ui::{Align, Label, Span, Table, Ui, moment, of_verdict, short, span};

/// The list, and what is left of the attempts.
#[derive(Debug, Serialize)]
struct Standing {
    #[serde(flatten)]
    page: Page<SubmissionDetails>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<Attempts>,
}

/// The submissions of our team to the challenge of this project, newest first.
pub(crate) fn run(context: &Context) -> Result<Exit, Error> {
    let project = context.project()?;
    let client = context.logged_in()?;
    let team = team_of(&client.get::<Whoami>("/v1/whoami")?, &project.marker.event)?;
    let challenge = &project.marker.challenge.id;
    let page = of_team(&client, (team.id, challenge))?;
    let attempts = attempts::ask(&client, (team.id, challenge));
    let ui = &context.ui;
    if ui.json {
        ui.json(&Standing { page, attempts })?;
        return Ok(Exit::Ok);
    }
    let left = attempts::lines(ui, attempts.as_ref());
    if page.items.is_empty() {
        ui.say("status-empty", &[]);
        left.iter().try_for_each(|line| ui.out(line))?;
        ui.hint("status-empty.hint", &[]);
        return Ok(Exit::Ok);
    }
    ui.out(&table(ui, &page.items).render())?;
    left.iter().try_for_each(|line| ui.out(line))?;
    ui.hint("status-next", &[]);
    Ok(Exit::Ok)
}

/// Reads them.
pub(super) fn submissions(client: &Client, project: &Project) -> Result<Page<SubmissionDetails>, Error> {
    let who: Whoami = client.get("/v1/whoami")?;
    let team = team_of(&who, &project.marker.event)?;
    of_team(client, (team.id, &project.marker.challenge.id))
}

fn of_team(client: &Client, (team, challenge): (TeamId, &str)) -> Result<Page<SubmissionDetails>, Error> {
    client.all(&format!("/v1/submissions?team={team}&challenge={challenge}"))
}

fn table(ui: &Ui, items: &[SubmissionDetails]) -> Table {
    let head = |key| ui.text(key, &[]);
    let mut table = Table::new(vec![
        (head("head-submission"), Align::Left),
        (head("head-commit"), Align::Left),
        (head("head-received"), Align::Left),
        (head("head-state"), Align::Left),
        (head("head-points"), Align::Right),
    ]);
    for item in items {
        let points = match (item.points, item.max) {
            (Some(points), Some(max)) => format!("{points}/{max}"),
            _ => String::new(),
        };
        table.row(vec![
            span(Label::Strong, item.receipt.submission.to_string()),
            span(Label::Plain, short(&item.receipt.commit)),
            span(Label::Plain, moment(item.receipt.received_at)),
            state(ui, item),
            span(Label::Plain, points),
        ]);
    }
    table
}

/// Where a submission stands: symbol, word, colour.
fn state(ui: &Ui, item: &SubmissionDetails) -> Span {
    let (symbol, label, key) = match (item.state, item.verdict) {
        (SubmissionState::Judged, Some(verdict)) => {
            let (symbol, label) = of_verdict(verdict);
            (symbol, label, format!("verdict-{verdict}"))
        }
        (SubmissionState::Stopped, _) => ("!", Label::Warn, "state-stopped".to_owned()),
        (SubmissionState::Queued, _) => {
            return span(Label::Plain, format!("… {}", place(ui, item.ahead, item.wait)));
        }
        (SubmissionState::Judging | SubmissionState::Judged, _) => {
            ("…", Label::Plain, "state-judging".to_owned())
        }
    };
    span(label, format!("{symbol} {}", ui.text(&key, &[])))
}

/// A place in the queue and how long it will take, as far as the server knows.
pub(super) fn place(ui: &Ui, ahead: Option<u64>, wait: Option<Wait>) -> String {
    let Some(ahead) = ahead else {
        return ui.text("state-queued", &[]);
    };
    let ahead = i64::try_from(ahead).unwrap_or(i64::MAX);
    let place = ui.text("place-ahead", &[("ahead", ahead.into())]);
    match wait.map(|wait| estimate(ui, wait)) {
        Some(estimate) if !estimate.is_empty() => format!("{place}, {estimate}"),
        _ => place,
    }
}

/// How long it will wait; nothing when nothing is known.
pub(super) fn estimate(ui: &Ui, wait: Wait) -> String {
    let said = |(key, from, to): (&str, u32, u32)| {
        ui.text(
            key,
            &[("from", i64::from(from).into()), ("to", i64::from(to).into())],
        )
    };
    wait.sentence().map(said).unwrap_or_default()
}
