//! JSON bodies: bounded, closed, and with an answer of our own to everything that is wrong with them.
use axum::body::Body as Stream;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::{Code, Error, Result};

/// Longest JSON body in bytes.
const LONGEST: usize = 1 << 20;

/// A JSON body. What a `T` may hold is the closed type's word; rules about values are the rooms'.
#[derive(Debug)]
pub(in crate::web) struct Body<T>(pub(in crate::web) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &App) -> Result<Self> {
        media_type(request.headers(), "application/json")?;
        let bytes = read(request.into_body()).await?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Error::new(Code::RequestInvalid).with("reason", error))
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
pub(super) fn cut_off(error: &axum::Error) -> Error {
    Error::new(Code::RequestInvalid)
        .with_sentence("reason", "reason-cut-off")
        .because(error)
}

async fn read(body: Stream) -> Result<Vec<u8>> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| cut_off(&error))?;
        if bytes.len() + chunk.len() > LONGEST {
            return Err(Error::new(Code::RequestTooLarge).with("limit", "1 MiB"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
