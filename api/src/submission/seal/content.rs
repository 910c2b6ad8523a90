//! The content that follows a seal: a folder with the bytes that have come. They stay when the link breaks, and
//! when the server dies; a lock on the file says who is writing.
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{BufReader, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::sleep;
use wire::{SealId, Timestamp};

use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::submission::bundle::Head;

/// How often a lock is tried while the one who has it is told to go.
const LOOK: Duration = Duration::from_millis(50);
/// How often in all.
const LOOKS: u32 = 100;
/// How often while git may be at work on it.
const LOOKS_AT_GIT: u32 = 6000;
/// Content that nobody added to for this long belongs to nobody, in milliseconds.
const ABANDONED: i64 = 7 * 24 * 60 * 60 * 1000;

/// Where the content of a seal lies.
#[derive(Debug, Clone)]
pub(super) struct Place(PathBuf);

/// The right to write, or to take up, the content of a seal. It ends with the value, or the process.
#[derive(Debug)]
pub(super) struct Held {
    place: Place,
    pub(super) file: File,
}

impl Place {
    pub(super) fn of(app: &App, id: SealId) -> Self {
        Self(app.folder("uploads").join(id.to_string()))
    }

    /// Every place where there is content.
    pub(super) fn all(app: &App) -> Result<Vec<(SealId, Self)>> {
        let folder = app.folder("uploads");
        fs::create_dir_all(&folder)?;
        let mut found = Vec::new();
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let id = path.file_name().and_then(|name| name.to_str()?.parse().ok());
            found.extend(id.map(|id| (id, Self(path))));
        }
        Ok(found)
    }

    fn content(&self) -> PathBuf {
        self.0.join("content")
    }

    /// Whether anything has come.
    pub(super) fn exists(&self) -> bool {
        self.content().exists()
    }

    /// Bytes that have come.
    pub(super) fn offset(&self) -> u64 {
        fs::metadata(self.content()).map_or(0, |about| about.len())
    }

    /// Bytes there will be, once the sender has said so.
    pub(super) fn size(&self) -> Option<u64> {
        fs::read_to_string(self.0.join("size")).ok()?.trim().parse().ok()
    }

    /// Bytes that it has, or will have.
    pub(super) fn weight(&self) -> u64 {
        self.size().unwrap_or_default().max(self.offset())
    }

    /// Whether all has come.
    pub(super) fn is_whole(&self) -> bool {
        self.exists() && self.size() == Some(self.offset())
    }

    /// Whether nobody has added to it for long.
    pub(super) fn is_abandoned(&self, now: Timestamp) -> bool {
        self.changed().plus(ABANDONED) <= now
    }

    /// When somebody last added to it, or to what lies beside it.
    pub(super) fn changed(&self) -> Timestamp {
        let about = fs::metadata(self.content()).or_else(|_| fs::metadata(&self.0));
        about.map_or(Timestamp(0), |about| moment(&about))
    }

    /// Why what was there was refused.
    pub(super) fn refusal(&self) -> Option<Error> {
        Error::from_text(&fs::read_to_string(self.refused()).ok()?)
    }

    fn refused(&self) -> PathBuf {
        self.0.join("refused")
    }

    /// Removes what is left without content.
    pub(super) fn clear_empty(&self) -> Result<()> {
        if self.exists() {
            return Ok(());
        }
        remove(&self.0)
    }

    /// Waits for the right to write; whoever has it was told to go. However many wait, none of them has a thread.
    pub(super) async fn hold(&self) -> Result<Held> {
        for _ in 0..LOOKS {
            if let Some(held) = self.begun()? {
                return Ok(held);
            }
            sleep(LOOK).await;
        }
        Err(busy())
    }

    /// The right to write into a file that may not be there yet. Whoever had it before may take the folder away.
    fn begun(&self) -> Result<Option<Held>> {
        fs::create_dir_all(&self.0)?;
        let mut options = OpenOptions::new();
        match options.read(true).append(true).create(true).open(self.content()) {
            Ok(file) => Ok(self.locked(file)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Waits for the right to what is there; nothing when it is not there any more.
    pub(super) async fn wait(&self) -> Result<Option<Held>> {
        for _ in 0..LOOKS_AT_GIT {
            match self.try_hold() {
                None if self.exists() => sleep(LOOK).await,
                held => return Ok(held),
            }
        }
        Err(busy())
    }

    /// The right to take it up, unless somebody has it or it is gone.
    pub(super) fn try_hold(&self) -> Option<Held> {
        self.locked(File::open(self.content()).ok()?)
    }

    /// Whoever had the lock before may have taken the content up and removed it.
    fn locked(&self, file: File) -> Option<Held> {
        file.try_lock().ok()?;
        let (ours, there) = (file.metadata().ok()?, fs::metadata(self.content()).ok()?);
        (ours.ino() == there.ino()).then(|| Held {
            place: self.clone(),
            file,
        })
    }
}

impl Held {
    pub(super) fn offset(&self) -> u64 {
        self.place.offset()
    }

    /// Bytes there will be, as the sender has said before or says now, and whether it is said for the first time.
    pub(super) fn size(&self, said: Option<u64>) -> Result<(u64, bool)> {
        match (self.place.size(), said) {
            (Some(known), None) => Ok((known, false)),
            (Some(known), Some(said)) if known == said => Ok((known, false)),
            (None, Some(said)) => Ok((said, true)),
            _ => Err(Error::new(Code::UploadOffset).with("offset", self.offset())),
        }
    }

    /// Remembers how many bytes there will be. Whatever was refused before, this is another try.
    pub(super) fn begin(&self, size: u64) -> Result<()> {
        gone(fs::remove_file(self.place.refused()))?;
        let path = self.place.0.join("size");
        fs::write(&path, size.to_string())?;
        Ok(File::open(path)?.sync_all()?)
    }

    /// What stands before the pack.
    pub(super) fn head(&self) -> Option<Head> {
        Head::read(BufReader::new(File::open(self.place.content()).ok()?))
    }

    /// The content, to be read once more.
    pub(super) fn path(&self) -> PathBuf {
        self.place.content()
    }

    /// When the last of it came.
    pub(super) fn changed_at(&self) -> Option<Timestamp> {
        Some(moment(&self.file.metadata().ok()?))
    }

    /// Removes the content.
    pub(super) fn clear(self) -> Result<()> {
        remove(&self.place.0)
    }

    /// Remembers that it was refused and why: nobody need try it again unasked.
    pub(super) fn mark_refused(&self, why: &Error) -> Result<()> {
        Ok(fs::write(self.place.refused(), why.to_text())?)
    }

    /// The same, for good: the reason stays and the content goes.
    pub(super) fn refuse(self, why: &Error) -> Result<()> {
        self.mark_refused(why)?;
        gone(fs::remove_file(self.place.0.join("size")))?;
        gone(fs::remove_file(self.place.content()))
    }

    pub(super) fn was_refused(&self) -> bool {
        self.place.refused().exists()
    }
}

/// When a file last changed, as finely as everything else is timed.
fn moment(about: &Metadata) -> Timestamp {
    let (seconds, rest) = (about.mtime(), about.mtime_nsec() / 1_000_000);
    Timestamp(seconds.saturating_mul(1000)).plus(rest)
}

fn busy() -> Error {
    Error::new(Code::ServerBusy).because("somebody else sends this content")
}

fn remove(folder: &Path) -> Result<()> {
    gone(fs::remove_dir_all(folder))
}

/// What was not there is gone too.
fn gone(removed: std::io::Result<()>) -> Result<()> {
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sweep_uploads;
    use super::*;
    use crate::testing::House;

    fn age(path: &Path) {
        let long_ago = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        File::open(path).unwrap().set_modified(long_ago).unwrap();
    }

    #[tokio::test]
    async fn what_nobody_came_back_for_is_removed_with_content_or_without() {
        let house = House::open().await;
        let (fresh, old, empty) = (SealId::fresh(), SealId::fresh(), SealId::fresh());
        for id in [fresh, old, empty] {
            drop(Place::of(&house.app, id).hold().await.unwrap());
        }
        fs::remove_file(Place::of(&house.app, empty).content()).unwrap();
        age(&Place::of(&house.app, old).content());
        age(&Place::of(&house.app, empty).0);
        sweep_uploads(&house.app).await.unwrap();
        let left: Vec<_> = Place::all(&house.app)
            .unwrap()
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        assert_eq!(left, [fresh]);
    }

    #[tokio::test]
    async fn a_reason_stays_where_its_content_was() {
        let house = House::open().await;
        let place = Place::of(&house.app, SealId::fresh());
        let held = place.hold().await.unwrap();
        held.begin(5).unwrap();
        held.refuse(&Error::new(Code::SubmissionLate).with("challenge", "jumla"))
            .unwrap();
        assert!(!place.exists() && place.size().is_none() && !place.is_whole());
        assert_eq!(place.refusal().unwrap().code(), Code::SubmissionLate);
        // Told by the millisecond: rules that were published within the same second are older.
        let refused_at = std::time::SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_600);
        File::open(&place.0).unwrap().set_modified(refused_at).unwrap();
        assert_eq!(place.changed(), Timestamp(1_700_000_000_600));
        // Another try begins as if nothing had been there.
        let held = place.hold().await.unwrap();
        assert_eq!(held.size(Some(7)).unwrap(), (7, true));
        held.begin(7).unwrap();
        assert!(place.refusal().is_none() && held.size(Some(5)).is_err());
    }
}
