//! What a grader's end means, by table.
use wire::{Limit, Verdict};

use super::{Feedback, graded, status};
use crate::fixture::outcome;
use crate::package::GRADER_LIMITS;
use crate::sandbox::Ending;
use crate::score::Score;

#[test]
fn only_two_ends_decide() {
    use Ending::{Exited, Limited, NotStarted, Signaled};
    for decided in [42, 43] {
        assert_eq!(status(&outcome(Exited(decided), b""), GRADER_LIMITS), Ok(decided));
    }
    for ending in [
        Exited(0),
        Exited(1),
        Exited(41),
        Signaled(11),
        NotStarted,
        Limited(Limit::Wall),
    ] {
        assert!(
            status(&outcome(ending.clone(), b""), GRADER_LIMITS).is_err(),
            "{ending:?}"
        );
    }
    let mut late = outcome(Exited(42), b"");
    late.cpu = GRADER_LIMITS.cpu * 2;
    assert!(status(&late, GRADER_LIMITS).is_err());
}

#[test]
fn status_and_score_together() {
    let with = |score: Option<&str>| Feedback {
        score: score.map(|text| Score::parse(text).unwrap()),
        ..Feedback::default()
    };
    let table = [
        (42, None, Some((Verdict::Accepted, 1_000_000))),
        (42, Some("1"), Some((Verdict::Accepted, 1_000_000))),
        (42, Some("0.5"), Some((Verdict::Accepted, 500_000))),
        (42, Some("0"), Some((Verdict::Accepted, 0))),
        (43, None, Some((Verdict::WrongAnswer, 0))),
        (43, Some("0"), Some((Verdict::WrongAnswer, 0))),
        (43, Some("0.5"), None),
    ];
    for (status, score, expected) in table {
        let found = graded(status, with(score))
            .ok()
            .map(|(v, grade)| (v, grade.score));
        assert_eq!(found, expected, "{status} {score:?}");
    }
}
