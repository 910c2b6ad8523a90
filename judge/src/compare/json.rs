//! Mode `json`: equal as values. The answer is never held as a whole: it is walked through beside the expected value.
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::json_reader::Bounded;
use super::json_value::{Value, shown};
use super::{Difference, excerpt, lines, text};

pub(super) fn json(expected: &mut dyn BufRead, actual: &mut dyn BufRead) -> io::Result<Option<Difference>> {
    let mut source = Vec::new();
    expected.read_to_end(&mut source)?;
    let want: Value = match serde_json::from_slice(&source) {
        Ok(value) => value,
        // The author's answer is no JSON: nothing but the same bytes can be right.
        Err(_) => return lines::exact(&mut source.as_slice(), actual),
    };
    let mut bounded = Bounded::new(actual, source.len());
    let mut reader = serde_json::Deserializer::from_reader(&mut bounded);
    let found = Against(&want).deserialize(&mut reader);
    match found.and_then(|found| reader.end().map(|()| found)) {
        Ok(found) => Ok(found.map(|found| Difference {
            line: 1,
            column: 1,
            expected: excerpt(format!("${} = {}", found.path(), found.want).as_bytes()),
            actual: excerpt(format!("${} = {}", found.path(), found.have).as_bytes()),
        })),
        Err(error) if error.is_io() && !bounded.refused => Err(error.into()),
        Err(error) => Ok(Some(Difference {
            line: error.line().max(1) as u64,
            column: error.column().max(1) as u64,
            expected: excerpt(source.trim_ascii()),
            actual: bounded.line()?,
        })),
    }
}

/// Where the answer differs: the way there, the innermost part first.
struct Found {
    way: Vec<String>,
    want: String,
    have: String,
}

impl Found {
    fn new(want: impl fmt::Display, have: impl fmt::Display) -> Self {
        Self {
            way: Vec::new(),
            want: want.to_string(),
            have: have.to_string(),
        }
    }

    fn at(mut self, part: String) -> Self {
        self.way.push(part);
        self
    }

    fn path(&self) -> String {
        self.way.iter().rev().map(String::as_str).collect()
    }
}

/// Walks through a value beside the one that is wanted, and finds the first difference: the first in the order in which
/// the author wrote, since he writes first what explains most.
struct Against<'a>(&'a Value);

impl<'de> DeserializeSeed<'de> for Against<'_> {
    type Value = Option<Found>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Against<'_> {
    fn plain(&self, have: &Value) -> Option<Found> {
        (!self.0.is(have)).then(|| Found::new(self.0, have))
    }
}

impl<'de> Visitor<'de> for Against<'_> {
    type Value = Option<Found>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(self.plain(&Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(self.plain(&Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(self.plain(&Value::Whole(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(self.plain(&Value::Whole(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(self.plain(&Value::Number(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        let same = matches!(self.0, Value::Text(want) if want == value);
        Ok((!same).then(|| Found::new(self.0, shown(value))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let wanted = if let Value::List(list) = self.0 {
            list.as_slice()
        } else {
            &[]
        };
        let (mut first, mut count) = (None, 0);
        for want in wanted {
            let Some(found) = items.next_element_seed(Against(want))? else {
                break;
            };
            first = first.or_else(|| found.map(|found| found.at(format!("[{count}]"))));
            count += 1;
        }
        if let Some(want) = wanted.get(count) {
            let missing = || Found::new(want, "").at(format!("[{count}]"));
            return Ok(first.or_else(|| Some(missing())));
        }
        let Some(extra) = items.next_element_seed(Brief)? else {
            let other = !matches!(self.0, Value::List(_));
            return Ok(first.or_else(|| other.then(|| Found::new(self.0, "[…0]"))));
        };
        let at = count;
        count += 1;
        while items.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(first.or_else(|| {
            Some(match self.0 {
                Value::List(_) => Found::new("", extra).at(format!("[{at}]")),
                other => Found::new(other, format!("[…{count}]")),
            })
        }))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
        match self.0 {
            Value::Map(wanted) => beside(wanted, entries),
            other => Ok(Some(Found::new(other, Brief.visit_map(entries)?))),
        }
    }
}

/// Walks through the entries of a map beside those that are wanted.
fn beside<'de, A: MapAccess<'de>>(
    wanted: &BTreeMap<String, (usize, Value)>,
    mut entries: A,
) -> Result<Option<Found>, A::Error> {
    let mut seen = vec![false; wanted.len()];
    // With the place of its key as the author wrote them; keys of the answer alone come last.
    let mut first: Option<(usize, Found)> = None;
    let mut keep = |place: usize, found: Found| {
        if first.as_ref().is_none_or(|(other, _)| place < *other) {
            first = Some((place, found));
        }
    };
    while let Some(key) = entries.next_key::<String>()? {
        let part = || format!(".{}", text::cut(&key, text::EXCERPT));
        let Some((place, want)) = wanted.get(&key) else {
            keep(
                wanted.len(),
                Found::new("", entries.next_value_seed(Brief)?).at(part()),
            );
            continue;
        };
        let twice = seen
            .get_mut(*place)
            .is_none_or(|seen| std::mem::replace(seen, true));
        if twice {
            return Err(A::Error::custom("a key stands twice"));
        }
        if let Some(found) = entries.next_value_seed(Against(want))? {
            keep(*place, found.at(part()));
        }
    }
    for (key, (place, want)) in wanted {
        if !seen.get(*place).copied().unwrap_or_default() {
            keep(*place, Found::new(want, "").at(format!(".{key}")));
        }
    }
    Ok(first.map(|(_, found)| found))
}

/// A value passed over, and how an excerpt shows it.
struct Brief;

impl<'de> DeserializeSeed<'de> for Brief {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Brief {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<String, E> {
        Ok(Value::Null.to_string())
    }

    fn visit_bool<E>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E>(self, value: f64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_str<E>(self, value: &str) -> Result<String, E> {
        Ok(shown(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<String, A::Error> {
        let mut count = 0u64;
        while items.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(format!("[…{count}]"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<String, A::Error> {
        let mut count = 0u64;
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(format!("{{…{count}}}"))
    }
}
