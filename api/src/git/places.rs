//! Who may use this machine for git at what time. A rush of pushes that all run at once would only be in each other's
//! way: every one of them would end when the last does.
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{
    AcquireError, Mutex as Turn, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore, SemaphorePermit,
};
use tokio::time::timeout;

use crate::error::{Code, Error, Result};

/// Pushes over slow links at one time in this process; who comes later waits too.
const MOST: usize = 256;
/// Fetches at one time. Their places are their own: neither keeps the other waiting.
const FETCHES: usize = 128;
/// Processes at one time that say what there is in a repository; each is over in moments.
const QUESTIONS: usize = 32;
/// How long somebody waits for others who are slow.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// How long a push that is here whole waits for its turn: those before it are swift, but may be many.
pub(super) const RUSH: Duration = Duration::from_secs(5 * 60);
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
    fetches: Arc<Semaphore>,
    questions: Semaphore,
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
            fetches: Arc::new(Semaphore::new(FETCHES)),
            questions: Semaphore::new(QUESTIONS),
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

    /// For a question that git answers from what is there.
    pub(super) async fn question(&self) -> Result<Place<'_>> {
        Ok(Place(taken(&self.0.questions).await?, None))
    }

    /// For a fetch, which may outlive whoever asks.
    pub(super) async fn fetch(&self) -> Result<OwnedSemaphorePermit> {
        let place = Arc::clone(&self.0.fetches).acquire_owned().await;
        place.map_err(|error| closed(&error))
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
    place.map_err(|error| closed(&error))
}

fn closed(error: &AcquireError) -> Error {
    Error::fault(format_args!("no more git: {error}"))
}

/// The place, if it is free in time.
pub(super) async fn soon<T>(patience: Duration, place: impl Future<Output = Result<T>>) -> Result<T> {
    let place = timeout(patience, place).await;
    place.map_err(|_| Error::new(Code::ServerBusy).because("no place for git is free"))?
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use futures_util::FutureExt;

    use super::{Code, Duration, Places, TEAMS, soon};

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

    #[tokio::test]
    async fn nobody_waits_without_an_end_and_fetches_do_not_wait_for_pushes() {
        let places = Places::new(1);
        let mut slow = Vec::new();
        for _ in 0..super::MOST {
            slow.push(places.slow().await.unwrap());
        }
        let short = Duration::from_millis(20);
        let busy = soon(short, places.slow()).await.unwrap_err();
        assert_eq!(busy.code(), Code::ServerBusy);
        let _fetch = soon(short, places.fetch()).await.unwrap();
        let _question = soon(short, places.question()).await.unwrap();
        let _swift = soon(short, places.swift(Path::new(A))).await.unwrap();
        assert!(
            soon(short, places.swift(Path::new("/git/b/x.git")))
                .await
                .is_err()
        );
        let mut fetches = Vec::new();
        for _ in 1..super::FETCHES {
            fetches.push(places.fetch().await.unwrap());
        }
        assert!(soon(short, places.fetch()).await.is_err());
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
