//! Seals: a tiny request that fixes what will be sent, before a slow link has carried it.
use serde::{Deserialize, Serialize};

use crate::{SealId, SignedReceipt, TeamRef, Timestamp};

/// Body of `POST /v1/seals`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewSeal {
    /// Short name of the event.
    pub event: String,
    /// Short name of the team.
    pub team: String,
    /// Id of the challenge.
    pub challenge: String,
    /// Commit hash, 40 hexadecimal digits.
    pub commit: String,
    /// Git tree hash of the commit, 40 hexadecimal digits.
    pub tree: String,
}

/// A commit that was announced. Its content counts from `sealed_at` when it arrives before `until`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Seal {
    /// The seal.
    pub id: SealId,
    /// The team it was made for.
    pub team: TeamRef,
    /// Id of the challenge.
    pub challenge: String,
    /// Commit hash.
    pub commit: String,
    /// Git tree hash of the commit.
    pub tree: String,
    /// The server's time at which the seal arrived.
    pub sealed_at: Timestamp,
    /// Content is taken until here; absent: no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Bytes of content the server has.
    pub offset: u64,
    /// Bytes the content may have.
    pub most: u64,
    /// Commits the server has already, newest first: what they hold need not be sent.
    pub have: Vec<String>,
    /// Where `main` of the team's repository is; absent: there is nothing yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main: Option<String>,
    /// The receipt, when the content has arrived and was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<SignedReceipt>,
}
