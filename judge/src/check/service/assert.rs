//! A reply beside what it must be. Pure; the first difference is told in the order status, headers, body, JSON.
//!
//! What is no plain value is told as authors write it, `{ length = 3 }`: a notation, not a sentence.
use serde_json::Value;
use wire::Part;

use super::http::Reply;
use super::values::Values;
use crate::package::service::{Expected, Test, Type};
use crate::text;

/// A value that is not there, as authors write it.
const ABSENT: &str = "{ absent = true }";
/// Bytes of a body that is read as JSON.
const LONGEST_JSON: usize = 1 << 20;

/// The first thing that is not what it must be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mismatch {
    pub(super) part: Part,
    pub(super) place: Option<String>,
    pub(super) expected: String,
    pub(super) actual: String,
}

impl Mismatch {
    fn new(part: Part, place: Option<&str>, expected: &str, actual: &str) -> Self {
        let shown = |text: &str| text::cut(&text::escape(text.as_bytes(), false), text::EXCERPT);
        Self {
            part,
            place: place.map(shown),
            expected: shown(expected),
            actual: shown(actual),
        }
    }

    /// What was captured for a path does not begin one.
    pub(super) fn of_path(path: &str) -> Self {
        Self::new(Part::Body, None, "/...", path)
    }

    /// What a step was to keep is not there, or no plain value.
    pub(super) fn of_capture(part: Part, place: &str, name: &str, found: Option<&Value>) -> Self {
        let found = found.map_or_else(|| ABSENT.to_owned(), Value::to_string);
        Self::new(part, Some(place), &format!("{{ capture = \"{name}\" }}"), &found)
    }
}

/// The body as JSON, if it is. A list of a million nothings takes some hundred times its room once it is read.
pub(super) fn json(reply: &Reply) -> Option<Value> {
    let body = Some(&reply.body).filter(|body| body.len() <= LONGEST_JSON)?;
    serde_json::from_slice(body).ok()
}

/// The first mismatch.
pub(super) fn reply(reply: &Reply, expected: &Expected, values: &Values) -> Option<Mismatch> {
    status(reply.status, &expected.status)
        .or_else(|| headers(reply, expected, values))
        .or_else(|| body(reply, expected, values))
        .or_else(|| all_json(reply, expected, values))
}

fn status(status: u16, expected: &[u16]) -> Option<Mismatch> {
    if expected.contains(&status) {
        return None;
    }
    let wanted: Vec<String> = expected.iter().map(ToString::to_string).collect();
    let (wanted, status) = (wanted.join(", "), status.to_string());
    Some(Mismatch::new(Part::Status, None, &wanted, &status))
}

fn headers(reply: &Reply, expected: &Expected, values: &Values) -> Option<Mismatch> {
    expected.headers.iter().find_map(|(name, tests)| {
        let value = reply.header(name).map(Value::String);
        first(tests, value.as_ref(), (values, true)).map(|(expected, actual)| {
            let actual = actual.unwrap_or_else(|| ABSENT.to_owned());
            Mismatch::new(Part::Header, Some(name), &expected, &actual)
        })
    })
}

fn body(reply: &Reply, expected: &Expected, values: &Values) -> Option<Mismatch> {
    if expected.body.is_empty() {
        return None;
    }
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    let value = Some(Value::String(text)).filter(|_| !reply.body.is_empty());
    let found = first(&expected.body, value.as_ref(), (values, true));
    found.map(|(expected, actual)| {
        let actual = actual.unwrap_or_else(|| ABSENT.to_owned());
        Mismatch::new(Part::Body, None, &expected, &actual)
    })
}

fn all_json(reply: &Reply, expected: &Expected, values: &Values) -> Option<Mismatch> {
    if expected.json.is_empty() {
        return None;
    }
    let json = json(reply);
    expected.json.iter().find_map(|(path, tests)| {
        let value = json.as_ref().and_then(|json| path.find(json));
        // Of what is no JSON nothing can be said to be absent.
        let absent = json.is_none() && tests.contains(&Test::Absent);
        let found = first(tests, value, (values, false));
        let found = found.or_else(|| absent.then(|| (ABSENT.to_owned(), None)));
        found.map(|(expected, actual)| {
            let actual = actual.unwrap_or_else(|| match &json {
                Some(_) => ABSENT.to_owned(),
                None => start(&reply.body),
            });
            Mismatch::new(Part::Json, Some(path.as_str()), &expected, &actual)
        })
    })
}

/// Enough of a body for an excerpt.
fn start(body: &[u8]) -> String {
    String::from_utf8_lossy(body.get(..4 * text::EXCERPT).unwrap_or(body)).into_owned()
}

