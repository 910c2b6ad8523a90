//! What every room needs, built once: database, settings, clock, git, and the ways to wake and to stop.
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use judge::runtime::Runtimes;
use tokio_util::sync::CancellationToken;
use wire::Timestamp;

use crate::blobs::Blobs;
use crate::clock::Clock;
use crate::config::{self, Place};
use crate::crowd::Crowds;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::git::Git;
use crate::hub::Hub;
use crate::library::Library;
use crate::notary::Notary;
use crate::queue::Bell;
use crate::submission::seal::Latest;

/// Folder of the imported runtimes, below the data folder.
pub(crate) const RUNTIMES: &str = "runtimes";

/// The running installation; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct App(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    clock: Clock,
    data: PathBuf,
    git: Option<Git>,
    library: Library,
    runtimes: Arc<Runtimes>,
    notary: OnceLock<Notary>,
    receipt_key: PathBuf,
    keep_free: Option<u64>,
    push_wait: OnceLock<Duration>,
    latest: Latest,
    bell: Bell,
    hub: Hub,
    crowds: Crowds,
    stopping: CancellationToken,
}

impl App {
    /// Opens the installation in its data folder and brings its schema up to date.
    pub(crate) async fn open(place: &Place) -> Result<Self> {
        let data = folder(&place.data)
            .map_err(|error| Error::fault(format_args!("{}: {error}", place.data.display())))?;
        let runtimes = Arc::new(Runtimes::new(data.join(RUNTIMES)));
        let url = place.database_url.clone().unwrap_or_else(|| Db::embedded(&data));
        let db = Db::connect(&url).await?;
        db.migrate().await?;
        Ok(Self(Arc::new(Inner {
            db,
            clock: Clock,
            // Only receiving and sending needs it; an operator's command must not fail for want of it.
            git: Git::find(&config::program_folders(), data.join("hooks")).ok(),
            notary: OnceLock::new(),
            push_wait: OnceLock::new(),
            receipt_key: place.receipt_key.clone().unwrap_or_else(|| Notary::place(&data)),
            keep_free: place.keep_free,
            data,
            library: Library::default(),
            latest: Latest::default(),
            runtimes,
            bell: Bell::default(),
            hub: Hub::default(),
            crowds: Crowds::default(),
            stopping: CancellationToken::new(),
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

    /// The git program.
    pub(crate) fn git(&self) -> Result<&Git> {
        let git = self.0.git.as_ref();
        git.ok_or_else(|| Error::fault("there is no usable git on this machine: apt-get install git"))
    }

    /// Who signs receipts. The key is read, or made, on first use: an operator's command needs none.
    pub(crate) fn notary(&self) -> Result<&Notary> {
        if self.0.notary.get().is_none() {
            let _ = self.0.notary.set(Notary::open(&self.0.receipt_key)?);
        }
        let notary = self.0.notary.get();
        notary.ok_or_else(|| Error::fault("no key for receipts"))
    }

    /// How long a push waits for its judging; not at all until a server says so.
    pub(crate) fn push_wait(&self) -> Duration {
        self.0.push_wait.get().copied().unwrap_or_default()
    }

    /// Says how long a push waits, once.
    pub(crate) fn wait_for_pushes(&self, wait: Duration) {
        let _ = self.0.push_wait.set(wait);
    }

    /// Bytes of the disk that are to stay free, where the operator says so.
    pub(crate) fn kept_free(&self) -> Option<u64> {
        self.0.keep_free.map(|mib| mib.saturating_mul(1 << 20))
    }

    /// Packages that were read already.
    pub(crate) fn library(&self) -> &Library {
        &self.0.library
    }

    /// Who sends what now.
    pub(crate) fn latest(&self) -> &Latest {
        &self.0.latest
    }

    /// What team code can run on here.
    pub(crate) fn runtimes(&self) -> &Arc<Runtimes> {
        &self.0.runtimes
    }

    /// Wakes the workers of this process.
    pub(crate) fn bell(&self) -> &Bell {
        &self.0.bell
    }

    /// What is being judged in this process.
    pub(crate) fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// What one account, or one team, may do at once.
    pub(crate) fn crowds(&self) -> &Crowds {
        &self.0.crowds
    }

    /// Said once, when the process goes home.
    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
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

/// The data folder; a new one is closed to the other users of the machine, since hidden tests lie in it.
pub(crate) fn folder(path: &Path) -> std::io::Result<PathBuf> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(path)?;
    path.canonicalize()
}
