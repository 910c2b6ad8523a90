//! A few places for each: however many ask in one name, the others find theirs free.
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use wire::{AccountId, TeamId};

use crate::error::{Code, Error, Result};

/// At most so many at once for each `K`.
#[derive(Debug, Clone)]
pub(crate) struct Crowd<K> {
    most: usize,
    patience: Duration,
    inside: Arc<Mutex<HashMap<K, Arc<Semaphore>>>>,
}

/// A place; it is free again when the value is dropped.
#[derive(Debug)]
pub(crate) struct Ticket {
    _place: OwnedSemaphorePermit,
}

impl<K: Eq + Hash> Crowd<K> {
    /// `most` places for each; who finds none waits for `patience`.
    pub(crate) fn new(most: usize, patience: Duration) -> Self {
        Self {
            most,
            patience,
            inside: Arc::default(),
        }
    }

    /// A place for `key`, or the news that there is none now.
    pub(crate) async fn enter(&self, key: K) -> Result<Ticket> {
        let waiting = timeout(self.patience, self.places(key).acquire_owned());
        match waiting.await {
            Ok(Ok(place)) => Ok(Ticket { _place: place }),
            _ => Err(Error::new(Code::ServerBusy).because("too many at once in one name")),
        }
    }

    /// Whoever is inside, or waits, holds on to the places: what nobody holds is forgotten.
    fn places(&self, key: K) -> Arc<Semaphore> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.retain(|_, places| Arc::strong_count(places) > 1);
        let places = inside.entry(key);
        Arc::clone(places.or_insert_with(|| Arc::new(Semaphore::new(self.most))))
    }
}

/// Streams of events that an account reads.
const WATCHING: usize = 32;

/// Bundles that an account brings. Two, for a second try beside one whose link broke.
const BRINGING: usize = 2;
/// Pushes of a team, and as many fetches.
const TALKING: usize = 4;
/// How long one more waits for its place.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is limited so.
#[derive(Debug)]
pub(crate) struct Crowds {
    /// Whoever reads a stream of events; its end may be far.
    pub(crate) watching: Crowd<AccountId>,
    /// Whoever brings a bundle.
    pub(crate) bringing: Crowd<AccountId>,
    /// Teams that push.
    pub(crate) pushing: Crowd<TeamId>,
    /// Teams that fetch.
    pub(crate) fetching: Crowd<TeamId>,
}

impl Default for Crowds {
    fn default() -> Self {
        Self {
            watching: Crowd::new(WATCHING, Duration::ZERO),
            bringing: Crowd::new(BRINGING, Duration::ZERO),
            pushing: Crowd::new(TALKING, PATIENCE),
            fetching: Crowd::new(TALKING, PATIENCE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_name_fills_its_own_places_alone() {
        let crowd = Crowd::new(2, Duration::from_millis(50));
        let first = crowd.enter("ada").await.unwrap();
        let _second = crowd.enter("ada").await.unwrap();
        assert_eq!(crowd.enter("ada").await.unwrap_err().code(), Code::ServerBusy);
        drop(crowd.enter("bob").await.unwrap());
        drop(first);
        drop(crowd.enter("ada").await.unwrap());
        assert_eq!(crowd.inside.lock().unwrap().len(), 1, "who has gone is forgotten");
    }

    #[tokio::test]
    async fn who_waits_gets_the_place_that_becomes_free() {
        let crowd = Crowd::new(1, Duration::from_secs(60));
        let held = crowd.enter(1).await.unwrap();
        let waiting = tokio::spawn({
            let crowd = crowd.clone();
            async move { crowd.enter(1).await.is_ok() }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        drop(held);
        assert!(waiting.await.unwrap());
    }
}
