//! Who watches what: progress goes from the worker to everyone who watches, within this process. Watchers of a
//! submission that another process judges read the database instead.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast::{Receiver, Sender, channel};
use wire::{Progress, SubmissionId};

/// Events a slow watcher may lag behind before it misses some; the next one tells it where things stand.
const LAG: usize = 64;

/// The channels of what is being judged now, and the last event of each for whoever comes late.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hub(Arc<Mutex<HashMap<SubmissionId, Channel>>>);

#[derive(Debug)]
struct Channel {
    sender: Sender<Progress>,
    last: Option<Progress>,
}

impl Hub {
    /// Opens a channel; it is closed when the value is dropped.
    pub(crate) fn open(&self, submission: SubmissionId) -> Speaker {
        let (sender, _) = channel(LAG);
        self.lock().insert(submission, Channel { sender, last: None });
        Speaker {
            hub: self.clone(),
            submission,
        }
    }

    /// What is said of `submission` from now on, and what was said last; `None` while nobody here judges it.
    pub(crate) fn listen(&self, submission: SubmissionId) -> Option<(Option<Progress>, Receiver<Progress>)> {
        let channels = self.lock();
        let channel = channels.get(&submission)?;
        Some((channel.last.clone(), channel.sender.subscribe()))
    }

    /// A panic elsewhere leaves the map whole: every change of it is one call.
    fn lock(&self) -> MutexGuard<'_, HashMap<SubmissionId, Channel>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to speak about one submission.
#[derive(Debug)]
pub(crate) struct Speaker {
    hub: Hub,
    submission: SubmissionId,
}

impl Speaker {
    /// Tells everyone who watches. Nobody may be watching.
    pub(crate) fn say(&self, progress: Progress) {
        if let Some(channel) = self.hub.lock().get_mut(&self.submission) {
            channel.last = Some(progress.clone());
            let _ = channel.sender.send(progress);
        }
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        self.hub.lock().remove(&self.submission);
    }
}

#[cfg(test)]
mod tests {
    use wire::{Progress, SubmissionId};

    use super::Hub;

    #[tokio::test]
    async fn late_watchers_hear_the_last_word_and_what_follows() {
        let hub = Hub::default();
        let id = SubmissionId::fresh();
        assert!(hub.listen(id).is_none());
        let speaker = hub.open(id);
        speaker.say(Progress::Started { checks: 3 });
        let (last, mut following) = hub.listen(id).unwrap();
        assert_eq!(last, Some(Progress::Started { checks: 3 }));
        speaker.say(Progress::Stopped);
        assert_eq!(following.recv().await.unwrap(), Progress::Stopped);
        drop(speaker);
        assert!(following.recv().await.is_err());
        assert!(hub.listen(id).is_none());
    }
}
