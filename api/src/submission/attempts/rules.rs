//! Decisions about attempts: how many there are, what counts as one, and when a day begins.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wire::{Attempts, Quota, Timestamp};

/// A day of attempts is a day in Tanzania: three hours ahead of UTC, winter and summer.
const OFFSET: i64 = 3 * 60 * 60 * 1000;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// How many submissions a team may make to one challenge; absent: as many as it likes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::submission) struct Allowed {
    pub(super) per_day: Option<u32>,
    pub(super) in_all: Option<u32>,
}

impl Allowed {
    /// Whether there is any limit.
    pub(super) fn is_limited(self) -> bool {
        self.per_day.is_some() || self.in_all.is_some()
    }
}

/// What a team has submitted to one challenge, as far as attempts go. The hook is told, and adds what came since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::submission) struct Tally {
    allowed: Allowed,
    /// When each tree first arrived; absent for one that cost nothing, because our fault kept it from being judged.
    trees: BTreeMap<String, Option<Timestamp>>,
}

impl Tally {
    /// `costly` trees have used an attempt each, `free` ones have not.
    pub(super) fn new(
        allowed: Allowed,
        costly: impl IntoIterator<Item = (String, Timestamp)>,
        free: impl IntoIterator<Item = String>,
    ) -> Self {
        let free = free.into_iter().map(|tree| (tree, None));
        let costly = costly.into_iter().map(|(tree, at)| (tree, Some(at)));
        Self {
            allowed,
            // The later entry replaces the earlier one.
            trees: free.chain(costly).collect(),
        }
    }

    /// How many there are.
    pub(in crate::submission) fn allowed(&self) -> Allowed {
        self.allowed
    }

    /// Adds a tree that arrived at `at`, unless it is known.
    pub(super) fn count(&mut self, tree: String, at: Timestamp) {
        self.trees.entry(tree).or_insert(Some(at));
    }

    /// What is used at the moment `at`.
    pub(super) fn attempts(&self, at: Timestamp) -> Attempts {
        let arrivals = || self.trees.values().flatten();
        let quota = |limit: u32, used: usize, resets_at| Quota {
            used: u32::try_from(used).unwrap_or(u32::MAX),
            limit,
            resets_at,
        };
        let today = day(at);
        let used_today = || arrivals().filter(|arrived| day(**arrived) == today).count();
        Attempts {
            day: self.allowed.per_day.map(|limit| {
                let tomorrow = Timestamp(today.saturating_add(1).saturating_mul(DAY)).plus(-OFFSET);
                quota(limit, used_today(), Some(tomorrow))
            }),
            event: (self.allowed.in_all).map(|limit| quota(limit, arrivals().count(), None)),
        }
    }

    /// Why `tree` is not taken at the moment `at`; nothing when it is. What was submitted before costs nothing.
    pub(super) fn refuses(&self, tree: &str, at: Timestamp) -> Option<Attempts> {
        let attempts = self.attempts(at);
        let refused = attempts.left() == Some(0) && !self.trees.contains_key(tree);
        refused.then_some(attempts)
    }
}

/// The quota that is used up, the longer one first, and the sentence that says so.
pub(super) fn spent(attempts: &Attempts) -> Option<(&'static str, Quota)> {
    let event = attempts.event.map(|quota| ("rule-attempts-event", quota));
    let day = attempts.day.map(|quota| ("rule-attempts-day", quota));
    event.into_iter().chain(day).find(|(_, quota)| quota.left() == 0)
}

/// The day in Tanzania at `at`, as people write it: `31/12/2026`.
pub(super) fn date(at: Timestamp) -> String {
    let text = at.plus(OFFSET).to_string();
    let mut parts = text.split('T').next().unwrap_or_default().rsplit('-');
    let (day, month, year) = (parts.next(), parts.next(), parts.next());
    [day, month, year].map(Option::unwrap_or_default).join("/")
}

