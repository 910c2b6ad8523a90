//! Decisions of the queue.

/// How long a lease lasts without a heartbeat, in milliseconds.
pub(super) const LEASE: i64 = 20_000;

/// How often a worker moves the expiry of what it holds, in milliseconds.
pub(crate) const HEARTBEAT: u64 = 5_000;

/// A letter is given up when it was leased this often and never finished.
pub(crate) const MOST_ATTEMPTS: i32 = 8;

/// How long a letter that failed on one machine is left to the others, in milliseconds.
pub(super) const ELSEWHERE: i64 = 15_000;

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

/// Twice the time after each fault, less up to a half of it by `luck`: what failed together does not come back together.
pub(super) fn after_fault(attempts: i32, luck: u16) -> Next {
    if is_exhausted(attempts) {
        return Next::Stop;
    }
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or_default();
    let pause = FIRST_PAUSE.saturating_mul(1 << doublings.min(16));
    Next::After(pause - pause / 2 * i64::from(luck) / i64::from(u16::MAX))
}

pub(super) fn is_exhausted(attempts: i32) -> bool {
    attempts >= MOST_ATTEMPTS
}

/// How one machine is named among those on which a letter failed.
pub(super) fn failed_on(host: &str) -> String {
    format!(" {host} ")
}

/// The machines on which a letter failed, and one more.
pub(super) fn also_on(before: Option<&str>, host: &str) -> String {
    let (before, here) = (before.unwrap_or_default(), failed_on(host));
    if before.contains(&here) {
        return before.to_owned();
    }
    format!("{before}{here}")
}

/// A machine's name as it can stand in such a list.
pub(crate) fn host_name(raw: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '.' {
            c
        } else {
            '-'
        }
    };
    let name: String = raw.chars().take(64).map(plain).collect();
    if name.is_empty() {
        "unnamed".to_owned()
    } else {
        name
    }
}

/// What decides about the turn of a new letter.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sight {
    /// The largest turn that was ever taken up.
    pub(super) at: i64,
    /// The turn of the team's last letter, whether it is still in the queue or not.
    pub(super) last_of_team: Option<i64>,
    /// How much the team has sent before.
    pub(super) earlier: u64,
}

/// The turn of a new letter: start-time fair queueing, each letter being worth one turn.
///
/// It is one after the team's last letter, but never before the turn the queue is at: a team that sends ten letters at
/// once spreads over ten turns, another team's letter comes after its first, and no turn can be overtaken for ever
/// because the queue moves on. Who has sent much before begins a few turns later, so that in a rush first submissions
/// go before tenth ones; a few turns are a bound on what that costs.
pub(super) fn turn(sight: Sight) -> i64 {
    let begin = sight.at.saturating_add(lateness(sight.earlier));
    sight
        .last_of_team
        .map_or(begin, |last| begin.max(last.saturating_add(1)))
}

/// Turns by which a team's letter begins later, after `earlier` ones.
fn lateness(earlier: u64) -> i64 {
    match earlier {
        0 => 0,
        1..3 => 1,
        3..9 => 2,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::{Next, Sight, after_fault, also_on, host_name, turn};

    #[test]
    fn pauses_double_vary_and_end() {
        let cases = [
            (1, 0, Next::After(1_000)),
            (2, 0, Next::After(2_000)),
            (2, u16::MAX / 2, Next::After(1_501)),
            (2, u16::MAX, Next::After(1_000)),
            (7, 0, Next::After(64_000)),
            (8, 0, Next::Stop),
            (i32::MAX, 0, Next::Stop),
            (0, 0, Next::After(1_000)),
        ];
        for (attempts, luck, next) in cases {
            assert_eq!(after_fault(attempts, luck), next, "after {attempts}, {luck}");
        }
    }

    #[test]
    fn turns_are_fair() {
        // turn taken up last, last of the team, sent earlier; turn
        let cases = [
            ((0, None, 0), 0),
            ((0, Some(0), 0), 1),
            ((0, Some(9), 0), 10),
            ((5, None, 0), 5),
            ((5, Some(7), 0), 8),
            // What a team sent long ago is forgiven.
            ((5, Some(2), 0), 5),
            // First submissions go before tenth ones, which wait a bounded number of turns.
            ((7, None, 1), 8),
            ((7, Some(7), 1), 8),
            ((7, None, 3), 9),
            ((7, None, 9), 11),
            ((7, None, u64::MAX), 11),
            // What a team has sent just now counts alone where it is more: fifty letters spread over fifty turns.
            ((7, Some(30), 9), 31),
            ((i64::MAX, Some(i64::MAX), 9), i64::MAX),
        ];
        for ((at, last_of_team, earlier), wanted) in cases {
            let sight = Sight {
                at,
                last_of_team,
                earlier,
            };
            assert_eq!(turn(sight), wanted, "{sight:?}");
        }
    }

    #[test]
    fn hosts_are_remembered_once() {
        let one = also_on(None, "a");
        let two = also_on(Some(&one), "b");
        assert_eq!((&one[..], &two[..]), (" a ", " a  b "));
        assert_eq!(also_on(Some(&two), "a"), two);
        for (raw, name) in [
            ("dodoma-1.go.tz", "dodoma-1.go.tz"),
            ("a b%_c", "a-b--c"),
            ("", "unnamed"),
        ] {
            assert_eq!(host_name(raw), name);
        }
    }
}
