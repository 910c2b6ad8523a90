//! `/v1/openapi.json`: the description of this API, made from the handlers themselves.
use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use utoipa::openapi::OpenApi;

use crate::app::App;

/// Serves `description`, written out once.
pub(in crate::web) fn route(description: OpenApi) -> Router<App> {
    let text: Arc<str> = serde_json::to_string(&description).unwrap_or_default().into();
    let answer = async move || ([(header::CONTENT_TYPE, "application/json")], text.to_string());
    Router::new().route("/v1/openapi.json", get(answer))
}
