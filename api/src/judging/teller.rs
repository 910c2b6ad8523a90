//! Who tells of a judging while it goes on: at once within this process, and to the database at a bounded pace.
use std::sync::{Mutex, PoisonError};

use wire::{Progress, SubmissionId};

use super::store;
use crate::app::App;
use crate::db::{self, Channel, ConnectionTrait};
use crate::error::Result;
use crate::hub::{Speaker, Told};

/// The voice of one judging.
#[derive(Debug)]
pub(super) struct Teller {
    app: App,
    submission: SubmissionId,
    speaker: Speaker,
    unsaved: Mutex<Vec<Told>>,
}

impl Teller {
    /// Goes on after what was told before.
    pub(super) async fn open(app: &App, submission: SubmissionId) -> Result<Self> {
        let last = store::last_told(app.db().read(), submission).await?;
        Ok(Self {
            app: app.clone(),
            submission,
            speaker: app
                .hub()
                .open(submission, last.unwrap_or_default().saturating_add(1)),
            unsaved: Mutex::default(),
        })
    }

    /// Tells everyone who watches in this process; others hear it with the next [`Teller::save`].
    pub(super) fn say(&self, progress: Progress) {
        if let Some(told) = self.speaker.say(progress) {
            self.unsaved().push(told);
        }
    }

    pub(super) fn has_news(&self) -> bool {
        !self.unsaved().is_empty()
    }

    /// Writes down what was told since the last time. What was written is forgotten by [`Teller::saved`], once the
    /// transaction is committed; writing it twice does no harm.
    pub(super) async fn save(&self, tx: &impl ConnectionTrait) -> Result<i64> {
        let news = self.unsaved().clone();
        let Some(last) = news.last().map(|told| told.number) else {
            return Ok(0);
        };
        store::tell(tx, (self.submission, self.app.now()), news).await?;
        db::announce(tx, Channel::Progress, &self.submission.to_string()).await?;
        Ok(last)
    }

    /// Everything up to event `last` is in the database.
    pub(super) fn saved(&self, last: i64) {
        self.unsaved().retain(|told| told.number > last);
    }

    fn unsaved(&self) -> std::sync::MutexGuard<'_, Vec<Told>> {
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
