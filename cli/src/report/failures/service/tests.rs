//! What a person reads of a service that failed.
use wire::{Asked, Cause, Language, NoReply, Part};

use super::cause;
use crate::ui::Ui;

fn asked() -> Asked {
    Asked {
        step: "log in".into(),
        method: "POST".into(),
        path: "/tokens".into(),
    }
}

fn shown(causes: &[Cause]) -> String {
    let said = |language| {
        let ui = Ui::new(language, false);
        let lines: Vec<_> = causes.iter().flat_map(|one| cause(&ui, one)).collect();
        anstream::adapter::strip_str(&lines.join("\n")).to_string()
    };
    format!("{}\n{}", said(Language::En), said(Language::Sw))
}

#[test]
fn every_cause_of_a_service_has_its_sentence() {
    let reply = |part, place: Option<&str>| Cause::Reply {
        asked: asked(),
        part,
        place: place.map(Into::into),
        expected: "201".into(),
        actual: "500".into(),
        body: "oops\x1b[2J".into(),
    };
    let text = shown(&[
        reply(Part::Status, None),
        reply(Part::Header, Some("location")),
        reply(Part::Json, Some("$.token")),
        reply(Part::Body, None),
    ]);
    for word in [
        "Step `log in`: POST /tokens",
        "The status of the reply differs",
        "expected: 201",
        "header `location`",
        "value of `$.token`",
        "start of the reply: oops",
        "The body of the reply differs",
        "Hatua `log in`: POST /tokens",
        "Thamani ya `$.token`",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(!text.contains('\x1b'), "{text}");
    let problems = [
        NoReply::Refused,
        NoReply::Closed,
        NoReply::Late,
        NoReply::Garbled,
        NoReply::TooLong,
    ];
    let causes = problems.map(|problem| Cause::NoReply {
        asked: asked(),
        problem,
    });
    let text = shown(&causes);
    let lines: std::collections::BTreeSet<_> = text.lines().collect();
    // Per language: the step, and a sentence of its own for each.
    assert_eq!(lines.len(), 2 * (1 + problems.len()), "{text}");
}

#[test]
fn an_end_is_told_with_the_last_words() {
    let not_ready = |path: Option<&str>| Cause::NotReady {
        path: path.map(Into::into),
        within_ms: 1500,
        stderr: "bado\n".into(),
    };
    let ended = |status, signal| Cause::ServiceEnded {
        asked: Some(asked()),
        status,
        signal,
        stderr: "kwaheri\n".into(),
    };
    let text = shown(&[
        not_ready(None),
        not_ready(Some("/healthz")),
        ended(Some(3), None),
        ended(None, Some(11)),
    ]);
    for word in [
        "within 1.50 s",
        "`/healthz`",
        "bado",
        "status 3",
        "signal 11",
        "kwaheri",
        "hali 3",
        "ishara 11",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
}
