//! Who works on the queue: every process says so with each beat, whichever machine it runs on.
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use wire::Timestamp;

use super::rules::LEASE;
use super::store::workers as store;
use crate::db::{ConnectionTrait, Db};
use crate::entity::{letter, worker};
use crate::error::Result;

/// A process that was silent for this long is forgotten, in milliseconds.
const FORGOTTEN: i64 = 10 * 60 * 1000;

/// A process that takes letters; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Worker {
    /// As leases name it.
    pub(crate) name: Arc<str>,
    /// The machine it runs on.
    pub(crate) host: Arc<str>,
    /// Letters it takes at one time.
    pub(crate) places: u16,
    pub(crate) since: Timestamp,
    company: Arc<AtomicBool>,
}

impl Worker {
    /// A worker that has said nothing yet.
    pub(crate) fn new(name: &str, host: &str, (places, since): (u16, Timestamp)) -> Self {
        Self {
            name: name.into(),
            host: host.into(),
            places,
            since,
            company: Arc::default(),
        }
    }

    /// Whether another machine works too, as far as the last beat told.
    pub(super) fn has_company(&self) -> bool {
        self.company.load(Ordering::Relaxed)
    }

    fn row(&self, now: Timestamp) -> worker::Model {
        worker::Model {
            id: self.name.to_string(),
            host: self.host.to_string(),
            process: i64::from(std::process::id()),
            places: i32::from(self.places),
            since: self.since,
            beat_at: now,
        }
    }
}

/// Says that `worker` lives, and looks who else does.
pub(crate) async fn beat(db: &Db, worker: &Worker, now: Timestamp) -> Result<()> {
    let tx = db.begin().await?;
    store::beat(&tx, worker.row(now)).await?;
    tx.commit().await?;
    let others = store::other_hosts(db.read(), &worker.host, fresh(now)).await?;
    worker.company.store(others > 0, Ordering::Relaxed);
    Ok(())
}

/// Forgets workers that went home, and those nobody has heard of for long.
pub(crate) async fn forget(db: &Db, names: &[String], now: Timestamp) -> Result<()> {
    let tx = db.begin().await?;
    store::forget(&tx, names, now.plus(-FORGOTTEN)).await?;
    Ok(tx.commit().await?)
}

/// Letters that can be worked on at one time now.
pub(crate) async fn places(db: &impl ConnectionTrait, now: Timestamp) -> Result<u32> {
    let rows = store::all(db).await?;
    let living = rows.iter().filter(|row| is_alive(row, now));
    Ok(living
        .filter_map(|row| u32::try_from(row.places).ok())
        .fold(0, u32::saturating_add))
}

/// Every worker that is known, with the letters it holds.
pub(crate) async fn workers(db: &impl ConnectionTrait) -> Result<Vec<(worker::Model, Vec<letter::Model>)>> {
    let mut held: HashMap<String, Vec<letter::Model>> = HashMap::new();
    for letter in store::held(db).await? {
        let holder = letter.leased_by.clone().unwrap_or_default();
        held.entry(holder).or_default().push(letter);
    }
    let rows = store::all(db).await?.into_iter();
    Ok(rows
        .map(|row| {
            let letters = held.remove(&row.id).unwrap_or_default();
            (row, letters)
        })
        .collect())
}

/// Whether a worker has spoken lately.
pub(crate) fn is_alive(row: &worker::Model, now: Timestamp) -> bool {
    row.beat_at >= fresh(now)
}

/// Who has not spoken since then is taken for dead.
fn fresh(now: Timestamp) -> Timestamp {
    now.plus(-LEASE)
}
