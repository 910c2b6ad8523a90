//! Query parameters of single subjects; closed, so that a misspelt one is told and not ignored.
use serde::Deserialize;
use utoipa::IntoParams;

/// Which challenges are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// Short name of the event; the open one when absent.
    pub(super) event: Option<String>,
    /// Most entries, 50 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub(super) limit: Option<u32>,
    /// `next` of the part before.
    pub(super) cursor: Option<String>,
}

/// Where a challenge is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Place {
    /// Short name of the event; the open one when absent.
    pub(super) event: Option<String>,
}

/// For whom a challenge is published.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Owner {
    /// Short name of the organization: operators must name it, authors have their own.
    pub(super) organization: Option<String>,
}
