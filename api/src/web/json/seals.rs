//! Seals, and the content that follows them over links that break: the core of the tus protocol, version 1.0.
use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{NewSeal, Seal, SealId, SignedReceipt};

use super::refusals::{BadBody, Conflict, Missing, NeedsToken, TooMany};
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::submission::seal::{self, Piece};
use crate::web::extract::{Body, Bundle, Path, Session, media_type, reader};

/// The version of the protocol.
const TUS: &str = "1.0.0";
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(make_seal))
        .routes(routes!(show_seal))
        .routes(routes!(measure_content, append_content, discard_content))
        .routes(routes!(finish_seal))
        .routes(routes!(import_bundle))
}

/// Seal a commit
///
/// A tiny request that fixes the time: content that matches counts from now on, and may arrive until `until`, also
/// after the event has ended. Sealing the same commit again gives the same seal. A team has at most 20 seals for a
/// challenge whose commits have not arrived; while the event has no end, one whose content has not begun to come within a
/// day is forgotten.
#[utoipa::path(post, path = "/v1/seals", tag = "submissions", security(("bearer" = [])),
    extensions(("x-who" = json!(["member"]))),
    responses((status = 201, body = Seal), NeedsToken, Missing, BadBody, TooMany))]
async fn make_seal(
    State(app): State<App>,
    Session(account): Session,
    Body(new): Body<NewSeal>,
) -> Result<impl IntoResponse> {
    let seal = seal::seal(&app, account, &new).await?;
    let place = format!("/v1/seals/{}", seal.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(seal)))
}

/// Show a seal, and the receipt once there is one
#[utoipa::path(get, path = "/v1/seals/{id}", tag = "submissions", security(("bearer" = [])),
    params(("id" = SealId, Path, description = "Id of the seal")),
    extensions(("x-who" = json!(["member"]))),
    responses((status = 200, body = Seal), NeedsToken, Missing))]
async fn show_seal(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<SealId>,
) -> Result<Json<Seal>> {
    let row = seal::seen_by(&app, &account, id).await?;
    seal::describe(&app, row).await.map(Json)
}

/// Ask how much of a seal's content has come
///
/// `Upload-Offset` says it. Whoever was sending it is told to stop: its connection may be broken already.
#[utoipa::path(head, path = "/v1/seals/{id}/content", tag = "submissions", security(("bearer" = [])),
    params(("id" = SealId, Path, description = "Id of the seal")),
    extensions(("x-who" = json!(["member"]))),
    responses((status = 200, headers(("upload-offset" = u64), ("upload-length" = u64), ("tus-resumable" = String))),
        NeedsToken, Missing))]
async fn measure_content(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<SealId>,
) -> Result<Response> {
    let row = seal::seen_by(&app, &account, id).await?;
    let (offset, size) = seal::measure(&app, &row).await?;
    let mut response = at(StatusCode::OK, offset);
    if let Some(size) = size {
        response.headers_mut().insert(LENGTH, size.into());
    }
    Ok(response)
}

/// Append to a seal's content
///
/// The content is a git bundle that brings the commit as `refs/heads/main`. `Upload-Offset` says where the body
/// begins, `Upload-Length` with the first request how long the content is. What came stays, however the request ends. A
/// team may have begun three times what one submission may be; what nobody added to for an hour gives way.
#[utoipa::path(patch, path = "/v1/seals/{id}/content", tag = "submissions", security(("bearer" = [])),
    params(("id" = SealId, Path, description = "Id of the seal"),
        ("upload-offset" = u64, Header, description = "Where the body begins"),
        ("upload-length" = Option<u64>, Header, description = "Bytes of the whole content")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    extensions(("x-who" = json!(["member"]))),
    responses((status = 204, headers(("upload-offset" = u64), ("tus-resumable" = String))),
        NeedsToken, Missing, Conflict, BadBody, TooMany))]
