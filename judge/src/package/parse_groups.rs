//! `[[group]]` and `[[reference]]`.
use std::collections::{BTreeMap, BTreeSet};

use wire::{Points, Verdict, Visibility};

use super::manifest::{Aggregate, Expect, Group, Reference, Reveal};
use super::nearest::closest;
use super::parse::{Places, choice, name, path};
use super::reader::{Node, Section};
use crate::finding::{Code, Finding};

pub(super) fn groups(root: &Section<'_, '_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut seen = BTreeSet::new();
    let Some(node) = root.need("group") else {
        return groups;
    };
    let ids: Vec<_> = node.tables().iter().filter_map(|s| s.get("id")?.text()).collect();
    let mut sum = Points::default();
    for section in node.tables() {
        let told = section.get("points");
        let group = group(section, (&groups, &ids), &mut seen);
        sum = add(told, sum, group.points);
        groups.push(group);
    }
    if groups.is_empty() {
        node.add(Finding::new(Code::NoGroups));
    }
    groups
}

/// No report may say more than can be read back. Told once, of the group that goes too far.
fn add(node: Option<Node<'_, '_>>, sum: Points, points: Points) -> Points {
    let after = sum + points;
    if let (Some(node), true) = (node, sum <= Points::MOST && after > Points::MOST) {
        node.add(
            Finding::new(Code::PointsSum)
                .arg("value", after)
                .arg("high", Points::MOST),
        );
    }
    after
}

fn group(section: Section<'_, '_>, known: (&[Group], &[&str]), seen: &mut BTreeSet<String>) -> Group {
    let words = [("public", Visibility::Public), ("hidden", Visibility::Hidden)];
    let visibility = section.need("visibility").and_then(|n| choice(&n, &words));
    let words = [
        ("sum", Aggregate::Sum),
        ("min", Aggregate::Min),
        ("all", Aggregate::All),
    ];
    let aggregate = section.get("aggregate").and_then(|n| choice(&n, &words));
    let words = [("checks", Reveal::Checks), ("group", Reveal::Group)];
    let reveal = section.get("reveal").and_then(|n| choice(&n, &words));
    let group = Group {
        id: name(&section, seen),
        points: section
            .need("points")
            .and_then(|n| points(&n))
            .unwrap_or_default(),
        visibility: visibility.unwrap_or(Visibility::Hidden),
        aggregate: aggregate.unwrap_or(Aggregate::Sum),
        requires: section.get("requires").map(|n| n.texts()).unwrap_or_default(),
        reveal: reveal.unwrap_or(Reveal::Checks),
    };
    if let Some(node) = section.get("requires") {
        requires(&node, &group, known);
    }
    section.finish();
    group
}

/// Only groups that stand earlier, so that there are no circles; a public group cannot wait for a hidden one,
/// because it is judged offline too.
fn requires(node: &Node<'_, '_>, group: &Group, (earlier, ids): (&[Group], &[&str])) {
    for wanted in &group.requires {
        match earlier.iter().find(|g| g.id == *wanted) {
            None if !ids.contains(&wanted.as_str()) => unknown_group(node, wanted, ids),
            None => node.add(Finding::new(Code::RequiresLater).arg("value", wanted)),
            Some(g) if g.visibility == Visibility::Hidden && group.visibility == Visibility::Public => {
                node.add(Finding::new(Code::RequiresHidden).arg("value", wanted));
            }
            Some(_) => {}
        }
    }
}

/// Points of one group, with at most two decimals.
pub(super) fn points(node: &Node<'_, '_>) -> Option<Points> {
    up_to(node, Points::whole(100_000))
}

/// What all groups together may bring.
fn total(node: &Node<'_, '_>) -> Option<Points> {
    up_to(node, Points::MOST)
}

fn up_to(node: &Node<'_, '_>, most: Points) -> Option<Points> {
    let hundredths = node.number(0.0, f64::from(most.0) / 100.0)? * 100.0;
    let whole = hundredths.round();
    if (hundredths - whole).abs() > 1e-6 {
        return node.bad(&(hundredths / 100.0).to_string(), "0.01");
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to lie between 0 and `most`"
    )]
    Some(Points(whole as i32))
}

pub(super) fn references(root: &Section<'_, '_>, groups: &[Group], places: &mut Places) -> Vec<Reference> {
    let sections = root.get("reference").map(|n| n.tables()).unwrap_or_default();
    let read = sections.into_iter().filter_map(|s| reference(s, groups, places));
    read.collect()
}

fn reference(section: Section<'_, '_>, groups: &[Group], places: &mut Places) -> Option<Reference> {
    let line = section.line();
    let path = section.need("path").and_then(|n| path(&n));
    let expect = section
        .need("expect")
        .and_then(|n| n.table())
        .map(|t| expect(t, groups));
    section.finish();
    let path = path?;
    places.insert(format!("reference.{path}"), line);
    Some(Reference {
        path,
        expect: expect?,
    })
}

fn expect(section: Section<'_, '_>, groups: &[Group]) -> Expect {
    let expect = Expect {
        verdict: section.get("verdict").and_then(|n| verdict(&n)),
        points: section.get("points").and_then(|n| total(&n)),
        groups: by_group(section.get("groups"), groups, verdict),
        group_points: by_group(section.get("group_points"), groups, points),
    };
    if expect == Expect::default() {
        section.add(
            section.line(),
            Finding::new(Code::MissingKey).arg("key", "points"),
        );
    }
    section.finish();
    expect
}

fn by_group<T>(
    node: Option<Node<'_, '_>>,
    groups: &[Group],
    read: impl Fn(&Node<'_, '_>) -> Option<T>,
) -> BTreeMap<String, T> {
    let table = node.and_then(|n| n.table());
    let mut found = BTreeMap::new();
    for (id, node) in table.map(|t| t.entries()).unwrap_or_default() {
        known_group(&node, id, groups);
        if let Some(value) = read(&node) {
            found.insert(id.to_owned(), value);
        }
    }
    found
}

/// Reports a group that does not exist.
pub(super) fn known_group(node: &Node<'_, '_>, id: &str, groups: &[Group]) {
    let ids: Vec<_> = groups.iter().map(|g| g.id.as_str()).collect();
    if !ids.contains(&id) {
        unknown_group(node, id, &ids);
    }
}

/// There is none of this name; the nearest of those that are there is told.
pub(super) fn unknown_group(node: &Node<'_, '_>, id: &str, ids: &[&str]) {
    let near = closest(id, ids.iter().copied()).map_or("", |(_, near)| near);
    let finding = Finding::new(Code::UnknownGroup).arg("value", id);
    node.add(finding.arg("nearest", near));
}

fn verdict(node: &Node<'_, '_>) -> Option<Verdict> {
    let words: Vec<_> = Verdict::ALL.iter().map(|v| (v.word(), *v)).collect();
    choice(node, &words)
}
