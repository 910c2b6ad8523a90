//! Errors as RFC 9457 problem documents, in the language of the request.
//!
//! Handlers return an [`Error`]; it travels in the response's extensions to [`render`], which alone knows the
//! reader's language and the request's id.
use std::any::Any;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use wire::{Language, Problem};

use crate::error::{Code, Error};

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Middleware: writes out the error a handler left in its response.
pub(super) async fn render(request: Request, next: Next) -> Response {
    let reader = Reader {
        language: language(request.headers()),
        is_git: is_git(request.headers()),
    };
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|v| v.to_str().ok())
        .map(str::to_owned);
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Error>() {
        Some(error) => answer(&error, reader, id),
        None => response,
    }
}

/// Who reads the error.
#[derive(Debug, Clone, Copy)]
struct Reader {
    language: Language,
    is_git: bool,
}

/// The git program shows its user a refusal that is plain text, and drops any other.
fn is_git(headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok());
    agent.is_some_and(|agent| agent.starts_with("git/") && !agent.contains("libgit2"))
}

/// What a panic in a handler becomes.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
pub(super) fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let text = cause.downcast_ref::<String>().cloned();
    let text = text.or_else(|| cause.downcast_ref::<&str>().map(|s| (*s).to_owned()));
    Error::fault(format_args!("panic: {}", text.unwrap_or_default())).into_response()
}

/// The language a request asks for; Swahili when it asks for none of ours.
pub(super) fn language(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
    wanted.and_then(Language::preferred).unwrap_or_default()
}

/// The document for `error`.
pub(crate) fn describe(error: &Error, language: Language, instance: Option<String>) -> Problem {
    let status = status(error);
    let (detail, hints) = error.words(language);
    Problem {
        kind: "about:blank".to_owned(),
        title: status.canonical_reason().unwrap_or("Error").to_owned(),
        status: status.as_u16(),
        code: error.code().key().to_owned(),
        detail,
        hints,
        instance,
    }
}

fn answer(error: &Error, reader: Reader, id: Option<String>) -> Response {
    log(error, id.as_deref());
    let problem = match error.code() {
        // What logs the CLI in does nothing for git.
        Code::AuthMissing | Code::AuthInvalid if reader.is_git => {
            describe(&error.clone().next("problem-auth-git"), reader.language, id)
        }
        _ => describe(error, reader.language, id),
    };
    let (kind, body) = if reader.is_git {
        ("text/plain; charset=utf-8", text(&problem).into_bytes())
    } else {
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        ("application/problem+json", body)
    };
    let mut response = (status(error), Body::from(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let tag = reader.language.tag();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(tag));
    headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    if status(error) == StatusCode::UNAUTHORIZED {
        // Basic is what git asks its credential helpers for; Bearer is what everyone else sends.
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Basic realm=\"ubunifu\", Bearer"),
        );
    }
    if let Some(seconds) = wait(status(error)) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Seconds after which it may go better, for clients that try again by themselves.
fn wait(status: StatusCode) -> Option<u64> {
    match status {
        StatusCode::SERVICE_UNAVAILABLE => Some(10),
        // What a team has used up comes back with time, and not in a moment.
        StatusCode::TOO_MANY_REQUESTS => Some(60 * 60),
        _ => None,
    }
}

/// For people who read it in a terminal, and for programs that read what git shows.
fn text(problem: &Problem) -> String {
    lines(problem).join("\n") + "\n"
}

/// The problem as lines: what happened, what to do next, and all of it for programs.
pub(super) fn lines(problem: &Problem) -> Vec<String> {
    let json = serde_json::to_string(problem).unwrap_or_default();
    let mut lines = vec![problem.detail.clone()];
    lines.extend(problem.hints.iter().map(|hint| format!("  {hint}")));
    lines.push(format!("ubunifu-problem: {json}"));
    lines
}

fn log(error: &Error, id: Option<&str>) {
    let (code, context) = (error.code().key(), error.context().unwrap_or_default());
    if error.code() == Code::ServerFault {
        tracing::error!(request.id = id, code, context, "request failed");
    } else {
        tracing::debug!(request.id = id, code, context, "request refused");
    }
}

fn status(error: &Error) -> StatusCode {
    StatusCode::from_u16(error.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_may_try_again_is_told_when() {
        let reader = Reader {
            language: Language::En,
            is_git: false,
        };
        for (code, expected) in [
            (Code::ServerBusy, Some("10")),
            (Code::SealTooMany, Some("3600")),
            (Code::SubmissionAttempts, Some("3600")),
            (Code::RequestSlow, None),
            (Code::ServerFault, None),
            (Code::EventClosed, None),
        ] {
            let response = answer(&Error::new(code), reader, None);
            let told = response.headers().get(header::RETRY_AFTER);
            assert_eq!(told.and_then(|value| value.to_str().ok()), expected, "{code:?}");
        }
    }
}