async fn append_content(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<SealId>,
    request: Request,
) -> Result<Response> {
    let row = seal::seen_by(&app, &account, id).await?;
    let headers = request.headers();
    media_type(headers, "application/offset+octet-stream")?;
    let piece = Piece {
        offset: number(headers, &OFFSET)?.ok_or_else(|| unreadable(&OFFSET))?,
        size: number(headers, &LENGTH)?,
        body: reader(request),
    };
    let offset = seal::append(&app, row, piece).await?;
    Ok(at(StatusCode::NO_CONTENT, offset))
}

/// Forget what has come of a seal's content
///
/// For a sender that begins anew with other bytes. The seal stays, and with it the time.
#[utoipa::path(delete, path = "/v1/seals/{id}/content", tag = "submissions", security(("bearer" = [])),
    params(("id" = SealId, Path, description = "Id of the seal")),
    extensions(("x-who" = json!(["member"]))),
    responses((status = 204, headers(("tus-resumable" = String))), NeedsToken, Missing))]
async fn discard_content(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<SealId>,
) -> Result<Response> {
    let row = seal::seen_by(&app, &account, id).await?;
    seal::discard(&app, &row).await?;
    Ok(at(StatusCode::NO_CONTENT, 0))
}

/// Get the receipt for content that has arrived whole
///
/// Answers when git and the rules of the challenge have had their say. Asking again changes nothing.
#[utoipa::path(post, path = "/v1/seals/{id}/finish", tag = "submissions", security(("bearer" = [])),
    params(("id" = SealId, Path, description = "Id of the seal")),
    extensions(("x-who" = json!(["member"]))),
    responses((status = 200, body = SignedReceipt), NeedsToken, Missing, Conflict, BadBody, TooMany))]
async fn finish_seal(
    State(app): State<App>,
    Session(account): Session,
    Path(id): Path<SealId>,
) -> Result<Json<SignedReceipt>> {
    let row = seal::seen_by(&app, &account, id).await?;
    // On its own: a link that breaks now must not break off what has begun.
    let done = tokio::spawn(async move { seal::finish(&app, row).await });
    done.await?.map(Json)
}

/// Take a submission that came as a file
///
/// The body is a git bundle as `ubunifu submit --bundle` writes it; it says itself whose it is. For links that carry
/// nothing: a coordinator, or anybody of the team, brings the file to where the link is good. An account brings two at
/// once.
#[utoipa::path(post, path = "/v1/bundles", tag = "submissions", security(("bearer" = [])),
    request_body(content = Vec<u8>, content_type = "application/x-git-bundle"),
    extensions(("x-who" = json!(["member", "coordinator", "operator"]))),
    responses((status = 201, body = SignedReceipt), NeedsToken, Missing, Conflict, BadBody, TooMany))]
async fn import_bundle(
    State(app): State<App>,
    Session(account): Session,
    request: Request,
) -> Result<impl IntoResponse> {
    let _place = app.crowds().bringing.enter(account.id).await?;
    let bundle = Bundle::from_request(request, &app).await?;
    // Only now: whoever may not bring it need not send it to learn so.
    let most = seal::most_of(&app, &account, bundle.head()).await?;
    let file = bundle.into_file(&app, most).await?;
    let receipt = seal::import(&app, Some(&account), (file.path(), None)).await?;
    let place = format!("/v1/submissions/{}", receipt.receipt.submission);
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(receipt)))
}

fn at(status: StatusCode, offset: u64) -> Response {
    let headers = [
        (OFFSET, HeaderValue::from(offset)),
        (RESUMABLE, HeaderValue::from_static(TUS)),
    ];
    let mut response = (status, headers).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<Option<u64>> {
    let read = |value: &HeaderValue| value.to_str().ok()?.parse().ok();
    let value = headers.get(name);
    value
        .map(|value| read(value).ok_or_else(|| unreadable(name)))
        .transpose()
}

fn unreadable(name: &HeaderName) -> Error {
    Error::new(Code::RequestInvalid)
        .with("field", name)
        .with_sentence("reason", "reason-header")
}
