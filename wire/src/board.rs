//! The leaderboard.
use serde::{Deserialize, Serialize};

use crate::{Points, Timestamp};

/// A part of a leaderboard, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Leaderboard {
    /// Short name of the event.
    pub event: String,
    /// The challenge, when it is the board of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// Points that could be reached.
    pub max: Points,
    /// The rows.
    pub items: Vec<BoardRow>,
    /// Pass as `?cursor=` for the next part; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One team on a leaderboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BoardRow {
    /// From 1; equal points reached at the same moment share a rank.
    pub rank: u64,
    /// Short name of the team.
    pub team: String,
    /// Full name of the team.
    pub name: String,
    /// Short name of the team's organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Points.
    pub points: Points,
    /// When these points were reached; the earlier one ranks first among equals.
    pub reached_at: Timestamp,
}
