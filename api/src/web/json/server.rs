//! What this server is, whether it lives, and who is asking.
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{Problem, ServerInfo, Whoami};

use crate::app::App;
use crate::error::Result;
use crate::web::extract::Session;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_health))
        .routes(routes!(show_server))
        .routes(routes!(show_whoami))
}

/// Sign of life.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// Always `ok`.
    status: &'static str,
}

/// Tell that the process answers
#[utoipa::path(get, path = "/healthz", tag = "server", responses((status = 200, body = Health)))]
async fn show_health() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Tell name, version and time of this server and the event that is open
#[utoipa::path(get, path = "/v1", tag = "server", responses((status = 200, body = ServerInfo)))]
async fn show_server(State(app): State<App>) -> Result<Json<ServerInfo>> {
    Ok(Json(ServerInfo {
        name: "ubunifu".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        now: app.now(),
        event: None,
    }))
}

/// Tell who holds the token
#[utoipa::path(get, path = "/v1/whoami", tag = "server",
    responses((status = 200, body = Whoami), (status = 401, body = Problem)))]
async fn show_whoami(State(_app): State<App>, Session(account): Session) -> Result<Json<Whoami>> {
    Ok(Json(Whoami {
        account: account.id,
        name: account.name,
        role: account.role,
        organization: None,
        teams: Vec::new(),
    }))
}
