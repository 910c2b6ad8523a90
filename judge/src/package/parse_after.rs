//! `after = ["other-check"]`: which checks must be accepted before this one is run.
use std::collections::BTreeSet;

use wire::Visibility;

use super::manifest::{Check, Group, Reveal};
use super::nearest::closest;
use super::reader::Node;
use crate::finding::{Code, Finding};

type Known<'a> = (&'a mut Vec<Check>, &'a [Group], &'a BTreeSet<String>);

/// Reads the list of the check `id`. Only checks that are judged earlier can be waited for, so that there are no
/// circles; and only checks that at least the same people see, so that "not run" tells nobody anything new.
pub(super) fn after(node: &Node<'_, '_>, id: &str, (checks, groups, ids): Known<'_>) {
    let mut names: Vec<String> = Vec::new();
    for item in node.items() {
        let Some(name) = item.text() else { continue };
        if let Some(code) = wrong(name, id, (checks, groups, ids)) {
            let near = closest(name, ids.iter().map(String::as_str)).map_or("", |(_, near)| near);
            item.add(Finding::new(code).arg("value", name).arg("nearest", near));
        } else if names.iter().any(|n| n == name) {
            item.add(Finding::new(Code::Duplicate).arg("value", name));
        } else {
            names.push(name.to_owned());
        }
    }
    if let Some(check) = checks.iter_mut().find(|check| check.id == id) {
        check.after = names;
    }
}

fn wrong(name: &str, id: &str, (checks, groups, ids): Known<'_>) -> Option<Code> {
    if name == id {
        return Some(Code::AfterSelf);
    }
    if !ids.contains(name) {
        return Some(Code::AfterUnknown);
    }
    // One of the two is broken in another way, which has been said.
    let (own, first) = (place(id, checks, groups)?, place(name, checks, groups)?);
    if first.turn > own.turn {
        return Some(Code::AfterLater);
    }
    (first.seen < own.seen).then_some(Code::AfterHidden)
}

/// When a check is judged, and by whom it is seen.
struct Place {
    turn: (usize, usize),
    seen: u8,
}

fn place(id: &str, checks: &[Check], groups: &[Group]) -> Option<Place> {
    let at = checks.iter().position(|check| check.id == id)?;
    let group = groups
        .iter()
        .position(|group| group.id == checks.get(at).map_or("", |c| &c.group))?;
    let seen = match groups.get(group)? {
        Group {
            visibility: Visibility::Public,
            ..
        } => 2,
        Group {
            reveal: Reveal::Checks,
            ..
        } => 1,
        _ => 0,
    };
    Some(Place {
        turn: (group, at),
        seen,
    })
}
