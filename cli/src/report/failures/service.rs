//! Why a service is not accepted: which step, what was asked, what came.
use std::time::Duration;

use wire::{Asked, Cause, NoReply, Part};

use super::ended;
use crate::report::indent;
use crate::ui::{Ui, Value, clean, duration};

/// The lines of a cause of a service; none of any other.
pub(super) fn cause(ui: &Ui, cause: &Cause) -> Vec<String> {
    let say = |key: &str, args: &[(&str, Value<'_>)]| indent(&ui.text(key, args));
    match cause {
        Cause::Reply { asked, .. } => std::iter::once(step(ui, asked)).chain(reply(ui, cause)).collect(),
        Cause::NoReply { asked, problem } => vec![step(ui, asked), say(no_reply(*problem), &[])],
        Cause::NotReady {
            path,
            within_ms,
            stderr,
        } => {
            let time = duration(Duration::from_millis(*within_ms));
            let first = match path {
                None => say("cause-not-ready", &[("time", (&time).into())]),
                Some(path) => say(
                    "cause-not-ready-path",
                    &[("path", path.into()), ("time", (&time).into())],
                ),
            };
            ended(first, stderr)
        }
        Cause::ServiceEnded {
            asked,
            status,
            signal,
            stderr,
        } => {
            let first = indent(&end(ui, *status, *signal));
            let step = asked.iter().map(|asked| step(ui, asked));
            step.chain(ended(first, stderr)).collect()
        }
        _ => Vec::new(),
    }
}

/// What of a reply differs, and how.
fn reply(ui: &Ui, cause: &Cause) -> Vec<String> {
    let say = |key: &str, args: &[(&str, Value<'_>)]| indent(&ui.text(key, args));
    let Cause::Reply {
        part,
        place,
        expected,
        actual,
        body,
        ..
    } = cause
    else {
        return Vec::new();
    };
    let key = match part {
        Part::Status => "cause-reply-status",
        Part::Header => "cause-reply-header",
        Part::Body => "cause-reply-body",
        Part::Json => "cause-reply-json",
    };
    let place = place.clone().unwrap_or_default();
    let mut lines = vec![
        say(key, &[("place", (&place).into())]),
        say("cause-expected", &[("text", expected.into())]),
        say("cause-actual", &[("text", actual.into())]),
    ];
    // Of a body that differs its beginning has been said.
    if *part != Part::Body && !body.is_empty() {
        lines.push(say("cause-reply-text", &[("text", body.into())]));
    }
    lines
}

fn step(ui: &Ui, asked: &Asked) -> String {
    let request = format!("{} {}", asked.method, asked.path);
    let (step, request) = (clean(&asked.step), clean(&request));
    let args = [("step", (&step).into()), ("request", (&request).into())];
    indent(&ui.text("cause-step", &args))
}

/// How a service ended that should have gone on.
fn end(ui: &Ui, status: Option<i32>, signal: Option<i32>) -> String {
    let (key, name, number) = match signal {
        Some(signal) => ("cause-service-signal", "signal", signal),
        None => ("cause-service-exit", "status", status.unwrap_or_default()),
    };
    ui.text(key, &[(name, (&number.to_string()).into())])
}

fn no_reply(problem: NoReply) -> &'static str {
    match problem {
        NoReply::Refused => "cause-no-reply-refused",
        NoReply::Closed => "cause-no-reply-closed",
        NoReply::Late => "cause-no-reply-late",
        NoReply::Garbled => "cause-no-reply-garbled",
        NoReply::TooLong => "cause-no-reply-too-long",
    }
}

#[cfg(test)]
mod tests;
