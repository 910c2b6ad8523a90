//! Wakes the workers of this process when a letter has come. On PostgreSQL it rings in every process
//! ([`crate::herald`]); elsewhere, and whenever the line to the database is down, workers look by themselves.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

/// How long an idle worker sleeps at most when only this process rings.
const POLL: Duration = Duration::from_millis(500);
/// The same while other processes are heard.
const POLL_WHEN_TOLD: Duration = Duration::from_secs(5);

/// Rung after a letter was committed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bell(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    notify: Notify,
    told: AtomicBool,
}

impl Bell {
    /// Wakes one worker, or the next that goes to sleep.
    pub(crate) fn ring(&self) {
        self.0.notify.notify_one();
    }

    /// Whether other processes are heard now.
    pub(crate) fn hears_others(&self, hears: bool) {
        self.0.told.store(hears, Ordering::Relaxed);
    }

    /// Sleeps until the bell rings, or until it is time to look anyway: at `due` at the latest, when something is.
    pub(crate) async fn wait(&self, due: Option<Duration>) {
        let poll = if self.0.told.load(Ordering::Relaxed) {
            POLL_WHEN_TOLD
        } else {
            POLL
        };
        let most = due.map_or(poll, |due| due.min(poll));
        // Elapsed or rung, the caller looks into the queue all the same.
        let _ = tokio::time::timeout(most, self.0.notify.notified()).await;
    }
}
