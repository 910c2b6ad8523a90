//! What names in requests stand for: values of the judging's seed, and what earlier replies gave.
use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::check::seed::Seed;
use crate::package::Template;

/// Ports below those that programs get for their own connections.
const FIRST_PORT: u16 = 20_000;
const PORTS: u64 = 10_000;

/// The names of one case.
pub(super) struct Values {
    /// Seed, check and case.
    base: String,
    captured: BTreeMap<String, Value>,
}

impl Values {
    /// Equal seeds give equal values, different cases different ones.
    pub(super) fn new(seed: &Seed, check: &str, case: &str) -> Self {
        Self {
            base: format!("ubunifu-service/{}{check}\0{case}\0", seed.text()),
            captured: BTreeMap::new(),
        }
    }

    /// Remembers what a reply gave.
    pub(super) fn keep(&mut self, name: &str, value: Value) {
        self.captured.insert(name.to_owned(), value);
    }

    /// Where the service listens: not the same in every case, so that it must look.
    pub(super) fn port(&self) -> u16 {
        let offset = number(&self.bytes("port")) % PORTS;
        FIRST_PORT + u16::try_from(offset).unwrap_or(0)
    }

    /// The value of a name; `package` has seen to it that there is one.
    fn value(&self, name: &str) -> Value {
        if let Some(value) = self.captured.get(name) {
            return value.clone();
        }
        let bytes = self.bytes(name);
        if name.starts_with("uuid") {
            let uuid = uuid::Builder::from_random_bytes(bytes).into_uuid();
            return Value::String(uuid.to_string());
        }
        Value::from(number(&bytes) % 1_000_000_000)
    }

    fn bytes(&self, name: &str) -> [u8; 16] {
        let hash = Sha256::digest(format!("{}{name}", self.base));
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(hash.iter()) {
            *to = *from;
        }
        bytes
    }

    /// The text with every name filled in.
    pub(super) fn text(&self, template: &Template) -> String {
        template.fill(|name| match self.value(name) {
            Value::String(text) => text,
            other => other.to_string(),
        })
    }

    /// The JSON value with every text in it filled in. A text that is one name and nothing else becomes its value.
    pub(super) fn json(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => match Template::parse(text) {
                None => value.clone(),
                Some(template) => match template.only_name() {
                    Some(name) => self.value(name),
                    None => Value::String(self.text(&template)),
                },
            },
            Value::Array(list) => list.iter().map(|value| self.json(value)).collect(),
            Value::Object(map) => map
                .iter()
                .map(|(name, value)| (name.clone(), self.json(value)))
                .collect(),
            other => other.clone(),
        }
    }
}

fn number(bytes: &[u8; 16]) -> u64 {
    bytes
        .iter()
        .take(8)
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_come_from_the_seed_and_from_replies() {
        let mut values = Values::new(&Seed::keyed(7, "k"), "gate", "1");
        let again = Values::new(&Seed::keyed(7, "k"), "gate", "1");
        let other = Values::new(&Seed::keyed(8, "k"), "gate", "1");
        let all = json!({"a": "${seed}", "b": ["${uuid}", "${uuid.2}"], "c": "n${seed.x}", "d": 1.5});
        assert_eq!(values.json(&all), again.json(&all));
        assert_ne!(values.json(&all), other.json(&all));
        let filled = values.json(&all);
        assert!(
            filled["a"].is_u64() && filled["b"][0] != filled["b"][1] && filled["d"] == 1.5,
            "{filled}"
        );
        assert!(uuid::Uuid::parse_str(filled["b"][0].as_str().unwrap()).is_ok());
        values.keep("id", json!(5));
        values.keep("name", json!("x"));
        assert_eq!(
            values.json(&json!(["${id}", "#${id}", "${name}"])),
            json!([5, "#5", "x"])
        );
        let path = Template::parse("/a/${id}?b=${name}").unwrap();
        assert_eq!(values.text(&path), "/a/5?b=x");
        assert!((20_000..30_000).contains(&values.port()));
    }
}
