//! Packages and bundles on their way to disk: streamed, counted, never held in memory.
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use tempfile::NamedTempFile;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

use super::body::media_type;
use super::stream::{Reader, broken, reader};
use crate::app::App;
use crate::disk;
use crate::error::{Code, Error, Result};

/// Bytes read at once.
const PIECE: usize = 64 << 10;
/// Largest package archive in bytes.
const LARGEST: u64 = 64 << 20;
/// Bytes in which the head of a bundle has to end.
const HEAD: usize = 64 << 10;

/// A package archive in a scratch file, which vanishes with this value.
#[derive(Debug)]
pub(in crate::web) struct Upload(pub(in crate::web) NamedTempFile);

impl FromRequest<App> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        media_type(request.headers(), "application/zstd")?;
        let promised = promised(request.headers());
        to_disk(app, reader(request), (promised, LARGEST)).await.map(Self)
    }
}

/// A git bundle of which the head was read: who may bring it is known before the rest of it is taken.
pub(in crate::web) struct Bundle {
    head: Vec<u8>,
    promised: Option<u64>,
    rest: Reader,
}

impl FromRequest<App> for Bundle {
    type Rejection = Error;

    async fn from_request(request: Request, _: &App) -> Result<Self> {
        media_type(request.headers(), "application/x-git-bundle")?;
        let promised = promised(request.headers());
        let mut rest = reader(request);
        let mut head = Vec::new();
        // An empty line ends it.
        while !head.windows(2).any(|two| two == b"\n\n") && head.len() < HEAD {
            let read = rest.read_buf(&mut head).await.map_err(|error| broken(&error))?;
            if read == 0 {
                break;
            }
        }
        Ok(Self { head, promised, rest })
    }
}

impl Bundle {
    /// The head, and some of what follows it.
    pub(in crate::web) fn head(&self) -> &[u8] {
        &self.head
    }

    /// All of it in a scratch file, which vanishes with the value, if it has no more than `largest` bytes.
    pub(in crate::web) async fn into_file(self, app: &App, largest: u64) -> Result<NamedTempFile> {
        let body = std::io::Cursor::new(self.head).chain(self.rest);
        to_disk(app, body, (self.promised, largest)).await
    }
}

async fn to_disk(
    app: &App,
    mut body: impl AsyncRead + Unpin,
    (promised, largest): (Option<u64>, u64),
) -> Result<NamedTempFile> {
    let too_large = || Error::new(Code::RequestTooLarge).with("limit", judge::policy::human(largest));
    if promised.is_some_and(|size| size > largest) {
        return Err(too_large());
    }
    disk::has_room(app.data(), app.kept_free())?;
    let blobs = app.blobs();
    let file = tokio::task::spawn_blocking(move || blobs.scratch_file()).await??;
    let mut disk = tokio::fs::File::from_std(file.reopen()?);
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
