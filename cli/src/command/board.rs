//! `ubunifu board [ID]`
use wire::{BoardRow, Leaderboard, Whoami};

use super::Context;
use crate::args;
use crate::client::Client;
use crate::error::{Error, Exit};
use crate::slug::encode;
use crate::ui::{Align, Label, Table, Ui, moment, span};

/// The leaderboard of a challenge, or of the whole event.
pub(crate) fn run(context: &Context, args: &args::Board) -> Result<Exit, Error> {
    let client = context.client()?;
    let challenge = match &args.id {
        None => context.find_project()?.map(|project| project.marker.challenge.id),
        Some(id) => Some(context.challenge_id(Some(id))?),
    };
    let event = context.find_project()?.map(|project| project.marker.event);
    let board = load(&client, (event.as_deref(), challenge.as_deref()), args.limit)?;
    let ui = &context.ui;
    if ui.json {
        ui.json(&board)?;
        return Ok(Exit::Ok);
    }
    let (title, points) = (
        board.challenge.as_ref().unwrap_or(&board.event),
        board.max.to_string(),
    );
    ui.out(&ui.text(
        "board-title",
        &[("title", title.into()), ("max", (&points).into())],
    ))?;
    if board.items.is_empty() {
        ui.say("board-empty", &[]);
        return Ok(Exit::Ok);
    }
    // Own teams are marked where we know them; the board itself is for everyone.
    let own = client
        .has_token()
        .then(|| client.get_once::<Whoami>("/v1/whoami").ok())
        .flatten();
    let is_own = |row: &BoardRow| {
        let teams = own.iter().flat_map(|who| &who.teams);
        teams
            .into_iter()
            .any(|team| team.slug == row.team && team.event == board.event)
    };
    ui.out(&table(ui, &board.items, is_own).render())?;
    Ok(Exit::Ok)
}

/// Reads a leaderboard.
pub(super) fn load(
    client: &Client,
    (event, challenge): (Option<&str>, Option<&str>),
    limit: u16,
) -> Result<Leaderboard, Error> {
    let named = |name: &str, value: Option<&str>| {
        value
            .map(|v| format!("&{name}={}", encode(v)))
            .unwrap_or_default()
    };
    let query = [named("event", event), named("challenge", challenge)].concat();
    client.get(&format!("/v1/leaderboard?limit={limit}{query}"))
}

fn table(ui: &Ui, rows: &[BoardRow], is_own: impl Fn(&BoardRow) -> bool) -> Table {
    let head = |key| ui.text(key, &[]);
    let mut table = Table::new(vec![
        (head("head-rank"), Align::Right),
        (head("head-team"), Align::Left),
        (head("head-organization"), Align::Left),
        (head("head-points"), Align::Right),
        (head("head-reached"), Align::Left),
    ]);
    for row in rows {
        let (label, name) = match is_own(row) {
            true => (
                Label::Strong,
                format!("{} {}", row.name, ui.text("board-own", &[])),
            ),
            false => (Label::Plain, row.name.clone()),
        };
        table.row(vec![
            span(label, row.rank.to_string()),
            span(label, name),
            span(Label::Plain, row.organization.as_deref().unwrap_or("")),
            span(label, row.points.to_string()),
            span(Label::Dim, moment(row.reached_at)),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use wire::{BoardRow, Language, Points, Timestamp};

    use super::table;
    use crate::ui::Ui;

    #[test]
    fn the_own_team_is_marked_with_a_word() {
        let row = |rank, team: &str, points| BoardRow {
            rank,
            team: team.into(),
            name: team.to_uppercase(),
            organization: Some("udsm".into()),
            points: Points(points),
            reached_at: Timestamp(1_795_439_100_250),
        };
        let rows = [row(1, "ada", 7000), row(2, "bob", 1350)];
        let shown = table(&Ui::new(Language::En, false), &rows, |row| row.team == "bob").render();
        let plain = anstream::adapter::strip_str(&shown).to_string();
        insta::assert_snapshot!(plain, @r"
        Rank  Team             Organization  Points  Reached
           1  ADA              udsm              70  23/11/2026 16:05:00 EAT
           2  BOB (your team)  udsm            13.5  23/11/2026 16:05:00 EAT
        ");
    }
}
