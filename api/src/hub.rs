//! Who watches what. What is judged in this process is told here first; and whoever watches a submission is woken
//! when something was said of it, here or, as far as the database tells, in another process.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use wire::{Progress, SubmissionId};

/// Events of one judging that are kept; a package with more checks than that is told in part.
const MOST: usize = 1000;

/// One thing that was said of a submission. Numbers grow by one with each event of the submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) number: i64,
    pub(crate) progress: Progress,
}

/// The channels of what is being judged or watched here.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hub(Arc<Mutex<HashMap<SubmissionId, Channel>>>);

#[derive(Debug, Default)]
struct Channel {
    /// What was said, while somebody here judges it.
    said: Option<Said>,
    changed: watch::Sender<()>,
}

#[derive(Debug)]
struct Said {
    /// Number of the first event.
    first: i64,
    events: Vec<Told>,
}

impl Hub {
    /// Opens a channel whose first event has the number `first`; it is closed when the value is dropped.
    pub(crate) fn open(&self, submission: SubmissionId, first: i64) -> Speaker {
        let events = Vec::new();
        self.lock().entry(submission).or_default().said = Some(Said { first, events });
        Speaker {
            hub: self.clone(),
            submission,
        }
    }

    /// What was said here after event `after`, and the number of the first event this process knows; `None` while
    /// nobody here judges it.
    pub(crate) fn since(&self, submission: SubmissionId, after: i64) -> Option<(i64, Vec<Told>)> {
        let channels = self.lock();
        let said = channels.get(&submission)?.said.as_ref()?;
        let events = said.events.iter().filter(|told| told.number > after);
        Some((said.first, events.cloned().collect()))
    }

    /// An ear for whatever is said of `submission`.
    pub(crate) fn ear(&self, submission: SubmissionId) -> Ear {
        let changed = self.lock().entry(submission).or_default().changed.subscribe();
        Ear {
            hub: self.clone(),
            submission,
            changed,
        }
    }

    /// Wakes whoever watches `submission`: something was said of it elsewhere.
    pub(crate) fn wake(&self, submission: SubmissionId) {
        if let Some(channel) = self.lock().get(&submission) {
            channel.changed.send_replace(());
        }
    }

    /// Wakes whoever watches anything: news may have been missed.
    pub(crate) fn wake_all(&self) {
        for channel in self.lock().values() {
            channel.changed.send_replace(());
        }
    }

    /// A panic elsewhere leaves the map whole: every change of it is one call.
    fn lock(&self) -> MutexGuard<'_, HashMap<SubmissionId, Channel>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets a channel that nobody uses; `leaving` ears are about to go.
    fn tidy(channels: &mut HashMap<SubmissionId, Channel>, submission: SubmissionId, leaving: usize) {
        let unused = channels
            .get(&submission)
            .is_some_and(|channel| channel.said.is_none() && channel.changed.receiver_count() <= leaving);
        if unused {
            channels.remove(&submission);
        }
    }
}

/// The right to speak about one submission.
#[derive(Debug)]
pub(crate) struct Speaker {
    hub: Hub,
    submission: SubmissionId,
}

impl Speaker {
    /// Tells everyone who watches, nobody maybe; gives the event its number. `None` when too much was said already.
    pub(crate) fn say(&self, progress: Progress) -> Option<Told> {
        let mut channels = self.hub.lock();
        let channel = channels.get_mut(&self.submission)?;
        let said = channel.said.as_mut()?;
        let place = i64::try_from(said.events.len()).ok()?;
        let is_last = matches!(
            progress,
            Progress::Finished { .. } | Progress::Stopped | Progress::Retrying { .. }
        );
        if said.events.len() >= MOST && !is_last {
            return None;
        }
        let number = said.first.saturating_add(place);
        let told = Told { number, progress };
        said.events.push(told.clone());
        channel.changed.send_replace(());
        Some(told)
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        let mut channels = self.hub.lock();
        if let Some(channel) = channels.get_mut(&self.submission) {
            channel.said = None;
            channel.changed.send_replace(());
        }
        Hub::tidy(&mut channels, self.submission, 0);
    }
}

/// Hears that something was said of one submission.
#[derive(Debug)]
pub(crate) struct Ear {
    hub: Hub,
    submission: SubmissionId,
    changed: watch::Receiver<()>,
}

impl Ear {
    /// Waits for news since the last call, `most` at the longest.
    pub(crate) async fn wait(&mut self, most: Duration) {
        // The caller looks all the same.
        let _ = tokio::time::timeout(most, self.changed.changed()).await;
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        Hub::tidy(&mut self.hub.lock(), self.submission, 1);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wire::{Progress, SubmissionId};

    use super::{Hub, MOST, Told};

    const STARTED: Progress = Progress::Started { checks: 3 };

    #[tokio::test]
    async fn late_watchers_hear_what_was_said_and_what_follows() {
        let hub = Hub::default();
        let id = SubmissionId::fresh();
        assert!(hub.since(id, 0).is_none());
        let mut ear = hub.ear(id);
        let speaker = hub.open(id, 5);
        speaker.say(STARTED);
        let first = Told {
            number: 5,
            progress: STARTED,
        };
        assert_eq!(hub.since(id, 4), Some((5, vec![first])));
        assert_eq!(hub.since(id, 5), Some((5, Vec::new())));
        ear.wait(Duration::from_secs(60)).await;
        assert_eq!(speaker.say(Progress::Stopped).unwrap().number, 6);
        ear.wait(Duration::from_secs(60)).await;
        drop(speaker);
        ear.wait(Duration::from_secs(60)).await;
        assert!(hub.since(id, 0).is_none());
        drop(ear);
        assert!(hub.lock().is_empty());
    }

    #[test]
    fn a_talkative_judging_is_bounded_and_its_end_is_told() {
        let hub = Hub::default();
        let speaker = hub.open(SubmissionId::fresh(), 1);
        let told = (0..2 * MOST).filter(|_| speaker.say(STARTED).is_some()).count();
        assert_eq!(told, MOST);
        assert!(speaker.say(Progress::Stopped).is_some());
    }
}
