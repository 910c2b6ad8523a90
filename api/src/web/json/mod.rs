//! The JSON API, one file per subject.
mod server;
pub(super) mod openapi;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// Every operation of `/v1`.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(server::routes())
}
