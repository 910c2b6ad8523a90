//! The judge asks: step by step, until one reply is not what it must be.
use std::time::Instant;

use serde_json::Value;
use wire::{Asked, Part};

use super::assert::{self, Mismatch};
use super::http::{Reply, Request};
use super::session::Talk;
use super::values::Values;
use super::verdict::{Found, Wrong};
use crate::package::service::{Body, Source, Step};
use crate::sandbox;
use crate::text;

/// Characters of a captured value.
const LONGEST_CAPTURE: usize = 8 << 10;

/// Takes all steps, or up to the first that fails.
pub(super) fn ask_all(talk: &Talk<'_>, steps: &[Step], values: &mut Values) -> Result<Found, sandbox::Fault> {
    for step in steps {
        if let Some(found) = ask(talk, step, values)? {
            return Ok(found);
        }
    }
    Ok(Found::Content)
}

/// `None` when everything was as it must be.
fn ask(talk: &Talk<'_>, step: &Step, values: &mut Values) -> Result<Option<Found>, sandbox::Fault> {
    let target = target(&values.text(&step.path), talk.port);
    let asked = Asked {
        step: shown(&step.name),
        method: step.method.clone(),
        path: shown(&target),
    };
    let wrong = |mismatch: Mismatch, body: &[u8]| {
        Found::Wrong(Box::new(Wrong {
            asked: asked.clone(),
            mismatch,
            body: shown_bytes(body),
        }))
    };
    if !target.starts_with('/') {
        return Ok(Some(wrong(Mismatch::of_path(&target), &[])));
    }
    let (body, kind) = body(step, values);
    let mut headers: Vec<(String, String)> = step
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), values.text(value)))
        .collect();
    if let Some(kind) = kind.filter(|_| !headers.iter().any(|(name, _)| name == "content-type")) {
        headers.push(("content-type".to_owned(), kind.to_owned()));
    }
    let request = Request {
        method: &step.method,
        target: &target,
        headers: &headers,
        body: &body,
    };
    let reply = match talk.exchange(&request, Instant::now() + step.within)? {
        Ok(reply) => reply,
        Err(problem) => {
            talk.let_end(problem);
            return Ok(Some(Found::NoReply(asked, problem)));
        }
    };
    let mismatch = assert::reply(&reply, &step.expect, values).or_else(|| capture(&reply, step, values));
    Ok(mismatch.map(|mismatch| wrong(mismatch, &reply.body)))
}

/// A path that may stand in a request: a whole address of the service itself is cut, what may not stand there is
/// written as `%XX`.
fn target(path: &str, port: u16) -> String {
    let own = [
        format!("http://localhost:{port}"),
        format!("http://127.0.0.1:{port}"),
    ];
    let path = own
        .iter()
        .find_map(|own| path.strip_prefix(own.as_str()))
        .unwrap_or(path);
    let mut target = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte) {
            target.push(char::from(byte));
        } else {
            target.push_str(&format!("%{byte:02X}"));
        }
    }
    target
}

fn body(step: &Step, values: &Values) -> (Vec<u8>, Option<&'static str>) {
    match &step.body {
        Body::None => (Vec::new(), None),
        Body::Text(template) => (
            values.text(template).into_bytes(),
            Some("text/plain; charset=utf-8"),
        ),
        Body::Json(value) => (
            values.json(value).to_string().into_bytes(),
            Some("application/json"),
        ),
        Body::Form(fields) => {
            let field = |(name, value): &(String, _)| {
                format!("{}={}", form_encoded(name), form_encoded(&values.text(value)))
            };
            let fields: Vec<_> = fields.iter().map(field).collect();
            (
                fields.join("&").into_bytes(),
                Some("application/x-www-form-urlencoded"),
            )
        }
    }
}

fn form_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b if b.is_ascii_alphanumeric() || b"*-._".contains(&b) => out.push(char::from(b)),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

/// Keeps what the step wants of the reply; what is not there, or no plain value, is a mismatch.
fn capture(reply: &Reply, step: &Step, values: &mut Values) -> Option<Mismatch> {
    let json = assert::json(reply);
    for (name, source) in &step.capture {
        let (part, place, value) = match source {
            Source::Json(path) => {
                let found = json.as_ref().and_then(|json| path.find(json));
                (Part::Json, path.as_str(), found.cloned())
            }
            Source::Header(header) => (
                Part::Header,
                header.as_str(),
                reply.header(header).map(Value::String),
            ),
            Source::Cookie(cookie) => (
                Part::Header,
                "set-cookie",
                reply.cookie(cookie).map(Value::String),
            ),
        };
        match value {
            Some(value) if is_plain(&value) => values.keep(name, value),
            other => return Some(Mismatch::of_capture(part, place, name, other.as_ref())),
        }
    }
    None
}

/// A value that can stand in a path or a header.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() <= LONGEST_CAPTURE && !text.chars().any(char::is_control),
        Value::Number(_) | Value::Bool(_) => true,
        _ => false,
    }
}

fn shown(text: &str) -> String {
    shown_bytes(text.as_bytes())
}

fn shown_bytes(bytes: &[u8]) -> String {
    // Enough for an excerpt, however its bytes are escaped.
    let start = bytes.get(..4 * text::EXCERPT).unwrap_or(bytes);
    text::cut(&text::escape(start, false), text::EXCERPT)
}

#[cfg(test)]
mod tests;
