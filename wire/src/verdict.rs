//! The words a judging may end with.
use std::fmt;

use serde::{Deserialize, Serialize};

/// What the judge says of a case, a check, a group or a whole submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Right.
    Accepted,
    /// It ran, and its answer is not right.
    WrongAnswer,
    /// CPU or wall time ran out.
    TimeLimit,
    /// The process tree held more memory than allowed.
    MemoryLimit,
    /// It wrote more than allowed, to a stream or to disk.
    OutputLimit,
    /// It ended with an error status or by a signal.
    RuntimeError,
    /// Its build did not end well; nothing was run.
    BuildFailed,
    /// Not run, because something it depends on failed.
    Skipped,
    /// Our fault: retried and alerted, never a verdict on the team.
    JudgeError,
}

impl Verdict {
    /// Every verdict, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::Accepted,
        Self::WrongAnswer,
        Self::TimeLimit,
        Self::MemoryLimit,
        Self::OutputLimit,
        Self::RuntimeError,
        Self::BuildFailed,
        Self::Skipped,
        Self::JudgeError,
    ];

    /// The stable word: `accepted`, `wrong-answer`, ...
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::WrongAnswer => "wrong-answer",
            Self::TimeLimit => "time-limit",
            Self::MemoryLimit => "memory-limit",
            Self::OutputLimit => "output-limit",
            Self::RuntimeError => "runtime-error",
            Self::BuildFailed => "build-failed",
            Self::Skipped => "skipped",
            Self::JudgeError => "judge-error",
        }
    }

    /// Reads the stable word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.word() == word)
    }

    /// Whether this is `accepted`.
    pub fn is_accepted(self) -> bool {
        self == Self::Accepted
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict;

    #[test]
    fn words_are_the_json() {
        for verdict in Verdict::ALL {
            let json = serde_json::to_string(&verdict).unwrap();
            assert_eq!(json, format!("\"{}\"", verdict.word()));
            assert_eq!(Verdict::from_word(verdict.word()), Some(verdict));
        }
    }
}
