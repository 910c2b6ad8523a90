//! Large bodies, streamed: a package up.
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use ureq::SendBody;
use ureq::http::{Method, header};
use wire::Published;

use super::{Ask, Client};
use crate::error::{Error, disk};

impl Client {
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
