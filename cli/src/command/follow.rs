//! Following a submission to its end: events while the link holds, plain questions when it does not.
use std::thread;
use std::time::{Duration, Instant};

use wire::{Progress, SubmissionDetails, SubmissionId, SubmissionState, Wait};

use super::status::estimate;
use crate::client::Client;
use crate::error::{Error, Exit};
use crate::ui::{Bar, Ui, paint};

/// A stream that says nothing for this long is opened anew.
const SILENCE: Duration = Duration::from_secs(30);
/// Between a stream that broke and the next.
const PAUSE: Duration = Duration::from_secs(1);

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// There is a report.
    Judged {
        /// The rank, when the server told it.
        rank: Option<u64>,
    },
    /// Our fault, and a person looks at it.
    Stopped,
}

/// Someone who watches.
struct Watcher<'a> {
    ui: &'a Ui,
    bar: Bar,
    deadline: Instant,
    last: Option<String>,
    /// What was last told of the queue where no bar is.
    told: Option<Place>,
}

/// A place in the queue, and the seconds until its turn at most.
type Place = (u64, Option<u32>);

/// Watches until the end or until patience runs out, which is [`Exit::Pending`].
pub(super) fn follow(
    ui: &Ui,
    client: &Client,
    (id, patience): (SubmissionId, Duration),
) -> Result<End, Error> {
    let bar = ui.spinner("follow-bar");
    let mut watcher = Watcher {
        ui,
        bar,
        deadline: Instant::now() + patience,
        last: None,
        told: None,
    };
    loop {
        if let Some(end) = watcher.listen(client, id)? {
            return Ok(end);
        }
        if let Some(end) = watcher.ask(client, id)? {
            return Ok(end);
        }
        let left = watcher.left();
        if left.is_zero() {
            return Err(Error::new(Exit::Pending, "error-pending").arg("id", id));
        }
        thread::sleep(left.min(PAUSE));
    }
}

