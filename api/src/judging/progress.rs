//! Watching a submission: what was told of it since an event, where it stands now, and what happens to it, until it is
//! over. Whoever watches is woken when something is said, by this process at once, by others where the database can
//! tell; and looks by itself at a pace all the same.
use tokio::sync::mpsc::Sender;
use wire::Progress;

use super::rules;
use super::told::{self, Now};
use crate::app::App;
use crate::error::Result;
use crate::submission::Submission;

/// Something to tell whoever watches. A place in the queue has no number: it is told anew to whoever comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct News {
    pub(crate) number: Option<i64>,
    pub(crate) progress: Progress,
}

/// Sends what happens to `row` after event `after` into `out` until it is over, nobody listens, or the server goes home.
pub(crate) async fn watch(app: App, row: Submission, after: i64, out: Sender<News>) {
    let mut watcher = Watcher {
        app: &app,
        row: &row,
        after,
        said: None,
    };
    tokio::select! {
        result = watcher.run(&out) => {
            if let Err(error) = result {
                tracing::warn!(submission.id = %row.id, context = error.context(), "watching failed");
            }
        }
        () = app.stopping().cancelled() => {}
        () = out.closed() => {}
    }
}

struct Watcher<'a> {
    app: &'a App,
    row: &'a Submission,
    /// The last event that was passed on.
    after: i64,
    /// What was said last.
    said: Option<Progress>,
}

impl Watcher<'_> {
    async fn run(&mut self, out: &Sender<News>) -> Result<()> {
        // Before the first look: what is said after it is heard.
        let mut ear = self.app.hub().ear(self.row.id);
        loop {
            let now = told::now(self.app, self.row).await?;
            // After it: whatever was told before it ended is there now.
            for told in told::since(self.app, self.row.id, self.after).await? {
                self.after = told.number;
                if self.say(Some(told.number), told.progress, out).await {
                    return Ok(());
                }
            }
            let pause = rules::pause(&now);
            let (number, progress) = match now {
                Now::Judging => (None, None),
                Now::Waits(progress) => (None, Some(progress)),
                Now::Over(progress) => (Some(self.after.saturating_add(1)), Some(progress)),
            };
            if let Some(progress) = progress
                && self.say(number, progress, out).await
            {
                return Ok(());
            }
            ear.wait(pause).await;
        }
    }

    /// Says what has not been said yet. True when it was the last word, or nobody listens.
    async fn say(&mut self, number: Option<i64>, progress: Progress, out: &Sender<News>) -> bool {
        if is_same(self.said.as_ref(), &progress) {
            return false;
        }
        self.said = Some(progress.clone());
        let is_last = matches!(progress, Progress::Finished { .. } | Progress::Stopped);
        out.send(News { number, progress }).await.is_err() || is_last
    }
}

/// A retry is told by the event and by the row; the wait of a place in the queue changes with every judging.
fn is_same(said: Option<&Progress>, progress: &Progress) -> bool {
    match (said, progress) {
        (Some(Progress::Retrying { .. }), Progress::Retrying { .. }) => true,
        (Some(Progress::Queued { ahead: a, .. }), Progress::Queued { ahead: b, .. }) => a == b,
        (said, progress) => said == Some(progress),
    }
}
