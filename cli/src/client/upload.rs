//! Content that follows a seal, sent again from where the link broke. The core of the tus protocol.
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::thread;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::{Method, Response, header};
use ureq::{Body, SendBody};
use wire::SealId;

use super::{Ask, Client, Counted, Persistence};
use crate::error::{Error, Exit, disk};

/// Bytes that are sent before the server says that it has them.
const PIECE: u64 = 1 << 20;

/// Who hears how it goes, and how long we go on.
pub(crate) struct Told<'a> {
    /// Bytes that have arrived, and all of them; 0 where that is not known.
    pub(crate) seen: &'a dyn Fn(u64, u64),
    /// The link is lost; it is tried again after this long.
    pub(crate) lost: &'a dyn Fn(Duration),
    /// How long to go on without getting anywhere.
    pub(crate) patience: Duration,
}

/// How much of the content the server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct There {
    offset: u64,
    size: Option<u64>,
}

/// What came of a piece.
enum Step {
    /// All has come.
    Whole,
    /// So much has come.
    At(There),
    /// What had come was of something else.
    Anew,
}

impl Client {
    /// Sends what the server lacks of `file`.
    pub(crate) fn upload(&self, id: SealId, path: &Path, told: &Told<'_>) -> Result<(), Error> {
        let file = File::open(path).map_err(disk(path))?;
        let size = file.metadata().map_err(disk(path))?.len();
        let (mut persistence, mut best) = (Persistence::new(told.patience), 0);
        let mut known = None;
        loop {
            let there = known.take().map_or_else(|| self.there(id), Ok);
            let step = there.and_then(|there| {
                if there.offset > best {
                    best = there.offset;
                    persistence.moved();
                }
                self.advance((id, there), (&file, size), told.seen)
            });
            let error = match step {
                Ok(Step::Whole) => return Ok(()),
                Ok(Step::Anew) => {
                    best = 0;
                    continue;
                }
                Ok(Step::At(there)) => {
                    known = Some(there);
                    continue;
                }
                Err(error) if is_final(&error) => return Err(error),
                Err(error) => error,
            };
            // Whatever else answers in the server's place will answer so again.
            let foreign = error.exit() == Exit::Network && !error.is_passing();
            let Some(wait) = persistence.wait(&error).filter(|_| !foreign) else {
                return Err(stopped(best.saturating_mul(100) / size.max(1), &error));
            };
            (told.lost)(wait);
            thread::sleep(wait);
        }
    }

    /// Asks for what may be asked again, as long as `told` has patience; `stopped` says what holds when it has not.
    pub(crate) fn insist<T: DeserializeOwned>(
        &self,
        (path, body): (&str, &impl Serialize),
        told: &Told<'_>,
        stopped: impl Fn(&Error) -> Error,
    ) -> Result<T, Error> {
        let mut persistence = Persistence::new(told.patience);
        loop {
            let error = match self.post(path, body) {
                Err(error) if error.is_passing() => error,
                Err(error) if error.exit() == Exit::Network => return Err(stopped(&error)),
                done => return done,
            };
            let Some(wait) = persistence.wait(&error) else {
                return Err(stopped(&error));
            };
            (told.lost)(wait);
            thread::sleep(wait);
        }
    }

    /// Sends the piece that follows what is there.
    fn advance(
        &self,
        (id, there): (SealId, There),
        (file, size): (&File, u64),
        seen: &dyn Fn(u64, u64),
    ) -> Result<Step, Error> {
        // Other content than ours was begun, on another machine perhaps.
        if there.size.is_some_and(|theirs| theirs != size) || there.offset > size {
            self.delete(&content(id))?;
            return Ok(Step::Anew);
        }
        if there.offset == size && there.size == Some(size) {
            return Ok(Step::Whole);
        }
        let mut file = file;
        file.seek(SeekFrom::Start(there.offset))
            .map_err(|e| Error::new(Exit::Fault, "error-read").cause(&e))?;
        let seen = |done| seen(there.offset + done, size);
        let mut body = Counted {
            inner: file.take(PIECE),
            done: 0,
            seen: &seen,
        };
        let (rest, offset, all) = (
            (size - there.offset).min(PIECE).to_string(),
            there.offset.to_string(),
            size.to_string(),
        );
        let headers = [
            (header::CONTENT_TYPE.as_str(), "application/offset+octet-stream"),
            (header::CONTENT_LENGTH.as_str(), rest.as_str()),
            ("tus-resumable", "1.0.0"),
            // Where the server has more by now than it said, not a byte is sent in vain.
            (header::EXPECT.as_str(), "100-continue"),
            ("upload-offset", offset.as_str()),
            ("upload-length", all.as_str()),
        ];
        let path = content(id);
        let ask = Ask::new(Method::PATCH, &path, &headers);
        let answer = self.send(&ask, SendBody::from_reader(&mut body))?;
        let offset = number(&answer, "upload-offset").filter(|offset| *offset > there.offset);
        let offset = offset.ok_or_else(|| self.foreign())?;
        if offset == size {
            return Ok(Step::Whole);
        }
        let size = Some(size);
        Ok(Step::At(There { offset, size }))
    }

    fn there(&self, id: SealId) -> Result<There, Error> {
        let headers = [("tus-resumable", "1.0.0")];
        let path = content(id);
        let answer = self.send(&Ask::new(Method::HEAD, &path, &headers), ())?;
        Ok(There {
            offset: number(&answer, "upload-offset").ok_or_else(|| self.foreign())?,
            size: number(&answer, "upload-length"),
        })
    }
}

/// Whether another try would end alike. Where another sender of the same seal has moved on, it would not.
fn is_final(error: &Error) -> bool {
    !error.is_passing() && error.exit() != Exit::Network && error.code() != Some("upload.offset")
}

/// Given up for now: so much has arrived, and it is not lost.
pub(crate) fn stopped(percent: u64, error: &Error) -> Error {
    let exit = match error.exit() {
        Exit::Fault => Exit::Fault,
        _ => Exit::Network,
    };
    Error::new(exit, "error-upload")
        .arg("percent", percent)
        .cause_of(error)
}

fn content(id: SealId) -> String {
    format!("/v1/seals/{id}/content")
}

fn number(answer: &Response<Body>, name: &str) -> Option<u64> {
    answer.headers().get(name)?.to_str().ok()?.parse().ok()
}
