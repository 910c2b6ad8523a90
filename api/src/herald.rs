//! Carries news between processes where the database can: PostgreSQL tells every listener what a committed
//! transaction announced. News is a hint and nothing more: whoever misses it finds the same in the rows, later.
use std::time::Duration;

use uuid::Uuid;
use wire::SubmissionId;

use crate::app::App;
use crate::db::{Channel, Ears};
use crate::error::Result;

/// Pause before a broken line is tried again.
const PAUSE: Duration = Duration::from_secs(2);

/// Listens until the process is told to stop. On SQLite there is nothing to hear.
pub(crate) async fn run(app: App) {
    let stopping = app.stopping().clone();
    tokio::select! {
        () = listen(&app) => {}
        () = stopping.cancelled() => {}
    }
}

async fn listen(app: &App) {
    loop {
        match app.db().listen().await {
            Ok(None) => return,
            Ok(Some(ears)) => {
                app.bell().hears_others(true);
                // What was said before we listened was heard by nobody.
                app.bell().ring();
                app.hub().wake_all();
                if let Err(error) = pass_on(app, ears).await {
                    tracing::warn!(
                        context = error.context(),
                        "news of other processes is not heard now"
                    );
                }
            }
            Err(error) => {
                tracing::warn!(
                    context = error.context(),
                    "news of other processes cannot be heard"
                );
            }
        }
        app.bell().hears_others(false);
        tokio::time::sleep(PAUSE).await;
    }
}

async fn pass_on(app: &App, mut ears: Ears) -> Result<()> {
    loop {
        let (channel, about) = ears.hear().await?;
        match channel {
            Channel::Letter => app.bell().ring(),
            Channel::Progress => {
                if let Ok(id) = Uuid::parse_str(&about) {
                    app.hub().wake(SubmissionId(id));
                }
            }
        }
    }
}
