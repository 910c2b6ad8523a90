//! The JSON API, one file per subject.
mod params;
mod refusals;
mod server;
mod organizations;
mod events;
mod challenges;
mod teams;
mod invitations;
mod submissions;
mod seals;
mod leaderboard;
mod queue;
mod rejudgings;
pub(super) mod openapi;
pub(super) mod docs;

use axum::Json;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use wire::Page;

use crate::app::App;
use crate::error::Result;
use crate::paging::{self, Part};

/// Every operation of `/v1`.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(server::routes())
        .merge(organizations::routes())
        .merge(events::routes())
        .merge(challenges::routes())
        .merge(teams::routes())
        .merge(invitations::routes())
        .merge(submissions::routes())
        .merge(seals::routes())
        .merge(leaderboard::routes())
        .merge(queue::routes())
        .merge(rejudgings::routes())
}

/// A part of a list as readers get it: the key to go on after becomes an opaque cursor.
fn seal<T, K: Serialize>(part: Part<T, K>) -> Page<T> {
    Page {
        items: part.items,
        next: part.next.as_ref().and_then(paging::seal),
    }
}

/// A part of a list whose entries may each have failed to be read.
fn page<T, K: Serialize>(part: Part<Result<T>, K>) -> Result<Json<Page<T>>> {
    let items: Result<Vec<T>> = part.items.into_iter().collect();
    let next = part.next;
    Ok(Json(seal(Part { items: items?, next })))
}
