//! Query parameters of single subjects; closed, so that a misspelt one is told and not ignored.
use serde::Deserialize;
use utoipa::IntoParams;
use wire::{JudgingId, TeamId};

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

/// Which submissions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Submissions {
    /// Id of the team; the account's own teams when absent.
    pub(super) team: Option<TeamId>,
    /// Of this challenge alone.
    pub(super) challenge: Option<String>,
    /// Of this commit alone.
    pub(super) commit: Option<String>,
    /// Most entries, 50 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub(super) limit: Option<u32>,
    /// `next` of the part before.
    pub(super) cursor: Option<String>,
}

/// Which items of a rejudging.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Items {
    /// Those alone whose verdict or points differ.
    pub(super) changed: Option<bool>,
    /// Most entries, 50 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub(super) limit: Option<u32>,
    /// `next` of the part before.
    pub(super) cursor: Option<String>,
}

/// Which judging of a submission.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Id of a judging; the one that counts when absent.
    pub(super) judging: Option<JudgingId>,
}

/// Whose attempts, at which challenge.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Attempted {
    /// Id of the team.
    pub(super) team: TeamId,
    /// Id of the challenge.
    pub(super) challenge: String,
}

/// Which board, and which part of it.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Board {
    /// Short name of the event; the open one when absent.
    pub(super) event: Option<String>,
    /// The board of this challenge alone.
    pub(super) challenge: Option<String>,
    /// Most entries, 50 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub(super) limit: Option<u32>,
    /// `next` of the part before.
    pub(super) cursor: Option<String>,
}
