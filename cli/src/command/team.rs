//! `ubunifu team create|invite|join|leave|show`
use serde_json::{Value as Json, json};
use wire::{
    AcceptInvitation, Invitation, Joined, NewInvitation, NewTeam, Page, TeamDetails, TeamRef, Whoami,
};

use super::Context;
use super::context::team_of;
use super::login::remember;
use crate::args::Team;
use crate::client::Client;
use crate::error::{Error, Exit};
use crate::ui::{Label, clean, moment, paint};

/// Runs one of the verbs of teams.
pub(crate) fn run(context: &Context, team: Team) -> Result<Exit, Error> {
    match team {
        Team::Create { name, slug } => create(
            context,
            NewTeam {
                name,
                slug,
                event: None,
            },
        ),
        Team::Invite { uses } => invite(context, &NewInvitation { uses }),
        Team::Join { code, name } => join(context, &AcceptInvitation { code, name }),
        Team::Leave => leave(context),
        Team::Show => show(context),
    }
}

fn create(context: &Context, mut new: NewTeam) -> Result<Exit, Error> {
    let client = context.logged_in()?;
    new.event = context.find_project()?.map(|project| project.marker.event);
    let made: TeamDetails = client.post("/v1/teams", &new)?;
    if context.ui.json {
        context.ui.json(&made)?;
    }
    context.ui.good(
        "team-created",
        &[
            ("name", (&made.team.name).into()),
            ("slug", (&made.team.slug).into()),
        ],
    );
    context.ui.hint("team-created.hint", &[]);
    Ok(Exit::Ok)
}

/// Our team of the event we are in.
fn own(context: &Context, client: &Client) -> Result<TeamRef, Error> {
    let who: Whoami = client.get("/v1/whoami")?;
    team_of(&who, &context.event(client)?)
}

/// The code alone goes to stdout, so that it can be piped on.
fn invite(context: &Context, new: &NewInvitation) -> Result<Exit, Error> {
    let client = context.logged_in()?;
    let team = own(context, &client)?;
    let made: Invitation = client.post(&format!("/v1/teams/{}/invitations", team.id), new)?;
    let ui = &context.ui;
    if ui.json {
        ui.json(&made)?;
        return Ok(Exit::Ok);
    }
    let until = moment(made.expires_at);
    let args = [
        ("team", (&team.name).into()),
        ("uses", i64::from(made.uses).into()),
        ("until", (&until).into()),
    ];
    ui.good("team-invited", &args);
    ui.hint("team-invited.hint", &[("code", (&made.code).into())]);
    ui.out(&clean(&made.code))?;
    Ok(Exit::Ok)
}

/// With a login it joins as that account; with `--name` and no login it makes one and keeps its token.
fn join(context: &Context, accept: &AcceptInvitation) -> Result<Exit, Error> {
    let client = context.client()?;
    if !client.has_token() && accept.name.is_none() {
        return Err(Error::new(Exit::Login, "error-join-name").arg("code", &accept.code));
    }
    let mut joined: Joined = client.post("/v1/invitations/accept", accept)?;
    let token = joined.token.take();
    if let (Some(token), Some(name)) = (token, &accept.name) {
        remember(context, &client, (token, name))?;
        context.ui.good("team-account", &[("name", name.into())]);
    }
    if context.ui.json {
        context.ui.json(&joined)?;
    }
    context
        .ui
        .good("team-joined", &[("team", (&joined.team.name).into())]);
    context.ui.hint("team-joined.hint", &[]);
    Ok(Exit::Ok)
}

fn leave(context: &Context) -> Result<Exit, Error> {
    let client = context.logged_in()?;
    let team = own(context, &client)?;
    client.delete(&format!("/v1/teams/{}/members/me", team.id))?;
    if context.ui.json {
        let left: Json = json!({ "left": team });
        context.ui.json(&left)?;
    }
    context.ui.good("team-left", &[("team", (&team.name).into())]);
    Ok(Exit::Ok)
}

fn show(context: &Context) -> Result<Exit, Error> {
    let page: Page<TeamDetails> = context.logged_in()?.all("/v1/teams")?;
    let ui = &context.ui;
    if ui.json {
        ui.json(&page)?;
        return Ok(Exit::Ok);
    }
    if page.items.is_empty() {
        ui.say("team-none", &[]);
        ui.hint("team-none.hint", &[]);
    }
    for team in &page.items {
        let (name, slug) = (clean(&team.team.name), clean(&team.team.slug));
        ui.out(&format!(
            "{} ({slug}, {})",
            paint(Label::Strong, &name),
            clean(&team.team.event)
        ))?;
        for member in &team.members {
            let leads = if member.leader {
                ui.text("team-leads", &[])
            } else {
                String::new()
            };
            ui.out(format!("  {} {leads}", clean(&member.name)).trim_end())?;
        }
    }
    Ok(Exit::Ok)
}
