//! Whom we trust to vouch for a server: the public authorities, or the one a data centre runs for itself.
use std::path::Path;

use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

use crate::error::{Error, Exit, disk};

/// The authorities in a PEM file, which then are the only ones; the public ones when no file is named.
pub(crate) fn roots(file: Option<&Path>) -> Result<RootCerts, Error> {
    let Some(file) = file else {
        return Ok(RootCerts::WebPki);
    };
    let text = std::fs::read(file).map_err(disk(file))?;
    let certificates = certificates(&text);
    if certificates.is_empty() {
        return Err(Error::new(Exit::Usage, "error-authority").arg("path", file.display()));
    }
    Ok(certificates.into())
}

fn certificates(pem: &[u8]) -> Vec<Certificate<'static>> {
    let items = parse_pem(pem).filter_map(Result::ok);
    let certificate = |item| match item {
        PemItem::Certificate(certificate) => Some(certificate),
        _ => None,
    };
    items.filter_map(certificate).collect()
}

#[cfg(test)]
mod tests {
    use super::roots;

    #[test]
    fn a_file_without_certificates_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "not a certificate").unwrap();
        assert!(roots(Some(file.path())).is_err());
        assert!(roots(None).is_ok());
    }
}
