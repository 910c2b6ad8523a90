//! A file of requests to a service: `[[step]]` by `[[step]]`. Pure: text in, steps and findings out.
use std::collections::BTreeSet;

use serde_json::Value;
use toml::de::DeTable;

use super::json_path::JsonPath;
use super::nearest::closest;
use super::parse::choice;
use super::parse_environment::duration;
use super::parse_expect::expected;
use super::reader::{Document, Node, Section};
use super::service::{Body, STEP_WITHIN, Source, Step};
use super::template::{Template, is_given, is_own_name};
use crate::finding::{Code, Finding};

/// Steps of one case.
const MOST_STEPS: usize = 200;
/// What a request may ask for.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/// Headers that say how a message ends: ours.
const OURS: [&str; 6] = [
    "content-length",
    "transfer-encoding",
    "connection",
    "te",
    "upgrade",
    "expect",
];

/// Reads the file; `file` is its name for findings.
pub(super) fn requests(file: &str, source: &str) -> (Vec<Step>, Vec<Finding>) {
    let doc = Document::new(file, source);
    let (table, errors) = DeTable::parse_recoverable(source);
    for error in &errors {
        let line = doc.line_at(&error.span().unwrap_or_default());
        doc.add(
            line,
            Finding::new(Code::TomlSyntax).arg("message", error.message()),
        );
    }
    let mut steps = Vec::new();
    if errors.is_empty() {
        let root = Section::new(&doc, table.get_ref(), 1);
        let mut names = Names::default();
        let node = root.need("step");
        let sections = node.map(|n| n.tables()).unwrap_or_default();
        if let Some(node) = node.filter(|_| sections.is_empty()) {
            node.bad::<()>("[]", "[[step]]");
        }
        for (at, section) in sections.into_iter().enumerate() {
            steps.extend(step(section, at, &mut names));
        }
        if steps.len() > MOST_STEPS {
            let finding = Finding::new(Code::OutOfRange).arg("key", "step");
            root.add(1, finding.arg("low", 1).arg("high", MOST_STEPS));
        }
        root.finish();
    }
    (steps, doc.into_findings())
}

/// Names that have a value at some step.
#[derive(Default)]
pub(super) struct Names {
    captured: BTreeSet<String>,
    steps: BTreeSet<String>,
}

impl Names {
    /// A text, when it is well formed and every name in it has a value by now.
    pub(super) fn template(&self, node: &Node<'_, '_>, text: &str) -> Option<Template> {
        let Some(template) = Template::parse(text) else {
            return node.bad(text, "${name}");
        };
        template.names().for_each(|name| self.known(node, name));
        Some(template)
    }

    fn known(&self, node: &Node<'_, '_>, name: &str) {
        if is_given(name) || self.captured.contains(name) {
            return;
        }
        let known = || {
            ["seed", "uuid"]
                .into_iter()
                .chain(self.captured.iter().map(String::as_str))
        };
        let near = closest(name, known()).map_or("", |(_, word)| word);
        let valid: Vec<_> = known().collect();
        node.add(
            Finding::new(Code::UnknownName)
                .arg("value", name)
                .arg("nearest", near)
                .arg("valid", valid.join(", ")),
        );
    }

    /// The value with every text in it looked at.
    pub(super) fn value(&self, node: &Node<'_, '_>) -> Option<Value> {
        let value = node.json()?;
        self.texts(node, &value)?;
        Some(value)
    }

    fn texts(&self, node: &Node<'_, '_>, value: &Value) -> Option<()> {
        match value {
            Value::String(text) => self.template(node, text).map(|_| ()),
            Value::Array(list) => list.iter().try_for_each(|value| self.texts(node, value)),
            Value::Object(map) => map.values().try_for_each(|value| self.texts(node, value)),
            _ => Some(()),
        }
    }
}

fn step(section: Section<'_, '_>, at: usize, names: &mut Names) -> Option<Step> {
    let within = section.get("within").and_then(|n| duration(&n));
    let method = section
        .get("method")
        .map_or(Some("GET"), |n| choice(&n, &METHODS.map(|m| (m, m))));
    let path = section.need("path").and_then(|n| path(&n, names));
    let headers = section.get("headers").map(|n| headers(&n, names));
    let body = body(&section, names);
    let expect = section.need("expect").and_then(|n| expected(&n, names));
    // A step's own captures are for those after it.
    let capture = section.get("capture").map(|n| captures(&n)).unwrap_or_default();
    names
        .captured
        .extend(capture.iter().map(|(name, _)| name.clone()));
    let name = step_name(&section, at, names);
    section.finish();
    Some(Step {
        name,
        method: method?.to_owned(),
        path: path?,
        headers: headers.unwrap_or_default(),
        body,
        within: within.unwrap_or(STEP_WITHIN),
        expect: expect?,
        capture,
    })
}

