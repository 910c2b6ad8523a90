//! User ids for the boxes of one helper, which no other helper of this machine has: whoever made the judges, and
//! however many of them there are.
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::Path;

/// How many helpers a machine may have at one time.
const MOST: u32 = 1000;
/// Folders for the locks, of root alone; the first that can be had. All processes of a machine find the same.
const FOLDERS: [&str; 2] = ["/run/ubunifu-boxes", "/dev/shm/ubunifu-boxes"];

/// A place in the pool of user ids, for as long as this is held.
#[derive(Debug)]
pub(super) struct Claim {
    /// Its number.
    pub(super) slot: u32,
    lock: Option<File>,
}

impl Claim {
    /// A free place. The boxes of an ordinary user have its own id: there is nothing to choose.
    pub(super) fn take() -> io::Result<Self> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self { slot: 0, lock: None });
        }
        let mut trouble = io::Error::from(io::ErrorKind::NotFound);
        for folder in FOLDERS.map(Path::new) {
            match ours(folder) {
                Ok(()) => return Self::within(folder, std::process::id().wrapping_mul(37) % MOST),
                Err(error) => trouble = io::Error::other(format!("{}: {error}", folder.display())),
            }
        }
        Err(trouble)
    }

    /// The first free one from `first` on. The kernel lets go of a lock when nobody has it open any more.
    fn within(folder: &Path, first: u32) -> io::Result<Self> {
        for slot in (0..MOST).map(|step| (first + step) % MOST) {
            let path = folder.join(slot.to_string());
            let lock = File::options().read(true).append(true).create(true).open(path)?;
            match lock.try_lock() {
                Ok(()) => {
                    return Ok(Self {
                        slot,
                        lock: Some(lock),
                    });
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(io::Error::other("too many boxes at once"))
    }

    /// For the helper to hold as well: its box may outlive the judge for a moment.
    pub(super) fn share(&self) -> io::Result<Option<File>> {
        self.lock.as_ref().map(File::try_clone).transpose()
    }

    /// Something of a box is left: nobody may have these ids while this process lives.
    pub(super) fn keep(self) {
        std::mem::forget(self);
    }
}

/// Whether a folder is there, and root's alone: what others could write, others could hold.
fn ours(folder: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let facts = fs::symlink_metadata(folder)?;
    if facts.is_dir() && facts.uid() == 0 && facts.mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(io::Error::other("it is not root's alone"))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn nobody_gets_what_another_has() {
        let folder = tempfile::tempdir().unwrap();
        let take = || Claim::within(folder.path(), 998).unwrap();
        let (one, two, three) = (take(), take(), take());
        assert_eq!((one.slot, two.slot, three.slot), (998, 999, 0));
        // The lock goes with the last who holds it.
        let shared = two.share().unwrap();
        drop(two);
        assert_eq!(take().slot, 1);
        drop(shared);
        assert_eq!(take().slot, 999);
        drop(one);
        assert_eq!(take().slot, 998);
    }

    #[test]
    fn a_folder_others_can_write_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let open = folder.path().join("open");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
        symlink("/", folder.path().join("link")).unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        for name in ["open", "link", "file"] {
            assert!(ours(&folder.path().join(name)).is_err(), "{name}");
        }
        let new = folder.path().join("new");
        let root = rustix::process::geteuid().is_root();
        assert_eq!((ours(&new).is_ok(), ours(&new).is_ok()), (root, root));
    }
}
