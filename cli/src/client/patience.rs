//! How long to wait before the next try: longer each time, never in step with others, and as long as the server says.
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use crate::error::Error;

/// The first wait.
const FIRST: Duration = Duration::from_millis(200);
/// The longest.
const LONGEST: Duration = Duration::from_secs(30);
/// The longest a server may make us wait.
const OBEYED: Duration = Duration::from_secs(300);

/// How long somebody goes on without getting anywhere.
#[derive(Debug)]
pub(crate) struct Persistence {
    most: Duration,
    since: Instant,
    tries: u32,
}

impl Persistence {
    pub(crate) fn new(most: Duration) -> Self {
        Self {
            most,
            since: Instant::now(),
            tries: 0,
        }
    }

    /// Something came through: the count begins anew.
    pub(crate) fn moved(&mut self) {
        *self = Self::new(self.most);
    }

    /// The wait before the next try after `error`; `None` when it was tried long enough.
    pub(crate) fn wait(&mut self, error: &Error) -> Option<Duration> {
        let tries = self.tries;
        self.tries += 1;
        if self.since.elapsed() >= self.most {
            return None;
        }
        // A link that only hiccuped is back at once.
        match tries.checked_sub(1) {
            None => Some(error.wait().map_or(Duration::ZERO, |_| wait(0, error))),
            Some(tries) => Some(wait(tries, error)),
        }
    }
}

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

    use super::{Persistence, between, told};
    use crate::error::{Error, Exit};

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
    fn whoever_gets_nowhere_gives_up_in_the_end() {
        let error = Error::new(Exit::Network, "error-gateway");
        let mut minutes = Persistence::new(Duration::from_secs(300));
        assert_eq!(minutes.wait(&error), Some(Duration::ZERO));
        assert!(minutes.wait(&error).is_some_and(|wait| !wait.is_zero()));
        minutes.moved();
        assert_eq!(minutes.wait(&error), Some(Duration::ZERO));
        let told = Error::new(Exit::Network, "error-gateway").after(Some(Duration::from_secs(7)));
        minutes.moved();
        assert!(
            minutes
                .wait(&told)
                .is_some_and(|wait| wait >= Duration::from_secs(7))
        );
        assert_eq!(Persistence::new(Duration::ZERO).wait(&error), None);
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
