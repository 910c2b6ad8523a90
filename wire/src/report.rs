//! The report: what one judging says of one tree.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Localized, Points, SubmissionId, Timestamp, Verdict, Visibility};

/// What one judging says. Equal input gives an equal report but for the measured numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Report {
    /// Version of this document's shape; now 1.
    pub schema: u32,
    /// True for `ubunifu check`: made on a laptop, public groups alone.
    pub local: bool,
    /// What it was judged against.
    pub challenge: ChallengeRef,
    /// The submission, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<SubmissionId>,
    /// Commit hash, when the tree came from git.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Git tree hash, when the tree came from git.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree: Option<String>,
    /// When the server had received it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Timestamp>,
    /// An earlier submission of the team with the same content, whose report counts again: nothing was run anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reused: Option<SubmissionId>,
    /// What the code ran on.
    pub runtime: RuntimeRef,
    /// Version of the score formula.
    pub formula: u32,
    /// Seed of everything random in this judging.
    pub seed: u64,
    /// The worst verdict that decided a group, or `accepted`.
    pub verdict: Verdict,
    /// Points reached.
    pub points: Points,
    /// Points that could be reached.
    pub max: Points,
    /// One line per group of checks.
    pub groups: Vec<GroupReport>,
    /// One entry per check the reader may see.
    pub checks: Vec<CheckReport>,
    /// The build, when the challenge has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<BuildReport>,
    /// Things the team should know that decide no point.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

impl Report {
    /// The report without what was measured, which differs from run to run: times, memory, and the log of the
    /// build, into which compilers write times. Equal input gives equal reports in this sense.
    #[must_use]
    pub fn without_measurements(&self) -> Self {
        let mut report = self.clone();
        for case in report.checks.iter_mut().flat_map(|check| &mut check.cases) {
            (case.cpu_ms, case.wall_ms, case.peak_kib) = (0, 0, 0);
        }
        if let Some(build) = &mut report.build {
            (build.cpu_ms, build.wall_ms) = (0, 0);
            build.log.clear();
        }
        report
    }
}

/// Which challenge, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChallengeRef {
    /// Name of the challenge, also its folder.
    pub id: String,
    /// Stays the same when the challenge is renamed.
    pub uuid: Uuid,
    /// Semantic version.
    pub version: String,
    /// SHA-256 over the whole package, hexadecimal.
    pub hash: String,
}

/// Which runtime, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RuntimeRef {
    /// Name in the package's `[environment]`.
    pub name: String,
    /// Fingerprint of what is installed in it.
    pub digest: String,
}

/// Points of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct GroupReport {
    /// Name in the package.
    pub id: String,
    /// Whether students have its checks.
    pub visibility: Visibility,
    /// `accepted`, or the first verdict that cost points.
    pub verdict: Verdict,
    /// Points reached.
    pub points: Points,
    /// Points that could be reached.
    pub max: Points,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CheckReport {
    /// Name in the package.
    pub id: String,
    /// Its group.
    pub group: String,
    /// What people call it.
    pub title: Localized,
    /// `accepted`, or the first verdict that was not.
    pub verdict: Verdict,
    /// Points it brings in a group that adds up; in a `min` or `all` group the group alone has points.
    pub points: Points,
    /// Points it could bring.
    pub max: Points,
    /// Limits of each of its runs; absent when it runs nothing, or when the package keeps it hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<RunLimits>,
    /// Why nothing of it was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// What the author says to a team whose answer is not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Localized>,
    /// One entry per case; empty when the package keeps them hidden.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<CaseReport>,
}

/// What one run may use, its whole process tree together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RunLimits {
    /// CPU time, milliseconds.
    pub cpu_ms: u64,
    /// Wall time, milliseconds.
    pub wall_ms: u64,
    /// Memory, KiB.
    pub memory_kib: u64,
    /// Bytes on standard output, and as many on standard error.
    pub output_bytes: u64,
    /// Processes and threads at one time.
    pub processes: u32,
    /// Bytes written to disk.
    pub disk_bytes: u64,
}

/// One case of a check, with what it used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CaseReport {
    /// Name of the case.
    pub id: String,
    /// What became of it.
    pub verdict: Verdict,
    /// CPU time of the whole process tree, milliseconds.
    pub cpu_ms: u64,
    /// Wall time, milliseconds.
    pub wall_ms: u64,
    /// Peak memory of the whole process tree, KiB.
    pub peak_kib: u64,
    /// Which limit ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Why it is not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// What the challenge's grader said, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
}

