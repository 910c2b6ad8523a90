//! What stands behind the question mark.
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::reason;
use crate::app::App;
use crate::error::{Error, Result};
use crate::paging::{self, Window};
use crate::rules::refused;

const LIMIT: u32 = 50;
const MOST: u32 = 100;

/// Query parameters; the types are closed, so that a misspelt one is told and not ignored.
#[derive(Debug)]
pub(in crate::web) struct Query<T>(pub(in crate::web) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let read = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        read.map(|axum::extract::Query(value)| Self(value))
            .map_err(|refused| reason::of_query(&refused.body_text()))
    }
}

/// Which part of a list is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web) struct Paging {
    /// Most entries, 50 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `next` of the part before.
    cursor: Option<String>,
}

impl Paging {
    /// As rooms understand it.
    pub(in crate::web) fn window<K: DeserializeOwned>(&self) -> Result<Window<K>> {
        window(self.limit, self.cursor.as_deref())
    }
}

/// The window for the query parameters `limit` and `cursor`.
pub(in crate::web) fn window<K: DeserializeOwned>(
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<Window<K>> {
    let limit = limit.unwrap_or(LIMIT);
    if !(1..=MOST).contains(&limit) {
        return Err(refused("limit", "rule-limit").with("limit", MOST));
    }
    let after = match cursor {
        Some(cursor) => {
            let key = paging::open(cursor);
            Some(key.ok_or_else(|| refused("cursor", "rule-cursor"))?)
        }
        None => None,
    };
    Ok(Window {
        after,
        limit: usize::try_from(limit).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_bounded() {
        for (limit, expected) in [
            (None, Some(50)),
            (Some(1), Some(1)),
            (Some(100), Some(100)),
            (Some(0), None),
            (Some(101), None),
        ] {
            let got = window::<String>(limit, None).ok().map(|window| window.limit);
            assert_eq!(got, expected, "{limit:?}");
        }
    }

    #[test]
    fn cursors_lead_on_and_nonsense_is_refused() {
        let sealed = paging::seal(&"udsm").unwrap();
        let after = |cursor| window::<String>(None, Some(cursor)).ok().and_then(|w| w.after);
        assert_eq!(after(&sealed).as_deref(), Some("udsm"));
        assert!(window::<String>(None, Some("nonsense")).is_err());
        assert!(window::<wire::TeamId>(None, Some(&sealed)).is_err());
    }
}
