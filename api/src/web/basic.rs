//! The token in a git client's request: HTTP Basic with the token as password, or Bearer.
use axum::http::{HeaderMap, header};

/// The token, if the request carries one. The user name may be anything.
pub(super) fn secret(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(decode(rest.trim())?).ok()?;
    let (_, password) = text.split_once(':')?;
    Some(password.to_owned())
}

/// Base64 of RFC 4648, with or without its padding.
fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::with_capacity(digits.len());
    for group in digits.chunks(4) {
        let mut bits = 0u32;
        for digit in group {
            bits = (bits << 6) | u32::from(value(*digit)?);
        }
        let [_, a, b, c] = (bits << (6 * (4 - group.len()))).to_be_bytes();
        let count = match group.len() {
            4 => 3,
            3 => 2,
            2 => 1,
            _ => return None,
        };
        bytes.extend([a, b, c].into_iter().take(count));
    }
    Some(bytes)
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::{decode, secret};

    #[test]
    fn the_vectors_of_the_rfc() {
        let cases = [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmE", "fooba"),
            ("Zm9vYmFy", "foobar"),
        ];
        for (text, wanted) in cases {
            assert_eq!(decode(text), Some(wanted.as_bytes().to_vec()), "{text}");
        }
        assert_eq!(decode("Z"), None);
        assert_eq!(decode("Zm9v*"), None);
    }

    #[test]
    fn a_token_comes_as_password_or_bearer() {
        let cases = [
            ("Basic YWRhOnVidV94", Some("ubu_x")),
            ("basic OnVidV94", Some("ubu_x")),
            ("Bearer ubu_x", Some("ubu_x")),
            ("Basic YWRh", None),
            ("Digest x", None),
            ("ubu_x", None),
        ];
        for (value, wanted) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            assert_eq!(secret(&headers).as_deref(), wanted, "{value}");
        }
        assert_eq!(secret(&HeaderMap::new()), None);
    }
}
