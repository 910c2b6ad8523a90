//! `kind = "service"` of a check.
use super::manifest::Grader;
use super::parse_checks::glob;
use super::parse_environment::{command, duration, limits};
use super::parse_grader::grader;
use super::reader::{Node, Section};
use super::service::{Prober, READY_WITHIN, Ready, ServiceCheck};
use crate::finding::{Code, Finding};
use crate::sandbox::Limits;

pub(super) fn service(
    section: &Section<'_, '_>,
    base: Limits,
    place: &mut dyn FnMut(&str, u32),
) -> ServiceCheck {
    let start = section.need("start").and_then(|n| command(&n));
    let limited = section.get("limits");
    if let Some(node) = &limited {
        place("limits", node.line);
    }
    ServiceCheck {
        start: start.unwrap_or_default(),
        ready: ready(section.get("ready")),
        prober: prober(section, place),
        limits: limits(limited, base),
    }
}

fn ready(node: Option<Node<'_, '_>>) -> Ready {
    let mut ready = Ready {
        path: None,
        within: READY_WITHIN,
    };
    let Some(section) = node.and_then(|n| n.table()) else {
        return ready;
    };
    ready.path = section.get("path").and_then(|n| target(&n));
    if let Some(within) = section.get("within").and_then(|n| duration(&n)) {
        ready.within = within;
    }
    section.finish();
    ready
}

/// A path of a request, without places to fill in.
fn target(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    if text.starts_with('/') && text.bytes().all(|b| b.is_ascii_graphic()) {
        return Some(text.to_owned());
    }
    node.bad(text, "/healthz")
}

/// Requests, or a grader with or without cases.
fn prober(section: &Section<'_, '_>, place: &mut dyn FnMut(&str, u32)) -> Prober {
    let (requests, program, cases) = (
        section.get("requests"),
        section.get("grader"),
        section.get("cases"),
    );
    for (key, node) in [("requests", &requests), ("grader", &program), ("cases", &cases)] {
        if let Some(node) = node {
            place(key, node.line);
        }
    }
    let Some(program) = program else {
        if requests.is_none() {
            section.add(
                section.line(),
                Finding::new(Code::MissingKey).arg("key", "requests"),
            );
        }
        if let Some(cases) = cases {
            cases.bad::<()>("cases", "grader");
        }
        let glob = requests.and_then(|n| glob(&n)).unwrap_or_default();
        return Prober::Requests {
            glob,
            cases: Vec::new(),
        };
    };
    if let Some(requests) = requests {
        requests.add(Finding::new(Code::GraderAndRequests));
    }
    let none = || Grader {
        build: None,
        run: Vec::new(),
        limits: super::GRADER_LIMITS,
    };
    Prober::Grader {
        grader: grader(&program).unwrap_or_else(none),
        glob: cases.and_then(|n| glob(&n)),
        cases: Vec::new(),
    }
}
