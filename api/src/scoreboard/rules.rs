//! Decisions about scores and ranks.
use wire::{Keep, Points, Timestamp};

use super::{Line, Place};

/// Points, and when they were reached.
type Result = (Points, Timestamp);

/// Whether the new result counts and the old one no more. Judgings do not always end in the order of receipt.
pub(super) fn counts(keep: Keep, new: Result, old: Result) -> bool {
    match keep {
        Keep::Best => new.0 > old.0 || (new.0 == old.0 && new.1 < old.1),
        Keep::Last => new.1 > old.1,
    }
}

/// The sum, and when it was reached: with the last result that brought points.
pub(super) fn total(results: impl Iterator<Item = Result> + Clone) -> Result {
    let points = results.clone().map(|(points, _)| points).sum();
    let with_points = results.clone().filter(|(points, _)| points.0 > 0);
    let reached = with_points.map(|(_, at)| at).max();
    let first = results.map(|(_, at)| at).min();
    (points, reached.or(first).unwrap_or(Timestamp(0)))
}

/// Lines in their order with position and rank, from 1. Equal points of the same moment share a rank.
pub(super) fn ranked(after: Option<&Place>, lines: Vec<Line>) -> Vec<(Line, u64, u64)> {
    let mut last = after.map(|place| {
        let result = (Points(place.points), Timestamp(place.reached_at));
        (result, place.position, place.rank)
    });
    let mut ranked = Vec::with_capacity(lines.len());
    for line in lines {
        let result = (line.points, line.reached_at);
        let (position, rank) = match last {
            None => (1, 1),
            Some((before, position, rank)) if before == result => (position.saturating_add(1), rank),
            Some((_, position, _)) => (position.saturating_add(1), position.saturating_add(1)),
        };
        last = Some((result, position, rank));
        ranked.push((line, position, rank));
    }
    ranked
}

#[cfg(test)]
mod tests {
    use wire::{Keep, Points, TeamId, Timestamp};

    use super::super::{Line, Place};
    use super::{counts, ranked, total};

    fn at(points: i32, moment: i64) -> (Points, Timestamp) {
        (Points(points), Timestamp(moment))
    }

    #[test]
    fn the_best_counts_and_the_earlier_of_equals() {
        let cases = [
            (at(20, 9), at(10, 1), true),
            (at(10, 1), at(20, 9), false),
            (at(10, 1), at(10, 2), true),
            (at(10, 2), at(10, 2), false),
            (at(10, 3), at(10, 2), false),
        ];
        for (new, old, wanted) in cases {
            assert_eq!(counts(Keep::Best, new, old), wanted, "{new:?} after {old:?}");
        }
        for (new, old, wanted) in [
            (at(10, 9), at(20, 1), true),
            (at(20, 1), at(10, 9), false),
            (at(20, 1), at(10, 1), false),
        ] {
            assert_eq!(counts(Keep::Last, new, old), wanted, "{new:?} after {old:?}");
        }
    }

    #[test]
    fn a_sum_is_reached_with_the_last_result_that_brought_points() {
        let cases = [
            (vec![at(10, 5), at(20, 3), at(0, 9)], at(30, 5)),
            (vec![at(0, 9), at(0, 4)], at(0, 4)),
            (vec![], at(0, 0)),
        ];
        for (results, wanted) in cases {
            assert_eq!(total(results.iter().copied()), wanted, "{results:?}");
        }
    }

    #[test]
    fn equals_share_a_rank_also_across_pages() {
        let line = |(points, reached_at)| Line {
            team: TeamId::fresh(),
            points,
            reached_at,
        };
        let lines: Vec<_> = [at(30, 1), at(20, 1), at(20, 1), at(20, 2), at(5, 1)]
            .map(line)
            .into();
        let ranks = |ranked: Vec<(Line, u64, u64)>| ranked.into_iter().map(|(_, _, r)| r).collect::<Vec<_>>();
        assert_eq!(ranks(ranked(None, lines.clone())), [1, 2, 2, 4, 5]);
        let place = Place {
            points: 20,
            reached_at: 1,
            team: TeamId::fresh(),
            position: 2,
            rank: 2,
        };
        assert_eq!(
            ranks(ranked(Some(&place), lines.get(2..).unwrap().to_vec())),
            [2, 4, 5]
        );
    }
}
