//! What readers already have need not travel again: entity tags and byte ranges. Links here are metered.
use std::ops::RangeInclusive;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::Result;

/// May be kept by anyone, and must be asked about before it is used again.
pub(super) const REVALIDATE: HeaderValue = HeaderValue::from_static("public, no-cache");

/// `document` as JSON with an entity tag, or 304 when the reader has it. For documents that are the same for
/// everyone. The tag is weak: a proxy may compress the bytes.
pub(super) fn tagged(headers: &HeaderMap, document: &impl Serialize) -> Result<Response> {
    let body = serde_json::to_vec(document)?;
    let tag = tag(&body);
    let mut response = if has(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], Body::from(body)).into_response()
    };
    stamp(&mut response, &tag);
    Ok(response)
}

/// The weak entity tag of `body`.
pub(super) fn tag(body: &[u8]) -> String {
    let digest = hex::encode(Sha256::digest(body));
    format!("W/\"{}\"", digest.get(..32).unwrap_or(&digest))
}

/// Puts the entity tag on a response that everyone may keep.
pub(super) fn stamp(response: &mut Response, tag: &str) {
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, REVALIDATE);
}

/// Whether the reader has what `tag` names (`If-None-Match`; weak comparison).
pub(super) fn has(headers: &HeaderMap, tag: &str) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).iter();
    let lists = values.filter_map(|value| value.to_str().ok());
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    lists
        .flat_map(|list| list.split(','))
        .any(|known| known.trim() == "*" || plain(known) == plain(tag))
}

/// What of a file is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it.
    Whole,
    /// These bytes.
    Bytes(RangeInclusive<u64>),
    /// Bytes that it does not have.
    Beyond,
}

/// What of a file of `size` bytes with this strong `tag` is asked for. More than one range, a unit that
/// nobody knows and a range of an older file are all answered with the whole, as RFC 9110 allows.
pub(super) fn wanted(headers: &HeaderMap, tag: &str, size: u64) -> Wanted {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if text(&header::IF_RANGE).is_some_and(|known| known.trim() != tag) {
        return Wanted::Whole;
    }
    let range = text(&header::RANGE).and_then(|range| range.trim().strip_prefix("bytes="));
    match range.and_then(bounds) {
        Some(bounds) => cut(bounds, size),
        None => Wanted::Whole,
    }
}

/// First and last byte as written; either may be missing. `None` when it cannot be read.
fn bounds(range: &str) -> Option<(Option<u64>, Option<u64>)> {
    let number = |text: &str| match text {
        "" => Some(None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok().map(Some),
        _ => None,
    };
    let (first, last) = range.split_once('-')?;
    let (first, last) = (number(first.trim())?, number(last.trim())?);
    let backwards = matches!((first, last), (Some(first), Some(last)) if last < first);
    (!backwards && (first.is_some() || last.is_some())).then_some((first, last))
}

fn cut((first, last): (Option<u64>, Option<u64>), size: u64) -> Wanted {
    let Some(end) = size.checked_sub(1) else {
        return Wanted::Beyond;
    };
    match (first, last) {
        (Some(first), _) if first > end => Wanted::Beyond,
        (Some(first), last) => Wanted::Bytes(first..=last.unwrap_or(end).min(end)),
        (None, Some(0)) => Wanted::Beyond,
        (None, tail) => Wanted::Bytes(size.saturating_sub(tail.unwrap_or(size))..=end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        let values = pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()));
        values.collect()
    }

    #[test]
    fn a_reader_who_has_it_is_told_so() {
        let tag = "\"abc\"";
        for (known, expected) in [
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("\"x\", \"abc\"", true),
            ("*", true),
            ("\"abcd\"", false),
            ("abc", false),
            ("", false),
        ] {
            let headers = headers(&[(header::IF_NONE_MATCH, known)]);
            assert_eq!(has(&headers, tag), expected, "{known}");
        }
        assert!(!has(&HeaderMap::new(), tag));
    }

    #[test]
    fn one_range_is_cut_and_everything_strange_gets_the_whole() {
        for (range, expected) in [
            ("bytes=0-0", Wanted::Bytes(0..=0)),
            ("bytes=5-", Wanted::Bytes(5..=9)),
            ("bytes=2-99", Wanted::Bytes(2..=9)),
            ("bytes=-3", Wanted::Bytes(7..=9)),
            ("bytes=-99", Wanted::Bytes(0..=9)),
            ("bytes=10-", Wanted::Beyond),
            ("bytes=-0", Wanted::Beyond),
            ("bytes=5-2", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=0-1,3-4", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("bytes=99999999999999999999-", Wanted::Whole),
            ("lines=0-1", Wanted::Whole),
        ] {
            let headers = headers(&[(header::RANGE, range)]);
            assert_eq!(wanted(&headers, "\"t\"", 10), expected, "{range}");
        }
        assert_eq!(wanted(&HeaderMap::new(), "\"t\"", 10), Wanted::Whole);
    }

    #[test]
    fn a_range_of_an_older_file_gets_the_whole() {
        for (known, expected) in [("\"t\"", Wanted::Bytes(1..=9)), ("\"old\"", Wanted::Whole)] {
            let headers = headers(&[(header::RANGE, "bytes=1-"), (header::IF_RANGE, known)]);
            assert_eq!(wanted(&headers, "\"t\"", 10), expected, "{known}");
        }
    }
}
