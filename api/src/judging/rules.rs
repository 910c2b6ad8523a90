//! Where a submission stands: a function of rows and of the time, kept in no column.
use std::time::Duration;

use wire::{Progress, Report, SubmissionState, Timestamp, Verdict, Wait};

use super::Brief;
use super::told::Now;
use crate::entity::letter;
use crate::submission::Submission;

/// Where a submission stands, with what the public states do not tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody has it; it was tried this often.
    Waiting { attempts: i32 },
    /// Somebody has it.
    Held,
    /// It has a judging.
    Judged,
    /// It was given up.
    Stopped,
}

impl Standing {
    pub(super) fn state(self) -> SubmissionState {
        match self {
            Self::Waiting { .. } => SubmissionState::Queued,
            Self::Held => SubmissionState::Judging,
            Self::Judged => SubmissionState::Judged,
            Self::Stopped => SubmissionState::Stopped,
        }
    }
}

/// A judging counts whatever the queue says: a letter beside it asks for another one.
pub(super) fn standing(letter: Option<&letter::Model>, judged: bool, now: Timestamp) -> Standing {
    match letter {
        _ if judged => Standing::Judged,
        Some(letter) if letter.stopped_at.is_some() => Standing::Stopped,
        Some(letter) if letter.leased_until.is_some_and(|until| now <= until) => Standing::Held,
        Some(letter) => Standing::Waiting {
            attempts: letter.attempts,
        },
        // Row and letter were written together; without both letter and judging a person has to look.
        None => Standing::Stopped,
    }
}

/// Whether what was said of an equal tree may be said of `row` too: it was judged against the same version, on the
/// runtime and by the formula of today, and the judge was not at fault.
pub(super) fn counts_again(
    row: &Submission,
    (judging, report): (&Brief, &Report),
    (runtime, formula): (&str, u32),
) -> bool {
    judging.version_id == row.version_id
        && report.runtime.digest == runtime
        && report.formula == formula
        && report.verdict != Verdict::JudgeError
}

/// When whoever watches looks by itself again: soon near the head of the queue, later far from it, so that a rush of
/// waiting people does not become a rush of questions.
pub(super) fn pause(now: &Now) -> Duration {
    let seconds = match now {
        Now::Waits(Progress::Queued { ahead, .. }) => (ahead / 5).clamp(1, 30),
        _ => 1,
    };
    Duration::from_secs(seconds)
}

/// The mean of what recent judgings took; the sum of what waits is what many of them take together.
pub(super) fn mean(times: &[i64]) -> Option<i64> {
    let count = i64::try_from(times.len()).ok().filter(|count| *count > 0)?;
    let sum = times.iter().fold(0i64, |sum, time| sum.saturating_add(*time));
    Some(sum / count)
}

/// How long a letter with `ahead` letters before it waits, when judging goes on at `places` places and takes `each`
/// milliseconds. From half to twice of what is reckoned: no two submissions take the same.
pub(super) fn wait(ahead: u64, places: u32, each: Option<i64>) -> Wait {
    let reckoned = each.filter(|_| places > 0).map(|each| {
        let each = u64::try_from(each).unwrap_or_default();
        ahead.saturating_mul(each) / u64::from(places.max(1)) / 1000
    });
    Wait {
        places,
        from: reckoned.map(|seconds| rounded(seconds / 2, u64::div_euclid)),
        to: reckoned.map(|seconds| rounded(seconds.saturating_mul(2).max(1), u64::div_ceil)),
    }
}

/// To what people say: seconds up to ten, then five seconds, half minutes, minutes, quarters of an hour.
fn rounded(seconds: u64, divide: fn(u64, u64) -> u64) -> u32 {
    let step = match seconds {
        0..10 => 1,
        10..60 => 5,
        60..300 => 30,
        300..3600 => 60,
        _ => 900,
    };
    u32::try_from(divide(seconds, step).saturating_mul(step)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use wire::{LetterId, SubmissionId, TeamId, Timestamp};

    use super::{Standing, mean, standing, wait};

    #[test]
    fn waits_are_ranges_of_round_figures() {
        let cases = [
            // ahead, places, each; from, to
            ((0, 1, Some(400)), Some((0, 1))),
            ((10, 1, Some(1_000)), Some((5, 20))),
            ((100, 4, Some(2_000)), Some((25, 120))),
            ((5_000, 2, Some(10_000)), Some((11_700, 50_400))),
            ((u64::MAX, 1, Some(i64::MAX)), Some((u32::MAX, u32::MAX))),
            // Nobody works, or nothing was ever judged: nothing can be said.
            ((3, 0, Some(1_000)), None),
            ((3, 2, None), None),
        ];
        for ((ahead, places, each), wanted) in cases {
            let got = wait(ahead, places, each);
            assert_eq!(
                (got.places, got.from.zip(got.to)),
                (places, wanted),
                "{ahead} {places} {each:?}"
            );
        }
        assert_eq!((mean(&[]), mean(&[1, 2, 6])), (None, Some(3)));
    }
    use crate::entity::letter;

    fn letter(leased_until: Option<i64>, stopped_at: Option<i64>) -> letter::Model {
        letter::Model {
            id: LetterId::fresh(),
            kind: String::new(),
            subject: Uuid::nil(),
            submission_id: SubmissionId::fresh(),
            team_id: TeamId::fresh(),
            turn: 0,
            attempts: 2,
            available_at: Timestamp(0),
            leased_until: leased_until.map(Timestamp),
            leased_by: None,
            generation: 2,
            stopped_at: stopped_at.map(Timestamp),
            fault: None,
            failed_on: None,
            created_at: Timestamp(0),
        }
    }

    #[test]
    fn it_stands_where_its_rows_say() {
        let now = Timestamp(100);
        let waiting = Standing::Waiting { attempts: 2 };
        let cases = [
            (Some(letter(None, None)), false, waiting),
            (Some(letter(Some(100), None)), false, Standing::Held),
            (Some(letter(Some(99), None)), false, waiting),
            (Some(letter(None, Some(50))), false, Standing::Stopped),
            (Some(letter(None, None)), true, Standing::Judged),
            (None, true, Standing::Judged),
            (None, false, Standing::Stopped),
        ];
        for (letter, judged, wanted) in cases {
            assert_eq!(
                standing(letter.as_ref(), judged, now),
                wanted,
                "{letter:?} {judged}"
            );
        }
    }
}
