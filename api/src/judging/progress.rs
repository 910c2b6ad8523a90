//! Watching a submission: where it stands now, then what happens to it, until it is over. The hub of this
//! process tells at once; the database is asked each second, because the worker may be another process.
use std::time::Duration;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc::Sender;
use tokio::time::timeout;
use wire::{Progress, SubmissionId};

use super::rules::Standing;
use super::{ahead, present, verdict};
use crate::app::App;
use crate::error::Result;
use crate::queue::MOST_ATTEMPTS;
use crate::scoreboard;
use crate::submission::Submission;

/// How often the database is asked.
const LOOK: Duration = Duration::from_secs(1);

/// Sends what happens to `row` into `out` until it is over, nobody listens, or the server goes home.
pub(crate) async fn watch(app: App, row: Submission, out: Sender<Progress>) {
    let mut watcher = Watcher {
        app: &app,
        row: &row,
        said: None,
        hub: None,
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
    /// What was said last.
    said: Option<Progress>,
    hub: Option<Receiver<Progress>>,
}

impl Watcher<'_> {
    async fn run(&mut self, out: &Sender<Progress>) -> Result<()> {
        loop {
            let id = self.row.id;
            let mut news = Vec::new();
            if self.hub.is_none() {
                news.extend(self.listen(id));
            }
            // What the hub has said is newer than what the database can tell of a judging under way.
            news.extend(self.look().await?);
            for progress in news {
                if self.say(progress, out).await {
                    return Ok(());
                }
            }
            if self.follow(out).await {
                return Ok(());
            }
        }
    }

    fn listen(&mut self, id: SubmissionId) -> Option<Progress> {
        let (last, following) = self.app.hub().listen(id)?;
        self.hub = Some(following);
        last
    }

    /// Passes on what the hub says for a while. True when it is over.
    async fn follow(&mut self, out: &Sender<Progress>) -> bool {
        let Some(mut hub) = self.hub.take() else {
            tokio::time::sleep(LOOK).await;
            return false;
        };
        loop {
            match timeout(LOOK, hub.recv()).await {
                Ok(Ok(progress)) => {
                    if self.say(progress, out).await {
                        return true;
                    }
                }
                Ok(Err(RecvError::Lagged(_))) => {}
                // The judging ended; the database knows how.
                Ok(Err(RecvError::Closed)) => return false,
                Err(_) => {
                    self.hub = Some(hub);
                    return false;
                }
            }
        }
    }

    /// Says what has not been said yet. True when it was the last word, or nobody listens.
    async fn say(&mut self, progress: Progress, out: &Sender<Progress>) -> bool {
        if self.said.as_ref() == Some(&progress) {
            return false;
        }
        self.said = Some(progress.clone());
        let is_last = matches!(progress, Progress::Finished { .. } | Progress::Stopped);
        out.send(progress).await.is_err() || is_last
    }

    /// What the database says, where that is news.
    async fn look(&self) -> Result<Option<Progress>> {
        let db = self.app.db().read();
        let (standing, letter, judging) = present(db, self.row.id, self.app.now()).await?;
        Ok(match (standing, judging) {
            (Standing::Judged, Some(judging)) => Some(Progress::Finished {
                verdict: verdict(&judging)?,
                points: judging.points,
                max: judging.max_points,
                rank: scoreboard::rank(db, self.row.team_id).await?,
            }),
            (Standing::Waiting { attempts }, _) if attempts > 0 && self.may_say_it_again() => {
                Some(Progress::Retrying {
                    attempts: u32::try_from(attempts.min(MOST_ATTEMPTS)).unwrap_or_default(),
                })
            }
            (Standing::Waiting { attempts: 0 }, _) => {
                let ahead = ahead(db, standing, letter.as_ref()).await?;
                ahead.map(|ahead| Progress::Queued { ahead })
            }
            (Standing::Stopped, _) => Some(Progress::Stopped),
            // Another process has it, and how many checks there are is its secret.
            (Standing::Held, _) if self.is_before_start() => Some(Progress::Started { checks: 0 }),
            _ => None,
        })
    }

    fn is_before_start(&self) -> bool {
        let before = [None, Some("queued"), Some("retrying")];
        self.hub.is_none() && before.contains(&self.said.as_ref().map(name))
    }

    fn may_say_it_again(&self) -> bool {
        !matches!(self.said, Some(Progress::Retrying { .. }))
    }
}

fn name(progress: &Progress) -> &'static str {
    match progress {
        Progress::Queued { .. } => "queued",
        Progress::Retrying { .. } => "retrying",
        _ => "under way",
    }
}