/// Days since 1970, as they are counted in Tanzania.
fn day(at: Timestamp) -> i64 {
    at.plus(OFFSET).0.div_euclid(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: &str = "2026-12-01T12:00:00+03:00";

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    /// Trees `a`, `b`, ... that arrived at these moments.
    fn tally(per_day: Option<u32>, in_all: Option<u32>, arrivals: &[&str]) -> Tally {
        let names = ('a'..).map(String::from);
        let costly = names.zip(arrivals.iter().map(|text| at(text)));
        Tally::new(Allowed { per_day, in_all }, costly, [])
    }

    #[test]
    fn a_day_begins_at_midnight_in_tanzania() {
        let before = "2026-11-30T23:59:59.999+03:00";
        let first = "2026-12-01T00:00:00+03:00";
        let last = "2026-12-01T23:59:59.999+03:00";
        let after = "2026-12-02T00:00:00+03:00";
        for (arrivals, now, used) in [
            (&[][..], NOON, 0),
            (&[before], NOON, 0),
            (&[first], NOON, 1),
            (&[before, first, last, after], NOON, 2),
            (&[before, first, last, after], after, 1),
            (&[first], before, 0),
        ] {
            let day = tally(Some(9), None, arrivals).attempts(at(now)).day.unwrap();
            assert_eq!((day.used, day.left()), (used, 9 - used), "{arrivals:?} at {now}");
        }
        let resets = |now| tally(Some(1), None, &[]).attempts(at(now)).day.unwrap().resets_at;
        assert_eq!(resets(first), Some(at(after)));
        assert_eq!(resets(last), Some(at(after)));
        assert_eq!(date(at(last)), "01/12/2026");
        assert_eq!(date(at(after)), "02/12/2026");
    }

    #[test]
    fn nothing_left_refuses_new_trees_alone() {
        let yesterday = "2026-11-30T12:00:00+03:00";
        for (per_day, in_all, arrivals, refused) in [
            (None, None, &[NOON, NOON][..], false),
            (Some(2), None, &[NOON], false),
            (Some(2), None, &[NOON, NOON], true),
            (Some(2), None, &[yesterday, yesterday, NOON], false),
            (None, Some(3), &[yesterday, yesterday], false),
            (None, Some(3), &[yesterday, yesterday, NOON], true),
            (Some(5), Some(3), &[yesterday, yesterday, NOON], true),
            (Some(1), Some(3), &[yesterday, NOON], true),
            // The limit was lowered afterwards.
            (None, Some(1), &[yesterday, NOON], true),
        ] {
            let tally = tally(per_day, in_all, arrivals);
            let case = format!("{per_day:?} {in_all:?} {arrivals:?}");
            assert_eq!(tally.refuses("new", at(NOON)).is_some(), refused, "{case}");
            assert_eq!(tally.refuses("a", at(NOON)), None, "{case}");
        }
    }

    #[test]
    fn a_tree_counts_once_and_not_at_all_when_the_fault_was_ours() {
        let allowed = Allowed {
            per_day: None,
            in_all: Some(2),
        };
        let trees = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut tally = Tally::new(allowed, [("a".to_owned(), at(NOON))], trees(&["a", "b"]));
        let used = |tally: &Tally| tally.attempts(at(NOON)).event.unwrap().used;
        assert_eq!(used(&tally), 1, "`a` was judged in the end, `b` was not");
        for tree in ["a", "b", "c", "c"] {
            tally.count(tree.to_owned(), at(NOON));
        }
        assert_eq!(used(&tally), 2, "`c` alone is new");
        assert!(tally.refuses("d", at(NOON)).is_some());
        assert_eq!(tally.refuses("b", at(NOON)), None);
    }

    #[test]
    fn the_longer_quota_is_said_first() {
        for (per_day, in_all, said) in [
            (Some(1), Some(1), Some("rule-attempts-event")),
            (Some(1), Some(2), Some("rule-attempts-day")),
            (Some(1), None, Some("rule-attempts-day")),
            (Some(2), Some(2), None),
            (None, None, None),
        ] {
            let attempts = tally(per_day, in_all, &[NOON]).attempts(at(NOON));
            let found = spent(&attempts).map(|(key, _)| key);
            assert_eq!(found, said, "{per_day:?} {in_all:?}");
        }
    }
}
