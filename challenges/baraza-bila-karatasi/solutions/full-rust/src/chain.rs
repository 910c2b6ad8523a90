//! One link of the register: its canonical form and its hash.

use crate::json::{self, Json};
use crate::sha256;

pub struct Head {
    pub number: i64,
    pub hash: String,
}

impl Head {
    pub fn read(value: &Json) -> Head {
        Head {
            number: value.get("number").int().unwrap_or(0),
            hash: value.get("hash").text().unwrap_or_default().to_string(),
        }
    }

    pub fn json(&self) -> Json {
        Json::map([
            ("number", self.number.into()),
            ("hash", self.hash.as_str().into()),
        ])
    }
}

pub fn seal(entry: &Json) -> String {
    let mut bare = entry.clone();
    if let Json::Map(fields) = &mut bare {
        fields.remove("hash");
    }
    sha256::hex(json::write(&bare).as_bytes())
}
