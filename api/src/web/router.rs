//! All routes, and what lies around every one of them: request id, tracing, panic catching, problem rendering.
use axum::Router;
use axum::middleware;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::{json, problem};
use crate::app::App;
use crate::error::{Code, Error};

#[derive(OpenApi)]
#[openapi(info(
    title = "Ubunifu",
    description = "Innovation challenges: packages, teams, submissions, scores."
))]
struct Description;

/// The whole HTTP interface over `app`.
pub(crate) fn router(app: App) -> Router {
    let (routes, description) = OpenApiRouter::with_openapi(Description::openapi())
        .merge(json::routes())
        .split_for_parts();
    routes
        .merge(json::openapi::route(description))
        .fallback(async || Error::from(Code::NotFound))
        .method_not_allowed_fallback(async || Error::from(Code::MethodNotAllowed))
        .with_state(app)
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(middleware::from_fn(problem::render))
        .layer(TraceLayer::new_for_http())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}