/// What a grader said of one case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Grade {
    /// What the answer is worth, in millionths.
    pub score: u32,
    /// For the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Localized>,
    /// For the author; a team's report never has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A limit of one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// CPU time of the process tree.
    Cpu,
    /// Wall time.
    Wall,
    /// Memory of the process tree.
    Memory,
    /// Bytes on standard output or standard error.
    Output,
    /// Processes and threads at one time.
    Processes,
    /// Bytes on disk.
    Disk,
}

/// Why a case is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Cause {
    /// The first place where the answer differs. Texts are cut to about 200 characters, control characters escaped.
    Difference {
        /// Line in the answer, from 1.
        line: u64,
        /// Column in characters, from 1.
        column: u64,
        /// What was expected there.
        expected: String,
        /// What was written there.
        actual: String,
    },
    /// It ended with this status.
    Exit {
        /// The exit status.
        status: i32,
        /// The end of its standard error, escaped.
        stderr: String,
    },
    /// It was ended by this signal.
    Signal {
        /// The signal's number.
        signal: i32,
        /// The end of its standard error, escaped.
        stderr: String,
    },
    /// The command could not be started: missing, not executable, or a bad first line.
    NotStarted {
        /// The command as written in the package.
        command: String,
    },
    /// It was not run: this check, which comes before it, is not accepted.
    After {
        /// Id of the check.
        check: String,
    },
    /// It was not run: this group, which its own group requires, is not accepted.
    Requires {
        /// Id of the group.
        group: String,
    },
    /// A reply of a service is not what it should be.
    Reply {
        /// What was asked.
        asked: Asked,
        /// Which part of the reply.
        part: Part,
        /// Name of the header, or path of the JSON value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        /// What was expected there.
        expected: String,
        /// What was there.
        actual: String,
        /// The beginning of the reply's body.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        body: String,
    },
    /// A service gave no reply that could be looked at.
    NoReply {
        /// What was asked.
        asked: Asked,
        /// What happened instead.
        problem: NoReply,
    },
    /// A service was not ready in time.
    NotReady {
        /// The path that had to be answered with a status from 200 to 299, when there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// Milliseconds it had.
        within_ms: u64,
        /// The end of its standard error, escaped.
        stderr: String,
    },
    /// A service ended while it was still needed; of status and signal one is set.
    ServiceEnded {
        /// What was asked last, when something was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<Asked>,
        /// Its exit status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<i32>,
        /// The signal that ended it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signal: Option<i32>,
        /// The end of its standard error, escaped.
        stderr: String,
    },
    /// A rule over the repository does not hold.
    Rule {
        /// Name of the rule: `license`, `no_secrets`, ...
        rule: String,
        /// The file concerned, when there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
    },
}

/// One step of a check of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Asked {
    /// Name or number of the step.
    pub step: String,
    /// `GET`, `POST`, ...
    pub method: String,
    /// Path and query as sent.
    pub path: String,
}

/// A part of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The status code.
    Status,
    /// A header.
    Header,
    /// The body as text.
    Body,
    /// A value in the body as JSON.
    Json,
}

/// What came instead of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoReply {
    /// Nobody took the connection.
    Refused,
    /// The connection was closed before the whole reply.
    Closed,
    /// The whole reply did not come in time.
    Late,
    /// Something that is not HTTP/1.1.
    Garbled,
    /// More than is looked at.
    TooLong,
}

/// What the build did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BuildReport {
    /// `accepted` or why not.
    pub verdict: Verdict,
    /// CPU time, milliseconds.
    pub cpu_ms: u64,
    /// Wall time, milliseconds.
    pub wall_ms: u64,
    /// What it might use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<RunLimits>,
    /// Which limit ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Why it is not accepted: its exit status, its signal, or that it could not be started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The end of what it wrote, control characters escaped.
    pub log: String,
}

/// Something the team should know that decides no point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Notice {
    /// A protected file differed from the package and was put back.
    ProtectedRestored {
        /// The file.
        path: String,
    },
    /// The server judges on another runtime of this name: its verdict may be another one. Of a local report alone.
    RuntimeDiffers {
        /// Name in the package's `[environment]`.
        name: String,
        /// Digest of what it was judged on.
        here: String,
        /// Digest of what the server had when the challenge was fetched.
        there: String,
    },
}
