//! The queue as operators see it: who works, what waits, what was given up.
use serde::{Deserialize, Serialize};

use crate::{LetterId, SubmissionId, TeamRef, Timestamp, Wait};

/// How the queue stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct QueueSummary {
    /// Letters that wait for a worker.
    pub waiting: u64,
    /// Letters that a worker has.
    pub held: u64,
    /// Letters that were given up: a person has to look at them.
    pub stopped: u64,
    /// When the oldest letter that waits came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest: Option<Timestamp>,
    /// How long a letter that comes now will wait.
    pub wait: Wait,
    /// Faults of ours within the last hour.
    pub faults_hour: u64,
    /// Faults of ours within the last day.
    pub faults_day: u64,
}

/// A letter that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoppedLetter {
    /// Its id.
    pub id: LetterId,
    /// The submission it is about.
    pub submission: SubmissionId,
    /// Whose submission it is.
    pub team: TeamRef,
    /// To which challenge.
    pub challenge: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it last failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Machines on which it failed.
    pub failed_on: Vec<String>,
    /// When it came.
    pub posted_at: Timestamp,
    /// When it was given up.
    pub stopped_at: Timestamp,
}

/// Letters that were put back into the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Retried {
    /// Their number.
    pub letters: u64,
}

/// A process that judges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WorkerDetails {
    /// Its name, as judgings carry it.
    pub name: String,
    /// The machine it runs on.
    pub host: String,
    /// Its process there.
    pub process: i64,
    /// Judgings it can do at one time.
    pub places: u32,
    /// Since when it works.
    pub since: Timestamp,
    /// When it last said that it lives.
    pub beat_at: Timestamp,
    /// Whether that is recent enough.
    pub alive: bool,
    /// What it judges now.
    pub tasks: Vec<WorkerTask>,
}

/// What a worker does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WorkerTask {
    /// The letter.
    pub letter: LetterId,
    /// The submission it is about.
    pub submission: SubmissionId,
    /// How often it has been tried, this time included.
    pub attempts: u32,
}
