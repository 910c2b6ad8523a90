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
    let language = language(request.headers());
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|v| v.to_str().ok())
        .map(str::to_owned);
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Error>() {
        Some(error) => answer(&error, language, id),
        None => response,
    }
}

/// What a panic in a handler becomes.
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

fn answer(error: &Error, language: Language, id: Option<String>) -> Response {
    log(error, id.as_deref());
    let problem = describe(error, language, id);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = (status(error), Body::from(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    if status(error) == StatusCode::UNAUTHORIZED {
        // Basic is what git asks its credential helpers for; Bearer is what everyone else sends.
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Basic realm=\"ubunifu\", Bearer"),
        );
    }
    response
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
