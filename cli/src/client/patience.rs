//! How long to wait before the next try: longer each time, never in step with others, and as long as the server says.
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::error::Error;

/// The first wait.
const FIRST: Duration = Duration::from_millis(200);
/// The longest.
const LONGEST: Duration = Duration::from_secs(30);
/// The longest a server may make us wait.
const OBEYED: Duration = Duration::from_secs(300);

/// The wait after try number `tries`, from 0, which ended with `error`.
pub(crate) fn wait(tries: u32, error: &Error) -> Duration {
    // A fresh hasher is seeded by the system: enough to keep a crowd from knocking all at once.
    let random = RandomState::new().hash_one(tries);
    let chance = (random % 1000) as f64 / 1000.0;
    between(tries, chance, error.wait())
}

/// Pure. `chance` is from 0 to 1.
fn between(tries: u32, chance: f64, told: Option<Duration>) -> Duration {
    let own = FIRST.saturating_mul(1 << tries.min(10)).min(LONGEST);
    let own = own.mul_f64(0.5 + chance / 2.0);
    // Told waits are told to everyone at once: spread those too.
    told.map_or(own, |told| told.min(OBEYED) + own.min(Duration::from_secs(1)))
}

/// What `Retry-After` says in seconds; dates are left to servers with good clocks. Pure.
pub(super) fn told(header: Option<&str>) -> Option<Duration> {
    header?.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{between, told};

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<_> = (0..12)
            .map(|tries| between(tries, 1.0, None).as_millis())
            .collect();
        assert_eq!(waits[..4], [200, 400, 800, 1600]);
        assert_eq!(waits[11], 30_000);
        assert_eq!(between(0, 0.0, None).as_millis(), 100);
    }

    #[test]
    fn a_server_is_obeyed_within_reason() {
        let seconds = |text| between(0, 0.0, told(Some(text))).as_secs();
        assert_eq!(seconds("7"), 7);
        assert_eq!(seconds("86400"), 300);
        for text in ["", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "1e9"] {
            assert_eq!(told(Some(text)), None, "{text}");
        }
        assert_eq!(told(None), None::<Duration>);
    }
}
