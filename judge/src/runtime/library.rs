//! Which runtime a package gets on this machine: loaded once, and again when its name means another tree.
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use wire::RuntimeRef;

use super::{HOST, Store};
use crate::package::Environment;
use crate::sandbox::{Fault, Runtime};

/// The runtimes of this machine: `host`, and what was imported.
#[derive(Debug)]
pub struct Runtimes {
    store: Store,
    loaded: Mutex<BTreeMap<String, Arc<Runtime>>>,
}

/// Why a package does not get its runtime.
#[derive(Debug, thiserror::Error)]
pub enum Unavailable {
    /// Nothing of this name was imported.
    #[error("runtime `{name}` is not on this machine")]
    Missing {
        /// What the package asks for.
        name: String,
        /// The digest it asks for, if it asks for one.
        wanted: Option<String>,
    },
    /// The name means another tree here than the package asks for.
    #[error("runtime `{name}` is {found} here, not {wanted}")]
    Differs {
        /// What the package asks for.
        name: String,
        /// The digest it asks for.
        wanted: String,
        /// The digest of what is here.
        found: String,
    },
    /// It cannot be used.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Runtimes {
    /// With what was imported below this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            store: Store::new(folder),
            loaded: Mutex::default(),
        }
    }

    /// What was imported.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What a package runs on.
    ///
    /// # Errors
    /// When it is not here, or not as the package wants it.
    pub fn get(&self, wanted: &Environment) -> Result<Arc<Runtime>, Unavailable> {
        let missing = || Unavailable::Missing {
            name: wanted.runtime.clone(),
            wanted: wanted.digest.clone(),
        };
        let runtime = self.named(&wanted.runtime)?.ok_or_else(missing)?;
        match &wanted.digest {
            Some(digest) if *digest != runtime.digest => Err(Unavailable::Differs {
                name: runtime.name.clone(),
                wanted: digest.clone(),
                found: runtime.digest.clone(),
            }),
            _ => Ok(runtime),
        }
    }

    /// The runtime of this name; `None` when there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn named(&self, name: &str) -> Result<Option<Arc<Runtime>>, Fault> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if name == HOST {
            if let Some(host) = loaded.get(HOST) {
                return Ok(Some(host.clone()));
            }
            let host = Arc::new(Runtime::host()?);
            loaded.insert(HOST.to_owned(), host.clone());
            return Ok(Some(host));
        }
        let now = self.store.find(name).map_err(fault)?;
        match (loaded.get(name), now) {
            (Some(there), Some(digest)) if there.digest == digest => return Ok(Some(there.clone())),
            (_, None) => {
                loaded.remove(name);
                return Ok(None);
            }
            _ => {}
        }
        let fresh = self.store.open(name).map_err(fault)?.map(Arc::new);
        loaded.remove(name);
        loaded.extend(fresh.clone().map(|runtime| (name.to_owned(), runtime)));
        Ok(fresh)
    }

    /// `host`, and every name with its digest.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn references(&self) -> Result<Vec<RuntimeRef>, Fault> {
        let host = self.named(HOST)?;
        let host = host.iter().map(|host| RuntimeRef {
            name: HOST.to_owned(),
            digest: host.digest.clone(),
        });
        let imported = self.store.list().map_err(fault)?;
        Ok(host
            .chain(imported.iter().map(super::Installed::reference))
            .collect())
    }

    /// Lets go of trees whose names mean something else by now, so that they can be removed.
    ///
    /// # Errors
    /// When the store cannot be read or changed.
    pub fn tidy(&self) -> io::Result<()> {
        if !self.store.root().is_dir() {
            return Ok(());
        }
        {
            let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            let mut kept = BTreeMap::new();
            for (name, runtime) in std::mem::take(&mut *loaded) {
                if name == HOST || self.store.find(&name)?.as_ref() == Some(&runtime.digest) {
                    kept.insert(name, runtime);
                }
            }
            *loaded = kept;
        }
        self.store.sweep()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn fault(error: io::Error) -> Fault {
    Fault(format!("runtimes: {error}"))
}
