//! Texts with names to be filled in: `/items/${id}`.

/// A text with places; `$${` is a plain `${`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

impl Template {
    /// Reads it; `None` when a `${` has no end or no name.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            let (before, after) = rest.split_at_checked(at)?;
            rest = after.get(2..)?;
            if let Some(literal) = before.strip_suffix('$') {
                plain.push_str(literal);
                plain.push_str("${");
                continue;
            }
            plain.push_str(before);
            let (name, behind) = rest.split_once('}')?;
            if !is_name(name) {
                return None;
            }
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::Name(name.to_owned()));
            rest = behind;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Some(Self { parts })
    }

    /// The names in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The one name that it is, if it is nothing else.
    pub fn only_name(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Name(name)] => Some(name),
            _ => None,
        }
    }

    /// The text, with what `value` says for each name.
    pub fn fill(&self, value: impl Fn(&str) -> String) -> String {
        let text = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Name(name) => value(name),
        };
        self.parts.iter().map(text).collect()
    }
}

/// `token`, `seed.second`: letters first, at most 48.
fn is_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.');
    name.len() <= 48 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(plain)
}

/// Whether a captured value may have this name: one without a dot, and not one of ours.
pub(super) fn is_own_name(name: &str) -> bool {
    is_name(name) && !name.contains('.') && !is_given(name)
}

/// Whether the judge itself has a value for it: `seed`, `uuid`, and as many others as wanted behind a dot.
pub(super) fn is_given(name: &str) -> bool {
    let (kind, which) = name.split_once('.').unwrap_or((name, "-"));
    matches!(kind, "seed" | "uuid") && !which.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{Template, is_given, is_own_name};

    fn filled(text: &str) -> Option<String> {
        Template::parse(text).map(|t| t.fill(|name| format!("<{name}>")))
    }

    #[test]
    fn names_are_filled_in() {
        for (text, expected) in [
            ("", Some("")),
            ("/a", Some("/a")),
            ("/a/${id}/b?c=${token}", Some("/a/<id>/b?c=<token>")),
            ("${a}${b}", Some("<a><b>")),
            ("$${a} costs $5 {x} $", Some("${a} costs $5 {x} $")),
            ("$$${a}", Some("$${a}")),
            ("${seed.second}", Some("<seed.second>")),
            ("${", None),
            ("${a", None),
            ("${}", None),
            ("${A}", None),
            ("${a b}", None),
        ] {
            assert_eq!(filled(text).as_deref(), expected, "{text}");
        }
        let only = |text| Template::parse(text).unwrap().only_name().map(str::to_owned);
        assert_eq!(only("${id}").as_deref(), Some("id"));
        assert_eq!((only("a${id}"), only("${a}${b}"), only("a")), (None, None, None));
    }

    #[test]
    fn some_names_are_ours() {
        for name in ["seed", "uuid", "seed.a", "uuid.2"] {
            assert!(is_given(name) && !is_own_name(name), "{name}");
        }
        for name in ["token", "seeds", "a-b", "a_b"] {
            assert!(!is_given(name) && is_own_name(name), "{name}");
        }
        assert!(!is_own_name("a.b") && !is_own_name("1") && !is_given("seed."));
    }
}
