//! The public bundle of a challenge, gone on with where the link broke: ranges, and a hash at the end.
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::thread;
use std::time::Duration;

use ureq::Body;
use ureq::http::{Method, Response, header};
use wire::RuntimeRef;

use super::partial::Partial;
use super::{Ask, Client, Persistence, Told};
use crate::error::{Error, Exit};
use crate::ui::bytes;

/// The largest public bundle we take.
const LARGEST: u64 = 256 << 20;
/// A server that is not there at all is told soon.
const AT_FIRST: Duration = Duration::from_secs(1);

/// A bundle that has come whole.
pub(crate) struct Bundle {
    pub(crate) file: File,
    pub(crate) etag: Option<String>,
}

/// What the server answers when it is asked for a bundle.
pub(crate) struct Answer {
    /// `None` when ours is the newest.
    pub(crate) bundle: Option<Bundle>,
    /// What it judges the challenge on.
    pub(crate) runtime: Option<RuntimeRef>,
}

/// What an answer brought.
enum Came {
    /// Ours is the newest.
    Nothing,
    /// The last byte.
    Whole { etag: Option<String> },
    /// What we have is no part of what there is; begin anew.
    Other,
}

impl Client {
    /// Downloads the public bundle of a challenge, unless ours, known by its `etag`, is the newest. What has come when
    /// the link breaks stays in `folder`, for this call and for the next.
    pub(crate) fn bundle(
        &self,
        (id, etag): (&str, Option<&str>),
        (folder, told): (&Path, &Told<'_>),
    ) -> Result<Answer, Error> {
        let mut part = Partial::open(folder, id)?;
        let mut persistence = Persistence::new(AT_FIRST);
        loop {
            let before = part.size();
            let error = match self.piece((id, etag), &mut part, told.seen) {
                Ok((Came::Nothing, runtime)) => {
                    return Ok(Answer {
                        bundle: None,
                        runtime,
                    });
                }
                Ok((Came::Whole { etag }, runtime)) => {
                    let bundle = Some(whole(id, part, etag)?);
                    return Ok(Answer { bundle, runtime });
                }
                Ok((Came::Other, _)) => continue,
                Err(error) if error.is_passing() => error,
                Err(error) => return Err(error),
            };
            if part.size() > before {
                persistence = Persistence::new(told.patience);
            }
            let Some(wait) = persistence.wait(&error) else {
                return Err(stopped(id, part.size(), error));
            };
            (told.lost)(wait);
            thread::sleep(wait);
        }
    }

    /// One request: for all of it, or for what is missing.
    fn piece(
        &self,
        (id, ours): (&str, Option<&str>),
        part: &mut Partial,
        seen: &dyn Fn(u64, u64),
    ) -> Result<(Came, Option<RuntimeRef>), Error> {
        let rest = part.tag().map(|tag| (format!("bytes={}-", part.size()), tag));
        let mut headers: Vec<_> = ours
            .map(|tag| (header::IF_NONE_MATCH.as_str(), tag))
            .into_iter()
            .collect();
        if let Some((range, tag)) = &rest {
            headers.extend([
                (header::RANGE.as_str(), range.as_str()),
                (header::IF_RANGE.as_str(), tag),
            ]);
        }
        let path = format!("/v1/challenges/{id}/bundle");
        let answer = self.send(&Ask::new(Method::GET, &path, &headers), ())?;
        let runtime = text(&answer, "x-ubunifu-runtime").and_then(judged_on);
        let etag = text(&answer, header::ETAG.as_str()).map(str::to_owned);
        let range = text(&answer, header::CONTENT_RANGE.as_str()).unwrap_or_default();
        let size = part.size();
        match answer.status().as_u16() {
            304 => return Ok((Came::Nothing, runtime)),
            206 if range.starts_with(&format!("bytes {size}-")) => {}
            416 if range == format!("bytes */{size}") => return Ok((Came::Whole { etag }, runtime)),
            206 | 416 => {
                part.discard();
                let other = rest.map(|_| (Came::Other, runtime));
                return other.ok_or_else(|| self.foreign());
            }
            _ => part.begin(announced(etag.as_deref()))?,
        }
        self.append(answer, part, seen)?;
        Ok((Came::Whole { etag }, runtime))
    }

    /// Streams a body to the end of what there is.
    fn append(
        &self,
        answer: Response<Body>,
        part: &mut Partial,
        seen: &dyn Fn(u64, u64),
    ) -> Result<(), Error> {
        let all = answer.body().content_length().map(|rest| part.size() + rest);
        let limit = LARGEST.saturating_sub(part.size());
        let mut body = answer.into_body().into_with_config().limit(limit).reader();
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = body
                .read(&mut buffer)
                .map_err(|error| self.unreachable(&ureq::Error::Io(error)))?;
            let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else {
                break;
            };
            part.append(piece)?;
            seen(part.size(), all.unwrap_or_default());
        }
        if all.is_some_and(|all| part.size() < all) {
            return Err(self.unreachable(&ureq::Error::Io(io::ErrorKind::UnexpectedEof.into())));
        }
        Ok(())
    }
}

/// What has come, when it is what was announced.
fn whole(id: &str, part: Partial, etag: Option<String>) -> Result<Bundle, Error> {
    let damaged = || Error::new(Exit::Network, "error-bundle-hash").arg("id", id);
    let (file, hash) = part.end()?.ok_or_else(damaged)?;
    match announced(etag.as_deref()) {
        Some(promised) if promised != hash => Err(damaged().because(format!("{promised} != {hash}"))),
        _ => Ok(Bundle { file, etag }),
    }
}

/// Given up for now. Where nothing had come, the trouble speaks for itself.
fn stopped(id: &str, size: u64, error: Error) -> Error {
    match size {
        0 => error,
        _ => Error::new(Exit::Network, "error-download")
            .arg("id", id)
            .arg("size", bytes(size))
            .cause_of(&error),
    }
}

fn text<'a>(answer: &'a Response<Body>, name: &str) -> Option<&'a str> {
    answer.headers().get(name).and_then(|value| value.to_str().ok())
}

/// The SHA-256 that a strong ETag announces, if it looks like one. Pure.
fn announced(etag: Option<&str>) -> Option<&str> {
    let hash = etag?.strip_prefix('"')?.strip_suffix('"')?;
    is_hash(hash).then_some(hash)
}

/// Whether it looks like a SHA-256. Pure.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// `NAME DIGEST`, if it looks like that. Pure.
fn judged_on(header: &str) -> Option<RuntimeRef> {
    let (name, digest) = header.split_once(' ')?;
    let good = judge::runtime::is_name(name) && judge::runtime::is_digest(digest);
    good.then(|| RuntimeRef {
        name: name.to_owned(),
        digest: digest.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::announced;

    #[test]
    fn only_strong_hashes_announce_anything() {
        let hash = "a".repeat(64);
        assert_eq!(announced(Some(&format!("\"{hash}\""))), Some(hash.as_str()));
        assert_eq!(announced(Some(&format!("W/\"{hash}\""))), None);
        assert_eq!(announced(Some("\"v1\"")), None);
        assert_eq!(announced(None), None);
    }
}
