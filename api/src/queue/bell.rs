//! Wakes the workers of this process when a letter has come. Workers elsewhere poll.
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

/// How long an idle worker sleeps at most.
const POLL: Duration = Duration::from_millis(500);

/// Rung after a letter was committed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bell(Arc<Notify>);

impl Bell {
    /// Wakes one worker, or the next that goes to sleep.
    pub(crate) fn ring(&self) {
        self.0.notify_one();
    }

    /// Sleeps until the bell rings, or until it is time to look anyway.
    pub(crate) async fn wait(&self) {
        // Elapsed or rung, the caller looks into the queue all the same.
        let _ = tokio::time::timeout(POLL, self.0.notified()).await;
    }
}
