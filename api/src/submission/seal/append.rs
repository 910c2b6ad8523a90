//! One piece of a seal's content, appended as it comes. What has come stays, however the request ends.
use std::collections::HashMap;
use std::io::ErrorKind;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use wire::SealId;

use super::content::{Held, Place};
use super::{Sealed, room, take};
use crate::app::App;
use crate::disk;
use crate::error::{Code, Error, Result};
use crate::event;
use crate::git::Body;

/// Bytes read at once.
const READ: usize = 64 << 10;
/// A sender that is silent for this long has gone; it comes back and goes on.
const SILENCE: Duration = Duration::from_secs(60);

/// The silence after which a sender that came back on another connection is not coming on this one.
const LAST: Duration = Duration::from_millis(200);

/// What a request adds.
pub(crate) struct Piece {
    /// Where it begins.
    pub(crate) offset: u64,
    /// Bytes of the whole content, when the sender says so.
    pub(crate) size: Option<u64>,
    pub(crate) body: Body,
}

/// Who sends what: a sender that comes back takes the place of its own broken connection, which this server may
/// not have noticed yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Latest {
    senders: Arc<Mutex<HashMap<SealId, CancellationToken>>>,
    counting: Arc<tokio::sync::Mutex<()>>,
}

impl Latest {
    /// Tells whoever sends this now to stop; the token tells when that happens to the caller, or to all by `parent`.
    pub(crate) fn take_over(&self, id: SealId, parent: &CancellationToken) -> CancellationToken {
        let token = parent.child_token();
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(former) = senders.insert(id, token.clone()) {
            former.cancel();
        }
        token
    }

    /// While the value lives, nobody else says how much they are going to send.
    async fn counting(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.counting.lock().await
    }

    /// Nobody sends this any more.
    pub(super) fn leave(&self, id: SealId, token: &CancellationToken) {
        token.cancel();
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        senders.retain(|known, token| *known != id || !token.is_cancelled());
    }
}

/// Appends a piece; gives the number of bytes that have come by now. With the last byte the content is taken up.
pub(crate) async fn append(app: &App, row: Sealed, piece: Piece) -> Result<u64> {
    let event = super::of(app, &row).await?;
    if event::grace_until(&event).is_some_and(|until| app.now() >= until) {
        return Err(event::closed(&event, app.now()));
    }
    let most = super::most(app, event.id, &row.challenge).await?;
    let stop = app.latest().take_over(row.id, app.stopping());
    let place = Place::of(app, row.id);
    let held = place.hold().await?;
    let appended = async {
        let size = agree(app, (&row, most), &held, (piece.offset, piece.size)).await?;
        write(held, piece, (size, &stop)).await
    };
    let appended = appended.await;
    app.latest().leave(row.id, &stop);
    let (offset, whole) = appended.map_err(|error| match app.stopping().is_cancelled() {
        // The sender comes back to the next server, and goes on.
        true => Error::new(Code::ServerBusy).because("the server goes home"),
        false => error,
    })?;
    if whole {
        let app = app.clone();
        // Also when the sender never comes back to ask for its receipt.
        tokio::spawn(async move { take::take_up(&app, row.id).await });
    }
    Ok(offset)
}

/// Bytes of the whole content, of which none but a size that can be is remembered.
async fn agree(
    app: &App,
    (row, most): (&Sealed, u64),
    held: &Held,
    (begin, said): (u64, Option<u64>),
) -> Result<u64> {
    let offset = held.offset();
    if begin != offset {
        return Err(Error::new(Code::UploadOffset).with("offset", offset));
    }
    let (size, is_new) = held.size(said)?;
    if size > most {
        return Err(Error::new(Code::RequestTooLarge).with("limit", judge::policy::human(most)));
    }
    disk::has_room(app.data(), app.kept_free())?;
    if is_new {
        let _counting = app.latest().counting().await;
        room::make(app, row, (size, most)).await?;
        held.begin(size)?;
    }
    Ok(size)
}

async fn write(held: Held, piece: Piece, (size, stop): (u64, &CancellationToken)) -> Result<(u64, bool)> {
    let mut file = tokio::fs::File::from_std(held.file.try_clone()?);
    let copied = copy(piece.body, &mut file, (piece.offset..size, stop)).await;
    // Whatever came is kept: it was paid for.
    file.flush().await?;
    file.sync_data().await?;
    let offset = copied?;
    Ok((offset, offset == size))
}

/// Copies what goes into `room`. Gives where that ended. Told to stop, it still takes what is on this side of the link.
async fn copy(
    mut body: Body,
    file: &mut tokio::fs::File,
    (room, stop): (Range<u64>, &CancellationToken),
) -> Result<u64> {
    let mut buffer = vec![0; READ];
    let mut offset = room.start;
    loop {
        let read = tokio::select! {
            biased;
            read = timeout(SILENCE, body.read(&mut buffer)) => read,
            () = stop.cancelled() => timeout(LAST, body.read(&mut buffer)).await,
        };
        let read = read
            .map_err(|_| gone("silent"))?
            .map_err(|error| broken(&error))?;
        let Some(data) = buffer.get(..read).filter(|data| !data.is_empty()) else {
            return Ok(offset);
        };
        if offset + read as u64 > room.end {
            return Err(Error::new(Code::UploadOffset).with("offset", offset));
        }
        file.write_all(data).await?;
        offset += read as u64;
    }
}

fn broken(error: &std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::TimedOut => Error::from(Code::RequestSlow).because(error),
        _ => gone(error),
    }
}

fn gone(why: impl std::fmt::Display) -> Error {
    let error = Error::new(Code::RequestInvalid).with_sentence("reason", "reason-cut-off");
    error.because(why)
}
