//! What is the matter with a link, as sentences of ours: what the libraries say of it is English.
use std::io::ErrorKind;

/// The sentence for the common troubles; of the others the library's own words are better than none. Pure.
pub(super) fn of(error: &ureq::Error) -> Option<&'static str> {
    match error {
        ureq::Error::HostNotFound => Some("link-name"),
        ureq::Error::Timeout(_) => Some("link-silent"),
        ureq::Error::ConnectionFailed => Some("link-refused"),
        ureq::Error::Io(error) => kind(error.kind()),
        _ => None,
    }
}

fn kind(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::ConnectionRefused => Some("link-refused"),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Some("link-silent"),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            Some("link-none")
        }
        ErrorKind::UnexpectedEof
        | ErrorKind::BrokenPipe
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted => Some("link-broken"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::of;

    #[test]
    fn common_troubles_have_sentences() {
        let io = |kind| ureq::Error::Io(Error::from(kind));
        for (error, key) in [
            (io(ErrorKind::UnexpectedEof), Some("link-broken")),
            (io(ErrorKind::ConnectionRefused), Some("link-refused")),
            (ureq::Error::HostNotFound, Some("link-name")),
            (io(ErrorKind::InvalidData), None),
        ] {
            assert_eq!(of(&error), key, "{error}");
        }
    }
}
