//! What a judging will do, decided before anything runs. Pure.
use wire::Visibility;

use crate::package::{Check, CheckKind, Group, Manifest};

/// Which groups are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// Every group: the server.
    All,
    /// Public groups: a laptop, and previews.
    Public,
}

/// One group with its checks, in the order of the package.
#[derive(Debug, Clone)]
pub struct GroupPlan<'a> {
    /// The group.
    pub group: &'a Group,
    /// Its checks.
    pub checks: Vec<&'a Check>,
}

/// The steps of a judging.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// Groups in the order of the package.
    pub groups: Vec<GroupPlan<'a>>,
    /// The build command, when something that is judged needs one.
    pub build: Option<&'a [String]>,
}

/// A check with the places of those that must be accepted first; `None` where one of them is not judged at all.
pub(crate) type Needing<'a> = (&'a Check, Option<Vec<usize>>);

impl<'a> Plan<'a> {
    /// Checks in all groups together.
    pub fn checks(&self) -> u32 {
        let checks: usize = self.groups.iter().map(|g| g.checks.len()).sum();
        u32::try_from(checks).unwrap_or(u32::MAX)
    }

    /// The checks of all groups in order, with what each needs.
    pub(crate) fn ordered(&self) -> Vec<Needing<'a>> {
        let mut ordered: Vec<Needing<'a>> = Vec::new();
        for plan in &self.groups {
            for check in &plan.checks {
                ordered.push((check, self.needs(plan.group, check)));
            }
        }
        ordered
    }

    /// Places of what must be accepted before a check.
    fn needs(&self, group: &Group, check: &Check) -> Option<Vec<usize>> {
        let mut places = self.places_of(&group.requires)?;
        for id in &check.after {
            let mut all = self.groups.iter().flat_map(|g| &g.checks);
            places.push(all.position(|c| c.id == *id)?);
        }
        Some(places)
    }

    /// Places of all checks of these groups.
    fn places_of(&self, groups: &[String]) -> Option<Vec<usize>> {
        let mut places = Vec::new();
        for id in groups {
            let at = self.groups.iter().position(|g| g.group.id == *id)?;
            let before = self.groups.iter().take(at).map(|g| g.checks.len()).sum::<usize>();
            let own = self.groups.get(at).map_or(0, |g| g.checks.len());
            places.extend(before..before + own);
        }
        Some(places)
    }
}

/// Plans the judging of what is selected. `has_file` tells whether the team's tree holds a path.
pub fn plan<'a>(manifest: &'a Manifest, selection: Selection, has_file: impl Fn(&str) -> bool) -> Plan<'a> {
    let selected = |group: &&Group| selection == Selection::All || group.visibility == Visibility::Public;
    let groups: Vec<_> = manifest
        .groups
        .iter()
        .filter(selected)
        .map(|group| GroupPlan {
            group,
            checks: manifest.checks_of(&group.id).collect(),
        })
        .collect();
    let runs = groups
        .iter()
        .flat_map(|g| &g.checks)
        .any(|c| matches!(c.kind, CheckKind::Run(_) | CheckKind::Service(_)));
    let build = manifest.environment.build.as_deref();
    let build = build.filter(|command| runs && is_buildable(command, has_file));
    Plan { groups, build }
}

/// A program that is a path must be in the team's tree (or be the runtime's); a bare name is looked up on `PATH`.
fn is_buildable(command: &[String], has_file: impl Fn(&str) -> bool) -> bool {
    let program = command.first().map_or("", String::as_str);
    if program.starts_with('/') || !program.contains('/') {
        return !program.is_empty();
    }
    let names = program.split('/').filter(|name| !matches!(*name, "" | "."));
    has_file(&names.collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests;
