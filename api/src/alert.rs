//! Alerts: what somebody has to look at is told to a program of the operator, which sends a mail or a message. An event of
//! the log with a field `alert` is one; the field is its kind.
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use serde::Serialize;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use crate::clock::Clock;
use crate::error::{Error, Result};

/// Alerts that wait while the program runs. More are lost: by then somebody is called anyway.
const WAITING: usize = 64;
/// Of one kind, no more than one in this time; the next says how many there were between.
const QUIET: Duration = Duration::from_secs(5 * 60);
/// How long the program may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Characters of a value that are told: the whole line must fit into a pipe that nobody reads.
const LONGEST: usize = 1000;
/// How often the program is looked after.
const LOOK: Duration = Duration::from_millis(50);

/// What the program is told, as one line of JSON on its standard input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Alert {
    /// Its kind: `judge.fault`, `letter.stopped`, `disk.full`...
    alert: String,
    /// When it came, in milliseconds since 1970.
    at: i64,
    /// A sentence in English, as in the log.
    message: String,
    /// Whatever else the log tells.
    values: BTreeMap<String, String>,
    /// Alerts of this kind since the last that was told.
    untold: u32,
}

/// Hears events of the log.
#[derive(Debug)]
pub(crate) struct Alerts(SyncSender<Alert>);

impl Alerts {
    /// From now on `program` is told.
    ///
    /// # Errors
    /// When there is no such program.
    pub(crate) fn to(program: &Path) -> Result<Self> {
        let program = program.canonicalize().map_err(|error| {
            Error::fault(format_args!("alerts cannot go to {}: {error}", program.display()))
        })?;
        let (alerts, heard) = sync_channel(WAITING);
        std::thread::Builder::new()
            .name("alerts".into())
            .spawn(move || tell(&program, &heard))?;
        Ok(Self(alerts))
    }
}

impl<S: Subscriber> Layer<S> for Alerts {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut values = Values::default();
        event.record(&mut values);
        let Some(alert) = values.0.remove("alert") else {
            return;
        };
        // A server that receives and judges does not wait for whoever is called.
        let _ = self.0.try_send(Alert {
            alert,
            at: Clock.now().0,
            message: values.0.remove("message").unwrap_or_default(),
            values: values.0,
            untold: 0,
        });
    }
}

/// The fields of an event as text.
#[derive(Debug, Default)]
struct Values(BTreeMap<String, String>);

