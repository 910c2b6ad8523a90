//! Large bodies, streamed: the public bundle down, a package up.
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use ureq::SendBody;
use ureq::http::{Method, header};
use wire::{Published, RuntimeRef};

use super::{Ask, Client};
use crate::error::{Error, Exit, disk};

/// The largest public bundle we take.
const LARGEST_BUNDLE: u64 = 256 << 20;

/// What the server said of the bundle it sent.
pub(crate) struct Bundle {
    pub(crate) etag: Option<String>,
}

/// What the server answers when it is asked for a bundle.
pub(crate) struct Answer {
    /// `None` when ours is the newest.
    pub(crate) bundle: Option<Bundle>,
    /// What it judges the challenge on.
    pub(crate) runtime: Option<RuntimeRef>,
}

impl Client {
    /// Downloads the public bundle of a challenge into `to`, unless ours, known by its `etag`, is the newest.
    pub(crate) fn bundle(
        &self,
        id: &str,
        etag: Option<&str>,
        to: (&Path, &dyn Fn(u64, Option<u64>)),
    ) -> Result<Answer, Error> {
        let headers: Vec<_> = etag
            .map(|tag| (header::IF_NONE_MATCH.as_str(), tag))
            .into_iter()
            .collect();
        let path = format!("/v1/challenges/{id}/bundle");
        let answer = self.repeat(|| self.send(&Ask::new(Method::GET, &path, &headers), ()))?;
        let runtime = answer
            .headers()
            .get("x-ubunifu-runtime")
            .and_then(|v| v.to_str().ok());
        let runtime = runtime.and_then(judged_on);
        if answer.status() == 304 {
            return Ok(Answer {
                bundle: None,
                runtime,
            });
        }
        let named = answer
            .headers()
            .get(header::ETAG)
            .and_then(|v| v.to_str().ok())
            .map(str::to_owned);
        let total = answer.body().content_length();
        let body = answer
            .into_body()
            .into_with_config()
            .limit(LARGEST_BUNDLE)
            .reader();
        let hash = self.save(body, to.0, |done| to.1(done, total))?;
        match announced(named.as_deref()) {
            Some(promised) if promised != hash => Err(Error::new(Exit::Network, "error-bundle-hash")
                .arg("id", id)
                .because(format!("{promised} != {hash}"))),
            _ => Ok(Answer {
                bundle: Some(Bundle { etag: named }),
                runtime,
            }),
        }
    }

    /// Streams `body` to a file; answers its SHA-256.
    fn save(&self, mut body: impl Read, to: &Path, seen: impl Fn(u64)) -> Result<String, Error> {
        let mut file = File::create(to).map_err(disk(to))?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 64 << 10];
        let mut done = 0;
        loop {
            let read = body
                .read(&mut buffer)
                .map_err(|e| self.unreachable(&ureq::Error::Io(e)))?;
            let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else {
                break;
            };
            hash.update(part);
            file.write_all(part).map_err(disk(to))?;
            done += part.len() as u64;
            seen(done);
        }
        Ok(hex::encode(hash.finalize()))
    }

    /// Uploads a packed package.
    pub(crate) fn publish(
        &self,
        package: &Path,
        organization: Option<&str>,
        seen: &dyn Fn(u64),
    ) -> Result<Published, Error> {
        let file = File::open(package).map_err(disk(package))?;
        let size = file.metadata().map_err(disk(package))?.len().to_string();
        let headers = [
            (header::CONTENT_TYPE.as_str(), "application/zstd"),
            (header::CONTENT_LENGTH.as_str(), size.as_str()),
        ];
        let query = organization.map_or(String::new(), |slug| {
            format!("?organization={}", crate::slug::encode(slug))
        });
        let mut body = Counted {
            inner: file,
            done: 0,
            seen,
        };
        let path = format!("/v1/challenges{query}");
        let answer = self.send(
            &Ask::new(Method::POST, &path, &headers),
            SendBody::from_reader(&mut body),
        )?;
        self.json(answer)
    }
}

/// The SHA-256 that a strong ETag announces, if it looks like one. Pure.
fn announced(etag: Option<&str>) -> Option<&str> {
    let hash = etag?.strip_prefix('"')?.strip_suffix('"')?;
    (hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))).then_some(hash)
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

/// A reader that tells how far it is.
pub(crate) struct Counted<'a, R> {
    pub(crate) inner: R,
    pub(crate) done: u64,
    pub(crate) seen: &'a dyn Fn(u64),
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.done += read as u64;
        (self.seen)(self.done);
        Ok(read)
    }
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
