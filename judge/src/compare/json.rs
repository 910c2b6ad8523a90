//! Mode `json`: equal as values. A key that stands twice is refused: readers disagree on which one counts.
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Difference, at, excerpt};

/// A JSON value whose equality is the comparison.
#[derive(Debug)]
enum Value {
    Null,
    Bool(bool),
    Whole(i128),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    Map(BTreeMap<String, Value>),
}

pub(super) fn json(expected: &[u8], actual: &[u8]) -> Option<Difference> {
    let want: Value = match serde_json::from_slice(expected) {
        Ok(value) => value,
        // The author's answer is no JSON: nothing but the same bytes can be right.
        Err(_) => return super::lines::exact(expected, actual),
    };
    let have: Value = match serde_json::from_slice(actual) {
        Ok(value) => value,
        Err(error) => return Some(broken(&error, expected, actual)),
    };
    let (path, want, have) = differ(&want, &have, "$")?;
    let mut difference = at(0, b"", b"", actual);
    difference.expected = excerpt(format!("{path} = {want}").as_bytes());
    difference.actual = excerpt(format!("{path} = {have}").as_bytes());
    Some(difference)
}

/// serde counts columns in bytes; near enough for the place where JSON ends.
fn broken(error: &serde_json::Error, expected: &[u8], actual: &[u8]) -> Difference {
    let line = actual
        .split(|b| *b == b'\n')
        .nth(error.line().saturating_sub(1))
        .unwrap_or_default();
    Difference {
        line: error.line().max(1) as u64,
        column: error.column().max(1) as u64,
        expected: excerpt(expected.trim_ascii()),
        actual: excerpt(line),
    }
}

/// The path of the first difference with both values there. serde_json bounds the depth at 128.
fn differ(want: &Value, have: &Value, path: &str) -> Option<(String, String, String)> {
    let here = || Some((path.to_owned(), want.to_string(), have.to_string()));
    match (want, have) {
        (Value::Map(a), Value::Map(b)) => {
            let missing = a.iter().find(|(key, _)| !b.contains_key(*key));
            let extra = b.iter().find(|(key, _)| !a.contains_key(*key));
            if let Some((key, value)) = missing {
                return Some((format!("{path}.{key}"), value.to_string(), String::new()));
            }
            if let Some((key, value)) = extra {
                return Some((format!("{path}.{key}"), String::new(), value.to_string()));
            }
            let pairs = a
                .iter()
                .filter_map(|(key, value)| Some((key, value, b.get(key)?)));
            pairs
                .into_iter()
                .find_map(|(key, x, y)| differ(x, y, &format!("{path}.{key}")))
        }
        (Value::List(a), Value::List(b)) => {
            let pairs = a.iter().zip(b).enumerate();
            let inside = pairs
                .into_iter()
                .find_map(|(n, (x, y))| differ(x, y, &format!("{path}[{n}]")));
            let longer = || {
                Some((
                    path.to_owned(),
                    format!("[{}]", a.len()),
                    format!("[{}]", b.len()),
                ))
            };
            inside.or_else(|| if a.len() == b.len() { None } else { longer() })
        }
        _ if same(want, have) => None,
        _ => here(),
    }
}

#[expect(
    clippy::float_cmp,
    clippy::cast_precision_loss,
    reason = "equality by value is what is asked for"
)]
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(x), Value::Bool(y)) => x == y,
        (Value::Whole(x), Value::Whole(y)) => x == y,
        (Value::Number(x), Value::Number(y)) => x == y,
        (Value::Whole(x), Value::Number(y)) | (Value::Number(y), Value::Whole(x)) => *x as f64 == *y,
        (Value::Text(x), Value::Text(y)) => x == y,
        _ => false,
    }
}

/// For excerpts: short, JSON-like.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(b) => b.fmt(f),
            Self::Whole(n) => n.fmt(f),
            Self::Number(n) => n.fmt(f),
            Self::Text(t) => write!(f, "{t:?}"),
            Self::List(list) => write!(f, "[…{}]", list.len()),
            Self::Map(map) => write!(f, "{{…{}}}", map.len()),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Whole(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Whole(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some((key, value)) = entries.next_entry::<String, Value>()? {
            if map.insert(key, value).is_some() {
                return Err(A::Error::custom("a key stands twice"));
            }
        }
        Ok(Value::Map(map))
    }
}
