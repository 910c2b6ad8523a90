//! The singular queries of RFC 9535: `$.users[0]['full name']`, which name one value or none.
//!
//! No more of the standard, on purpose: a reply comes from a stranger, and `$..[?@..a]` over some megabytes of it would
//! cost whatever the stranger likes. These cost what their length is.
use serde_json::Value;

/// Characters of a path, and so names in it.
const LONGEST: usize = 200;

/// A way to one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonPath {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Name(String),
    Index(i64),
}

impl JsonPath {
    /// Reads it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('$').filter(|_| text.len() <= LONGEST)?;
        let mut segments = Vec::new();
        while !rest.is_empty() {
            let (segment, behind) = match rest.strip_prefix('.') {
                Some(rest) => shorthand(rest)?,
                None => bracket(rest.strip_prefix('[')?)?,
            };
            segments.push(segment);
            rest = behind;
        }
        let text = text.to_owned();
        Some(Self { text, segments })
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value it names, if there is one.
    pub fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.segments
            .iter()
            .try_fold(value, |value, segment| match segment {
                Segment::Name(name) => value.as_object()?.get(name),
                Segment::Index(index) => {
                    let list = value.as_array()?;
                    let at = usize::try_from(index.unsigned_abs()).ok()?;
                    list.get(if *index < 0 {
                        list.len().checked_sub(at)?
                    } else {
                        at
                    })
                }
            })
    }
}

/// `name`: letters, digits, `_` and whatever is not ASCII; no digit first.
fn shorthand(rest: &str) -> Option<(Segment, &str)> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii();
    let end = rest.find(|c| !plain(c)).unwrap_or(rest.len());
    let (name, behind) = rest.split_at_checked(end)?;
    let usable = !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit());
    usable.then(|| (Segment::Name(name.to_owned()), behind))
}

/// `0]`, `-1]`, `'name']`, `"name"]`
fn bracket(rest: &str) -> Option<(Segment, &str)> {
    let rest = rest.trim_start();
    let (segment, behind) = match rest.chars().next()? {
        quote @ ('\'' | '"') => quoted(rest.get(1..)?, quote)?,
        _ => number(rest)?,
    };
    Some((segment, behind.trim_start().strip_prefix(']')?))
}

/// Neither `-0` nor `01`, and within what JSON counts exactly.
fn number(rest: &str) -> Option<(Segment, &str)> {
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let (text, behind) = rest.split_at_checked(rest.len() - digits.len() + count)?;
    let index: i64 = text.parse().ok()?;
    let exact = index.unsigned_abs() < 1 << 53 && index.to_string() == text;
    exact.then_some((Segment::Index(index), behind))
}

fn quoted(rest: &str, quote: char) -> Option<(Segment, &str)> {
    let mut name = String::new();
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => return Some((Segment::Name(name), rest.get(at + 1..)?)),
            '\\' => name.push(match chars.next()?.1 {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                c @ ('\\' | '/') => c,
                c if c == quote => c,
                _ => return None,
            }),
            c if c.is_control() => return None,
            c => name.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::JsonPath;

    #[test]
    fn a_path_names_one_value_or_none() {
        let value =
            json!({"a": [{"b": 1}, {"b": 2}], "full name": "x", "it's": 3, "é": 4, "n": null, "\\": 5});
        for (path, expected) in [
            ("$", Some(value.clone())),
            ("$.a[0].b", Some(json!(1))),
            ("$['a'][ -1 ][\"b\"]", Some(json!(2))),
            ("$['full name']", Some(json!("x"))),
            ("$['it\\'s']", Some(json!(3))),
            ("$.é", Some(json!(4))),
            ("$.n", Some(json!(null))),
            ("$['\\\\']", Some(json!(5))),
            ("$.a[2]", None),
            ("$.a[-3]", None),
            ("$.a.b", None),
            ("$[0]", None),
            ("$.missing", None),
        ] {
            let found = JsonPath::parse(path).unwrap().find(&value).cloned();
            assert_eq!(found, expected, "{path}");
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for path in [
            "",
            "a",
            "$a",
            "$.",
            "$..a",
            "$.*",
            "$[*]",
            "$[",
            "$[]",
            "$[01]",
            "$[-0]",
            "$[1",
            "$['a]",
            "$['a'",
            "$[?@.a]",
            "$[0:1]",
            "$.1a",
            "$ .a",
            "$['\\x']",
            "$[9007199254740992]",
        ] {
            assert_eq!(JsonPath::parse(path), None, "{path}");
        }
        assert_eq!(JsonPath::parse(&format!("${}", ".a".repeat(200))), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\$?[\\[\\]'\"\\\\.a0é-]{0,20}") {
            if let Some(path) = JsonPath::parse(&text) {
                let _ = path.find(&json!({"a": [0, {"é": []}]}));
            }
        }
    }
}
