//! Following a submission to its end: events while the link holds, plain questions when it does not.
use std::thread;
use std::time::{Duration, Instant};

use wire::{Progress, SubmissionDetails, SubmissionId, SubmissionState};

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
}

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

    fn show(&self, progress: &Progress) -> Option<End> {
        let ui = self.ui;
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        match progress {
            Progress::Queued { ahead, .. } => {
                self.bar
                    .message(&ui.text("follow-queued", &[("ahead", number(*ahead).into())]));
            }
            Progress::Started { checks } => {
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
            }
            Progress::Retrying { attempts } => {
                self.bar
                    .message(&ui.text("follow-retrying", &[("count", i64::from(*attempts).into())]));
            }
            Progress::Finished { rank, .. } => return Some(End::Judged { rank: *rank }),
            Progress::Stopped => return Some(End::Stopped),
        }
        None
    }

    fn line(&self, verdict: &crate::ui::Span, rest: &str) {
        self.bar
            .above(self.ui, &format!("{}{rest}", paint(verdict.label, &verdict.text)));
    }
}

/// Whether asking again is of no use.
fn is_final(error: &Error) -> bool {
    matches!(error.exit(), Exit::Login | Exit::Refused)
}
