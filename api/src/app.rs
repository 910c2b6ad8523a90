//! What every room needs, built once: database, settings, clock.
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wire::Timestamp;

use crate::blobs::Blobs;
use crate::clock::Clock;
use crate::config::Place;
use crate::db::Db;
use crate::error::{Error, Result};

/// The running installation; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct App(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    clock: Clock,
    data: PathBuf,
}

impl App {
    /// Opens the installation in its data folder and brings its schema up to date.
    pub(crate) async fn open(place: &Place) -> Result<Self> {
        let data = folder(&place.data)
            .map_err(|error| Error::fault(format_args!("{}: {error}", place.data.display())))?;
        let url = place.database_url.clone().unwrap_or_else(|| Db::embedded(&data));
        let db = Db::connect(&url).await?;
        db.migrate().await?;
        Ok(Self(Arc::new(Inner {
            db,
            clock: Clock,
            data,
        })))
    }

    /// The database.
    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    /// The present moment.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Files kept by their hash.
    pub(crate) fn blobs(&self) -> Blobs {
        Blobs::new(&self.0.data)
    }

    /// A folder below the data folder.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.data().join(name)
    }

    /// The data folder.
    pub(crate) fn data(&self) -> &Path {
        &self.0.data
    }
}

fn folder(path: &Path) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(path)?;
    path.canonicalize()
}