impl Visit for Values {
    fn record_str(&mut self, field: &Field, value: &str) {
        let short = value.chars().take(LONGEST).collect();
        self.0.insert(field.name().to_owned(), short);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

/// Which kinds were told when, and how many were not since.
#[derive(Debug, Default)]
struct Told(HashMap<String, (Instant, u32)>);

impl Told {
    /// The alert, if it is to be told `now`.
    fn due(&mut self, alert: Alert, now: Instant) -> Option<Alert> {
        let Some((at, untold)) = self.0.get_mut(&alert.alert) else {
            self.0.insert(alert.alert.clone(), (now, 0));
            return Some(alert);
        };
        if now.duration_since(*at) < QUIET {
            *untold += 1;
            return None;
        }
        *at = now;
        let untold = std::mem::take(untold);
        Some(Alert { untold, ..alert })
    }
}

fn tell(program: &Path, heard: &Receiver<Alert>) {
    let mut told = Told::default();
    for alert in heard.iter().filter_map(|alert| told.due(alert, Instant::now())) {
        if let Err(error) = run(program, &alert, PATIENCE) {
            // No alert: it would come back here.
            tracing::error!(program = %program.display(), %error, "an alert could not be told");
        }
    }
}

/// Runs the program with nothing of our surroundings, for they hold secrets.
fn run(program: &Path, alert: &Alert, patience: Duration) -> std::io::Result<()> {
    #[expect(clippy::disallowed_methods, reason = "the door to the operator's program")]
    let mut command = Command::new(program);
    let mut child = command
        .env_clear()
        .env(
            "PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        )
        .env("UBUNIFU_ALERT_KIND", &alert.alert)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // A program that does not read has ended by itself, or will be ended.
        let _ = writeln!(input, "{}", serde_json::to_string(alert)?);
    }
    ended(&mut child, patience)
}

fn ended(child: &mut Child, patience: Duration) -> std::io::Result<()> {
    let begun = Instant::now();
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(std::io::Error::other(format!("it ended with {status}"))),
            None if begun.elapsed() > patience => {
                child.kill()?;
                child.wait()?;
                return Err(std::io::Error::other("it did not end"));
            }
            None => std::thread::sleep(LOOK),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use tracing_subscriber::layer::SubscriberExt;

    use super::{Alert, Alerts, LONGEST, QUIET, Told, run};

    fn alert(kind: &str, values: &[(&str, String)]) -> Alert {
        Alert {
            alert: kind.into(),
            at: 0,
            message: String::new(),
            values: values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            untold: 0,
        }
    }

    #[test]
    fn an_event_with_the_field_is_an_alert_of_bounded_length() {
        let (to, heard) = std::sync::mpsc::sync_channel(4);
        let subscriber = tracing_subscriber::registry().with(Alerts(to));
        tracing::subscriber::with_default(subscriber, || {
            tracing::error!("nobody is called");
            tracing::error!(
                alert = "judge.fault",
                fault = "x".repeat(5000),
                times = 3,
                "failed"
            );
        });
        let [alert] = <[Alert; 1]>::try_from(heard.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!(
            (alert.alert.as_str(), alert.message.as_str()),
            ("judge.fault", "failed")
        );
        assert_eq!(
            (alert.values["times"].as_str(), alert.values["fault"].len()),
            ("3", LONGEST)
        );
    }

    /// What became of a program with this text after its first line, in a folder of its own, within half a second.
    fn ran(text: &str, alert: &Alert) -> (std::io::Result<()>, String) {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (program, file) = (folder.path().join("called"), folder.path().join("told"));
        std::fs::write(
            &program,
            format!("#!/bin/sh\nexec 2> {}\n{text}\n", file.display()),
        )
        .unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        let done = run(&program, alert, Duration::from_millis(500));
        (done, std::fs::read_to_string(file).unwrap_or_default())
    }

    #[test]
    fn a_program_is_told_the_alert_and_nothing_else_of_us() {
        let (done, told) = ran(
            "cat >&2; env >&2; pwd >&2",
            &alert("disk.full", &[("free", "1".into())]),
        );
        done.unwrap();
        let mut lines: Vec<_> = told.lines().collect();
        assert_eq!(
            lines.remove(0),
            serde_json::to_string(&alert("disk.full", &[("free", "1".into())])).unwrap()
        );
        let names = lines
            .iter()
            .filter_map(|line| line.split_once('='))
            .map(|(name, _)| name);
        let ours: Vec<_> = names
            .filter(|name| !["PATH", "PWD", "OLDPWD", "_", "SHLVL"].contains(name))
            .collect();
        assert_eq!(ours, ["UBUNIFU_ALERT_KIND"], "{told}");
    }

    #[test]
    fn a_program_that_fails_or_does_not_end_is_told_of() {
        let fault = alert("judge.fault", &[]);
        assert!(
            ran("exit 3", &fault)
                .0
                .unwrap_err()
                .to_string()
                .contains("exit status: 3")
        );
        assert!(
            ran("exec sleep 60", &fault)
                .0
                .unwrap_err()
                .to_string()
                .contains("did not end")
        );
        // The longest line there can be, and nobody reads it: the call comes back all the same.
        let long: Vec<_> = ["a", "b", "c", "d", "e", "f", "g", "h"]
            .map(|name| (name, "\u{1}".repeat(LONGEST)))
            .into();
        let began = Instant::now();
        assert!(ran("exec sleep 60", &alert("judge.fault", &long)).0.is_err());
        assert!(began.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_kind_is_told_once_in_a_while_and_counted_between() {
        let (mut told, begin) = (Told::default(), Instant::now());
        let mut due = |kind: &str, after: Duration| {
            let due = told.due(alert(kind, &[]), begin + after);
            due.map(|alert| alert.untold)
        };
        let moment = Duration::from_millis(1);
        assert_eq!(due("judge.fault", Duration::ZERO), Some(0));
        assert_eq!(due("judge.fault", moment), None);
        assert_eq!(due("disk.full", moment), Some(0));
        assert_eq!(due("judge.fault", QUIET - moment), None);
        assert_eq!(due("judge.fault", QUIET), Some(2));
        assert_eq!(due("judge.fault", QUIET + moment), None);
        assert_eq!(due("judge.fault", 3 * QUIET), Some(1));
    }
}
