//! Attempts: how many submissions a team may make to a challenge, and how many of them it has used.
use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// What a team has used of its attempts at one challenge. Without limits both parts are absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Attempts {
    /// Of today's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Quota>,
    /// Of those of the whole event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Quota>,
}

impl Attempts {
    /// How many are left now; absent: as many as the team likes.
    pub fn left(&self) -> Option<u32> {
        let quotas = self.day.iter().chain(&self.event);
        quotas.map(Quota::left).min()
    }
}

/// A number that can be used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Quota {
    /// Different trees that were submitted. More than `limit` when the limit was lowered.
    pub used: u32,
    /// How many there are.
    pub limit: u32,
    /// When all are there again; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resets_at: Option<Timestamp>,
}

impl Quota {
    /// How many are left.
    pub fn left(&self) -> u32 {
        self.limit.saturating_sub(self.used)
    }
}
