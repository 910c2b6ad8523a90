//! What was found while talking, and how the service ended: one pure decision.
use wire::{Asked, Cause, Limit, NoReply, Verdict};

use super::assert::Mismatch;
use crate::check::run;
use crate::package::service::ServiceCheck;
use crate::sandbox::{Ending, Outcome};
use crate::text;

/// Bytes of standard error in a cause.
const STDERR: usize = 2 << 10;

/// What was found while talking.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    /// It was not ready in time, or at all.
    NotReady,
    /// A step got no reply.
    NoReply(Asked, NoReply),
    /// A step got another reply than it must.
    Wrong(Box<Wrong>),
    /// Everything was as it must be.
    Content,
}

/// A reply that is not what it must be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wrong {
    pub(super) asked: Asked,
    pub(super) mismatch: Mismatch,
    /// The beginning of the body.
    pub(super) body: String,
}

/// The rule. A limit comes before everything, for what was found may be its symptom. An end of its own counts only
/// when something was still wanted of it: a reply that came, right or wrong, was given before.
pub(super) fn decide(outcome: &Outcome, service: &ServiceCheck, found: Found) -> (Verdict, Option<Cause>) {
    if let Some(limit) = run::hit(outcome, service.limits)
        && !(found == Found::Content && may_be_coped_with(limit))
    {
        return (run::ended(outcome, service.limits, 0).0, at_step(found));
    }
    match found {
        Found::Content => (Verdict::Accepted, None),
        Found::Wrong(wrong) => (Verdict::WrongAnswer, Some(of_wrong(*wrong))),
        Found::NoReply(asked, problem) => match ended(outcome, service, Some(asked.clone())) {
            Some(cause) => (Verdict::RuntimeError, Some(cause)),
            None => {
                let verdict = if problem == NoReply::Late {
                    Verdict::TimeLimit
                } else {
                    Verdict::WrongAnswer
                };
                (verdict, Some(Cause::NoReply { asked, problem }))
            }
        },
        Found::NotReady => match ended(outcome, service, None) {
            Some(cause) => (Verdict::RuntimeError, Some(cause)),
            None => (Verdict::TimeLimit, Some(not_ready(outcome, service))),
        },
    }
}

/// Limits that do not end a service by themselves.
pub(super) fn may_be_coped_with(limit: Limit) -> bool {
    matches!(limit, Limit::Disk | Limit::Processes)
}

/// Where a limit was met.
fn at_step(found: Found) -> Option<Cause> {
    match found {
        Found::NoReply(asked, problem) => Some(Cause::NoReply { asked, problem }),
        Found::Wrong(_) | Found::NotReady | Found::Content => None,
    }
}

fn of_wrong(wrong: Wrong) -> Cause {
    let Wrong {
        asked,
        mismatch,
        body,
    } = wrong;
    Cause::Reply {
        asked,
        part: mismatch.part,
        place: mismatch.place,
        expected: mismatch.expected,
        actual: mismatch.actual,
        body,
    }
}

/// How it ended, if we did not end it.
pub(super) fn ended(outcome: &Outcome, service: &ServiceCheck, asked: Option<Asked>) -> Option<Cause> {
    let ended = |status, signal| {
        Some(Cause::ServiceEnded {
            asked,
            status,
            signal,
            stderr: stderr(outcome),
        })
    };
    match outcome.ending {
        Ending::Exited(status) => ended(Some(status), None),
        Ending::Signaled(signal) => ended(None, Some(signal)),
        Ending::NotStarted => Some(Cause::NotStarted {
            command: text::cut(
                &text::escape(service.start.join(" ").as_bytes(), false),
                text::EXCERPT,
            ),
        }),
        Ending::Stopped | Ending::Limited(_) => None,
    }
}

fn not_ready(outcome: &Outcome, service: &ServiceCheck) -> Cause {
    Cause::NotReady {
        path: service.ready.path.clone(),
        within_ms: run::milliseconds(service.ready.within),
        stderr: stderr(outcome),
    }
}

fn stderr(outcome: &Outcome) -> String {
    text::log_end(&outcome.stderr, STDERR)
}

#[cfg(test)]
mod tests;
