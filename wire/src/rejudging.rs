//! Rejudging: a named set of new judgings, compared with those that count, and then applied or dropped by a person.
use serde::{Deserialize, Serialize};

use crate::{AccountId, JudgingId, Points, RejudgingId, SubmissionId, TeamId, TeamRef, Timestamp, Verdict};

/// What is to be judged again: every submission of an event, less whatever a field leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRejudging {
    /// Why, for those who decide.
    pub reason: String,
    /// Short name of the event; the open one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Submissions to this challenge alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// Received for this version of the challenge alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Of this team alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    /// This submission alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<SubmissionId>,
    /// Judge against this version of the challenge; against the one each was received for when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
}

/// Where a rejudging stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RejudgingState {
    /// Its submissions are being collected.
    Filling,
    /// Judged and compared; a person decides.
    Open,
    /// Was applied, and boards follow.
    Applying,
    /// Its judgings count.
    Applied,
    /// Was dropped, and what waited is taken out of the queue.
    Dropping,
    /// Its judgings count for nothing and stay readable.
    Dropped,
}

impl RejudgingState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Filling,
        Self::Open,
        Self::Applying,
        Self::Applied,
        Self::Dropping,
        Self::Dropped,
    ];

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Filling => "filling",
            Self::Open => "open",
            Self::Applying => "applying",
            Self::Applied => "applied",
            Self::Dropping => "dropping",
            Self::Dropped => "dropped",
        }
    }

    /// Reads the stable word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A rejudging.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RejudgingDetails {
    /// Its id.
    pub id: RejudgingId,
    /// What was asked for; `event` is always named.
    #[serde(flatten)]
    pub asked: NewRejudging,
    /// Where it stands.
    pub state: RejudgingState,
    /// How its judgings compare so far.
    #[serde(flatten)]
    pub count: RejudgingCount,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// By whom; absent when it was on the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<AccountId>,
    /// When it was applied or dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// By whom; absent when it was on the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<AccountId>,
}

/// How the judgings of a rejudging compare with those that counted when it was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RejudgingCount {
    /// Submissions in it.
    pub submissions: u64,
    /// Of them judged again.
    pub judged: u64,
    /// Of these with another verdict or other points.
    pub changed: u64,
    /// With more points.
    pub better: u64,
    /// With fewer points.
    pub worse: u64,
}

/// One submission of a rejudging, old beside new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RejudgingItem {
    /// The submission.
    pub submission: SubmissionId,
    /// Whose it is.
    pub team: TeamRef,
    /// To which challenge.
    pub challenge: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// The judging that counted when the rejudging was asked for.
    pub before: JudgingSummary,
    /// The new one, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<JudgingSummary>,
    /// Whether verdict or points differ, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<bool>,
}

/// One judging of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct JudgingSummary {
    /// Its id.
    pub id: JudgingId,
    /// Version of the challenge it was judged against.
    pub version: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Points reached.
    pub points: Points,
    /// Points that could be reached.
    pub max: Points,
    /// When it ended.
    pub finished_at: Timestamp,
    /// Since when it counts, if ever; of several the last one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts_from: Option<Timestamp>,
    /// Nothing was run: it repeats the report of equal content.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reused: bool,
}

#[cfg(test)]
mod tests {
    use super::RejudgingState;

    #[test]
    fn words_are_the_json() {
        for state in RejudgingState::ALL {
            let json = serde_json::to_string(&state).unwrap();
            assert_eq!(json, format!("\"{}\"", state.word()));
            assert_eq!(RejudgingState::from_word(state.word()), Some(state));
        }
    }
}
