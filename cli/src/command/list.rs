//! `ubunifu list`
use wire::{ChallengeSummary, Page};

use super::Context;
use crate::error::{Error, Exit};
use crate::ui::{Align, Label, Table, span};

/// Every published challenge.
pub(crate) fn run(context: &Context) -> Result<Exit, Error> {
    let page: Page<ChallengeSummary> = context.client()?.all("/v1/challenges")?;
    let ui = &context.ui;
    if ui.json {
        ui.json(&page)?;
        return Ok(Exit::Ok);
    }
    if page.items.is_empty() {
        ui.say("list-empty", &[]);
        return Ok(Exit::Ok);
    }
    let head = |key| ui.text(key, &[]);
    let mut table = Table::new(vec![
        (head("head-challenge"), Align::Left),
        (head("head-title"), Align::Left),
        (head("head-organization"), Align::Left),
        (head("head-version"), Align::Left),
        (head("head-points"), Align::Right),
    ]);
    for challenge in &page.items {
        table.row(vec![
            span(Label::Strong, &challenge.id),
            span(Label::Plain, challenge.title.text(ui.language)),
            span(Label::Plain, &challenge.organization),
            span(Label::Dim, &challenge.version),
            span(Label::Plain, challenge.max.to_string()),
        ]);
    }
    ui.out(&table.render())?;
    ui.hint("list-next", &[]);
    Ok(Exit::Ok)
}
