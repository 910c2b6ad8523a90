//! `ubunifu status`
use wire::{Page, SubmissionDetails, SubmissionState, Wait, Whoami};

use super::Context;
use super::context::team_of;
use crate::client::Client;
use crate::error::{Error, Exit};
use crate::project::Project;
use crate::ui::{Align, Label, Span, Table, Ui, moment, of_verdict, short, span};

/// The submissions of our team to the challenge of this project, newest first.
pub(crate) fn run(context: &Context) -> Result<Exit, Error> {
    let project = context.project()?;
    let client = context.logged_in()?;
    let page = submissions(&client, &project)?;
    let ui = &context.ui;
    if ui.json {
        ui.json(&page)?;
        return Ok(Exit::Ok);
    }
    if page.items.is_empty() {
        ui.say("status-empty", &[]);
        ui.hint("status-empty.hint", &[]);
        return Ok(Exit::Ok);
    }
    ui.out(&table(ui, &page.items).render())?;
    ui.hint("status-next", &[]);
    Ok(Exit::Ok)
}

/// Reads them.
pub(super) fn submissions(client: &Client, project: &Project) -> Result<Page<SubmissionDetails>, Error> {
    let who: Whoami = client.get("/v1/whoami")?;
    let team = team_of(&who, &project.marker.event)?;
    client.all(&format!(
        "/v1/submissions?team={}&challenge={}",
        team.id, project.marker.challenge.id
    ))
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

/// In minutes from two minutes on; nothing when nothing is known.
fn estimate(ui: &Ui, wait: Wait) -> String {
    let Some((from, to)) = wait.from.zip(wait.to) else {
        let nobody = wait.places == 0;
        return if nobody {
            ui.text("place-nobody", &[])
        } else {
            String::new()
        };
    };
    let (key, from, to) = match to {
        0..120 => ("place-seconds", from, to),
        _ => ("place-minutes", from / 60, to.div_ceil(60)),
    };
    ui.text(
        key,
        &[("from", i64::from(from).into()), ("to", i64::from(to).into())],
    )
}
