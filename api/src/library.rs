//! Packages that were read once: reading one hashes every file of it, and every push needs its rules.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use judge::Package;

use crate::error::Result;

/// Packages held at one time.
const MOST: usize = 64;

/// Packages by their hash. A package never changes, so none is ever out of date.
#[derive(Debug, Clone, Default)]
pub(crate) struct Library(Arc<Mutex<HashMap<String, Arc<Package>>>>);

impl Library {
    /// The package with this hash, fetched unless it is here.
    pub(crate) async fn get(
        &self,
        hash: &str,
        fetch: impl Future<Output = Result<Package>>,
    ) -> Result<Arc<Package>> {
        if let Some(package) = self.with(|packages| packages.get(hash).cloned()) {
            return Ok(package);
        }
        let package = Arc::new(fetch.await?);
        self.with(|packages| {
            if packages.len() >= MOST {
                packages.clear();
            }
            packages.insert(hash.to_owned(), package.clone());
        });
        Ok(package)
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, Arc<Package>>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
