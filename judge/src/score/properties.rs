//! What must hold of points, whatever the cases brought.
use proptest::prelude::*;
use wire::Points;

use super::{CheckScore, Score, group};
use crate::package::Aggregate;

fn score() -> impl Strategy<Value = Score> {
    prop_oneof![
        Just(Score::NONE),
        Just(Score::FULL),
        (0..=1_000_000u32).prop_map(Score)
    ]
}

fn checks() -> impl Strategy<Value = Vec<CheckScore>> {
    let cases = proptest::collection::vec(score(), 0..12);
    let weight = prop_oneof![Just(1u32), 1..=1000u32];
    proptest::collection::vec(
        (weight, cases).prop_map(|(weight, cases)| CheckScore { weight, cases }),
        0..9,
    )
}

fn aggregate() -> impl Strategy<Value = Aggregate> {
    prop_oneof![Just(Aggregate::Sum), Just(Aggregate::Min), Just(Aggregate::All)]
}

proptest! {
    #[test]
    fn within_the_bounds_and_the_parts_make_the_whole(
        points in prop_oneof![0..200_000i32, 0..=i32::MAX], aggregate in aggregate(), checks in checks(),
    ) {
        let score = group(Points(points), aggregate, &checks);
        prop_assert!((0..=points).contains(&score.points.0));
        prop_assert_eq!(score.checks.len(), checks.len());
        let sum = |of: &dyn Fn(&(Points, Points)) -> Points| score.checks.iter().map(|c| i64::from(of(c).0)).sum::<i64>();
        for (reached, possible) in &score.checks {
            prop_assert!(Points(0) <= *reached && reached <= possible);
        }
        // Rounded down: each part loses less than a hundredth, and no part is invented.
        let (reached, possible) = (sum(&|c| c.0), sum(&|c| c.1));
        let whole = i64::from(score.points.0);
        if aggregate == Aggregate::Sum {
            prop_assert!(reached <= whole && whole - reached <= checks.len() as i64, "{reached} {whole}");
            prop_assert!(possible <= i64::from(points));
        } else {
            prop_assert_eq!((reached, possible), (0, 0));
        }
    }

    #[test]
    fn better_is_never_less(
        points in 0..1_000_000i32, aggregate in aggregate(), checks in checks(),
        check in any::<prop::sample::Index>(), case in any::<prop::sample::Index>(), better in score(),
    ) {
        prop_assume!(!checks.is_empty());
        let mut improved = checks.clone();
        let one = &mut improved[check.index(checks.len())].cases;
        prop_assume!(!one.is_empty());
        let at = case.index(one.len());
        one[at] = one[at].max(better);
        let (before, after) = (group(Points(points), aggregate, &checks), group(Points(points), aggregate, &improved));
        prop_assert!(before.points <= after.points);
        for (before, after) in before.checks.iter().zip(&after.checks) {
            prop_assert!(before.0 <= after.0 && before.1 == after.1);
        }
    }

    #[test]
    fn order_decides_nothing(points in 0..1_000_000i32, aggregate in aggregate(), checks in checks()) {
        let turned = |checks: &[CheckScore]| -> Vec<CheckScore> {
            checks.iter().rev().map(|c| CheckScore { cases: c.cases.iter().rev().copied().collect(), ..c.clone() }).collect()
        };
        let (score, mut other) = (group(Points(points), aggregate, &checks), group(Points(points), aggregate, &turned(&checks)));
        other.checks.reverse();
        prop_assert_eq!(score, other);
    }

    /// What a grader may write into `score.txt`.
    #[test]
    fn any_text_is_a_score_or_none(text in prop_oneof!["\\PC{0,20}", "[-+0-9.eE]{0,20}", any::<f64>().prop_map(|n| n.to_string())]) {
        if let Some(score) = Score::parse(&text) {
            prop_assert!(score <= Score::FULL);
            let number: f64 = text.parse().unwrap();
            prop_assert!((0.0..=1.0).contains(&number));
            prop_assert!((f64::from(score.millionths()) / 1e6 - number).abs() < 1.1e-6);
        }
    }

    #[test]
    fn six_digits_are_kept(millionths in 0..=1_000_000u32) {
        let text = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
        prop_assert_eq!(Score::parse(&text).map(Score::millionths), Some(millionths));
    }
}
