//! Accepting invitations.
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{AcceptInvitation, Joined};

use super::refusals::{BadBody, Conflict, Missing, NeedsRole};
use crate::app::App;
use crate::error::Result;
use crate::team;
use crate::web::extract::{Body, MaybeSession};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(accept_invitation))
}

/// Join a team by the code of an invitation
///
/// A student joins with the own account. Without a token the code and a name make a new student of the
/// team's organization, whose token is shown this once.
#[utoipa::path(post, path = "/v1/invitations/accept", tag = "invitations", security((), ("bearer" = [])),
    extensions(("x-who" = json!(["anonymous", "student"]))), request_body = AcceptInvitation,
    responses((status = 200, body = Joined, description = "The student joined"),
        (status = 201, body = Joined, description = "A new student joined; `token` is shown this once"),
        NeedsRole, Missing, Conflict, BadBody))]
async fn accept_invitation(
    State(app): State<App>,
    MaybeSession(by): MaybeSession,
    Body(accepted): Body<AcceptInvitation>,
) -> Result<(StatusCode, Json<Joined>)> {
    let tx = app.db().begin().await?;
    let joined = team::accept(&tx, by.as_ref(), &accepted, app.now()).await?;
    let team = team::reference(&tx, &joined.team).await?;
    tx.commit().await?;
    let status = match joined.secret {
        Some(_) => StatusCode::CREATED,
        None => StatusCode::OK,
    };
    let token = joined.secret.map(|secret| secret.0);
    Ok((status, Json(Joined { team, token })))
}
