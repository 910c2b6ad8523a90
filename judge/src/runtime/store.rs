//! The imported runtimes of one machine, below one folder:
//!
//! ```text
//! index.json            name -> digest
//! lock                  held while names and trees change
//! <digest>/runtime.json what is known of the tree; locked by whoever runs in it
//! <digest>/root-x/      the tree
//! .x/                   an import under way; `alive` in it is locked as long as it is
//! ```
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::index::{Bound, FACTS, Facts, Index};
use super::installed::{Imported, Installed, Removed};
use super::settle::NOT_OURS;
use super::tree::Limits;
use super::{Error, HOST, digest, hex_of, is_name, source};
use crate::finding::{Code, Finding};
use crate::sandbox::Runtime;

const ALIVE: &str = "alive";
const GONE: &str = "gone";

/// The imported runtimes below a folder, which need not be there yet.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    limits: Limits,
}

impl Store {
    /// The store below `root`.
    pub fn new(root: PathBuf) -> Self {
        Self {
            root,
            limits: Limits::RUNTIME,
        }
    }

    /// With other bounds.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Makes the folder of the store, and removes what crashes left in it.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn prepare(&self) -> io::Result<()> {
        fs::create_dir_all(&self.root)?;
        self.sweep()
    }

    /// An empty folder in the store for one import.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn scratch(&self) -> io::Result<TempDir> {
        self.prepare()?;
        tempfile::Builder::new().prefix(".").tempdir_in(&self.root)
    }

    /// Imports what lies at `from` and gives it `name`. `scratch` is an empty folder in the store, removed by the
    /// caller; `progress` is told the bytes written.
    ///
    /// # Errors
    /// When `from` is not what can be imported; nothing has changed then.
    pub fn import(
        &self,
        name: &str,
        (from, scratch): (&Path, &Path),
        progress: &mut dyn FnMut(u64),
    ) -> Result<Imported, Error> {
        if !is_name(name) || name == HOST {
            return Err(Finding::new(Code::RuntimeName).arg("value", name).into());
        }
        if inside(&self.root, from)? {
            return Err(Finding::new(Code::RuntimeInside).into());
        }
        let _alive = self.claim(scratch)?;
        let (layout, new) = (scratch.join("layout"), scratch.join("new"));
        fs::create_dir(&layout)?;
        fs::create_dir(&new)?;
        let root = format!("root-{}", tail(scratch));
        let tree = new.join(&root);
        fs::create_dir(&tree)?;
        open_to_all(&tree)?;
        let brought = source::bring(from, (&tree, &layout), self.limits, progress)?;
        let sum = digest::sum(&tree, &brought.path)?;
        if sum.executables == 0 {
            return Err(Finding::new(Code::RuntimeEmpty).into());
        }
        let facts = Facts {
            digest: sum.digest,
            root,
            path: brought.path,
            architecture: source::architecture().to_owned(),
            bytes: sum.bytes,
            files: sum.files,
            left_out: brought.left_out,
        };
        facts.write(&new)?;
        open_to_all(&new)?;
        rustix::fs::syncfs(File::open(&new)?).map_err(io::Error::from)?;
        Ok(self.adopt(name, (&new, facts), brought.image)?)
    }

    /// Says that an import lives in `scratch`, as long as the answer does. A sweep must not come between making the
    /// file and locking it, or it takes the scratch for forsaken.
    fn claim(&self, scratch: &Path) -> io::Result<File> {
        let _lock = self.lock()?;
        let alive = File::create(scratch.join(ALIVE))?;
        alive.lock()?;
        Ok(alive)
    }

    /// Moves a tree to its place, unless it is there already, and binds the name.
    fn adopt(&self, name: &str, (new, facts): (&Path, Facts), image: Option<String>) -> io::Result<Imported> {
        let _lock = self.lock()?;
        let place = self.place(&facts.digest)?;
        let facts = match Facts::read(&place) {
            Ok(there) => there,
            Err(_) => {
                // Whatever stands there is no runtime.
                let _ = fs::remove_dir_all(&place);
                fs::rename(new, &place)?;
                File::open(&self.root)?.sync_all()?;
                facts
            }
        };
        let mut index = Index::read(&self.root)?;
        let bound = Bound {
            digest: facts.digest.clone(),
            image,
        };
        let before = index.names.insert(name.to_owned(), bound.clone());
        index.write(&self.root)?;
        let before = before.map(|b| b.digest);
        let unchanged = before.as_ref() == Some(&facts.digest);
        let replaced = before.filter(|_| !unchanged);
        if let Some(old) = replaced.as_ref().filter(|old| !index.has(old)) {
            self.discard(old)?;
        }
        Ok(Imported {
            runtime: Installed::new(name, bound, facts),
            unchanged,
            replaced,
        })
    }

    /// Every runtime, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn list(&self) -> io::Result<Vec<Installed>> {
        let _lock = self.lock_shared()?;
        let index = Index::read(&self.root)?;
        let one = |(name, bound): (String, Bound)| {
            let facts = Facts::read(&self.place(&bound.digest)?)?;
            Ok(Installed::new(&name, bound, facts))
        };
        index.names.into_iter().map(one).collect()
    }

    /// The digest that a name means.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn find(&self, name: &str) -> io::Result<Option<String>> {
        let mut index = Index::read(&self.root)?;
        Ok(index.names.remove(name).map(|bound| bound.digest))
    }

    /// Every name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn names(&self) -> io::Result<Vec<String>> {
        Ok(Index::read(&self.root)?.names.into_keys().collect())
    }

    /// Frees a name; `None` when nothing has it. Its tree goes when no other name means it and nobody runs in it.
    ///
    /// # Errors
    /// When the store cannot be changed.
    pub fn remove(&self, name: &str) -> io::Result<Option<Removed>> {
        let mut index = Index::read(&self.root)?;
        if !index.names.contains_key(name) {
            return Ok(None);
        }
        let _lock = self.lock()?;
        index = Index::read(&self.root)?;
        let Some(bound) = index.names.remove(name) else {
            return Ok(None);
        };
        index.write(&self.root)?;
        let freed = !index.has(&bound.digest) && self.discard(&bound.digest)?;
        Ok(Some(Removed {
            name: name.to_owned(),
            digest: bound.digest,
            freed,
        }))
    }

    /// Removes trees that no name means, and what crashed imports left.
    ///
    /// # Errors
    /// When the store cannot be changed.
    pub fn sweep(&self) -> io::Result<()> {
        if !self.root.is_dir() {
            return Ok(());
        }
        let _lock = self.lock()?;
        let index = Index::read(&self.root)?;
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let digest = format!("sha256:{name}");
            if name.starts_with('.') {
                forsaken(&entry.path());
            } else if hex_of(&digest).is_some() && !index.has(&digest) {
                self.discard(&digest)?;
            }
        }
        Ok(())
    }

    /// What to run in. The tree stays as long as the answer does.
    pub(super) fn open(&self, name: &str) -> io::Result<Option<Runtime>> {
        if !self.root.is_dir() {
            return Ok(None);
        }
        let _lock = self.lock_shared()?;
        let Some(digest) = self.find(name)? else {
            return Ok(None);
        };
        let place = self.place(&digest)?;
        let held = File::open(place.join(FACTS))?;
        held.lock_shared()?;
        let facts = Facts::read(&place)?;
        Ok(Some(Runtime {
            name: name.to_owned(),
            digest,
            binds: binds(&place.join(&facts.root))?,
            path: facts.path,
            held: Some(Arc::new(held)),
        }))
    }

    fn place(&self, digest: &str) -> io::Result<PathBuf> {
        let hex = hex_of(digest).ok_or_else(|| io::Error::other("a digest that is none"))?;
        Ok(self.root.join(hex))
    }

    fn lock(&self) -> io::Result<File> {
        let lock = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(self.root.join("lock"))?;
        lock.lock()?;
        Ok(lock)
    }

    /// Nothing changes as long as the answer lives; `None` where nothing was ever changed.
    fn lock_shared(&self) -> io::Result<Option<File>> {
        match File::open(self.root.join("lock")) {
            Ok(lock) => lock.lock_shared().map(|()| Some(lock)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes a tree, unless somebody runs in it; to be called with the lock.
    fn discard(&self, digest: &str) -> io::Result<bool> {
        let place = self.place(digest)?;
        if let Ok(facts) = File::open(place.join(FACTS)) {
            match facts.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(false),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        // Away at once: half a tree must not be found.
        let gone = tempfile::Builder::new().prefix(".").tempdir_in(&self.root)?;
        fs::rename(&place, gone.path().join(GONE))?;
        gone.close()?;
        Ok(true)
    }
}

/// The top of a tree, but for what the box brings.
fn binds(tree: &Path) -> io::Result<Vec<(PathBuf, PathBuf)>> {
    let mut binds = Vec::new();
    for entry in fs::read_dir(tree)? {
        let entry = entry?;
        let name = entry.file_name();
        if !NOT_OURS.iter().any(|n| name == *n) {
            binds.push((entry.path(), Path::new("/").join(&name)));
        }
    }
    binds.sort();
    Ok(binds)
}

/// Removes the scratch of an import that lives no more, or what a removal did not finish; to be called with the lock.
fn forsaken(scratch: &Path) {
    if scratch.join(GONE).exists() {
        let _ = fs::remove_dir_all(scratch);
        return;
    }
    // Without the file it is about to begin, or to end.
    if let Ok(alive) = File::open(scratch.join(ALIVE))
        && alive.try_lock().is_ok()
    {
        let _ = fs::remove_dir_all(scratch);
    }
}

/// Whether the store lies in the folder that is to be imported: it would be copied into itself.
fn inside(store: &Path, from: &Path) -> io::Result<bool> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", from.display()));
    let from = from.canonicalize().map_err(named)?;
    Ok(store.canonicalize()?.starts_with(from))
}

/// The random part of a scratch folder's name.
fn tail(scratch: &Path) -> String {
    let name = scratch.file_name().unwrap_or_default().to_string_lossy();
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The box has another user than the importer.
fn open_to_all(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o755))
}
