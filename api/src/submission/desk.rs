//! The desk of one push: a folder with what the hook has to know, and what it found. It outlives a crash, so
//! that [`super::sweep()`] can end what was begun.
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wire::{AccountId, ChallengeVersionId, TeamId, Timestamp};

use super::rules::{Rules, Term, Verdict};
use crate::error::Result;

const ORDER: &str = "order.json";
const VERDICT: &str = "verdict.json";
/// How the name of a desk begins that is being set up.
const NEW: &str = ".new-";

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
}

/// An open desk. The lock tells other processes that somebody sits there; it ends with the process.
#[derive(Debug)]
pub(super) struct Desk {
    folder: PathBuf,
    _lock: File,
}

impl Desk {
    /// Sets up a desk below `folder`.
    pub(super) fn open(folder: &Path, order: &Order) -> Result<Self> {
        let name = uuid::Uuid::now_v7().simple().to_string();
        let (fresh, desk) = (folder.join(format!("{NEW}{name}")), folder.join(name));
        fs::create_dir_all(&fresh)?;
        let lock = File::create_new(fresh.join(ORDER))?;
        lock.lock()?;
        serde_json::to_writer(&lock, order)?;
        // Only now: the sweep takes a desk without a lock for left.
        fs::rename(fresh, &desk)?;
        Ok(Self {
            folder: desk,
            _lock: lock,
        })
    }

    /// Sits down at a desk that was left; `None` while somebody sits there, or it is being set up or cleared.
    pub(super) fn take(desk: &Path) -> Option<Self> {
        if desk.file_name()?.to_str()?.starts_with(NEW) {
            return None;
        }
        let lock = File::open(desk.join(ORDER)).ok()?;
        lock.try_lock().ok()?;
        Some(Self {
            folder: desk.to_owned(),
            _lock: lock,
        })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Clears the desk away: nothing is left to do.
    pub(super) fn clear(self) -> Result<()> {
        Ok(fs::remove_dir_all(&self.folder)?)
    }
}

/// Whose push this desk is for.
pub(super) fn order(desk: &Path) -> Result<Order> {
    read(&desk.join(ORDER))
}

/// What the hook found, if it came to an end.
pub(super) fn verdict(desk: &Path) -> Option<Verdict> {
    read(&desk.join(VERDICT)).ok()
}

/// When the hook came to its end: everything had arrived then, whatever delays or crashes came after.
pub(super) fn received_at(desk: &Path) -> Option<Timestamp> {
    if let Some(handed_in) = order(desk).ok()?.term.received_at {
        return Some(handed_in);
    }
    let changed = fs::metadata(desk.join(VERDICT)).ok()?.modified().ok()?;
    let since = changed.duration_since(UNIX_EPOCH).ok()?;
    Some(Timestamp(i64::try_from(since.as_millis()).ok()?))
}

/// Writes that the hook has begun. Only for who reads it while this machine runs, so nothing waits for the disk.
pub(super) fn begin(desk: &Path) -> Result<()> {
    let begun = serde_json::to_vec(&Verdict::Begun)?;
    Ok(fs::write(desk.join(VERDICT), begun)?)
}

/// Writes what the hook found, whole or not at all.
pub(super) fn decide(desk: &Path, verdict: &Verdict) -> Result<()> {
    let fresh = desk.join(".verdict");
    let file = File::create(&fresh)?;
    serde_json::to_writer(&file, verdict)?;
    file.sync_all()?;
    Ok(fs::rename(fresh, desk.join(VERDICT))?)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}
