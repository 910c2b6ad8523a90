//! `ubunifu whoami`
use wire::Whoami;

use super::Context;
use crate::error::{Error, Exit};
use crate::ui::{Label, clean, paint};

/// Asks the server who we are.
pub(crate) fn run(context: &Context) -> Result<Exit, Error> {
    let client = context.logged_in()?;
    let who: Whoami = client.get("/v1/whoami")?;
    let ui = &context.ui;
    if ui.json {
        ui.json(&who)?;
        return Ok(Exit::Ok);
    }
    let role = ui.text(&format!("role-{}", who.role.word()), &[]);
    ui.out(&format!("{} ({role})", paint(Label::Strong, &clean(&who.name))))?;
    ui.out(&ui.text("whoami-server", &[("server", client.address.as_str().into())]))?;
    if let Some(organization) = &who.organization {
        ui.out(&ui.text("whoami-organization", &[("organization", organization.into())]))?;
    }
    for team in &who.teams {
        ui.out(&ui.text(
            "whoami-team",
            &[("team", (&team.name).into()), ("event", (&team.event).into())],
        ))?;
    }
    Ok(Exit::Ok)
}
