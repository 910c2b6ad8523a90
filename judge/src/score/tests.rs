//! Points by table.
use proptest::prelude::*;
use wire::{Points, Verdict};

use super::{CheckScore, Score, first_failure, group};
use crate::package::Aggregate;

/// `"++-"`: two cases accepted, one not.
fn check(weight: u32, cases: &str) -> CheckScore {
    let score = |c| if c == '+' { Score::FULL } else { Score::NONE };
    CheckScore {
        weight,
        cases: cases.chars().map(score).collect(),
    }
}

/// Aggregate, points of the group, weight and cases of each check, hundredths reached.
type Row = (Aggregate, i32, &'static [(u32, &'static str)], i32);

#[test]
fn groups_by_aggregate() {
    use Aggregate::{All, Min, Sum};
    let table: [Row; 14] = [
        (Sum, 20, &[(1, "++")], 2000),
        (Sum, 20, &[(1, "+-")], 1000),
        (Sum, 20, &[(1, "++"), (1, "--")], 1000),
        (Sum, 20, &[(3, "+"), (1, "-")], 1500),
        (Sum, 10, &[(1, "+--")], 333),
        (Sum, 10, &[(1, "++-")], 666),
        (Sum, 10, &[(1, "+"), (1, "+"), (1, "+")], 1000),
        (Sum, 1, &[(7, "+++++++"), (3, "+++")], 100),
        (Sum, 20, &[(1, ""), (1, "+")], 1000),
        (Min, 20, &[(1, "+++"), (1, "++-")], 0),
        (Min, 20, &[(1, "+++"), (9, "+")], 2000),
        (All, 20, &[(1, "+++"), (1, "+")], 2000),
        (All, 20, &[(1, "+-+")], 0),
        (All, 20, &[(1, "+"), (1, "")], 0),
    ];
    for (aggregate, points, checks, reached) in table {
        let checks: Vec<_> = checks.iter().map(|(w, c)| check(*w, c)).collect();
        let score = group(Points::whole(points), aggregate, &checks);
        assert_eq!(score.points, Points(reached), "{aggregate:?} {checks:?}");
    }
}

#[test]
fn scores_are_whole_millionths() {
    let table = [
        ("0", 0),
        ("1", 1_000_000),
        ("1.0", 1_000_000),
        ("0.29", 290_000),
        (".5", 500_000),
        ("0.123456789", 123_456),
        ("0.999999", 999_999),
        ("1e-05", 10),
        ("5e-324", 0),
    ];
    for (text, millionths) in table {
        assert_eq!(
            Score::parse(text).map(Score::millionths),
            Some(millionths),
            "{text}"
        );
    }
    for text in ["", "1.000001", "-1", "NaN", "inf", "1 ", "½", "0x1"] {
        assert_eq!(Score::parse(text), None, "{text}");
    }
}

#[test]
fn parts_of_cases_become_hundredths() {
    let cases = |scores: &[&str]| CheckScore {
        weight: 1,
        cases: scores.iter().map(|s| Score::parse(s).unwrap()).collect(),
    };
    let of = |aggregate, scores: &[&str]| group(Points::whole(10), aggregate, &[cases(scores)]).points;
    assert_eq!(of(Aggregate::Sum, &["0.5", "1"]), Points(750));
    assert_eq!(of(Aggregate::Sum, &["0.333333", "0.333333"]), Points(333));
    assert_eq!(of(Aggregate::Min, &["0.5", "0.25", "1"]), Points(250));
    assert_eq!(of(Aggregate::All, &["0.999999", "1"]), Points(0));
}

#[test]
fn checks_share_a_sum_and_nothing_else() {
    let checks = [check(3, "+-"), check(1, "+")];
    let sum = group(Points::whole(20), Aggregate::Sum, &checks);
    assert_eq!(
        sum.checks,
        [(Points(750), Points(1500)), (Points(500), Points(500))]
    );
    let all = group(Points::whole(20), Aggregate::All, &checks);
    assert_eq!(all.checks, [(Points(0), Points(0)); 2]);
}

#[test]
fn the_first_failure_names_the_whole() {
    use Verdict::{Accepted, Skipped, TimeLimit, WrongAnswer};
    assert_eq!(first_failure([]), Accepted);
    assert_eq!(first_failure([Accepted, TimeLimit, WrongAnswer]), TimeLimit);
    assert_eq!(first_failure([Accepted, Skipped]), Skipped);
}

proptest! {
    /// Everything right is the whole, whatever the weights; more right is never less.
    #[test]
    fn full_is_full_and_more_is_not_less(
        points in 0..1_000_000i32,
        checks in proptest::collection::vec((1u32..1000, proptest::collection::vec(any::<bool>(), 1..40)), 1..30),
    ) {
        let scores = |f: &dyn Fn(bool) -> bool| -> Vec<CheckScore> {
            checks.iter().map(|(weight, cases)| CheckScore {
                weight: *weight,
                cases: cases.iter().map(|c| if f(*c) { Score::FULL } else { Score::NONE }).collect(),
            }).collect()
        };
        let of = |f: &dyn Fn(bool) -> bool| group(Points(points), Aggregate::Sum, &scores(f)).points;
        let (none, some, full) = (of(&|_| false), of(&|c| c), of(&|_| true));
        prop_assert_eq!((none, full), (Points(0), Points(points)));
        prop_assert!(none <= some && some <= full);
    }
}
