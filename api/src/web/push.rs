//! git over HTTP: push, fetch and clone by real git clients. A push to `main` is a submission; what the server
//! has to say of it goes onto the client's side band, before the client takes the push for done.
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use tokio::io::BufReader;
use tokio::sync::mpsc::{Sender, channel};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use wire::{Attempts, Language};

use super::basic::secret;

use super::extract::{Path, Query, reader};
use super::follow::follow;
use super::problem;
use crate::account;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::git::{self, Service, Tail};
use crate::submission::{self, Address, Admission, Ending, What};

/// Pieces of an answer that wait for a slow client.
const WAITING: usize = 16;

const NEVER_KEPT: [(HeaderName, &str); 3] = [
    (header::CACHE_CONTROL, "no-cache, max-age=0, must-revalidate"),
    (header::PRAGMA, "no-cache"),
    (header::EXPIRES, "Fri, 01 Jan 1980 00:00:00 GMT"),
];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/git/{event}/{team}/{repository}/info/refs", get(show_refs))
        .route("/git/{event}/{team}/{repository}/git-upload-pack", post(fetch))
        .route("/git/{event}/{team}/{repository}/git-receive-pack", post(push))
}

type Place = Path<(String, String, String)>;

#[derive(Debug, Deserialize)]
struct Wish {
    service: Option<String>,
}

