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
    /// With the place of each key as written.
    Map(BTreeMap<String, (usize, Value)>),
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
    if same(want, have) {
        return None;
    }
    match (want, have) {
        (Value::Map(a), Value::Map(b)) => {
            let (of_a, of_b) = (|key| a.get(key).map(|(_, v)| v), |key| b.get(key).map(|(_, v)| v));
            let mut keys = as_written(a).into_iter().chain(as_written(b));
            let key = keys.find(|key| !same_at(of_a(*key), of_b(*key)))?;
            inside(of_a(key), of_b(key), &format!("{path}.{key}"))
        }
        (Value::List(a), Value::List(b)) => {
            let at = (0..a.len().max(b.len())).find(|n| !same_at(a.get(*n), b.get(*n)))?;
            inside(a.get(at), b.get(at), &format!("{path}[{at}]"))
        }
        _ => Some((path.to_owned(), want.to_string(), have.to_string())),
    }
}

/// Keys in the order of their document: an author writes first what readers should look at first.
fn as_written(map: &BTreeMap<String, (usize, Value)>) -> Vec<&String> {
    let mut keys: Vec<_> = map.iter().map(|(key, (place, _))| (place, key)).collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, key)| key).collect()
}

/// Two values at a path, of which one may be missing.
fn inside(want: Option<&Value>, have: Option<&Value>, path: &str) -> Option<(String, String, String)> {
    if let (Some(want), Some(have)) = (want, have) {
        return differ(want, have, path);
    }
    let shown = |value: Option<&Value>| value.map(ToString::to_string).unwrap_or_default();
    Some((path.to_owned(), shown(want), shown(have)))
}

fn same_at(a: Option<&Value>, b: Option<&Value>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if same(a, b))
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
        (Value::List(x), Value::List(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y)),
        (Value::Map(x), Value::Map(y)) => {
            x.len() == y.len()
                && x.iter()
                    .zip(y)
                    .all(|((k, (_, v)), (l, (_, w)))| k == l && same(v, w))
        }
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
            if map.insert(key, (map.len(), value)).is_some() {
                return Err(A::Error::custom("a key stands twice"));
            }
        }
        Ok(Value::Map(map))
    }
}
