//! Content that follows a seal, sent again from where the link broke. The core of the tus protocol.
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;
use std::thread;

use ureq::http::{Method, Response, header};
use ureq::{Body, SendBody};
use wire::SealId;

use super::{Ask, Client, Counted, patience};
use crate::error::{Error, Exit, disk};

/// Tries without a single byte of progress after which we give up for now.
const MOST_TRIES: u32 = 10;

/// How much of the content the server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct There {
    offset: u64,
    size: Option<u64>,
}

impl Client {
    /// Sends what the server lacks of `file`. `seen` hears of each byte.
    pub(crate) fn upload(&self, id: SealId, path: &Path, seen: &dyn Fn(u64, u64)) -> Result<(), Error> {
        let file = File::open(path).map_err(disk(path))?;
        let size = file.metadata().map_err(disk(path))?.len();
        let (mut tries, mut best) = (0, 0);
        loop {
            let failed = match self.advance(id, (&file, size), seen) {
                Ok(true) => return Ok(()),
                Ok(false) => None,
                Err(error) if error.is_passing() || error.code() == Some("upload.offset") => Some(error),
                Err(error) => return Err(error),
            };
            let there = self.repeat(|| self.there(id))?;
            if there.offset > best {
                (tries, best) = (0, there.offset);
            } else if let Some(error) = failed {
                if tries >= MOST_TRIES {
                    let percent = best.saturating_mul(100) / size.max(1);
                    return Err(Error::new(Exit::Network, "error-upload")
                        .arg("percent", percent)
                        .cause_of(&error));
                }
                thread::sleep(patience::wait(tries, &error));
                tries += 1;
            }
        }
    }

    /// One try: asks where to go on, and goes on. True when all has come.
    fn advance(
        &self,
        id: SealId,
        (file, size): (&File, u64),
        seen: &dyn Fn(u64, u64),
    ) -> Result<bool, Error> {
        let there = self.there(id)?;
        // Other content than ours was begun, on another machine perhaps.
        if there.size.is_some_and(|theirs| theirs != size) || there.offset > size {
            self.delete(&content(id))?;
            return Ok(false);
        }
        if there.offset == size && there.size == Some(size) {
            return Ok(true);
        }
        let mut file = file;
        file.seek(SeekFrom::Start(there.offset))
            .map_err(|e| Error::new(Exit::Fault, "error-read").cause(&e))?;
        let seen = |done| seen(there.offset + done, size);
        let mut body = Counted {
            inner: file,
            done: 0,
            seen: &seen,
        };
        let (rest, offset, all) = (
            (size - there.offset).to_string(),
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
        Ok(number(&answer, "upload-offset") == Some(size))
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

fn content(id: SealId) -> String {
    format!("/v1/seals/{id}/content")
}

fn number(answer: &Response<Body>, name: &str) -> Option<u64> {
    answer.headers().get(name)?.to_str().ok()?.parse().ok()
}
