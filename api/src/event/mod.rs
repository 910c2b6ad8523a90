//! Events: when and for whom challenges are open. Writes `event`.
mod rules;
mod store;

use wire::{EventDetails, EventId, EventState, Localized, Timestamp};

pub(crate) use crate::entity::event::Model as Event;

use crate::db::ConnectionTrait;
use crate::error::{Code, Error, Result};
use crate::paging::{Part, Window};

/// Short name of the event that every installation has from the start.
pub(crate) const DEFAULT: &str = "wazi";

/// How long, in milliseconds, content may follow its seal after the end: a slow link, or one that comes back.
const GRACE: i64 = 2 * 60 * 60 * 1000;

/// Opens the default event in an installation that has none. Processes may do this at the same time.
pub(crate) async fn seed(db: &impl ConnectionTrait, now: Timestamp) -> Result<()> {
    let row = Event {
        id: EventId::fresh(),
        slug: DEFAULT.to_owned(),
        title: serde_json::to_value(Localized::both("Changamoto za wazi", "Open challenges"))?,
        opens_at: now,
        closes_at: None,
        grace: GRACE,
        attempts_per_day: None,
        attempts: None,
        created_at: now,
    };
    if store::insert_unless_there(db, row).await? {
        tracing::info!(event.slug = DEFAULT, "event opened");
    }
    Ok(())
}

/// The event that is meant when a request names none.
pub(crate) async fn current(db: &impl ConnectionTrait) -> Result<Event> {
    find(db, DEFAULT).await
}

/// The event named `slug`.
pub(crate) async fn find(db: &impl ConnectionTrait, slug: &str) -> Result<Event> {
    let found = store::by_slug(db, slug).await?;
    found.ok_or_else(|| Error::new(Code::EventNotFound).with("event", slug))
}

/// The event named `slug`, or the current one when none is named.
pub(crate) async fn named_or_current(db: &impl ConnectionTrait, slug: Option<&str>) -> Result<Event> {
    find(db, slug.unwrap_or(DEFAULT)).await
}

/// The events, by short name.
pub(crate) async fn list(db: &impl ConnectionTrait, window: &Window<String>) -> Result<Part<Event, String>> {
    let rows = store::list(db, window).await?;
    Ok(window.cut(rows, |last| last.slug.clone()))
}

/// The events with these ids.
pub(crate) async fn with_ids(db: &impl ConnectionTrait, ids: Vec<EventId>) -> Result<Vec<Event>> {
    store::with_ids(db, ids).await
}

/// Lets whoever changes what the event holds wait for others who do. Ends with the transaction.
pub(crate) async fn lock(tx: &impl ConnectionTrait, event: EventId) -> Result<()> {
    store::lock(tx, event).await
}

/// Where `event` stands at `now`.
pub(crate) fn state(event: &Event, now: Timestamp) -> EventState {
    rules::state(event.opens_at, event.closes_at, now)
}

/// `event` takes nothing now: when it will, or when it did.
pub(crate) fn closed(event: &Event, now: Timestamp) -> Error {
    let error = Error::new(Code::EventClosed).with("event", &event.slug);
    match (state(event, now), event.closes_at) {
        (EventState::Closed, Some(end)) => {
            let error = error.with("moment", end.in_east_africa());
            error.with_sentence("rule", "rule-event-over")
        }
        _ => error
            .with("moment", event.opens_at.in_east_africa())
            .with_sentence("rule", "rule-event-upcoming")
            .next("rule-event-upcoming.hint"),
    }
}

/// Until when what was sealed in time may arrive; for ever in an event without end.
pub(crate) fn grace_until(event: &Event) -> Option<Timestamp> {
    event.closes_at.map(|end| end.plus(event.grace))
}

/// Changes when an event is open, and how often a team may submit; what is absent stays as it is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Term {
    pub(crate) opens_at: Option<Timestamp>,
    pub(crate) closes_at: Option<Timestamp>,
    /// Milliseconds.
    pub(crate) grace: Option<i64>,
    /// `Some(None)`: as often as it likes.
    pub(crate) attempts_per_day: Option<Option<i32>>,
    /// The same in the whole event.
    pub(crate) attempts: Option<Option<i32>>,
}

/// Gives the event named `slug` another term.
pub(crate) async fn change(db: &impl ConnectionTrait, slug: &str, term: Term) -> Result<Event> {
    let event = find(db, slug).await?;
    let changed = Event {
        opens_at: term.opens_at.unwrap_or(event.opens_at),
        closes_at: term.closes_at.or(event.closes_at),
        grace: term.grace.unwrap_or(event.grace),
        attempts_per_day: term.attempts_per_day.unwrap_or(event.attempts_per_day),
        attempts: term.attempts.unwrap_or(event.attempts),
        ..event
    };
    if changed.closes_at.is_some_and(|end| end <= changed.opens_at) {
        return Err(crate::rules::refused("--closes", "rule-event-term"));
    }
    store::update(db, changed.clone()).await?;
    Ok(changed)
}

/// What everyone may see of `event`.
pub(crate) fn details(event: &Event, now: Timestamp) -> Result<EventDetails> {
    Ok(EventDetails {
        state: state(event, now),
        title: title(event)?,
        slug: event.slug.clone(),
        opens_at: event.opens_at,
        closes_at: event.closes_at,
        grace_until: grace_until(event),
        attempts_per_day: event.attempts_per_day.and_then(|limit| u32::try_from(limit).ok()),
        attempts: event.attempts.and_then(|limit| u32::try_from(limit).ok()),
    })
}

fn title(event: &Event) -> Result<Localized> {
    Ok(serde_json::from_value(event.title.clone())?)
}

#[cfg(test)]
mod tests;
