//! Decisions about rejudgings.
use wire::{RejudgingCount, RejudgingState};

use super::Decision;
use crate::judging::Brief;

/// Why a decision is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// It was decided before.
    Decided,
    /// Not everything has been judged again.
    Unfinished,
}

/// The state that a decision leads to. Dropping is always possible, applying only once everything can be compared.
pub(super) fn decided(
    state: RejudgingState,
    decision: Decision,
    count: RejudgingCount,
) -> Result<RejudgingState, Why> {
    match (state, decision) {
        (RejudgingState::Filling, Decision::Apply) => Err(Why::Unfinished),
        (RejudgingState::Open, Decision::Apply) if count.judged < count.submissions => Err(Why::Unfinished),
        (RejudgingState::Open, Decision::Apply) => Ok(RejudgingState::Applying),
        (RejudgingState::Open | RejudgingState::Filling, Decision::Drop) => Ok(RejudgingState::Dropping),
        _ => Err(Why::Decided),
    }
}

/// The state after all of a state's own work was done; `None` when it has none.
pub(super) fn after(state: RejudgingState) -> Option<RejudgingState> {
    match state {
        RejudgingState::Filling => Some(RejudgingState::Open),
        RejudgingState::Applying => Some(RejudgingState::Applied),
        RejudgingState::Dropping => Some(RejudgingState::Dropped),
        RejudgingState::Open | RejudgingState::Applied | RejudgingState::Dropped => None,
    }
}

/// Whether a new judging differs from the old one, and by how many hundredths of points.
pub(super) fn compared(before: &Brief, after: (&str, i32)) -> (bool, i32) {
    let gain = after.1.saturating_sub(before.points.0);
    (gain != 0 || before.verdict != after.0, gain)
}

#[cfg(test)]
mod tests {
    use wire::{
        ChallengeVersionId, JudgingId, Points, RejudgingCount, RejudgingState as S, SubmissionId, Timestamp,
    };

    use super::super::Decision::{Apply, Drop};
    use super::{Why, after, compared, decided};
    use crate::judging::Brief;

    fn count(judged: u64) -> RejudgingCount {
        RejudgingCount {
            submissions: 2,
            judged,
            ..RejudgingCount::default()
        }
    }

    #[test]
    fn a_decision_is_taken_once_and_not_too_early() {
        let cases = [
            (S::Filling, Apply, 0, Err(Why::Unfinished)),
            (S::Filling, Drop, 0, Ok(S::Dropping)),
            (S::Open, Apply, 1, Err(Why::Unfinished)),
            (S::Open, Apply, 2, Ok(S::Applying)),
            (S::Open, Drop, 1, Ok(S::Dropping)),
            (S::Applying, Drop, 2, Err(Why::Decided)),
            (S::Applied, Apply, 2, Err(Why::Decided)),
            (S::Dropping, Apply, 2, Err(Why::Decided)),
            (S::Dropped, Drop, 2, Err(Why::Decided)),
        ];
        for (state, decision, judged, wanted) in cases {
            assert_eq!(
                decided(state, decision, count(judged)),
                wanted,
                "{state:?} {decision:?}"
            );
        }
    }

    #[test]
    fn every_state_with_work_of_its_own_comes_to_an_end() {
        for state in S::ALL {
            let mut at = state;
            for _ in 0..3 {
                at = after(at).unwrap_or(at);
            }
            assert_eq!(after(at), None, "{state:?}");
        }
    }

    #[test]
    fn verdict_and_points_make_the_difference() {
        let before = Brief {
            id: JudgingId::fresh(),
            submission_id: SubmissionId::fresh(),
            version_id: ChallengeVersionId::fresh(),
            verdict: "wrong-answer".to_owned(),
            points: Points(1000),
            max_points: Points(4000),
            finished_at: Timestamp(1),
            counts_from: Some(Timestamp(1)),
            reused_id: None,
        };
        for (new, wanted) in [
            (("wrong-answer", 1000), (false, 0)),
            (("time-limit", 1000), (true, 0)),
            (("accepted", 4000), (true, 3000)),
            (("wrong-answer", 950), (true, -50)),
        ] {
            assert_eq!(compared(&before, new), wanted, "{new:?}");
        }
    }
}
