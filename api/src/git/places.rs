//! Who may use this machine for git at what time. A rush of pushes that all run at once would only be in each other's
//! way: every one of them would end when the last does.
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard, Semaphore, SemaphorePermit};

use crate::error::{Error, Result};

/// Conversations at one time in this process. Most of them wait for slow links; who comes later waits too.
const MOST: usize = 256;
/// Pushes at one time, for each core, that wait for nobody: enough that some may wait for the disk.
const PER_CORE: usize = 4;
/// Teams whose turns are remembered before those that nobody waits for are forgotten.
const TEAMS: usize = 256;

/// All places of this process.
#[derive(Debug, Clone)]
pub(super) struct Places(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    slow: Semaphore,
    swift: Semaphore,
    teams: Mutex<HashMap<PathBuf, Arc<Turn<()>>>>,
    waiting: AtomicUsize,
}

/// A place; free again when the value is dropped.
#[derive(Debug)]
pub(super) struct Place<'a>(
    #[expect(dead_code, reason = "held, not read")] SemaphorePermit<'a>,
    #[expect(dead_code, reason = "held, not read")] Option<OwnedMutexGuard<()>>,
);

impl Places {
    pub(super) fn of_machine() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::new(cores * PER_CORE)
    }

    fn new(swift: usize) -> Self {
        Self(Arc::new(Inner {
            slow: Semaphore::new(MOST),
            swift: Semaphore::new(swift),
            teams: Mutex::default(),
            waiting: AtomicUsize::default(),
        }))
    }

    /// For whoever may have to wait for a client.
    pub(super) async fn slow(&self) -> Result<Place<'_>> {
        Ok(Place(taken(&self.0.slow).await?, None))
    }

    /// For a push to `repository` that is here whole. First come, first served, and of each team one at a time: however
    /// much a team sends at once, it keeps nobody else waiting for more than one push.
    pub(super) async fn swift(&self, repository: &Path) -> Result<Place<'_>> {
        let turn = self.turn(repository.parent().unwrap_or(repository));
        let turn = turn.lock_owned().await;
        let _waits = Waits::begin(&self.0.waiting);
        Ok(Place(taken(&self.0.swift).await?, Some(turn)))
    }

    /// Whether teams wait for others' pushes to end.
    pub(super) fn is_rush(&self) -> bool {
        self.0.waiting.load(Ordering::Relaxed) > 0
    }

    fn turn(&self, team: &Path) -> Arc<Turn<()>> {
        let mut teams = self.0.teams.lock().unwrap_or_else(PoisonError::into_inner);
        if teams.len() >= TEAMS {
            teams.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        teams.entry(team.to_owned()).or_default().clone()
    }
}

/// Counted among those who wait; no more when they are served, or have gone.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn taken(places: &Semaphore) -> Result<SemaphorePermit<'_>> {
    let place = places.acquire().await;
    place.map_err(|error| Error::fault(format_args!("no more git: {error}")))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use futures_util::FutureExt;

    use super::{Places, TEAMS};

    const A: &str = "/git/a/jumla.git";

    #[test]
    fn a_team_has_one_place_and_no_team_keeps_another_waiting() {
        let places = Places::new(2);
        let swift = |path: &'static str| places.swift(Path::new(path)).now_or_never();
        let first = swift(A).unwrap().unwrap();
        assert!(swift(A).is_none() && swift("/git/a/other.git").is_none());
        let second = swift("/git/b/jumla.git").unwrap().unwrap();
        assert!(swift("/git/c/jumla.git").is_none());
        drop((first, second));
        assert!(swift(A).is_some() && swift("/git/c/jumla.git").is_some());
    }

    #[test]
    fn whoever_waits_for_a_team_takes_no_place_and_comes_in_order() {
        let places = Places::new(2);
        let first = places.swift(Path::new(A)).now_or_never();
        let mut second = Box::pin(places.swift(Path::new(A)));
        assert!(second.as_mut().now_or_never().is_none());
        let mut third = Box::pin(places.swift(Path::new(A)));
        assert!(third.as_mut().now_or_never().is_none());
        assert!(places.swift(Path::new("/git/b/x.git")).now_or_never().is_some());
        drop(first);
        assert!(third.as_mut().now_or_never().is_none());
        assert!(second.as_mut().now_or_never().is_some());
        assert!(third.as_mut().now_or_never().is_some());
    }

    #[test]
    fn it_is_a_rush_while_teams_wait_for_each_other() {
        let places = Places::new(1);
        let first = places.swift(Path::new(A)).now_or_never();
        let mut same = Box::pin(places.swift(Path::new(A)));
        assert!(same.as_mut().now_or_never().is_none() && !places.is_rush());
        let mut other = Box::pin(places.swift(Path::new("/git/b/x.git")));
        assert!(other.as_mut().now_or_never().is_none() && places.is_rush());
        drop(first);
        assert!(other.as_mut().now_or_never().is_some() && !places.is_rush());
        drop((same, other));
        let _first = places.swift(Path::new(A)).now_or_never();
        let mut gone = Box::pin(places.swift(Path::new("/git/b/x.git")));
        assert!(gone.as_mut().now_or_never().is_none() && places.is_rush());
        drop(gone);
        assert!(!places.is_rush());
    }

    #[test]
    fn slow_links_and_swift_pushes_are_not_in_each_others_way() {
        let places = Places::new(1);
        let _swift = places.swift(Path::new(A)).now_or_never();
        let slow: Vec<_> = (0..super::MOST).map(|_| places.slow().now_or_never()).collect();
        assert!(slow.iter().all(Option::is_some));
        assert!(places.slow().now_or_never().is_none());
    }

    #[test]
    fn turns_of_teams_that_have_gone_are_forgotten() {
        let places = Places::new(1);
        for team in 0..10 * TEAMS {
            let path = format!("/git/{team}/jumla.git");
            assert!(places.swift(Path::new(&path)).now_or_never().is_some());
        }
        assert!(places.0.teams.lock().unwrap().len() <= TEAMS);
    }
}
