//! The only door to the API: requests, patience, and the server's "no" turned into our errors.
mod address;
mod events;
mod roots;
mod transfer;
mod patience;
mod partial;
mod download;
mod trouble;
mod upload;

use std::thread;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::{Method, Response, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, AsSendBody, Body, RequestExt};
use wire::{Language, Page, Problem};

pub(crate) use address::Address;
pub(crate) use patience::Persistence;
pub(crate) use roots::roots;
pub(crate) use transfer::Counted;
pub(crate) use upload::{Told, stopped};

use crate::error::{Error, Exit};

/// The longest JSON document we read.
const LONGEST_JSON: u64 = 32 << 20;
/// Tries of a request that may be repeated.
const TRIES: u32 = 4;
/// Nothing at all from the other end for this long: the link is dead.
const SILENCE: Duration = Duration::from_secs(60);
/// The most pages of one list we follow.
const MOST_PAGES: usize = 1000;

/// What one request asks.
pub(crate) struct Ask<'a> {
    method: Method,
    path: &'a str,
    headers: &'a [(&'a str, &'a str)],
    silence: Duration,
}

impl<'a> Ask<'a> {
    pub(crate) fn new(method: Method, path: &'a str, headers: &'a [(&'a str, &'a str)]) -> Self {
        Self {
            method,
            path,
            headers,
            silence: SILENCE,
        }
    }
}

/// A server, and who we are there.
pub(crate) struct Client {
    agent: Agent,
    pub(crate) address: Address,
    token: Option<String>,
    language: Language,
}

impl Client {
    /// `roots` vouch for the server when the address is https.
    pub(crate) fn new(
        (address, roots): (Address, RootCerts),
        token: Option<String>,
        language: Language,
    ) -> Self {
        let tls = TlsConfig::builder().root_certs(roots).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .user_agent(concat!("ubunifu/", env!("CARGO_PKG_VERSION")))
            .http_status_as_error(false)
            // A redirect would carry the token to who knows where.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_per_read(Some(SILENCE))
            .timeout_per_write(Some(SILENCE))
            .build();
        Self {
            agent: config.new_agent(),
            address,
            token,
            language,
        }
    }

    pub(crate) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Reads a resource, patiently.
    pub(crate) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.json(self.repeat(|| self.send(&Ask::new(Method::GET, path, &[]), ()))?)
    }

    /// Reads a resource once, without patience.
    pub(crate) fn get_once<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.json(self.send(&Ask::new(Method::GET, path, &[]), ())?)
    }

    /// Reads all parts of a list.
    pub(crate) fn all<T: DeserializeOwned>(&self, path: &str) -> Result<Page<T>, Error> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mark = if path.contains('?') { '&' } else { '?' };
            let more = cursor.map_or(String::new(), |c| format!("&cursor={}", crate::slug::encode(&c)));
            let page: Page<T> = self.get(&format!("{path}{mark}limit=100{more}"))?;
            items.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        Ok(Page { items, next: cursor })
    }

    /// Creates something. Never repeated on its own: the first try may have worked.
    pub(crate) fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Error> {
        let text =
            serde_json::to_string(body).map_err(|e| Error::new(Exit::Fault, "error-json").cause(&e))?;
        let headers = [(header::CONTENT_TYPE.as_str(), "application/json")];
        self.json(self.send(&Ask::new(Method::POST, path, &headers), text.as_str())?)
    }

    /// Removes something.
    pub(crate) fn delete(&self, path: &str) -> Result<(), Error> {
        self.send(&Ask::new(Method::DELETE, path, &[]), ()).map(|_| ())
    }

    fn json<T: DeserializeOwned>(&self, mut answer: Response<Body>) -> Result<T, Error> {
        let text = answer
            .body_mut()
            .with_config()
            .limit(LONGEST_JSON)
            .read_to_string();
        let text = text.map_err(|e| self.unreachable(&e))?;
        serde_json::from_str(&text).map_err(|e| self.foreign().cause(&e))
    }

    /// Tries again while the link or the server is only unwell for a moment.
    fn repeat<T>(&self, attempt: impl Fn() -> Result<T, Error>) -> Result<T, Error> {
        for tries in 0..TRIES - 1 {
            match attempt() {
                Err(error) if error.is_passing() => thread::sleep(patience::wait(tries, &error)),
                done => return done,
            }
        }
        attempt()
    }

    /// One request; an answer above 299 is an error but for those to conditions and ranges.
    pub(crate) fn send(&self, ask: &Ask<'_>, body: impl AsSendBody) -> Result<Response<Body>, Error> {
        let mut request = ureq::http::Request::builder()
            .method(ask.method.clone())
            .uri(self.address.join(ask.path))
            .header(header::ACCEPT_LANGUAGE, self.language.tag());
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in ask.headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).map_err(|e| self.foreign().cause(&e))?;
        let request = request
            .with_agent(&self.agent)
            .configure()
            .timeout_per_read(Some(ask.silence))
            .build();
        self.judge(request.run().map_err(|e| self.unreachable(&e))?)
    }

    fn judge(&self, answer: Response<Body>) -> Result<Response<Body>, Error> {
        match answer.status().as_u16() {
            // 416 tells how much there is.
            200..=299 | 304 | 416 => Ok(answer),
            300..=399 => {
                let place = answer
                    .headers()
                    .get(header::LOCATION)
                    .and_then(|v| v.to_str().ok());
                let error = Error::new(Exit::Network, "error-redirect").arg("server", &self.address);
                Err(error.arg("place", place.unwrap_or("?")))
            }
            status => Err(self.refused(status, answer)),
        }
    }

    /// The server's problem document, or what we can say without one.
    fn refused(&self, status: u16, mut answer: Response<Body>) -> Error {
        let wait = answer.headers().get(header::RETRY_AFTER);
        let wait = patience::told(wait.and_then(|value| value.to_str().ok()));
        let text = answer
            .body_mut()
            .with_config()
            .limit(1 << 20)
            .read_to_string()
            .unwrap_or_default();
        if let Ok(problem) = serde_json::from_str::<Problem>(&text) {
            return Error::from(problem).after(wait);
        }
        match status {
            429 | 500.. => Error::new(Exit::Network, "error-gateway"),
            401 => Error::new(Exit::Login, "error-login"),
            _ => self.foreign(),
        }
        .arg("server", &self.address)
        .because(format!("HTTP {status}"))
        .after(wait)
    }

    pub(crate) fn unreachable(&self, error: &ureq::Error) -> Error {
        let unreachable = Error::new(Exit::Network, "error-unreachable").arg("server", &self.address);
        match trouble::of(error) {
            Some(key) => unreachable.because_of(key),
            None => unreachable.cause(error),
        }
    }

    /// Something answers there, but it does not speak as Ubunifu does.
    pub(crate) fn foreign(&self) -> Error {
        Error::new(Exit::Network, "error-foreign").arg("server", &self.address)
    }
}
