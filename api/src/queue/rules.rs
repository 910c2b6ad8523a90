//! Decisions of the queue.

/// How long a lease lasts without a heartbeat, in milliseconds.
pub(super) const LEASE: i64 = 20_000;

/// How often a worker moves the expiry of what it holds, in milliseconds.
pub(crate) const HEARTBEAT: u64 = 5_000;

/// A letter is given up when it was leased this often and never finished.
pub(crate) const MOST_ATTEMPTS: i32 = 8;

/// Before the second attempt, in milliseconds; doubled each time.
const FIRST_PAUSE: i64 = 1_000;

/// What happens to a letter after a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Try again after this many milliseconds.
    After(i64),
    /// Give it up.
    Stop,
}

pub(super) fn after_fault(attempts: i32) -> Next {
    if is_exhausted(attempts) {
        return Next::Stop;
    }
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or_default();
    Next::After(FIRST_PAUSE.saturating_mul(1 << doublings.min(16)))
}

pub(super) fn is_exhausted(attempts: i32) -> bool {
    attempts >= MOST_ATTEMPTS
}

/// The turn of a new letter: one after the team's last letter, but never before the turn the queue is at.
///
/// A team that sends ten letters at once therefore spreads over ten turns, another team's letter comes after
/// its first, and no turn can be overtaken for ever because the queue moves on.
pub(super) fn turn(first_in_queue: Option<i64>, last_of_team: Option<i64>) -> i64 {
    let now = first_in_queue.unwrap_or_default();
    last_of_team.map_or(now, |last| now.max(last.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::{Next, after_fault, turn};

    #[test]
    fn pauses_double_and_end() {
        let cases = [
            (1, Next::After(1_000)),
            (2, Next::After(2_000)),
            (7, Next::After(64_000)),
            (8, Next::Stop),
            (i32::MAX, Next::Stop),
            (0, Next::After(1_000)),
        ];
        for (attempts, next) in cases {
            assert_eq!(after_fault(attempts), next, "after {attempts}");
        }
    }

    #[test]
    fn turns_are_fair() {
        let cases = [
            ((None, None), 0),
            ((Some(0), Some(0)), 1),
            ((Some(0), Some(9)), 10),
            ((Some(5), None), 5),
            ((Some(5), Some(7)), 8),
        ];
        for ((first, last), wanted) in cases {
            assert_eq!(turn(first, last), wanted, "{first:?} {last:?}");
        }
    }
}
