//! Large bodies, read as they come and at a pace that the slowest link keeps.
use std::io::ErrorKind;
use std::pin::Pin;

use axum::extract::Request;
use futures_util::StreamExt;
use tokio::io::AsyncRead;
use tokio_util::io::StreamReader;

use super::body::cut_off;
use crate::error::{Code, Error};
use crate::pace::Paced;

/// A body on its way.
pub(super) type Reader = Pin<Box<dyn AsyncRead + Send>>;

/// The body of `request`. It ends with an error when its sender is too slow.
pub(in crate::web) fn reader(request: Request) -> Reader {
    let pieces = request.into_body().into_data_stream();
    let pieces = pieces.map(|piece| piece.map_err(std::io::Error::other));
    Box::pin(Paced::new(StreamReader::new(pieces)))
}

/// Why a body did not come to its end.
pub(super) fn broken(error: &std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::TimedOut => Error::from(Code::RequestSlow).because(error),
        _ => cut_off(error),
    }
}
