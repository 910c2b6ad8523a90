//! `ubunifu show ID`
use wire::{ChallengeDetails, Keep, Visibility};

use super::Context;
use crate::args;
use crate::error::{Error, Exit};
use crate::ui::{Align, Label, Table, Ui, bytes, clean, clean_block, paint, span};

/// One challenge: facts, groups, statement.
pub(crate) fn run(context: &Context, args: &args::Show) -> Result<Exit, Error> {
    let id = context.challenge_id(args.id.as_deref())?;
    let challenge: ChallengeDetails = context.client()?.get(&format!("/v1/challenges/{id}"))?;
    let ui = &context.ui;
    if ui.json {
        ui.json(&challenge)?;
        return Ok(Exit::Ok);
    }
    facts(ui, &challenge)?;
    ui.out("")?;
    ui.out(&groups(ui, &challenge).render())?;
    ui.out("")?;
    ui.out(&clean_block(challenge.statement.text(ui.language)))?;
    ui.hint("show-next", &[("id", (&id).into())]);
    Ok(Exit::Ok)
}

fn facts(ui: &Ui, challenge: &ChallengeDetails) -> Result<(), Error> {
    let summary = &challenge.summary;
    let title = clean(summary.title.text(ui.language));
    ui.out(&format!(
        "{} ({} {})",
        paint(Label::Strong, &title),
        clean(&summary.id),
        clean(&summary.version)
    ))?;
    let starters = challenge.starters.join(", ");
    let size = bytes(challenge.bundle_size);
    for (key, value) in [
        ("show-organization", &summary.organization),
        ("show-starters", &starters),
        ("show-license", &challenge.license),
        ("show-size", &size),
    ] {
        ui.out(&ui.text(key, &[("value", value.into())]))?;
    }
    let keep = match summary.keep {
        Keep::Best => "show-keep-best",
        Keep::Last => "show-keep-last",
    };
    ui.out(&ui.text(keep, &[]))?;
    ui.out(&ui.text(&format!("rights-{}", challenge.rights), &[]))
}

fn groups(ui: &Ui, challenge: &ChallengeDetails) -> Table {
    let head = |key| ui.text(key, &[]);
    let mut table = Table::new(vec![
        (head("head-group"), Align::Left),
        (head("head-visibility"), Align::Left),
        (head("head-points"), Align::Right),
    ]);
    for group in &challenge.groups {
        table.row(vec![
            span(Label::Strong, &group.id),
            span(Label::Plain, visibility(ui, group.visibility)),
            span(Label::Plain, group.points.to_string()),
        ]);
    }
    table
}

/// The word for who may see a group.
pub(super) fn visibility(ui: &Ui, visibility: Visibility) -> String {
    let key = match visibility {
        Visibility::Public => "visibility-public",
        Visibility::Hidden => "visibility-hidden",
    };
    ui.text(key, &[])
}