/// The first request of every conversation: what there is.
async fn show_refs(
    State(app): State<App>,
    Path(place): Place,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Result<Response> {
    // Without a service a client speaks the old protocol that reads files one by one.
    let service = wish.service.as_deref().and_then(Service::named);
    let service = service.ok_or(Code::NotFound)?;
    let admission = admit(&app, place, &headers, service).await?;
    let repository = admission.repository(&app).await?;
    let protocol = protocol(&headers, service);
    let refs = app.git()?.advertise(service, &repository, protocol).await?;
    let mut answer = Vec::new();
    if protocol != Some("version=2") {
        answer.extend(git::packet(format!("# service={}\n", service.name()).as_bytes()));
        answer.extend_from_slice(git::FLUSH);
    }
    answer.extend(refs);
    Ok(respond(service, "advertisement", Body::from(answer)))
}

/// A fetch or clone.
async fn fetch(State(app): State<App>, Path(place): Place, request: Request) -> Result<Response> {
    let service = Service::Upload;
    let admission = admit(&app, place, request.headers(), service).await?;
    let repository = admission.repository(&app).await?;
    let ticket = admission.enter(&app, service).await?;
    let sending = app.git()?.sending().await?;
    let protocol = protocol(request.headers(), service);
    let body = (unwrap(request)?, sending);
    let (out, pieces) = channel(WAITING);
    tokio::spawn(async move {
        let _held = ticket;
        let done = async { app.git()?.upload((&repository, protocol), body, out).await };
        if let Err(error) = done.await {
            tracing::debug!(context = error.context(), "fetch ended early");
        }
    });
    Ok(respond(service, "result", stream(pieces)))
}

/// A push. It goes on to its end even when the client hangs up.
async fn push(State(app): State<App>, Path(place): Place, request: Request) -> Result<Response> {
    let service = Service::Receive;
    let admission = admit(&app, place, request.headers(), service).await?;
    // Before the answer begins, so that "not now" can be one.
    let ticket = admission.enter(&app, service).await?;
    let language = problem::language(request.headers());
    let body = unwrap(request)?;
    let (out, pieces) = channel(WAITING);
    tokio::spawn(async move {
        let received = submission::receive(&app, &admission, body, &out).await;
        // Waiting for the judging takes nobody's place.
        drop(ticket);
        match received {
            Ok(ending) => finish(&app, ending, language, &out).await,
            Err(error) => {
                tracing::warn!(context = error.context(), "push ended early");
                // The answer has begun, so what is the matter can only be said on the way people read.
                let lines = refused(&error, language);
                let said = lines.iter().flat_map(|line| Tail::say(line)).collect();
                let _ = out.send(said).await;
            }
        }
    });
    Ok(respond(service, "result", stream(pieces)))
}

async fn admit(
    app: &App,
    place: (String, String, String),
    headers: &HeaderMap,
    service: Service,
) -> Result<Admission> {
    let secret = secret(headers).ok_or(Code::AuthMissing)?;
    let account = account::authenticate(app.db().read(), &secret, app.now()).await?;
    let (event, team, repository) = place;
    let challenge = repository.strip_suffix(".git").ok_or(Code::NotFound)?;
    let address = Address {
        event,
        team,
        challenge: challenge.to_owned(),
    };
    submission::admit(app, account, &address, service).await
}

/// The end of git's answer, with the server's lines before it.
async fn finish(app: &App, ending: Ending, language: Language, out: &Sender<Vec<u8>>) {
    let (lines, reason) = match &ending.what {
        What::Nothing => (Vec::new(), None),
        What::Submitted {
            receipt,
            fresh,
            attempts,
        } => {
            let mut lines = received(receipt, *fresh, language);
            lines.extend(left(attempts, language));
            let wait = app.push_wait();
            if wait.is_zero() || !ending.tail.hears() {
                (lines, None)
            } else {
                // At once, before whatever happens to the judging, the link or this server.
                let said = lines.iter().flat_map(|line| Tail::say(line)).collect();
                let _ = out.send(said).await;
                let id = receipt.receipt.submission;
                let over = follow(app, (id, wait), language, out).await;
                let later = || later(&id.to_string(), language);
                (
                    if over.unwrap_or(false) {
                        Vec::new()
                    } else {
                        vec![later()]
                    },
                    None,
                )
            }
        }
        What::Refused(error) => {
            if error.code() == Code::ServerFault {
                tracing::error!(context = error.context(), "push not taken up");
            }
            (refused(error, language), Some(error.code().key()))
        }
    };
    // A client that hung up hears it from `ubunifu status`.
    let _ = out.send(ending.tail.write(&lines, reason)).await;
}

fn received(signed: &wire::SignedReceipt, fresh: bool, language: Language) -> Vec<String> {
    let receipt = &signed.receipt;
    let id = receipt.submission.to_string();
    let commit = receipt.commit.get(..10).unwrap_or_default();
    let values = [
        ("submission", id.as_str().into()),
        ("challenge", receipt.challenge.id.as_str().into()),
        ("team", receipt.team.name.as_str().into()),
        ("commit", commit.into()),
    ];
    let first = if fresh { "push-received" } else { "push-known" };
    let mut lines = vec![String::new()];
    lines.extend([first, "push-watch"].map(|key| locales::text(language.tag(), key, &values)));
    let json = serde_json::to_string(signed).unwrap_or_default();
    lines.push(format!("ubunifu-receipt: {json}"));
    lines
}

/// How many attempts are left, where they are limited. Pure.
fn left(attempts: &Attempts, language: Language) -> impl Iterator<Item = String> {
    let day = attempts.day.map(|quota| ("attempts-day", quota));
    let event = attempts.event.map(|quota| ("attempts-event", quota));
    day.into_iter().chain(event).map(move |(key, quota)| {
        let values = [
            ("left", i64::from(quota.left()).into()),
            ("limit", i64::from(quota.limit).into()),
        ];
        locales::text(language.tag(), key, &values)
    })
}

fn later(id: &str, language: Language) -> String {
    locales::text(language.tag(), "push-later", &[("submission", id.into())])
}

fn refused(error: &Error, language: Language) -> Vec<String> {
    let problem = problem::describe(error, language, None);
    let mut lines = vec![String::new()];
    lines.extend(problem::lines(&problem));
    lines
}

/// The version of the protocol the client asks for. Pushes have one version.
fn protocol(headers: &HeaderMap, service: Service) -> Option<&'static str> {
    let wanted = headers.get("git-protocol")?.to_str().ok()?;
    let mut words = wanted.split(':');
    (service == Service::Upload && words.any(|word| word == "version=2")).then_some("version=2")
}

/// The body as git reads it. Clients may compress what they ask for.
fn unwrap(request: Request) -> Result<git::Body> {
    let encoding = request.headers().get(header::CONTENT_ENCODING).cloned();
    let reader = reader(request);
    match encoding.as_ref().map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(reader),
        Some(b"gzip" | b"x-gzip") => Ok(Box::pin(async_compression::tokio::bufread::GzipDecoder::new(
            BufReader::new(reader),
        ))),
        Some(_) => Err(Code::RequestEncoding.into()),
    }
}

fn stream(pieces: tokio::sync::mpsc::Receiver<Vec<u8>>) -> Body {
    let pieces = ReceiverStream::new(pieces).filter(|piece| !piece.is_empty());
    Body::from_stream(pieces.map(|piece| Ok::<_, std::convert::Infallible>(Bytes::from(piece))))
}

fn respond(service: Service, kind: &str, body: Body) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    for (name, value) in NEVER_KEPT {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(kind) = HeaderValue::try_from(format!("application/x-{}-{kind}", service.name())) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    response
}