impl Watcher<'_> {
    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Reads events until the end, the deadline, or a broken link.
    fn listen(&mut self, client: &Client, id: SubmissionId) -> Result<Option<End>, Error> {
        let silence = self.left().clamp(Duration::from_millis(50), SILENCE);
        let events = client.events(
            &format!("/v1/submissions/{id}/events"),
            self.last.as_deref(),
            silence,
        );
        let events = match events {
            Ok(events) => events,
            Err(error) if is_final(&error) => return Err(error),
            // The plain question below says what is the matter.
            Err(_) => return Ok(None),
        };
        for event in events {
            self.last = event.id.or(self.last.take());
            let progress = serde_json::from_str::<Progress>(&event.data);
            let end = progress.ok().and_then(|progress| self.show(&progress));
            if end.is_some() || self.left().is_zero() {
                return Ok(end);
            }
        }
        Ok(None)
    }

    fn ask(&mut self, client: &Client, id: SubmissionId) -> Result<Option<End>, Error> {
        match client.get_once::<SubmissionDetails>(&format!("/v1/submissions/{id}")) {
            Ok(details) => Ok(match details.state {
                SubmissionState::Judged => Some(End::Judged { rank: None }),
                SubmissionState::Stopped => Some(End::Stopped),
                SubmissionState::Queued | SubmissionState::Judging => None,
            }),
            Err(error) if error.is_passing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn show(&mut self, progress: &Progress) -> Option<End> {
        let ui = self.ui;
        match progress {
            Progress::Queued { ahead, wait } => self.queue(*ahead, *wait),
            Progress::Started { checks } => {
                self.bar.clear();
                self.bar = ui.steps_bar("follow-bar", u64::from(*checks));
                self.bar
                    .message(&ui.text("follow-started", &[("count", i64::from(*checks).into())]));
            }
            // The report says it.
            Progress::Reused { .. } => {}
            Progress::Built { verdict } if verdict.is_accepted() => {
                self.bar.message(&ui.text("follow-built", &[]));
            }
            Progress::Built { verdict } => self.line(&crate::report::verdict(ui, *verdict), ""),
            Progress::Checked {
                title,
                verdict,
                done,
                checks,
                ..
            } => {
                let title = crate::ui::clean(title.text(ui.language));
                let rest = format!(" {title} ({done}/{checks})");
                self.line(&crate::report::verdict(ui, *verdict), &rest);
                // Whoever comes late has missed that it began.
                self.bar.total(u64::from(*checks));
                self.bar.at(u64::from(*done));
            }
            Progress::Retrying { attempts } => {
                self.bar.clear();
                self.bar = ui.spinner("follow-bar");
                self.bar
                    .message(&ui.text("follow-retrying", &[("count", i64::from(*attempts).into())]));
            }
            Progress::Finished { rank, .. } => return Some(End::Judged { rank: *rank }),
            Progress::Stopped => return Some(End::Stopped),
        }
        None
    }

    /// On the bar, or as a line where there is none: then only what is worth one.
    fn queue(&mut self, ahead: u64, wait: Option<Wait>) {
        let text = queued(self.ui, ahead, wait);
        let now = (ahead, wait.and_then(|wait| wait.to));
        if self.bar.is_seen() {
            self.bar.message(&text);
        } else if is_news(self.told, now) && (ahead > 0 || wait.is_some_and(|wait| wait.places == 0)) {
            self.told = Some(now);
            self.ui.talk(&text);
        }
    }

    fn line(&self, verdict: &crate::ui::Span, rest: &str) {
        self.bar
            .above(self.ui, &format!("{}{rest}", paint(verdict.label, &verdict.text)));
    }
}

/// Place and wait in words.
fn queued(ui: &Ui, ahead: u64, wait: Option<Wait>) -> String {
    let ahead = i64::try_from(ahead).unwrap_or(i64::MAX);
    let place = ui.text("follow-queued", &[("ahead", ahead.into())]);
    match wait.map(|wait| estimate(ui, wait)) {
        Some(estimate) if !estimate.is_empty() => format!("{place}, {estimate}"),
        _ => place,
    }
}

/// Whether it differs by a tenth of the place or a quarter of the wait from what was told. Pure.
fn is_news(told: Option<Place>, (ahead, to): Place) -> bool {
    let Some((before, before_to)) = told else {
        return true;
    };
    let waits = match (before_to, to) {
        (Some(before), Some(now)) => before.abs_diff(now).saturating_mul(4) >= before.max(1),
        (before, now) => before.is_some() != now.is_some(),
    };
    waits || before.abs_diff(ahead).saturating_mul(10) >= before.max(1)
}

/// Whether asking again is of no use.
fn is_final(error: &Error) -> bool {
    matches!(error.exit(), Exit::Login | Exit::Refused)
}

#[cfg(test)]
mod tests {
    use wire::{Language, Wait};

    use super::{is_news, queued};
    use crate::ui::Ui;

    #[test]
    fn a_place_is_told_with_its_wait() {
        let say = |language, wait| queued(&Ui::new(language, false), 3, wait);
        let wait = |places, from, to| Some(Wait { places, from, to });
        assert_eq!(say(Language::En, None), "Waiting in the queue, 3 before it");
        assert_eq!(
            say(Language::En, wait(2, Some(40), Some(90))),
            "Waiting in the queue, 3 before it, about 40 to 90 s"
        );
        assert!(say(Language::Sw, wait(2, Some(60), Some(200))).ends_with("takriban dakika 1 hadi 4"));
        assert!(say(Language::En, wait(0, None, None)).ends_with("nobody judges at the moment"));
        assert!(say(Language::En, wait(1, None, None)).ends_with("before it"));
    }

    #[test]
    fn only_what_changes_noticeably_is_told_again() {
        for (told, now, news) in [
            (None, (7, None), true),
            (Some((7, None)), (7, None), false),
            (Some((7, None)), (6, None), true),
            (Some((100, Some(60))), (95, Some(58)), false),
            (Some((100, Some(60))), (90, Some(58)), true),
            (Some((100, Some(60))), (100, Some(45)), true),
            (Some((100, None)), (100, Some(45)), true),
            (Some((1, Some(0))), (0, Some(0)), true),
        ] {
            assert_eq!(is_news(told, now), news, "{told:?} {now:?}");
        }
    }
}
