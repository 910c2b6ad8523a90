//! Events: when and for whom challenges are open.
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{EventDetails, Page};

use super::page;
use super::refusals::{BadQuery, Missing};
use crate::app::App;
use crate::error::Result;
use crate::event;
use crate::web::extract::{Paging, Path, Query};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_events))
        .routes(routes!(show_event))
}

/// List the events
#[utoipa::path(get, path = "/v1/events", tag = "events", params(Paging), security(()),
    extensions(("x-who" = json!(["anonymous"]))),
    responses((status = 200, body = Page<EventDetails>), BadQuery))]
async fn list_events(
    State(app): State<App>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<EventDetails>>> {
    let part = event::list(app.db().read(), &paging.window()?).await?;
    page(part.map(|row| event::details(&row, app.now())))
}

/// Show an event
#[utoipa::path(get, path = "/v1/events/{event}", tag = "events", security(()),
    params(("event" = String, Path, description = "Short name of the event")),
    extensions(("x-who" = json!(["anonymous"]))),
    responses((status = 200, body = EventDetails), Missing))]
async fn show_event(State(app): State<App>, Path(slug): Path<String>) -> Result<Json<EventDetails>> {
    let row = event::find(app.db().read(), &slug).await?;
    event::details(&row, app.now()).map(Json)
}
