//! Submissions: where one stands, and what happens while one waits.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Localized, Points, Receipt, SubmissionId, Verdict};

/// Where a submission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum SubmissionState {
    /// Waits for a worker.
    Queued,
    /// A worker has it.
    Judging,
    /// It has a report.
    Judged,
    /// Our fault kept it from being judged; a person looks at it. Costs the team nothing.
    Stopped,
}

/// How long a submission will wait for its judging to begin, as far as that can be known: a range of round figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Wait {
    /// Judgings that can go on at one time now, on all machines. At 0 nobody works, and nothing more can be said.
    pub places: u32,
    /// Seconds at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    /// Seconds at most, if judgings take as long as they lately did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
}

impl Wait {
    /// The sentence of `locales/` that says it, with its `from` and `to`: in minutes from two minutes on. Nothing when
    /// nothing is known.
    pub fn sentence(&self) -> Option<(&'static str, u32, u32)> {
        match self.from.zip(self.to) {
            None => (self.places == 0).then_some(("place-nobody", 0, 0)),
            Some((from, to @ 0..120)) => Some(("place-seconds", from, to)),
            Some((from, to)) => Some(("place-minutes", from / 60, to.div_ceil(60))),
        }
    }
}

/// A submission as its team sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SubmissionDetails {
    /// The receipt.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// Where it stands.
    pub state: SubmissionState,
    /// Letters before it in the queue, when it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<u64>,
    /// How long it will wait, when it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
    /// Verdict of the newest finished judging.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Points of the newest finished judging.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Points>,
    /// Points that could be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Points>,
    /// What the team declares, by what the challenge asks for. For those who may read the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declarations: Option<BTreeMap<String, String>>,
}

/// What happens to a submission while somebody watches. The `data` of the server-sent events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Progress {
    /// It waits.
    Queued {
        /// Letters before it.
        ahead: u64,
        /// How long it will wait.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait: Option<Wait>,
    },
    /// A worker has taken it.
    Started {
        /// How many checks there are to run.
        checks: u32,
    },
    /// The team has submitted the same content before: that submission's report counts again.
    Reused {
        /// The earlier one.
        submission: SubmissionId,
    },
    /// The build ended.
    Built {
        /// `accepted` or why not.
        verdict: Verdict,
    },
    /// One check ended.
    Checked {
        /// Name of the check.
        id: String,
        /// What people call it.
        title: Localized,
        /// What became of it.
        verdict: Verdict,
        /// Checks that have ended, this one included.
        done: u32,
        /// How many checks there are to run.
        checks: u32,
    },
    /// The judging is over and counts. The last event.
    Finished {
        /// Verdict of the whole.
        verdict: Verdict,
        /// Points reached.
        points: Points,
        /// Points that could be reached.
        max: Points,
        /// The team's rank in the event, from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rank: Option<u64>,
    },
    /// Our fault; it will be tried again without anyone's doing.
    Retrying {
        /// How often it has been tried.
        attempts: u32,
    },
    /// Our fault, too often; a person looks at it. The last event.
    Stopped,
}
