//! Reads a TOML document key by key and remembers everything that is wrong, with its line.
//!
//! serde stops at the first error; an author wants all of them at once.
mod values;

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest::closest;
use crate::finding::{Code, Finding};

/// One document while it is read.
pub(super) struct Document<'s> {
    file: &'s str,
    /// Byte offsets at which lines begin.
    lines: Vec<usize>,
    findings: RefCell<Vec<Finding>>,
}

impl<'s> Document<'s> {
    pub(super) fn new(file: &'s str, source: &str) -> Self {
        let starts = source.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            file,
            lines: std::iter::once(0).chain(starts).collect(),
            findings: RefCell::default(),
        }
    }

    pub(super) fn line_at(&self, span: &Range<usize>) -> u32 {
        let line = self.lines.partition_point(|start| *start <= span.start);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    pub(super) fn add(&self, line: u32, finding: Finding) {
        self.findings
            .borrow_mut()
            .push(finding.file(self.file).line(line));
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings.into_inner()
    }
}

/// One table of the document. Every key it may have is asked for; [`Self::finish`] reports the others.
pub(super) struct Section<'d, 's> {
    doc: &'d Document<'s>,
    table: &'d DeTable<'d>,
    line: u32,
    asked: RefCell<Vec<&'static str>>,
}

impl<'d, 's> Section<'d, 's> {
    pub(super) fn new(doc: &'d Document<'s>, table: &'d DeTable<'d>, line: u32) -> Self {
        Self {
            doc,
            table,
            line,
            asked: RefCell::default(),
        }
    }

    pub(super) fn line(&self) -> u32 {
        self.line
    }

    pub(super) fn add(&self, line: u32, finding: Finding) {
        self.doc.add(line, finding);
    }

    /// The value of an optional key.
    pub(super) fn get(&self, key: &'static str) -> Option<Node<'d, 's>> {
        if !self.asked.borrow().contains(&key) {
            self.asked.borrow_mut().push(key);
        }
        let (name, value) = self.table.iter().find(|(name, _)| name.get_ref() == key)?;
        let line = self.doc.line_at(&name.span());
        Some(Node {
            doc: self.doc,
            key,
            line,
            value,
        })
    }

    /// The value of a key that must be there.
    pub(super) fn need(&self, key: &'static str) -> Option<Node<'d, 's>> {
        let found = self.get(key);
        if found.is_none() {
            self.add(self.line, Finding::new(Code::MissingKey).arg("key", key));
        }
        found
    }

    /// Every key with its value, for tables whose keys are free names.
    pub(super) fn entries(&self) -> Vec<(&'d str, Node<'d, 's>)> {
        let entry = |(name, value): (&'d Spanned<_>, _)| {
            let line = self.doc.line_at(&name.span());
            let key: &'d std::borrow::Cow<'d, str> = name.get_ref();
            let node = Node {
                doc: self.doc,
                key,
                line,
                value,
            };
            (node.key, node)
        };
        self.table.iter().map(entry).collect()
    }

    /// Reports keys that nobody asked for.
    pub(super) fn finish(self) {
        let asked = self.asked.into_inner();
        for (name, _) in self.table {
            let key: &str = name.get_ref();
            let line = self.doc.line_at(&name.span());
            if asked.contains(&key) {
                continue;
            }
            let near = closest(key, asked.iter().copied()).map_or("", |(_, word)| word);
            let valid = asked.join(", ");
            let finding = Finding::new(Code::UnknownKey).arg("key", key);
            self.doc
                .add(line, finding.arg("nearest", near).arg("valid", valid));
        }
    }
}

/// One value of the document.
#[derive(Clone, Copy)]
pub(super) struct Node<'d, 's> {
    doc: &'d Document<'s>,
    pub(super) key: &'d str,
    pub(super) line: u32,
    value: &'d Spanned<DeValue<'d>>,
}

impl<'d, 's> Node<'d, 's> {
    pub(super) fn add(&self, finding: Finding) {
        // A finding may name its key more exactly than we can.
        let named = finding.args.contains_key("key");
        let finding = if named {
            finding
        } else {
            finding.arg("key", self.key)
        };
        self.doc.add(self.line, finding);
    }

    /// Reports a value that is of the right type and still not possible.
    pub(super) fn bad<T>(&self, value: &str, valid: &str) -> Option<T> {
        self.add(
            Finding::new(Code::BadValue)
                .arg("value", value)
                .arg("valid", valid),
        );
        None
    }

    fn wrong<T>(&self, expected: &str) -> Option<T> {
        let found = self.value.get_ref().type_str();
        self.add(
            Finding::new(Code::WrongType)
                .arg("expected", expected)
                .arg("found", found),
        );
        None
    }

    pub(super) fn text(&self) -> Option<&'d str> {
        let text = self.value.get_ref().as_str();
        text.or_else(|| self.wrong("string"))
    }

    pub(super) fn flag(&self) -> Option<bool> {
        let flag = self.value.get_ref().as_bool();
        flag.or_else(|| self.wrong("boolean"))
    }

    pub(super) fn integer(&self, range: Range<i64>) -> Option<i64> {
        let Some(integer) = self.value.get_ref().as_integer() else {
            return self.wrong("integer");
        };
        let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        number
            .filter(|n| range.contains(n))
            .or_else(|| self.out_of_range(range.start, range.end.saturating_sub(1)))
    }

    /// An integer or a decimal, finite and within bounds.
    pub(super) fn number(&self, low: f64, high: f64) -> Option<f64> {
        let value = self.value.get_ref();
        let text = match (value.as_float(), value.as_integer()) {
            (Some(float), _) => float.as_str(),
            (_, Some(integer)) if integer.radix() == 10 => integer.as_str(),
            _ => return self.wrong("number"),
        };
        let number: Option<f64> = text.parse().ok().filter(|n| (low..=high).contains(n));
        number.or_else(|| self.out_of_range(low, high))
    }

    pub(super) fn out_of_range<T>(
        &self,
        low: impl std::fmt::Display,
        high: impl std::fmt::Display,
    ) -> Option<T> {
        self.add(Finding::new(Code::OutOfRange).arg("low", low).arg("high", high));
        None
    }

    pub(super) fn is_table(&self) -> bool {
        self.value.get_ref().is_table()
    }

    pub(super) fn table(&self) -> Option<Section<'d, 's>> {
        match self.value.get_ref().as_table() {
            Some(table) => Some(Section::new(self.doc, table, self.line)),
            None => self.wrong("table"),
        }
    }

    /// The elements of an array.
    pub(super) fn items(&self) -> Vec<Node<'d, 's>> {
        let Some(array) = self.value.get_ref().as_array() else {
            return self.wrong("array").unwrap_or_default();
        };
        let item = |value: &'d Spanned<DeValue<'d>>| Node {
            line: self.doc.line_at(&value.span()),
            value,
            ..*self
        };
        array.iter().map(item).collect()
    }

    pub(super) fn tables(&self) -> Vec<Section<'d, 's>> {
        self.items().iter().filter_map(Node::table).collect()
    }

    pub(super) fn texts(&self) -> Vec<String> {
        let items = self.items();
        items.iter().filter_map(Node::text).map(str::to_owned).collect()
    }
}
