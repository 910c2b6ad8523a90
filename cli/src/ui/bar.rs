//! Progress bars, drawn on stderr and only where a person looks at it.
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Ui, clean};

/// A shorter wait is over before anybody has read of it.
const NOTICED: Duration = Duration::from_millis(500);

/// A bar, or nothing at all where stderr is not a terminal.
pub(crate) struct Bar(ProgressBar);

impl Ui {
    /// A bar over bytes; of unknown length when `total` is absent.
    pub(crate) fn bytes_bar(&self, key: &str, total: Option<u64>) -> Bar {
        let known = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec}";
        let unknown = "{msg} {bytes} {bytes_per_sec}";
        self.bar(key, total, if total.is_some() { known } else { unknown })
    }

    /// A bar over steps.
    pub(crate) fn steps_bar(&self, key: &str, total: u64) -> Bar {
        self.bar(key, Some(total), "{msg} {wide_bar} {pos}/{len}")
    }

    /// Something that turns while we wait.
    pub(crate) fn spinner(&self, key: &str) -> Bar {
        let bar = self.bar(key, None, "{spinner} {msg} {elapsed}");
        bar.0.enable_steady_tick(Duration::from_millis(150));
        bar
    }

    /// The link is lost, and it is tried again after `wait`; nothing when that is at once.
    pub(crate) fn lost(&self, wait: Duration) -> Option<String> {
        let seconds = i64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(i64::MAX);
        (wait >= NOTICED).then(|| self.text("link-lost", &[("seconds", seconds.into())]))
    }

    fn bar(&self, key: &str, total: Option<u64>, template: &str) -> Bar {
        // A draw target of stderr hides itself when stderr is not a terminal.
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template(template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(self.text(key, &[]));
        Bar(bar)
    }
}

impl Bar {
    /// Whether anybody sees it.
    pub(crate) fn is_seen(&self) -> bool {
        !self.0.is_hidden()
    }

    pub(crate) fn total(&self, total: u64) {
        self.0.set_length(total);
    }

    pub(crate) fn at(&self, position: u64) {
        self.0.set_position(position);
    }

    pub(crate) fn message(&self, text: &str) {
        self.0.set_message(clean(text));
    }

    /// Takes it from the screen, so that another can take its place.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }

    /// Says above the bar that the link is lost for now.
    pub(crate) fn lost(&self, ui: &Ui, wait: Duration) {
        if let Some(line) = ui.lost(wait) {
            self.above(ui, &line);
        }
    }

    /// A line of talk above the bar; plain talk where there is no bar.
    pub(crate) fn above(&self, ui: &Ui, line: &str) {
        self.0.suspend(|| ui.talk(line));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}
