//! Outcomes to points. Pure, and the only place that knows what a point is.
use wire::{CaseReport, Points, Verdict};

use crate::package::Aggregate;

/// Version of the formula below, and of the one by which hidden checks get their numbers (`check/seed.rs`); stored with
/// every report. Change one of them: raise the number.
pub const FORMULA: u32 = 2;

/// What one case reached, in millionths: 0 or [`Score::FULL`], between them only by a grader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(u32);

impl Score {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Everything.
    pub const FULL: Self = Self(1_000_000);

    /// A number from 0 to 1 as a grader writes it, rounded down to millionths.
    pub fn parse(text: &str) -> Option<Self> {
        let number: f64 = text.parse().ok().filter(|n| (0.0..=1.0).contains(n))?;
        // By way of decimal digits: 0.29 is 290000 millionths, though no float is exactly that.
        let digits = format!("{number:.9}").replace('.', "");
        let millionths = digits.get(..7)?.parse().ok()?;
        Some(Self(millionths))
    }

    /// In millionths.
    pub fn millionths(self) -> u32 {
        self.0
    }

    /// What one case reached: what its grader gave, or all or nothing by verdict.
    pub fn of_case(case: &CaseReport) -> Self {
        match &case.grade {
            Some(grade) if case.verdict.is_accepted() => Self(grade.score.min(Self::FULL.0)),
            _ => Self::of(case.verdict),
        }
    }

    /// All or nothing, by verdict.
    pub fn of(verdict: Verdict) -> Self {
        if verdict.is_accepted() {
            Self::FULL
        } else {
            Self::NONE
        }
    }
}

/// What one check did, as far as points are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckScore {
    /// Its share.
    pub weight: u32,
    /// Its cases in order; empty when it was not run.
    pub cases: Vec<Score>,
}

/// Points of a group and of each of its checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupScore {
    /// Points of the group.
    pub points: Points,
    /// (reached, possible) of each check; zero when the group alone has points.
    pub checks: Vec<(Points, Points)>,
}

/// One whole in the fixed-point numbers below.
const ONE: u128 = 1_000_000_000_000;

/// Points of a group: hundredths, rounded down.
pub fn group(points: Points, aggregate: Aggregate, checks: &[CheckScore]) -> GroupScore {
    let all = || checks.iter().flat_map(|c| &c.cases);
    let not_run = checks.is_empty() || checks.iter().any(|c| c.cases.is_empty());
    let whole = match aggregate {
        Aggregate::Sum => return sum(points, checks),
        _ if not_run => Score::NONE,
        Aggregate::Min => all().min().copied().unwrap_or(Score::NONE),
        Aggregate::All if all().all(|s| *s == Score::FULL) => Score::FULL,
        Aggregate::All => Score::NONE,
    };
    let part = u128::from(whole.0) * (ONE / u128::from(Score::FULL.0));
    GroupScore {
        points: share(points, part, 1),
        checks: checks.iter().map(|_| (Points(0), Points(0))).collect(),
    }
}

fn sum(points: Points, checks: &[CheckScore]) -> GroupScore {
    let weights: u128 = checks.iter().map(|c| u128::from(c.weight)).sum::<u128>().max(1);
    let reached = |c: &CheckScore| u128::from(c.weight) * mean(&c.cases);
    let possible = |c: &CheckScore| u128::from(c.weight) * ONE;
    GroupScore {
        points: share(points, checks.iter().map(reached).sum(), weights),
        checks: checks
            .iter()
            .map(|c| {
                (
                    share(points, reached(c), weights),
                    share(points, possible(c), weights),
                )
            })
            .collect(),
    }
}

/// Mean of cases, [`ONE`] being all accepted.
fn mean(cases: &[Score]) -> u128 {
    let sum: u128 = cases.iter().map(|s| u128::from(s.0)).sum();
    let full = cases.len() as u128 * u128::from(Score::FULL.0);
    (sum * ONE).checked_div(full).unwrap_or(0)
}

/// `points * part / (weights * ONE)`, rounded down. The means above were rounded down too, by less than one
/// unit per weight; that much is given back, or three thirds would be less than a whole.
fn share(points: Points, part: u128, weights: u128) -> Points {
    let hundredths = u128::try_from(points.0).unwrap_or(0);
    let exact = hundredths * (part + weights) / (weights * ONE);
    Points(i32::try_from(exact.min(hundredths)).unwrap_or(i32::MAX))
}

/// `accepted`, or the first verdict in order that is not.
pub fn first_failure(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
    let first = verdicts.into_iter().find(|v| !v.is_accepted());
    first.unwrap_or(Verdict::Accepted)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
