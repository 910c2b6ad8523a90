//! Verifying a register: the first broken entry and the kind of tampering.

use crate::chain::{seal, Head};
use crate::json::Json;
use std::collections::HashSet;

const FIELDS: usize = 12;

fn is_hash(value: &Json) -> bool {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    value
        .text()
        .is_some_and(|text| text.len() == 64 && text.bytes().all(hex))
}

fn at_least(value: &Json, least: i64) -> bool {
    value.int().is_some_and(|number| number >= least)
}

fn well_formed(entry: &Json) -> bool {
    let Json::Map(fields) = entry else {
        return false;
    };
    let supersedes = fields.get("supersedes");
    fields.len() == FIELDS
        && at_least(entry.get("number"), 1)
        && ["meeting", "item", "motion", "text"]
            .iter()
            .all(|key| entry.get(key).text().is_some())
        && matches!(entry.get("outcome").text(), Some("carried" | "lost"))
        && ["yes", "no", "abstain"]
            .iter()
            .all(|key| at_least(entry.get(key), 0))
        && supersedes.is_some_and(|value| *value == Json::Null || at_least(value, 1))
        && is_hash(entry.get("previous"))
        && is_hash(entry.get("hash"))
}

struct Walk<'a> {
    entries: &'a [Json],
    last: Head,
    replaced: HashSet<i64>,
}

impl Walk<'_> {
    fn step(&mut self, place: usize) -> Result<(), &'static str> {
        let entry = &self.entries[place];
        if !well_formed(entry) {
            return Err("malformed");
        }
        let found = Head::read(entry);
        if seal(entry) != found.hash {
            return Err("content-changed");
        }
        let expected = self.last.number + 1;
        if found.number < expected {
            let again = self.entries[..place]
                .iter()
                .any(|e| e.get("hash") == entry.get("hash"));
            return Err(if again { "duplicated" } else { "number-reused" });
        }
        if found.number > expected {
            let later = self.entries[place + 1..]
                .iter()
                .any(|e| e.get("number").int() == Some(expected));
            return Err(if later { "reordered" } else { "missing" });
        }
        if entry.get("previous").text() != Some(self.last.hash.as_str()) {
            return Err("link-broken");
        }
        if let Some(target) = entry.get("supersedes").int() {
            if target >= found.number || !self.replaced.insert(target) {
                return Err("bad-reference");
            }
        }
        self.last = found;
        Ok(())
    }

    fn check_head(&self, head: &Json, start: i64) -> Result<(), (i64, &'static str)> {
        if *head == Json::Null {
            return Ok(());
        }
        let (head, count) = (Head::read(head), self.entries.len() as i64);
        if self.last.number < head.number {
            Err((count + 1, "truncated"))
        } else if self.last.number > head.number {
            Err(((head.number - start + 1).max(1), "appended"))
        } else if self.last.hash != head.hash {
            Err((count.max(1), "head-mismatch"))
        } else {
            Ok(())
        }
    }
}

fn walk(register: &Json) -> Result<(), (i64, &'static str)> {
    let last = Head::read(register.get("start"));
    let start = last.number;
    let mut walk = Walk {
        entries: register.get("entries").list(),
        last,
        replaced: HashSet::new(),
    };
    for place in 0..walk.entries.len() {
        walk.step(place).map_err(|kind| (place as i64 + 1, kind))?;
    }
    walk.check_head(register.get("head"), start)
}

pub fn verify(register: &Json) -> Json {
    let broken = walk(register).err();
    Json::map([
        ("format", "verdict/1".into()),
        ("intact", broken.is_none().into()),
        (
            "entries",
            (register.get("entries").list().len() as i64).into(),
        ),
        ("first_broken", broken.map(|(place, _)| place).into()),
        ("kind", broken.map(|(_, kind)| kind).into()),
    ])
}