fn step_name(section: &Section<'_, '_>, at: usize, names: &mut Names) -> String {
    let given = section.get("name").and_then(|n| n.text().map(|t| (n, t)));
    let Some((node, name)) = given else {
        return (at + 1).to_string();
    };
    if name.trim().is_empty() || name.chars().count() > 80 {
        node.bad::<()>(name, "1-80");
    } else if !names.steps.insert(name.to_owned()) {
        node.add(Finding::new(Code::Duplicate).arg("value", name));
    }
    name.to_owned()
}

/// It begins with `/`, or with a name for something that does.
fn path(node: &Node<'_, '_>, names: &Names) -> Option<Template> {
    let text = node.text()?;
    if !(text.starts_with('/') || text.starts_with("${")) || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return node.bad(text, "/path?name=value");
    }
    names.template(node, text)
}

fn headers(node: &Node<'_, '_>, names: &Names) -> Vec<(String, Template)> {
    let entries = node.table().map(|t| t.entries()).unwrap_or_default();
    let one = |(name, node): (&str, Node<'_, '_>)| {
        if !is_header(name) || OURS.contains(&name.to_ascii_lowercase().as_str()) {
            return node.bad(name, "accept, authorization, content-type, cookie, ...");
        }
        let text = node.text()?;
        if text.chars().any(char::is_control) {
            return node.bad(text, "a-z");
        }
        Some((name.to_ascii_lowercase(), names.template(&node, text)?))
    };
    entries.into_iter().filter_map(one).collect()
}

/// A token of RFC 9110, of a length that nobody exceeds.
pub(super) fn is_header(name: &str) -> bool {
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    (1..=64).contains(&name.len()) && name.bytes().all(token)
}

fn body(section: &Section<'_, '_>, names: &Names) -> Body {
    let (text, json, form) = (section.get("body"), section.get("json"), section.get("form"));
    let mut given = [text, json, form].into_iter().flatten();
    let Some(node) = given.next() else {
        return Body::None;
    };
    for other in given {
        other.bad::<()>(other.key, node.key);
    }
    let body = match node.key {
        "body" => node.text().and_then(|t| names.template(&node, t)).map(Body::Text),
        "json" => names.value(&node).map(Body::Json),
        _ => node.table().map(|table| {
            let field = |(name, node): (&str, Node<'_, '_>)| {
                let value = node.text().and_then(|t| names.template(&node, t))?;
                Some((name.to_owned(), value))
            };
            Body::Form(table.entries().into_iter().filter_map(field).collect())
        }),
    };
    body.unwrap_or(Body::None)
}

fn captures(node: &Node<'_, '_>) -> Vec<(String, Source)> {
    let entries = node.table().map(|t| t.entries()).unwrap_or_default();
    let one = |(name, node): (&str, Node<'_, '_>)| {
        if !is_own_name(name) {
            return node.bad(name, "a-z, 0-9, -, _");
        }
        Some((name.to_owned(), source(&node)?))
    };
    entries.into_iter().filter_map(one).collect()
}

fn source(node: &Node<'_, '_>) -> Option<Source> {
    if let Some(text) = node.as_text() {
        return json_path(node, text).map(Source::Json);
    }
    let section = node.table()?;
    let (header, cookie) = (section.get("header"), section.get("cookie"));
    section.finish();
    let name = |node: &Node<'_, '_>| {
        let text = node.text()?;
        if is_header(text) {
            Some(text.to_owned())
        } else {
            node.bad(text, "location")
        }
    };
    match (header, cookie) {
        (Some(node), None) => name(&node).map(|name| Source::Header(name.to_ascii_lowercase())),
        (None, Some(node)) => name(&node).map(Source::Cookie),
        _ => node.bad(
            "{}",
            "\"$.path\", { header = \"location\" }, { cookie = \"session\" }",
        ),
    }
}

/// A path into JSON.
pub(super) fn json_path(node: &Node<'_, '_>, text: &str) -> Option<JsonPath> {
    let path = JsonPath::parse(text);
    if path.is_none() {
        node.add(Finding::new(Code::BadJsonPath).arg("value", text));
    }
    path
}

#[cfg(test)]
mod tests;
