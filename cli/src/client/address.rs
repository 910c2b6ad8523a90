//! The address of a server: http or https, no credentials, no query.
use std::fmt;

use ureq::http::Uri;

use crate::error::{Error, Exit};

/// A server's address without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    text: String,
    host: String,
    secure: bool,
}

impl Address {
    /// Reads an address that a person wrote. Pure.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let bad = || Error::new(Exit::Usage, "error-address").arg("address", text);
        let trimmed = text.trim().trim_end_matches('/');
        let uri: Uri = trimmed.parse().map_err(|_| bad())?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(bad()),
        };
        let authority = uri.authority().ok_or_else(bad)?;
        if authority.as_str().contains('@') || uri.query().is_some() || trimmed.contains('#') {
            return Err(bad());
        }
        let host = authority.host().to_ascii_lowercase();
        Ok(Self {
            text: trimmed.to_owned(),
            host,
            secure,
        })
    }

    /// The full address of `path`, which begins with a slash.
    pub(crate) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a token may be overheard on its way.
    pub(crate) fn is_exposed(&self) -> bool {
        let local = ["localhost", "[::1]"].contains(&self.host.as_str()) || self.host.starts_with("127.");
        !self.secure && !local
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn addresses_are_http_without_credentials() {
        let good = Address::parse(" https://ubunifu.example/base/ ").unwrap();
        assert_eq!(good.join("/v1"), "https://ubunifu.example/base/v1");
        for bad in [
            "",
            "ubunifu.example",
            "ftp://a",
            "file:///etc",
            "http://a:b@c",
            "http://a/?x",
            "http://",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn plain_http_is_fine_only_at_home() {
        let exposed = |text| Address::parse(text).unwrap().is_exposed();
        assert!(!exposed("http://127.0.0.1:8080"));
        assert!(!exposed("http://localhost"));
        assert!(!exposed("https://ubunifu.example"));
        assert!(exposed("http://ubunifu.example"));
        assert!(exposed("http://localhost.evil.example"));
    }
}
