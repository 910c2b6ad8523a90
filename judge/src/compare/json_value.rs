//! A JSON value as an author wrote it. A key that stands twice is refused: readers disagree on which one counts.
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::text;

/// A JSON value whose equality is the comparison.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Whole(i128),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    /// With the place of each key as written.
    Map(BTreeMap<String, (usize, Value)>),
}

impl Value {
    /// Whether a value without parts is the same.
    #[expect(
        clippy::float_cmp,
        clippy::cast_precision_loss,
        reason = "equality by value is what is asked for"
    )]
    pub(super) fn is(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(x), Value::Bool(y)) => x == y,
            (Value::Whole(x), Value::Whole(y)) => x == y,
            (Value::Number(x), Value::Number(y)) => x == y,
            (Value::Whole(x), Value::Number(y)) | (Value::Number(y), Value::Whole(x)) => *x as f64 == *y,
            (Value::Text(x), Value::Text(y)) => x == y,
            _ => false,
        }
    }
}

/// A text as an excerpt shows it.
pub(super) fn shown(text: &str) -> String {
    format!("{:?}", text::cut(text, text::EXCERPT))
}

/// For excerpts: short, JSON-like.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(b) => b.fmt(f),
            Self::Whole(n) => n.fmt(f),
            Self::Number(n) => n.fmt(f),
            Self::Text(t) => f.write_str(&shown(t)),
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