/// The first test that does not hold: what it wants, and what there is. `plain`: the value is a text of its own and
/// shown as that, not a text of JSON.
fn first(
    tests: &[Test],
    value: Option<&Value>,
    (values, plain): (&Values, bool),
) -> Option<(String, Option<String>)> {
    let failed = tests.iter().find(|test| !holds(test, value, (values, plain)))?;
    let show = |value: &Value| match value {
        Value::String(text) if plain => text.clone(),
        other => other.to_string(),
    };
    let expected = match failed {
        Test::Equals(wanted) => show(&values.json(wanted)),
        Test::Contains(wanted) => format!("{{ contains = {} }}", values.json(wanted)),
        Test::Type(kind) => format!("{{ type = \"{}\" }}", format!("{kind:?}").to_lowercase()),
        Test::Matches(pattern) => format!("{{ matches = '{}' }}", pattern.0.as_str()),
        Test::Length(length) => format!("{{ length = {length} }}"),
        Test::Absent => ABSENT.to_owned(),
        Test::Near(number, tolerance) => format!("{{ number = {number}, tolerance = {tolerance} }}"),
        Test::Min(low) => format!("{{ min = {low} }}"),
        Test::Max(high) => format!("{{ max = {high} }}"),
    };
    Some((expected, value.map(show)))
}

fn holds(test: &Test, value: Option<&Value>, (values, plain): (&Values, bool)) -> bool {
    let Some(value) = value else {
        return *test == Test::Absent || plain && is_empty_text(test, values);
    };
    let number = || match value {
        Value::String(text) if plain => text.trim().parse().ok(),
        other => other.as_f64(),
    };
    match test {
        Test::Equals(wanted) => match (values.json(wanted), value) {
            (Value::String(wanted), Value::String(text)) => wanted == *text,
            // Headers and bodies are texts, whatever stands in them.
            (wanted, Value::String(text)) if plain => {
                let wanted = wanted.to_string();
                wanted == *text
            }
            (wanted, value) => equal(&wanted, value),
        },
        Test::Type(kind) => is_type(value, *kind),
        Test::Contains(wanted) => contains(value, &values.json(wanted)),
        Test::Matches(pattern) => value.as_str().is_some_and(|text| pattern.0.is_match(text)),
        Test::Length(length) => length_of(value) == Some(*length),
        Test::Absent => false,
        Test::Near(wanted, tolerance) => number().is_some_and(|n: f64| (n - wanted).abs() <= *tolerance),
        Test::Min(low) => number().is_some_and(|n: f64| n >= *low),
        Test::Max(high) => number().is_some_and(|n: f64| n <= *high),
    }
}

/// An empty body is no body.
fn is_empty_text(test: &Test, values: &Values) -> bool {
    match test {
        Test::Equals(wanted) => values.json(wanted) == Value::String(String::new()),
        Test::Length(length) => *length == 0,
        _ => false,
    }
}

fn is_type(value: &Value, kind: Type) -> bool {
    match kind {
        Type::String => value.is_string(),
        Type::Number => value.is_number(),
        Type::Integer => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|n| n.fract() == 0.0),
        Type::Boolean => value.is_boolean(),
        Type::Array => value.is_array(),
        Type::Object => value.is_object(),
        Type::Null => value.is_null(),
    }
}

/// Numbers by their amount: 1 is 1.0.
fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => {
            x == y || x.as_f64() == y.as_f64() && (x.is_f64() || y.is_f64())
        }
        (Value::Array(x), Value::Array(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| equal(x, y)),
        (Value::Object(x), Value::Object(y)) => {
            x.len() == y.len() && x.iter().all(|(k, x)| y.get(k).is_some_and(|y| equal(x, y)))
        }
        _ => a == b,
    }
}

/// A part of a text; an element of a list that has what is wanted; an object that has the wanted keys.
fn contains(value: &Value, wanted: &Value) -> bool {
    match value {
        Value::String(text) => match wanted {
            Value::String(part) => text.contains(part),
            other => text.contains(&other.to_string()),
        },
        Value::Array(list) => list.iter().any(|element| includes(element, wanted)),
        Value::Object(_) => includes(value, wanted),
        _ => false,
    }
}

fn includes(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Object(map), Value::Object(wanted)) => wanted
            .iter()
            .all(|(k, w)| map.get(k).is_some_and(|v| includes(v, w))),
        _ => equal(wanted, value),
    }
}

fn length_of(value: &Value) -> Option<u64> {
    let length = match value {
        Value::String(text) => text.chars().count(),
        Value::Array(list) => list.len(),
        Value::Object(map) => map.len(),
        _ => return None,
    };
    u64::try_from(length).ok()
}

#[cfg(test)]
mod tests;
