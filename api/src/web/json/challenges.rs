//! Challenges: publishing them, and everything a student reads of them.
use std::io::SeekFrom;

use axum::Json;
use axum::body::Body as Stream;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{ChallengeDetails, ChallengeSummary, Page, Published};

use super::params::{Listing, Owner, Place};
use super::refusals::{BadBody, BadQuery, Conflict, Missing, NeedsRole};
use super::seal;
use crate::account::Account;
use crate::app::App;
use crate::blobs::Shelf;
use crate::challenge::{self, Version};
use crate::db::ConnectionTrait;
use crate::error::{Code, Error, Result};
use crate::event;
use crate::organization::{self, Organization};
use crate::rules::refused;
use crate::web::cache::{self, Wanted};
use crate::web::extract::{Path, Publisher, Query, Upload, window};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_challenges, publish_challenge))
        .routes(routes!(show_challenge))
        .routes(routes!(download_bundle))
}

/// List the challenges of an event
#[utoipa::path(get, path = "/v1/challenges", tag = "challenges", params(Listing), security(()),
    extensions(("x-who" = json!(["anonymous"]))),
    responses((status = 200, body = Page<ChallengeSummary>, headers(("etag" = String))),
        (status = 304, description = "The reader has it"), Missing, BadQuery))]
async fn list_challenges(
    State(app): State<App>,
    headers: HeaderMap,
    Query(wanted): Query<Listing>,
) -> Result<Response> {
    let window = window(wanted.limit, wanted.cursor.as_deref())?;
    let event = event::named_or_current(app.db().read(), wanted.event.as_deref()).await?;
    let part = challenge::list(app.db().read(), event.id, &window).await?;
    cache::tagged(&headers, &seal(part))
}

/// Show a challenge
#[utoipa::path(get, path = "/v1/challenges/{id}", tag = "challenges", security(()),
    params(("id" = String, Path, description = "Name of the challenge"), Place),
    extensions(("x-who" = json!(["anonymous"]))),
    responses((status = 200, body = ChallengeDetails, headers(("etag" = String))),
        (status = 304, description = "The reader has it"), Missing, BadQuery))]
async fn show_challenge(
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(place): Query<Place>,
) -> Result<Response> {
    let version = find(app.db().read(), &id, &place).await?;
    cache::tagged(&headers, &challenge::with_runtime(&app, version).await?)
}

/// Download the public bundle of a challenge
///
/// A `.tar.zst` with the statements, the starters and the public checks. The `etag` is its SHA-256; a single
/// range is served, so that an interrupted download goes on where it stopped.
#[utoipa::path(get, path = "/v1/challenges/{id}/bundle", tag = "challenges", security(()),
    params(("id" = String, Path, description = "Name of the challenge"), Place),
    extensions(("x-who" = json!(["anonymous"]))),
    responses(
        (status = 200, description = "The bundle", body = Vec<u8>, content_type = "application/zstd",
            headers(("etag" = String), ("x-ubunifu-version" = String), ("x-ubunifu-runtime" = String))),
        (status = 206, description = "The range asked for", body = Vec<u8>, content_type = "application/zstd"),
        (status = 304, description = "The reader has it"),
        (status = 416, description = "The bundle ends before the range"), Missing, BadQuery))]
async fn download_bundle(
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(place): Query<Place>,
) -> Result<Response> {
    let version = find(app.db().read(), &id, &place).await?;
    let tag = format!("\"{}\"", version.bundle_hash);
    let mut response = if cache::has(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        send(&app, &version, &headers).await?
    };
    cache::stamp(&mut response, &tag);
    let number = HeaderValue::from_str(&version.version);
    let number = number.map_err(|error| Error::fault(format_args!("version {id}: {error}")))?;
    let name = HeaderName::from_static("x-ubunifu-version");
    response.headers_mut().insert(name, number);
    if let Some(runtime) = challenge::runtime(&app, &version).await?
        && let Ok(value) = HeaderValue::from_str(&format!("{} {}", runtime.name, runtime.digest))
    {
        let name = HeaderName::from_static("x-ubunifu-runtime");
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

/// Publish a challenge package
///
/// The body is the package as `.tar.zst`. Everything wrong with it is told at once. A version never changes:
/// the same package again changes nothing, other content needs a higher version.
#[utoipa::path(post, path = "/v1/challenges", tag = "challenges", params(Owner), security(("bearer" = [])),
    extensions(("x-who" = json!(["author", "operator"]))),
    request_body(content = Vec<u8>, content_type = "application/zstd"),
    responses((status = 201, body = Published), (status = 200, body = Published,
        description = "Exactly this package had been published before: nothing changed"),
        NeedsRole, Missing, Conflict, BadBody))]
async fn publish_challenge(
    State(app): State<App>,
    Publisher(author): Publisher,
    Query(wanted): Query<Owner>,
    request: Request,
) -> Result<impl IntoResponse> {
    let owner = owner(app.db().read(), &author, wanted.organization.as_deref()).await?;
    // Only now: whoever may not publish need not send 64 MiB to learn it.
    let Upload(archive) = Upload::from_request(request, &app).await?;
    let published = challenge::publish(&app, &author, &owner, archive).await?;
    let status = if published.created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let place = format!("/v1/challenges/{}", published.summary.id);
    Ok((status, [(header::LOCATION, place)], Json(published)))
}

/// The organization that `author` publishes for.
async fn owner(db: &impl ConnectionTrait, author: &Account, wanted: Option<&str>) -> Result<Organization> {
    let owner = match wanted {
        Some(slug) => organization::find(db, slug).await?,
        None => organization::of(db, author)
            .await?
            .ok_or_else(|| refused("organization", "rule-organization-needed"))?,
    };
    if organization::may_publish(author, owner.id, organization::kind(&owner)?) {
        Ok(owner)
    } else {
        Err(Code::AuthForbidden.into())
    }
}

async fn find(db: &impl ConnectionTrait, id: &str, place: &Place) -> Result<Version> {
    let event = event::named_or_current(db, place.event.as_deref()).await?;
    challenge::listed(db, event.id, id).await
}

/// The bundle, or the bytes of it that were asked for.
async fn send(app: &App, version: &Version, headers: &HeaderMap) -> Result<Response> {
    let tag = format!("\"{}\"", version.bundle_hash);
    let size = u64::try_from(version.bundle_size).unwrap_or_default();
    let (status, first, length) = match cache::wanted(headers, &tag, size) {
        Wanted::Whole => (StatusCode::OK, 0, size),
        Wanted::Bytes(range) => {
            let length = range.end() - range.start() + 1;
            (StatusCode::PARTIAL_CONTENT, *range.start(), length)
        }
        Wanted::Beyond => {
            let whole = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, whole).into_response());
        }
    };
    let place = app.blobs().path(Shelf::Bundles, &version.bundle_hash);
    let mut file = File::open(place).await?;
    file.seek(SeekFrom::Start(first)).await?;
    let body = Stream::from_stream(ReaderStream::new(file.take(length)));
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zstd"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if status == StatusCode::PARTIAL_CONTENT {
        let last = first + length - 1;
        let range = HeaderValue::from_str(&format!("bytes {first}-{last}/{size}"));
        headers.insert(
            header::CONTENT_RANGE,
            range.unwrap_or(HeaderValue::from_static("bytes */*")),
        );
    }
    Ok(response)
}
