//! All routes, and what lies around every one of them: request id, tracing, panic catching, problem rendering.
use axum::Router;
use axum::middleware;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use utoipa_axum::router::OpenApiRouter;

use super::{headers, json, problem, push};
use crate::app::App;
use crate::error::{Code, Error};

/// The whole HTTP interface over `app`.
pub(crate) fn router(app: App) -> Router {
    let (routes, mut description) = OpenApiRouter::with_openapi(json::openapi::description())
        .merge(json::routes())
        .split_for_parts();
    json::openapi::complete(&mut description);
    routes
        .merge(json::openapi::route(&description))
        .merge(json::docs::routes(&description))
        .merge(push::routes())
        .fallback(async || Error::from(Code::NotFound))
        .method_not_allowed_fallback(async || Error::from(Code::MethodNotAllowed))
        .with_state(app)
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(middleware::from_fn(problem::render))
        .layer(TraceLayer::new_for_http())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(middleware::from_fn(headers::dress))
}
