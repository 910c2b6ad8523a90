//! Decisions about events.
use wire::{EventState, Timestamp};

/// Where an event stands: open from its first moment on, closed from its last one on.
pub(super) fn state(opens: Timestamp, closes: Option<Timestamp>, now: Timestamp) -> EventState {
    if now < opens {
        EventState::Upcoming
    } else if closes.is_some_and(|end| now >= end) {
        EventState::Closed
    } else {
        EventState::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_opens_at_its_first_moment_and_is_over_at_its_last() {
        let at = Timestamp;
        for (closes, now, expected) in [
            (Some(20), 9, EventState::Upcoming),
            (Some(20), 10, EventState::Open),
            (Some(20), 19, EventState::Open),
            (Some(20), 20, EventState::Closed),
            (None, 9, EventState::Upcoming),
            (None, i64::MAX, EventState::Open),
        ] {
            assert_eq!(
                state(at(10), closes.map(at), at(now)),
                expected,
                "{closes:?} {now}"
            );
        }
    }
}
