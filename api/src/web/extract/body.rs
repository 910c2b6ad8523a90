//! JSON bodies: bounded in length and time, closed, and with an answer of our own to everything that is wrong with them.
use std::time::Duration;

use axum::body::Body as Stream;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::reason;
use crate::app::App;
use crate::error::{Code, Error, Result};

/// Longest JSON body in bytes.
const LONGEST: usize = 1 << 20;
/// Until all of it is there; most have a few hundred bytes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A JSON body. What a `T` may hold is the closed type's word; rules about values are the rooms'.
#[derive(Debug)]
pub(in crate::web) struct Body<T>(pub(in crate::web) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &App) -> Result<Self> {
        media_type(request.headers(), "application/json")?;
        let bytes = in_time(request.into_body(), PATIENCE).await?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| reason::of_json(&error))
    }
}

/// Refuses a body of another kind than `expected`.
pub(in crate::web) fn media_type(headers: &HeaderMap, expected: &'static str) -> Result<()> {
    let sent = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = sent.and_then(|value| value.split(';').next()).map(str::trim);
    if kind.is_some_and(|kind| kind.eq_ignore_ascii_case(expected)) {
        Ok(())
    } else {
        Err(Error::new(Code::RequestMediaType).with("expected", expected))
    }
}

/// A body that did not arrive whole.
pub(super) fn cut_off(error: impl std::fmt::Display) -> Error {
    Error::new(Code::RequestInvalid)
        .with_sentence("reason", "reason-cut-off")
        .because(error)
}

async fn in_time(body: Stream, patience: Duration) -> Result<Vec<u8>> {
    let read = timeout(patience, read(body)).await;
    read.map_err(|_| Error::from(Code::RequestSlow))?
}

async fn read(body: Stream) -> Result<Vec<u8>> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(cut_off)?;
        if bytes.len() + chunk.len() > LONGEST {
            return Err(Error::new(Code::RequestTooLarge).with("limit", "1 MiB"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;

    use super::*;

    #[tokio::test]
    async fn half_a_body_is_not_waited_for() {
        let half = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"{\"na"))]);
        let body = Stream::from_stream(half.chain(futures_util::stream::pending()));
        let error = in_time(body, Duration::from_millis(50)).await.unwrap_err();
        assert_eq!(error.code(), Code::RequestSlow);
        let whole = in_time(Stream::from("{}"), Duration::from_secs(30)).await;
        assert_eq!(whole.unwrap(), b"{}");
    }
}
