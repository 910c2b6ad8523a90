//! The queue: who works on it, what was given up, and how that is tried again. For operators.
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{LetterId, Page, QueueSummary, Retried, StoppedLetter, WorkerDetails};

use super::refusals::{BadQuery, Conflict, NeedsRole};
use super::seal;
use crate::app::App;
use crate::error::Result;
use crate::judging::office;
use crate::web::extract::{Operator, Paging, Path, Query};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_queue))
        .routes(routes!(list_workers))
        .routes(routes!(list_stopped_letters))
        .routes(routes!(retry_letters))
        .routes(routes!(retry_letter))
}

/// Tell how the queue stands
#[utoipa::path(get, path = "/v1/queue", tag = "queue", security(("bearer" = [])),
    extensions(("x-who" = json!(["operator"]))),
    responses((status = 200, body = QueueSummary), NeedsRole))]
async fn show_queue(State(app): State<App>, Operator(_by): Operator) -> Result<Json<QueueSummary>> {
    office::summary(&app).await.map(Json)
}

/// List the processes that judge, with what they do
#[utoipa::path(get, path = "/v1/workers", tag = "queue", security(("bearer" = [])),
    extensions(("x-who" = json!(["operator"]))),
    responses((status = 200, body = Vec<WorkerDetails>), NeedsRole))]
async fn list_workers(State(app): State<App>, Operator(_by): Operator) -> Result<Json<Vec<WorkerDetails>>> {
    office::workers(&app).await.map(Json)
}

/// List the letters that were given up, oldest first
#[utoipa::path(get, path = "/v1/letters", tag = "queue", params(Paging), security(("bearer" = [])),
    extensions(("x-who" = json!(["operator"]))),
    responses((status = 200, body = Page<StoppedLetter>), NeedsRole, BadQuery))]
async fn list_stopped_letters(
    State(app): State<App>,
    Operator(_by): Operator,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<StoppedLetter>>> {
    let part = office::stopped(&app, &paging.window()?).await?;
    Ok(Json(seal(part)))
}

/// Have every letter tried again that was given up
#[utoipa::path(post, path = "/v1/letters/retry", tag = "queue", security(("bearer" = [])),
    extensions(("x-who" = json!(["operator"]))),
    responses((status = 200, body = Retried), NeedsRole))]
async fn retry_letters(State(app): State<App>, Operator(by): Operator) -> Result<Json<Retried>> {
    let letters = office::retry_all(&app).await?;
    tracing::info!(letters, account.id = %by.id, "letters put back into the queue");
    Ok(Json(Retried { letters }))
}

/// Have a letter tried again that was given up
#[utoipa::path(post, path = "/v1/letters/{id}/retry", tag = "queue", security(("bearer" = [])),
    params(("id" = LetterId, Path, description = "Id of the letter")),
    extensions(("x-who" = json!(["operator"]))),
    responses((status = 200, body = Retried), NeedsRole, Conflict))]
async fn retry_letter(
    State(app): State<App>,
    Operator(by): Operator,
    Path(id): Path<LetterId>,
) -> Result<Json<Retried>> {
    office::retry(&app, id).await?;
    tracing::info!(letter.id = %id, account.id = %by.id, "letter put back into the queue");
    Ok(Json(Retried { letters: 1 }))
}
