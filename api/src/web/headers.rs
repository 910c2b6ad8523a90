//! Headers that every answer carries, and the request's id.
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Middleware: says who answers, and takes from browsers every freedom that an answer does not need.
pub(super) async fn dress(mut request: Request, next: Next) -> Response {
    keep_plain_id(request.headers_mut());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(
        header::SERVER,
        HeaderValue::from_static(concat!("ubunifu/", env!("CARGO_PKG_VERSION"))),
    );
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
        // Most answers are for one reader; those for everyone say so themselves.
        (header::CACHE_CONTROL, "no-store"),
    ] {
        let missing = headers.entry(name);
        missing.or_insert(HeaderValue::from_static(value));
    }
    response
}

/// A proxy may name the request; a name that is not plain would be written into our log as it is.
fn keep_plain_id(headers: &mut HeaderMap) {
    let name = HeaderName::from_static("x-request-id");
    if !headers.get(&name).is_none_or(is_plain) {
        headers.remove(name);
    }
}

fn is_plain(id: &HeaderValue) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=64).contains(&id.len()) && id.as_bytes().iter().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_ids_are_kept() {
        let long = "a".repeat(65);
        for (id, kept) in [
            ("0198-abc_D.1", true),
            ("", false),
            ("a b", false),
            ("\u{1b}[31m", false),
            (long.as_str(), false),
        ] {
            let Ok(value) = HeaderValue::from_bytes(id.as_bytes()) else {
                continue;
            };
            assert_eq!(is_plain(&value), kept, "{id:?}");
        }
    }
}
