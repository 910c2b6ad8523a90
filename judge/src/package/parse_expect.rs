//! `expect = { ... }` of a step: what its reply must be.
use super::parse::choice;
use super::parse_requests::{Names, is_header, json_path};
use super::reader::{Node, Section};
use super::service::{Expected, Pattern, Test, Type};
use crate::finding::{Code, Finding};

/// Types as authors name them.
const TYPES: [(&str, Type); 7] = [
    ("string", Type::String),
    ("number", Type::Number),
    ("integer", Type::Integer),
    ("boolean", Type::Boolean),
    ("array", Type::Array),
    ("object", Type::Object),
    ("null", Type::Null),
];
/// Bytes of a compiled pattern.
const PATTERN: usize = 1 << 20;

pub(super) fn expected(node: &Node<'_, '_>, names: &Names) -> Option<Expected> {
    let section = node.table()?;
    let expected = Expected {
        status: section.need("status").map(|n| status(&n)).unwrap_or_default(),
        headers: each(section.get("headers"), |name, node| {
            if !is_header(name) {
                return node.bad(name, "content-type");
            }
            Some((name.to_ascii_lowercase(), tests(node, names)))
        }),
        body: section.get("body").map(|n| tests(&n, names)).unwrap_or_default(),
        json: each(section.get("json"), |path, node| {
            Some((json_path(node, path)?, tests(node, names)))
        }),
    };
    section.finish();
    Some(expected)
}

fn each<T>(node: Option<Node<'_, '_>>, mut one: impl FnMut(&str, &Node<'_, '_>) -> Option<T>) -> Vec<T> {
    let table = node.and_then(|n| n.table());
    let entries = table.map(|t| t.entries()).unwrap_or_default();
    entries
        .iter()
        .filter_map(|(name, node)| one(name, node))
        .collect()
}

/// One status, or several of which one must come.
fn status(node: &Node<'_, '_>) -> Vec<u16> {
    let items = if node.is_array() {
        node.items()
    } else {
        vec![*node]
    };
    let found = items.iter().filter_map(|n| n.integer(100..600));
    let found: Vec<u16> = found.filter_map(|n| u16::try_from(n).ok()).collect();
    if items.is_empty() {
        node.bad::<()>("[]", "200, [200, 201]");
    }
    found
}

/// A value to be equal to, or a table of assertions.
fn tests(node: &Node<'_, '_>, names: &Names) -> Vec<Test> {
    if !node.is_table() {
        return names.value(node).map(Test::Equals).into_iter().collect();
    }
    let Some(section) = node.table() else {
        return Vec::new();
    };
    let tests = assertions(&section, names);
    let nothing = section.entries().is_empty();
    section.finish();
    if nothing {
        node.bad::<()>("{}", "{ type = \"string\" }, { equals = {} }");
    }
    tests
}

fn assertions(section: &Section<'_, '_>, names: &Names) -> Vec<Test> {
    let any = |key| section.get(key).and_then(|n| n.number(f64::MIN, f64::MAX));
    let tolerance = section.get("tolerance");
    let number = section.get("number");
    if let (Some(node), None) = (&tolerance, &number) {
        node.bad::<()>("tolerance", "number");
    }
    let within = tolerance.and_then(|n| n.number(0.0, f64::MAX)).unwrap_or(0.0);
    let absent = section.get("absent").and_then(|n| {
        let flag = n.flag()?;
        if flag {
            Some(Test::Absent)
        } else {
            n.bad("false", "true")
        }
    });
    let length = section.get("length").and_then(|n| n.integer(0..1 << 31));
    let found = [
        section
            .get("equals")
            .and_then(|n| names.value(&n))
            .map(Test::Equals),
        section
            .get("type")
            .and_then(|n| choice(&n, &TYPES))
            .map(Test::Type),
        section
            .get("contains")
            .and_then(|n| names.value(&n))
            .map(Test::Contains),
        section
            .get("matches")
            .and_then(|n| pattern(&n))
            .map(Test::Matches),
        length.and_then(|n| u64::try_from(n).ok()).map(Test::Length),
        absent,
        number
            .and_then(|n| n.number(f64::MIN, f64::MAX))
            .map(|n| Test::Near(n, within)),
        any("min").map(Test::Min),
        any("max").map(Test::Max),
    ];
    found.into_iter().flatten().collect()
}

fn pattern(node: &Node<'_, '_>) -> Option<Pattern> {
    let text = node.text()?;
    match regex::RegexBuilder::new(text).size_limit(PATTERN).build() {
        Ok(regex) => Some(Pattern(regex)),
        Err(_) => {
            node.add(Finding::new(Code::BadPattern).arg("value", text));
            None
        }
    }
}
