//! What was found and how it ended, by table.
use wire::{Part, Verdict};

use super::*;
use crate::fixture::outcome;
use crate::package::DEFAULT_LIMITS;
use crate::package::service::{Prober, READY_WITHIN, Ready};

fn service() -> ServiceCheck {
    ServiceCheck {
        start: vec!["./run".to_owned()],
        ready: Ready {
            path: Some("/".to_owned()),
            within: READY_WITHIN,
        },
        prober: Prober::Requests {
            glob: String::new(),
            cases: Vec::new(),
        },
        limits: DEFAULT_LIMITS,
    }
}

fn asked() -> Asked {
    Asked {
        step: "1".to_owned(),
        method: "GET".to_owned(),
        path: "/".to_owned(),
    }
}

fn wrong() -> Found {
    let mismatch = Mismatch {
        part: Part::Status,
        place: None,
        expected: "200".to_owned(),
        actual: "500".to_owned(),
    };
    Found::Wrong(Box::new(Wrong {
        asked: asked(),
        mismatch,
        body: String::new(),
    }))
}

#[test]
fn the_reason_comes_before_its_symptom() {
    use Ending::{Exited, Limited, NotStarted, Signaled, Stopped};
    let no_reply = |problem| Found::NoReply(asked(), problem);
    let table = [
        (Stopped, Found::Content, Verdict::Accepted, ""),
        (Exited(1), Found::Content, Verdict::Accepted, ""),
        (Limited(Limit::Memory), Found::Content, Verdict::MemoryLimit, ""),
        (Limited(Limit::Disk), Found::Content, Verdict::Accepted, ""),
        (Limited(Limit::Processes), wrong(), Verdict::RuntimeError, ""),
        (Stopped, wrong(), Verdict::WrongAnswer, "reply"),
        (Exited(0), wrong(), Verdict::WrongAnswer, "reply"),
        (Limited(Limit::Cpu), wrong(), Verdict::TimeLimit, ""),
        (
            Stopped,
            no_reply(NoReply::Closed),
            Verdict::WrongAnswer,
            "no-reply",
        ),
        (Stopped, no_reply(NoReply::Late), Verdict::TimeLimit, "no-reply"),
        (
            Exited(0),
            no_reply(NoReply::Closed),
            Verdict::RuntimeError,
            "service-ended",
        ),
        (
            Signaled(11),
            no_reply(NoReply::Refused),
            Verdict::RuntimeError,
            "service-ended",
        ),
        (
            Limited(Limit::Output),
            no_reply(NoReply::Closed),
            Verdict::OutputLimit,
            "no-reply",
        ),
        (Stopped, Found::NotReady, Verdict::TimeLimit, "not-ready"),
        (Exited(3), Found::NotReady, Verdict::RuntimeError, "service-ended"),
        (NotStarted, Found::NotReady, Verdict::RuntimeError, "not-started"),
        (Limited(Limit::Wall), Found::NotReady, Verdict::TimeLimit, ""),
    ];
    for (ending, found, verdict, kind) in table {
        let shown = format!("{ending:?} {found:?}");
        let (decided, cause) = decide(&outcome(ending, b""), &service(), found);
        let cause = cause.map(|cause| serde_json::to_value(cause).unwrap());
        let said = cause.as_ref().map_or("", |cause| cause["kind"].as_str().unwrap());
        assert_eq!((decided, said), (verdict, kind), "{shown}");
    }
}
