//! What a team must not see is taken out here, before a report leaves the server.
use wire::{Cause, CheckReport, Points, Progress, Report, Visibility};

use crate::package::{Group, Package, Reveal};

/// The report as the team may read it.
///
/// Of a hidden group: its own line, and of each check id, title, verdict, the author's hint and what it waited for,
/// without cases, limits and points. With `reveal = "group"` not even the checks. What the package does not know counts as hidden.
pub fn for_team(report: &Report, package: &Package) -> Report {
    let mut report = report.clone();
    let checks = std::mem::take(&mut report.checks);
    report.checks = checks
        .into_iter()
        .filter_map(|check| visible(check, package))
        .collect();
    report
}

fn visible(mut check: CheckReport, package: &Package) -> Option<CheckReport> {
    match package.manifest.group(&check.group) {
        Some(Group {
            visibility: Visibility::Public,
            ..
        }) => {
            without_notes(&mut check);
            Some(check)
        }
        Some(Group {
            reveal: Reveal::Checks,
            ..
        }) => {
            check.cases = Vec::new();
            check.limits = None;
            check.cause = check.cause.filter(|cause| is_seen(cause, package));
            (check.points, check.max) = (Points(0), Points(0));
            Some(check)
        }
        _ => None,
    }
}

/// Whether a cause names only what the team sees anyway: groups, and checks that are not kept unnamed. The parser
/// refuses packages in which it is otherwise; a report may be older than the package.
fn is_seen(cause: &Cause, package: &Package) -> bool {
    match cause {
        Cause::Requires { group } => package.manifest.group(group).is_some(),
        Cause::After { check } => package.manifest.checks.iter().any(|c| {
            let group = package.manifest.group(&c.group);
            c.id == *check
                && group.is_some_and(|g| g.visibility == Visibility::Public || g.reveal == Reveal::Checks)
        }),
        _ => false,
    }
}

/// What graders say is for the team, but for what they say to the author.
pub(crate) fn without_notes(check: &mut CheckReport) {
    for grade in check.cases.iter_mut().filter_map(|case| case.grade.as_mut()) {
        grade.note = None;
    }
}

/// The progress as the team may watch it: `None` for a check that must stay unnamed.
pub fn progress(progress: &Progress, package: &Package) -> Option<Progress> {
    let Progress::Checked { id, .. } = progress else {
        return Some(progress.clone());
    };
    let check = package.manifest.checks.iter().find(|c| c.id == *id)?;
    let group = package.manifest.group(&check.group)?;
    let shown = group.visibility == Visibility::Public || group.reveal == Reveal::Checks;
    shown.then(|| progress.clone())
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
