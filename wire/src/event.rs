//! Events: when and for whom challenges are open.
use serde::{Deserialize, Serialize};

use crate::{Localized, Timestamp};

/// Where an event stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum EventState {
    /// Not open yet.
    Upcoming,
    /// Submissions are taken.
    Open,
    /// Over.
    Closed,
}

/// An event as everyone may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EventDetails {
    /// Short name.
    pub slug: String,
    /// What people call it.
    pub title: Localized,
    /// Submissions are taken from here on.
    pub opens_at: Timestamp,
    /// Submissions are taken until here; absent: no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Timestamp>,
    /// What was sealed before the end may arrive until here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_until: Option<Timestamp>,
    /// Submissions a team may make to each challenge within a day of Tanzania (UTC+3); absent: as many as it likes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts_per_day: Option<u32>,
    /// Submissions a team may make to each challenge in the whole event; absent: as many as it likes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// Where it stands now.
    pub state: EventState,
}
