//! What this server is, whether it lives, and who is asking.
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{ReceiptKey, ServerInfo, Whoami};

use super::refusals::NeedsToken;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::web::extract::Session;
use crate::{event, notary, organization, team};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_health))
        .routes(routes!(show_readiness))
        .routes(routes!(show_server))
        .routes(routes!(list_receipt_keys))
        .routes(routes!(show_whoami))
}

/// Sign of life.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// Always `ok`.
    status: &'static str,
}

const OK: Health = Health { status: "ok" };

/// Tell that the process answers
#[utoipa::path(get, path = "/healthz", tag = "server", security(()),
    extensions(("x-who" = json!(["anonymous"]))), responses((status = 200, body = Health)))]
async fn show_health() -> Json<Health> {
    Json(OK)
}

/// Tell that the database answers too
#[utoipa::path(get, path = "/readyz", tag = "server", security(()),
    extensions(("x-who" = json!(["anonymous"]))),
    responses((status = 200, body = Health)))]
async fn show_readiness(State(app): State<App>) -> Result<Json<Health>> {
    let answered = event::current(app.db().read()).await;
    answered
        .map(|_| Json(OK))
        .map_err(|error| Error::new(Code::ServerBusy).because(error.context().unwrap_or_default()))
}

/// Tell name, version and time of this server and the event that is open
#[utoipa::path(get, path = "/v1", tag = "server", security(()),
    extensions(("x-who" = json!(["anonymous"]))), responses((status = 200, body = ServerInfo)))]
async fn show_server(State(app): State<App>) -> Result<Json<ServerInfo>> {
    let (event, now) = (event::current(app.db().read()).await?, app.now());
    Ok(Json(ServerInfo {
        name: "ubunifu".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        now,
        event: Some(event::details(&event, now)?),
    }))
}

/// List the public keys with which receipts can be checked, newest first
#[utoipa::path(get, path = "/v1/receipt-keys", tag = "server", security(()),
    extensions(("x-who" = json!(["anonymous"]))), responses((status = 200, body = Vec<ReceiptKey>)))]
async fn list_receipt_keys(State(app): State<App>) -> Result<Json<Vec<ReceiptKey>>> {
    notary::keys(app.db().read()).await.map(Json)
}

/// Tell who holds the token
#[utoipa::path(get, path = "/v1/whoami", tag = "server", security(("bearer" = [])),
    extensions(("x-who" = json!(["account"]))), responses((status = 200, body = Whoami), NeedsToken))]
async fn show_whoami(State(app): State<App>, Session(account): Session) -> Result<Json<Whoami>> {
    let db = app.db().read();
    let organization = organization::of(db, &account).await?;
    let teams = team::own(db, account.id).await?;
    Ok(Json(Whoami {
        account: account.id,
        teams: team::refs(db, &teams).await?,
        name: account.name,
        role: account.role,
        organization: organization.map(|row| row.slug),
    }))
}
