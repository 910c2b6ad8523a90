//! The leaderboard of an event, and of one challenge in it.
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::Leaderboard;

use super::params::Board;
use super::refusals::{BadQuery, Missing};
use crate::app::App;
use crate::error::Result;
use crate::web::extract::{Query, window};
use crate::{event, paging, scoreboard};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show_leaderboard))
}

/// Show the leaderboard, best first
///
/// Only the best result of each team in each challenge counts; of equal points the earlier ones rank first.
#[utoipa::path(get, path = "/v1/leaderboard", tag = "leaderboard", params(Board), security(()),
    extensions(("x-who" = json!(["anonymous"]))),
    responses((status = 200, body = Leaderboard), Missing, BadQuery))]
async fn show_leaderboard(State(app): State<App>, Query(wish): Query<Board>) -> Result<Json<Leaderboard>> {
    let db = app.db().read();
    let window = window(wish.limit, wish.cursor.as_deref())?;
    let event = event::named_or_current(db, wish.event.as_deref()).await?;
    let challenge = wish.challenge.as_deref();
    let frame = scoreboard::frame(db, &event, challenge).await?;
    let part = scoreboard::board(db, &event, challenge, &window).await?;
    Ok(Json(Leaderboard {
        items: part.items,
        next: part.next.as_ref().and_then(paging::seal),
        ..frame
    }))
}
