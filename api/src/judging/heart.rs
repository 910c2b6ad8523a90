//! The heart of a judging: while it beats, the lease lives and what is told reaches the database.
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::teller::Teller;
use crate::app::App;
use crate::error::Result;
use crate::queue::{self, HEARTBEAT, Lease};

/// What is told is written down this often at most.
const PACE: Duration = Duration::from_millis(400);

/// Moves the expiry of a lease while it lives, and says stop when the lease is lost.
pub(super) struct Heart(JoinHandle<()>);

impl Heart {
    pub(super) fn beat(
        app: &App,
        (lease, teller): (&Lease, Option<&Arc<Teller>>),
        stop: CancellationToken,
    ) -> Self {
        let (app, lease, teller) = (app.clone(), lease.clone(), teller.cloned());
        Self(tokio::spawn(async move {
            let mut quiet = Duration::ZERO;
            loop {
                tokio::time::sleep(PACE).await;
                quiet += PACE;
                let news = teller.as_ref().is_some_and(|teller| teller.has_news());
                if !news && quiet < Duration::from_millis(HEARTBEAT) {
                    continue;
                }
                quiet = Duration::ZERO;
                match once(&app, &lease, teller.as_deref()).await {
                    Ok(true) => {}
                    Ok(false) => return stop.cancel(),
                    Err(error) => tracing::warn!(context = error.context(), "heartbeat missed"),
                }
            }
        }))
    }
}

/// One transaction for both: whoever lost the lease says nothing more. False when it is lost.
async fn once(app: &App, lease: &Lease, teller: Option<&Teller>) -> Result<bool> {
    let tx = app.db().begin().await?;
    if !queue::extend(&tx, lease, app.now()).await? {
        tx.rollback().await?;
        return Ok(false);
    }
    let last = match teller {
        Some(teller) => teller.save(&tx).await?,
        None => 0,
    };
    tx.commit().await?;
    if let Some(teller) = teller {
        teller.saved(last);
    }
    Ok(true)
}

impl Drop for Heart {
    fn drop(&mut self) {
        self.0.abort();
    }
}
