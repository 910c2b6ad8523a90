//! Packages and bundles on their way to disk: streamed, counted, never held in memory.
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::body::media_type;
use super::stream::{broken, reader};
use crate::app::App;
use crate::error::{Code, Error, Result};

/// Bytes read at once.
const PIECE: usize = 64 << 10;
/// Largest package archive in bytes.
const LARGEST: u64 = 64 << 20;
/// Largest bundle in bytes; the challenge itself allows less.
const LARGEST_BUNDLE: u64 = 256 << 20;

/// A package archive in a scratch file, which vanishes with this value.
#[derive(Debug)]
pub(in crate::web) struct Upload(pub(in crate::web) NamedTempFile);

impl FromRequest<App> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        to_disk(request, app, ("application/zstd", LARGEST))
            .await
            .map(Self)
    }
}

/// A git bundle in a scratch file, which vanishes with this value.
#[derive(Debug)]
pub(in crate::web) struct Bundle(pub(in crate::web) NamedTempFile);

impl FromRequest<App> for Bundle {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        to_disk(request, app, ("application/x-git-bundle", LARGEST_BUNDLE))
            .await
            .map(Self)
    }
}

async fn to_disk(request: Request, app: &App, (kind, largest): (&'static str, u64)) -> Result<NamedTempFile> {
    media_type(request.headers(), kind)?;
    let too_large = || Error::new(Code::RequestTooLarge).with("limit", judge::policy::human(largest));
    if promised(request.headers()).is_some_and(|size| size > largest) {
        return Err(too_large());
    }
    let blobs = app.blobs();
    let file = tokio::task::spawn_blocking(move || blobs.scratch_file()).await??;
    let mut disk = tokio::fs::File::from_std(file.reopen()?);
    let mut body = reader(request);
    let (mut size, mut piece) = (0, vec![0; PIECE]);
    loop {
        let read = body.read(&mut piece).await.map_err(|error| broken(&error))?;
        let Some(data) = piece.get(..read).filter(|data| !data.is_empty()) else {
            disk.flush().await?;
            return Ok(file);
        };
        size += read as u64;
        if size > largest {
            return Err(too_large());
        }
        disk.write_all(data).await?;
    }
}

fn promised(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
