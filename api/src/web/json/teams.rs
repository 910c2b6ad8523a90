//! Teams: making them, seeing them, inviting into them, leaving them.
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{Invitation, NewInvitation, NewTeam, Page, TeamDetails, TeamId};

use super::refusals::{BadBody, BadQuery, Conflict, Missing, NeedsRole, NeedsToken};
use super::seal;
use crate::app::App;
use crate::db::ConnectionTrait;
use crate::error::{Error, Result};
use crate::event;
use crate::paging::Part;
use crate::team::{self, Team};
use crate::web::extract::{Body, Paging, Path, Query, Session, Student};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_teams, create_team))
        .routes(routes!(show_team))
        .routes(routes!(create_invitation))
        .routes(routes!(leave_team))
}

/// List the teams the account may see
///
/// Its own ones; a coordinator sees those of the own organization, an operator all.
#[utoipa::path(get, path = "/v1/teams", tag = "teams", params(Paging), security(("bearer" = [])),
    extensions(("x-who" = json!(["account"]))),
    responses((status = 200, body = Page<TeamDetails>), NeedsToken, BadQuery))]
async fn list_teams(
    State(app): State<App>,
    Session(account): Session,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<TeamDetails>>> {
    let db = app.db().read();
    let part = team::list(db, &account, &paging.window()?).await?;
    let next = part.next;
    let items = team::details(db, part.items).await?;
    Ok(Json(seal(Part { items, next })))
}

/// Make a team and lead it
///
/// One team per student and event. The short name is made from the name unless it is given.
#[utoipa::path(post, path = "/v1/teams", tag = "teams", security(("bearer" = [])),
    extensions(("x-who" = json!(["student"]))), request_body = NewTeam,
    responses((status = 201, body = TeamDetails), NeedsRole, Missing, Conflict, BadBody))]
async fn create_team(
    State(app): State<App>,
    Student(leader): Student,
    Body(new): Body<NewTeam>,
) -> Result<impl IntoResponse> {
    let tx = app.db().begin().await?;
    let event = event::named_or_current(&tx, new.event.as_deref()).await?;
    let row = team::create(&tx, &leader, &event, (&new, app.now())).await?;
    let details = details(&tx, row).await?;
    tx.commit().await?;
    let place = [(header::LOCATION, format!("/v1/teams/{}", details.team.id))];
    Ok((StatusCode::CREATED, place, Json(details)))
}

/// Show a team
#[utoipa::path(get, path = "/v1/teams/{id}", tag = "teams", security(("bearer" = [])),
    params(("id" = TeamId, Path, description = "Id of the team")),
    extensions(("x-who" = json!(["member", "coordinator", "operator"]))),
    responses((status = 200, body = TeamDetails), NeedsToken, Missing))]
async fn show_team(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<TeamId>,
) -> Result<Json<TeamDetails>> {
    let db = app.db().read();
    let row = team::seen_by(db, &account, id).await?;
    details(db, row).await.map(Json)
}

/// Invite into a team, by a code that is shown this once
#[utoipa::path(post, path = "/v1/teams/{id}/invitations", tag = "teams", security(("bearer" = [])),
    params(("id" = TeamId, Path, description = "Id of the team")),
    extensions(("x-who" = json!(["leader", "coordinator"]))), request_body = NewInvitation,
    responses((status = 201, body = Invitation), NeedsRole, Missing, BadBody))]
async fn create_invitation(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<TeamId>,
    Body(new): Body<NewInvitation>,
) -> Result<impl IntoResponse> {
    let tx = app.db().begin().await?;
    let made = team::invite(&tx, &account, id, (&new, app.now())).await?;
    let invitation = Invitation {
        team: team::reference(&tx, &made.team).await?,
        code: made.code,
        expires_at: made.expires_at,
        uses: made.uses,
    };
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(invitation)))
}

/// Leave a team
///
/// When the leader leaves, whoever joined first after the leader leads.
#[utoipa::path(delete, path = "/v1/teams/{id}/members/me", tag = "teams", security(("bearer" = [])),
    params(("id" = TeamId, Path, description = "Id of the team")),
    extensions(("x-who" = json!(["member"]))),
    responses((status = 204, description = "Left"), NeedsToken, Missing))]
async fn leave_team(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<TeamId>,
) -> Result<StatusCode> {
    let tx = app.db().begin().await?;
    team::leave(&tx, account.id, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn details(db: &impl ConnectionTrait, row: Team) -> Result<TeamDetails> {
    let one = team::details(db, vec![row]).await?.pop();
    one.ok_or_else(|| Error::fault("one team has one description"))
}
