//! Rejudgings: asked for, compared, applied or dropped. For operators.
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{NewRejudging, Page, RejudgingDetails, RejudgingId, RejudgingItem};

use super::params::Items;
use super::refusals::{BadBody, BadQuery, Conflict, Missing, NeedsRole};
use super::seal;
use crate::app::App;
use crate::error::Result;
use crate::paging::Part;
use crate::rejudging::{self, Decision};
use crate::web::extract::{Body, Operator, Paging, Path, Query, window};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_rejudgings, create_rejudging))
        .routes(routes!(show_rejudging))
        .routes(routes!(list_rejudging_items))
        .routes(routes!(apply_rejudging))
        .routes(routes!(drop_rejudging))
}

/// Have submissions judged again
///
/// Beside what counts: nothing changes until the rejudging is applied. New submissions are judged first.
#[utoipa::path(post, path = "/v1/rejudgings", tag = "rejudgings", security(("bearer" = [])),
    extensions(("x-who" = json!(["operator"]))), request_body = NewRejudging,
    responses((status = 201, body = RejudgingDetails), NeedsRole, Missing, BadBody))]
async fn create_rejudging(
    State(app): State<App>,
    Operator(by): Operator,
    Body(new): Body<NewRejudging>,
) -> Result<impl IntoResponse> {
    let row = rejudging::create(&app, &new, Some(by.id)).await?;
    tracing::info!(rejudging.id = %row.id, account.id = %by.id, reason = row.reason, "rejudging begun");
    go_on(&app, row.id);
    let place = [(header::LOCATION, format!("/v1/rejudgings/{}", row.id))];
    let details = rejudging::details(app.db().read(), row).await?;
    Ok((StatusCode::CREATED, place, Json(details)))
}

/// List the rejudgings, newest first
#[utoipa::path(get, path = "/v1/rejudgings", tag = "rejudgings", params(Paging), security(("bearer" = [])),
    extensions(("x-who" = json!(["operator"]))),
    responses((status = 200, body = Page<RejudgingDetails>), NeedsRole, BadQuery))]
async fn list_rejudgings(
    State(app): State<App>,
    Operator(_by): Operator,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<RejudgingDetails>>> {
    let db = app.db().read();
    let part = rejudging::list(db, &paging.window()?).await?;
    let mut items = Vec::new();
    for row in part.items {
        items.push(rejudging::details(db, row).await?);
    }
    Ok(Json(seal(Part {
        items,
        next: part.next,
    })))
}

/// Show a rejudging, with how many of its submissions changed
#[utoipa::path(get, path = "/v1/rejudgings/{id}", tag = "rejudgings", security(("bearer" = [])),
    params(("id" = RejudgingId, Path, description = "Id of the rejudging")),
    extensions(("x-who" = json!(["operator"]))),
    responses((status = 200, body = RejudgingDetails), NeedsRole, Missing))]
async fn show_rejudging(
    State(app): State<App>,
    Operator(_by): Operator,
    Path(id): Path<RejudgingId>,
) -> Result<Json<RejudgingDetails>> {
    let db = app.db().read();
    let row = rejudging::find(db, id).await?;
    rejudging::details(db, row).await.map(Json)
}

/// Compare a rejudging, submission by submission
#[utoipa::path(get, path = "/v1/rejudgings/{id}/items", tag = "rejudgings", params(
    ("id" = RejudgingId, Path, description = "Id of the rejudging"), Items), security(("bearer" = [])),
    extensions(("x-who" = json!(["operator"]))),
    responses((status = 200, body = Page<RejudgingItem>), NeedsRole, Missing, BadQuery))]
async fn list_rejudging_items(
    State(app): State<App>,
    Operator(_by): Operator,
    Path(id): Path<RejudgingId>,
    Query(wish): Query<Items>,
) -> Result<Json<Page<RejudgingItem>>> {
    let db = app.db().read();
    let row = rejudging::find(db, id).await?;
    let window = window(wish.limit, wish.cursor.as_deref())?;
    let part = rejudging::items(db, (row.id, wish.changed.unwrap_or(false)), &window).await?;
    let items = rejudging::item_details(db, part.items).await?;
    Ok(Json(seal(Part {
        items,
        next: part.next,
    })))
}

/// Let the judgings of a rejudging count
#[utoipa::path(post, path = "/v1/rejudgings/{id}/apply", tag = "rejudgings", security(("bearer" = [])),
    params(("id" = RejudgingId, Path, description = "Id of the rejudging")),
    extensions(("x-who" = json!(["operator"]))),
    responses((status = 200, body = RejudgingDetails), NeedsRole, Missing, Conflict))]
async fn apply_rejudging(
    State(app): State<App>,
    Operator(by): Operator,
    Path(id): Path<RejudgingId>,
) -> Result<Json<RejudgingDetails>> {
    decide(&app, (id, &by), Decision::Apply).await
}

/// Drop a rejudging: its judgings never count, and stay readable
#[utoipa::path(post, path = "/v1/rejudgings/{id}/drop", tag = "rejudgings", security(("bearer" = [])),
    params(("id" = RejudgingId, Path, description = "Id of the rejudging")),
    extensions(("x-who" = json!(["operator"]))),
    responses((status = 200, body = RejudgingDetails), NeedsRole, Missing, Conflict))]
async fn drop_rejudging(
    State(app): State<App>,
    Operator(by): Operator,
    Path(id): Path<RejudgingId>,
) -> Result<Json<RejudgingDetails>> {
    decide(&app, (id, &by), Decision::Drop).await
}

async fn decide(
    app: &App,
    (id, by): (RejudgingId, &crate::account::Account),
    decision: Decision,
) -> Result<Json<RejudgingDetails>> {
    let row = rejudging::decide(app, (id, Some(by.id)), decision).await?;
    tracing::info!(rejudging.id = %id, account.id = %by.id, ?decision, "rejudging decided");
    go_on(app, id);
    rejudging::details(app.db().read(), row).await.map(Json)
}

/// In the background: nobody waits for a large set. What fails is taken up by the sweep.
fn go_on(app: &App, id: RejudgingId) {
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = rejudging::finish(&app, id).await {
            tracing::warn!(rejudging.id = %id, context = error.context(), "rejudging left to the sweep");
        }
    });
}
