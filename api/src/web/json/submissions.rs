//! Submissions: where they stand, what the judge says of them, and what happens while one waits.
use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::{Stream, StreamExt};
use tokio::sync::mpsc::channel;
use tokio_stream::wrappers::ReceiverStream;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{
    Attempts, JudgingSummary, Page, Progress, Report, Role, SignedReceipt, SubmissionDetails, SubmissionId,
    TeamId,
};

use super::params::{Attempted, Submissions, Which};
use super::refusals::{BadQuery, Conflict, Missing, NeedsRole, NeedsToken};
use super::seal;
use crate::account::Account;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::judging::{self, News, Wish};
use crate::paging::Part;
use crate::submission::{self, Submission, Wanted, attempts};
use crate::team;
use crate::web::extract::{Path, Query, Session, window};

/// A comment at this pace keeps proxies from closing a quiet line.
const QUIET: Duration = Duration::from_secs(15);
/// Events that wait for a slow reader.
const WAITING: usize = 16;
/// A stream ends after this time. Whoever still watches comes back; whoever has gone does not.
const LONGEST: Duration = Duration::from_secs(30 * 60);

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_submissions))
        .routes(routes!(show_submission))
        .routes(routes!(show_receipt))
        .routes(routes!(show_report))
        .routes(routes!(list_judgings))
        .routes(routes!(watch_submission))
        .routes(routes!(show_attempts))
}

/// List submissions, newest first
#[utoipa::path(get, path = "/v1/submissions", tag = "submissions", params(Submissions), security(("bearer" = [])),
    extensions(("x-who" = json!(["member", "coordinator", "operator"]))),
    responses((status = 200, body = Page<SubmissionDetails>), NeedsToken, Missing, BadQuery))]
async fn list_submissions(
    State(app): State<App>,
    Session(account): Session,
    Query(wish): Query<Submissions>,
) -> Result<Json<Page<SubmissionDetails>>> {
    let db = app.db().read();
    let window = window(wish.limit, wish.cursor.as_deref())?;
    let wanted = Wanted {
        teams: teams(&app, &account, wish.team).await?,
        challenge: wish.challenge,
        commit: wish.commit,
    };
    let part = submission::list(db, &wanted, &window).await?;
    let items = details(&app, &account, part.items).await?;
    Ok(Json(seal(Part {
        items,
        next: part.next,
    })))
}

/// Submissions in full, with what of them `account` alone may read.
async fn details(app: &App, account: &Account, rows: Vec<Submission>) -> Result<Vec<SubmissionDetails>> {
    let db = app.db().read();
    let mut declarations = submission::declarations(db, account, &rows).await?;
    let mut items = judging::details(db, rows, app.now()).await?;
    for item in &mut items {
        item.declarations = declarations.remove(&item.receipt.submission);
    }
    Ok(items)
}

async fn teams(app: &App, account: &Account, wanted: Option<TeamId>) -> Result<Vec<TeamId>> {
    let db = app.db().read();
    match wanted {
        Some(id) => Ok(vec![team::seen_by(db, account, id).await?.id]),
        None => Ok(team::own(db, account.id)
            .await?
            .into_iter()
            .map(|team| team.id)
            .collect()),
    }
}

/// Show a submission
#[utoipa::path(get, path = "/v1/submissions/{id}", tag = "submissions", security(("bearer" = [])),
    params(("id" = SubmissionId, Path, description = "Id of the submission")),
    extensions(("x-who" = json!(["member", "coordinator", "operator"]))),
    responses((status = 200, body = SubmissionDetails), NeedsToken, Missing))]
async fn show_submission(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<SubmissionId>,
) -> Result<Json<SubmissionDetails>> {
    let db = app.db().read();
    let row = submission::seen_by(db, &account, id).await?;
    let one = details(&app, &account, vec![row]).await?.pop();
    one.map(Json)
        .ok_or_else(|| Error::fault("one submission has one description"))
}

/// Show the signed receipt of a submission
///
/// The signature is Ed25519 over the line `ubunifu-receipt/1` and the receipt as canonical JSON (RFC 8785) without
/// its member `signature`; `GET /v1/receipt-keys` has the public keys.
#[utoipa::path(get, path = "/v1/submissions/{id}/receipt", tag = "submissions", security(("bearer" = [])),
    params(("id" = SubmissionId, Path, description = "Id of the submission")),
    extensions(("x-who" = json!(["member", "coordinator", "operator"]))),
    responses((status = 200, body = SignedReceipt), NeedsToken, Missing))]
async fn show_receipt(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<SubmissionId>,
) -> Result<Json<SignedReceipt>> {
    let row = submission::seen_by(app.db().read(), &account, id).await?;
    submission::receipt(&app, row).await.map(Json)
}

