//! The desk of one push: a folder with what the hook has to know, and what it found. It outlives a crash, so
//! that [`super::sweep()`] can end what was begun.
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wire::{AccountId, ChallengeVersionId, TeamId, Timestamp};

use super::attempts::Tally;
use super::rules::{Rules, Term, Verdict};
use crate::error::Result;

const LOCK: &str = "git.log";
const ORDER: &str = "order.json";
const VERDICT: &str = "verdict.json";
/// The file that is made when all of a push has arrived; when that was, its time tells.
pub(super) const ARRIVED: &str = "arrived";
/// Where a verdict is written; that it is there says that the hook has begun.
const DRAFT: &str = ".verdict";
/// How the name of a desk begins that is being set up.
const NEW: &str = ".new-";
/// Setting up takes no time; whoever has not ended after this long, in milliseconds, is gone.
const SET_UP: i64 = 10_000;

/// Whose push it is, and by which rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) team: TeamId,
    pub(super) account: AccountId,
    pub(super) challenge: String,
    pub(super) version: ChallengeVersionId,
    pub(super) repository: PathBuf,
    pub(super) rules: Rules,
    pub(super) term: Term,
    /// When everything was there, if that was before the push began.
    #[serde(default)]
    pub(super) arrived_at: Option<Timestamp>,
    /// What was submitted before; absent when the team may submit as often as it likes.
    #[serde(default)]
    pub(super) tally: Option<Tally>,
}

/// An open desk. The lock tells other processes that somebody sits there. It is on the file to which git writes its
/// errors, so it ends when both this process and git have: a git that outlives us may still move the branch.
#[derive(Debug)]
pub(super) struct Desk {
    folder: PathBuf,
    lock: File,
}

impl Desk {
    /// Sets up a desk below `folder`.
    pub(super) fn open(folder: &Path, order: &Order) -> Result<Self> {
        let name = uuid::Uuid::now_v7().simple().to_string();
        let (fresh, desk) = (folder.join(format!("{NEW}{name}")), folder.join(name));
        fs::create_dir_all(&fresh)?;
        let mut options = File::options();
        let lock = options
            .create_new(true)
            .read(true)
            .write(true)
            .open(fresh.join(LOCK))?;
        lock.lock()?;
        serde_json::to_writer(File::create_new(fresh.join(ORDER))?, order)?;
        // Only now: the sweep takes a desk without a lock for left.
        fs::rename(fresh, &desk)?;
        Ok(Self { folder: desk, lock })
    }

    /// Sits down at a desk that was left; `None` while somebody sits there, or it is being set up or cleared.
    pub(super) fn take(desk: &Path) -> Option<Self> {
        if desk.file_name()?.to_str()?.starts_with(NEW) {
            return None;
        }
        let lock = File::open(desk.join(LOCK)).ok()?;
        lock.try_lock().ok()?;
        // Whoever sat there may have cleared it in between.
        desk.join(LOCK).try_exists().ok().filter(|there| *there)?;
        Some(Self {
            folder: desk.to_owned(),
            lock,
        })
    }

    /// Whether somebody may still sit at `desk`, or git for somebody who died.
    pub(super) fn is_taken(desk: &Path) -> bool {
        File::open(desk.join(LOCK)).is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
    }

    /// Whether `desk` is what a crash left of setting up or of clearing away.
    pub(super) fn is_debris(desk: &Path, now: Timestamp) -> bool {
        if is_new(desk) {
            return is_stillborn(desk, now);
        }
        desk.join(LOCK).try_exists().is_ok_and(|there| !there)
    }

    /// For git's errors; whoever holds it keeps the desk.
    pub(super) fn keeper(&self) -> Result<File> {
        Ok(self.lock.try_clone()?)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Notes that everything was there at `moment`, before this desk was set up.
    pub(super) fn arrived(&self, moment: Timestamp) -> Result<()> {
        let since = Duration::from_millis(u64::try_from(moment.0).unwrap_or_default());
        let file = File::create(self.folder.join(ARRIVED))?;
        Ok(file.set_modified(UNIX_EPOCH + since)?)
    }

    /// Clears the desk away: nothing is left to do.
    pub(super) fn clear(self) -> Result<()> {
        Ok(fs::remove_dir_all(&self.folder)?)
    }
}

fn is_new(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with(NEW))
}

/// Whether `folder`, a desk or a repository, was never set up to its end, so long ago that nobody is about to.
pub(super) fn is_stillborn(folder: &Path, now: Timestamp) -> bool {
    let changed = fs::metadata(folder).and_then(|data| data.modified());
    let since = changed.ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let age = since.and_then(|since| i64::try_from(since.as_millis()).ok());
    is_new(folder) && age.is_some_and(|at| at < now.plus(-SET_UP).0)
}

/// Whose push this desk is for.
pub(super) fn order(desk: &Path) -> Result<Order> {
    read(&desk.join(ORDER))
}

/// What the hook found, if it was asked.
pub(super) fn verdict(desk: &Path) -> Option<Verdict> {
    let begun = || desk.join(DRAFT).exists().then_some(Verdict::Begun);
    read(&desk.join(VERDICT)).ok().or_else(begun)
}

/// When everything had arrived, whatever delays or crashes came after: its last byte, or the end of the hook, which
/// may come before a client says that there is no more.
pub(super) fn received_at(desk: &Path) -> Option<Timestamp> {
    if let Some(handed_in) = order(desk).ok()?.term.received_at {
        return Some(handed_in);
    }
    let times = [arrived_at(desk), changed_at(&desk.join(VERDICT))];
    times.into_iter().flatten().min()
}

/// When the last byte had arrived, once it has.
pub(super) fn arrived_at(desk: &Path) -> Option<Timestamp> {
    changed_at(&desk.join(ARRIVED))
}

fn changed_at(path: &Path) -> Option<Timestamp> {
    let changed = fs::metadata(path).ok()?.modified().ok()?;
    let since = changed.duration_since(UNIX_EPOCH).ok()?;
    Some(Timestamp(i64::try_from(since.as_millis()).ok()?))
}

/// Writes that the hook has begun. Only for who reads it while this machine runs, so nothing waits for the disk.
pub(super) fn begin(desk: &Path) -> Result<()> {
    File::create(desk.join(DRAFT))?;
    Ok(())
}

/// Writes what the hook found, whole or not at all.
pub(super) fn decide(desk: &Path, verdict: &Verdict) -> Result<()> {
    let fresh = desk.join(DRAFT);
    let file = File::create(&fresh)?;
    serde_json::to_writer(&file, verdict)?;
    file.sync_all()?;
    Ok(fs::rename(fresh, desk.join(VERDICT))?)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}
