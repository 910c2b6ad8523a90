//! Keeping a repository small. Every push leaves a pack, and force-pushed or deleted branches leave objects that
//! nothing names. What a ref names is never thrown away, and `refs/submissions/` names every submission.
use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use rustix::process::{Pid, setpriority_process};
use tokio::time::sleep;

use super::Git;
use super::limits::Limits;
use crate::error::{Error, Result};

/// Objects that nothing names stay this long.
const GRACE: &str = "--prune=1.day.ago";
/// The file whose lock says who is in a repository: pushes share it, packing anew has it alone.
const LOCK: &str = "ubunifu.lock";
/// Pause while a repository is packed anew.
const PAUSE: Duration = Duration::from_millis(20);
/// How far behind all else the packing stands.
const NICE: i32 = 10;

/// What a repository takes up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Weight {
    /// Bytes of all its objects, those in quarantine too.
    pub(crate) bytes: u64,
    /// Its packs.
    pub(crate) packs: usize,
}

/// Weighs `repository` by the sizes of its files.
pub(crate) fn weigh(repository: &Path) -> Result<Weight> {
    let mut weight = Weight::default();
    let mut folders = vec![repository.join("objects")];
    while let Some(folder) = folders.pop() {
        // What is gone meanwhile weighs nothing.
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            let Ok(meta) = entry.metadata() else { continue };
            if meta.is_dir() {
                folders.push(entry.path());
            } else {
                weight.bytes += meta.len();
                weight.packs += usize::from(entry.file_name().as_encoded_bytes().ends_with(b".pack"));
            }
        }
    }
    Ok(weight)
}

/// Being in a repository while it must not be packed anew.
#[derive(Debug)]
pub(super) struct Visit(#[expect(dead_code, reason = "held, not read")] File);

/// Goes in as one of many; waits while it is packed anew.
pub(super) async fn visit(repository: &Path) -> Result<Visit> {
    let file = lock(repository)?;
    loop {
        match file.try_lock_shared() {
            Ok(()) => return Ok(Visit(file)),
            Err(fs::TryLockError::WouldBlock) => sleep(PAUSE).await,
            Err(fs::TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}

/// Goes in for a moment, unless it is being packed anew.
pub(super) fn try_visit(repository: &Path) -> Option<Visit> {
    let file = lock(repository).ok()?;
    file.try_lock_shared().ok().map(|()| Visit(file))
}

/// Has `repository` alone while the value lives: no push of a living server is in it, and it is not being packed.
pub(crate) fn is_alone(repository: &Path) -> Result<Option<Alone>> {
    let file = lock(repository)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Alone(file))),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Being in a repository alone.
#[derive(Debug)]
pub(crate) struct Alone(#[expect(dead_code, reason = "held, not read")] File);

fn lock(repository: &Path) -> Result<File> {
    let mut options = File::options();
    let options = options.create(true).truncate(false).write(true);
    Ok(options.open(repository.join(LOCK))?)
}

impl Git {
    /// Packs `repository` anew and lets go of what nothing has named for a day, unless somebody is in it or
    /// another one is being packed: then it gives `false`, and the next push asks again. `keep` runs first, alone in the repository.
    pub(crate) async fn repack(
        &self,
        repository: &Path,
        keep: impl AsyncFnOnce() -> Result<()>,
    ) -> Result<bool> {
        let Ok(_only) = self.packing.try_acquire() else {
            return Ok(false);
        };
        let file = lock(repository)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Ok(false),
            Err(fs::TryLockError::Error(error)) => return Err(error.into()),
        }
        keep().await?;
        let mut command = self.command(Limits::packing());
        command.arg("-C").arg(repository).args(["-c", "safe.directory=*"]);
        command.args(["-c", "pack.threads=1", "-c", "pack.windowMemory=64m"]);
        command.args(["gc", "--quiet", GRACE]);
        let child = command.spawn()?;
        if let Some(pid) = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)) {
            Limits::packing().lay_on(pid)?;
            // What follows from a lower place is only that it takes longer.
            let _ = setpriority_process(Some(pid), NICE);
        }
        let done = child.wait_with_output().await?;
        drop(file);
        if done.status.success() {
            return Ok(true);
        }
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        Err(Error::fault(format_args!("git gc: {}: {said}", done.status)))
    }
}