/// Show the report of a submission
///
/// For its team alone, without what the challenge keeps hidden.
#[utoipa::path(get, path = "/v1/submissions/{id}/report", tag = "submissions", security(("bearer" = [])),
    params(("id" = SubmissionId, Path, description = "Id of the submission"), Which),
    extensions(("x-who" = json!(["member", "operator"]))),
    responses((status = 200, body = Report), NeedsRole, Missing, Conflict, BadQuery))]
async fn show_report(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<SubmissionId>,
    Query(which): Query<Which>,
) -> Result<Json<Report>> {
    let row = readable(&app, &account, id).await?;
    let wanted = Wish {
        judging: which.judging,
        all: sees_all(&account),
    };
    judging::report(&app, &row, wanted).await.map(Json)
}

/// List the judgings of a submission, newest first
///
/// Of those with `counts_from` the last one counts. Judgings of a rejudging that was not applied are for operators.
#[utoipa::path(get, path = "/v1/submissions/{id}/judgings", tag = "submissions", security(("bearer" = [])),
    params(("id" = SubmissionId, Path, description = "Id of the submission")),
    extensions(("x-who" = json!(["member", "operator"]))),
    responses((status = 200, body = Vec<JudgingSummary>), NeedsRole, Missing))]
async fn list_judgings(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<SubmissionId>,
) -> Result<Json<Vec<JudgingSummary>>> {
    let row = readable(&app, &account, id).await?;
    judging::summaries(app.db().read(), row.id, sees_all(&account))
        .await
        .map(Json)
}

/// The submission, if `account` may read what the judge says of it.
async fn readable(app: &App, account: &Account, id: SubmissionId) -> Result<Submission> {
    let db = app.db().read();
    let row = submission::seen_by(db, account, id).await?;
    if !submission::may_read_report(db, account, &row).await? {
        return Err(Code::AuthForbidden.into());
    }
    Ok(row)
}

/// Whether judgings that never counted are shown too: what is being compared is no news yet.
fn sees_all(account: &Account) -> bool {
    account.role == Role::Operator
}

/// Show what a team has used of its attempts at a challenge
///
/// An attempt is a tree that was not submitted before and was not given up by a fault of ours; its day is the day in
/// Tanzania (UTC+3) on which it arrived. Parts without a limit are absent.
#[utoipa::path(get, path = "/v1/attempts", tag = "submissions", params(Attempted), security(("bearer" = [])),
    extensions(("x-who" = json!(["member", "coordinator", "operator"]))),
    responses((status = 200, body = Attempts), NeedsToken, Missing, BadQuery))]
async fn show_attempts(
    State(app): State<App>,
    Session(account): Session,
    Query(wish): Query<Attempted>,
) -> Result<Json<Attempts>> {
    let key = (wish.team, wish.challenge.as_str());
    attempts::seen_by(&app, &account, key).await.map(Json)
}

/// Watch a submission
///
/// Server-sent events named `progress`, from the first until it is over; `data` is a `Progress`. What happened in the
/// judging has an id: sent back as `Last-Event-ID`, only what came after it is told. A place in the queue has none.
/// A stream ends by itself after half an hour, and an account has at most 32: `server.busy` says so.
#[utoipa::path(get, path = "/v1/submissions/{id}/events", tag = "submissions", security(("bearer" = [])),
    params(("id" = SubmissionId, Path, description = "Id of the submission")),
    extensions(("x-who" = json!(["member", "coordinator", "operator"]))),
    responses((status = 200, body = Progress, content_type = "text/event-stream"), NeedsToken, Missing))]
async fn watch_submission(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<SubmissionId>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = std::result::Result<Event, Infallible>>>> {
    let row = submission::seen_by(app.db().read(), &account, id).await?;
    let place = app.crowds().watching.enter(account.id).await?;
    let (out, news) = channel(WAITING);
    tokio::spawn(judging::watch(app, row, last_event(&headers), out));
    let events = for_a_while(ReceiverStream::new(news), LONGEST).map(move |news| {
        let _held = &place;
        Ok(event(&news))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(QUIET)))
}

/// What `news` has to say within `longest`.
fn for_a_while<T>(news: impl Stream<Item = T>, longest: Duration) -> impl Stream<Item = T> {
    news.take_until(tokio::time::sleep(longest))
}

/// The last event a reader has seen; whatever is no number of ours is none.
fn last_event(headers: &HeaderMap) -> i64 {
    let id = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    id.and_then(|id| id.parse().ok()).unwrap_or_default()
}

fn event(news: &News) -> Event {
    let data = serde_json::to_string(&news.progress).unwrap_or_default();
    let event = Event::default().event("progress").data(data);
    match news.number {
        Some(number) => event.id(number.to_string()),
        None => event,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stream_ends_while_nobody_judges() {
        let news = futures_util::stream::iter([1]).chain(futures_util::stream::pending());
        let heard: Vec<i32> = for_a_while(news, Duration::from_millis(50)).collect().await;
        assert_eq!(heard, [1]);
    }
}
