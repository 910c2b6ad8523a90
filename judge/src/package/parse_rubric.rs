//! `[rubric]`: what human judges look at.
use std::collections::BTreeSet;

use wire::Localized;

use super::manifest::{Criterion, Rubric};
use super::parse::{localized, name};
use super::parse_groups::points;
use super::reader::{Node, Section};
use crate::finding::{Code, Finding};

pub(super) fn rubric(node: &Node<'_, '_>) -> Option<Rubric> {
    let table = node.table()?;
    let points = table.need("points").and_then(|n| points(&n));
    let judges = table.need("judges").and_then(|n| n.integer(1..100));
    let mut seen = BTreeSet::new();
    let sections = table.need("criterion").map(|n| n.tables()).unwrap_or_default();
    let criteria: Vec<_> = sections.into_iter().map(|s| criterion(s, &mut seen)).collect();
    if criteria.is_empty() {
        node.add(Finding::new(Code::MissingKey).arg("key", "criterion"));
    }
    table.finish();
    let judges = judges.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    Some(Rubric {
        points: points.unwrap_or_default(),
        judges,
        criteria,
    })
}

fn criterion(section: Section<'_, '_>, seen: &mut BTreeSet<String>) -> Criterion {
    let weight = section.need("weight").and_then(|n| n.integer(1..101));
    let anchors = section.get("anchors").and_then(|n| n.table());
    let anchors = anchors.map(|t| t.entries()).unwrap_or_default();
    let criterion = Criterion {
        id: name(&section, seen),
        weight: weight.and_then(|n| u32::try_from(n).ok()).unwrap_or_default(),
        title: localized(section.need("title")),
        anchors: anchors
            .into_iter()
            .filter_map(|(mark, n)| anchor(mark, n))
            .collect(),
    };
    section.finish();
    criterion
}

fn anchor(mark: &str, node: Node<'_, '_>) -> Option<(u32, Localized)> {
    match mark.parse() {
        Ok(number) if number <= 100 => Some((number, localized(Some(node)))),
        _ => node.bad(mark, "0..100"),
    }
}
