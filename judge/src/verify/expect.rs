//! What a reference got beside what it must get. Pure.
use wire::{CaseReport, Points, Report};

use crate::finding::{Code, Finding};
use crate::package::{CheckKind, MANIFEST, Package, Reference};

/// Everything that is not as expected.
pub(super) fn differences(reference: &Reference, report: &Report) -> Vec<Finding> {
    let mut found = Vec::new();
    let finding = |code| {
        Finding::new(code)
            .file(MANIFEST)
            .arg("reference", &reference.path)
    };
    let expect = &reference.expect;
    if let Some(wanted) = expect.verdict.filter(|v| *v != report.verdict) {
        found.push(
            finding(Code::VerifyVerdict)
                .arg("expected", wanted)
                .arg("actual", report.verdict),
        );
    }
    if let Some(wanted) = expect.points.filter(|p| *p != report.points) {
        found.push(
            finding(Code::VerifyPoints)
                .arg("expected", wanted)
                .arg("actual", report.points),
        );
    }
    for group in &report.groups {
        if let Some(wanted) = expect.groups.get(&group.id).filter(|v| **v != group.verdict) {
            let one = finding(Code::VerifyGroup).arg("group", &group.id);
            found.push(one.arg("expected", wanted).arg("actual", group.verdict));
        }
        if let Some(wanted) = expect.group_points.get(&group.id).filter(|p| **p != group.points) {
            let one = finding(Code::VerifyGroupPoints).arg("group", &group.id);
            found.push(one.arg("expected", wanted).arg("actual", group.points));
        }
    }
    found
}

/// Whether two runs agree in everything but measured numbers.
pub(super) fn same(a: &Report, b: &Report) -> bool {
    let outline = |r: &Report| -> (Points, Vec<String>) {
        let groups = r
            .groups
            .iter()
            .map(|g| format!("{} {} {}", g.id, g.verdict, g.points));
        let cases = r.checks.iter().flat_map(|check| {
            let each = check
                .cases
                .iter()
                .map(|case| format!("{}/{} {} {:?}", check.id, case.id, case.verdict, case.grade));
            each.chain([format!("{} {}", check.id, check.verdict)])
        });
        (r.points, groups.chain(cases).collect())
    };
    outline(a) == outline(b)
}

/// Names the first thing that two runs do not agree on.
pub(super) fn flaky(reference: &Reference, a: &Report, b: &Report) -> Finding {
    let outcome = |case: &CaseReport| match &case.grade {
        None => case.verdict.to_string(),
        Some(grade) => format!("{} {grade:?}", case.verdict),
    };
    let cases = |r: &Report| -> Vec<(String, String)> {
        let all = r.checks.iter().flat_map(|check| {
            let each = check
                .cases
                .iter()
                .map(move |c| (format!("{}/{}", check.id, c.id), outcome(c)));
            each.chain([(check.id.clone(), check.verdict.to_string())])
        });
        all.collect()
    };
    let (x, y) = (cases(a), cases(b));
    let first = x.into_iter().zip(y).find(|(x, y)| x != y);
    let (at, one, other) = first.map_or_else(Default::default, |(x, y)| (x.0, x.1, y.1));
    Finding::new(Code::VerifyFlaky)
        .file(MANIFEST)
        .arg("reference", &reference.path)
        .arg("case", at)
        .arg("first", one)
        .arg("second", other)
}

/// Checks in which an accepted reference used more than half of its CPU time: honest answers will fail on a
/// slow day.
pub(super) fn near_limits(package: &Package, reference: &Reference, reports: &[Report]) -> Vec<Finding> {
    let mut found = Vec::new();
    for check in &package.manifest.checks {
        let CheckKind::Run(run) = &check.kind else {
            continue;
        };
        let limit = crate::check::run::milliseconds(run.limits.cpu);
        let checks = reports
            .iter()
            .flat_map(|r| &r.checks)
            .filter(|c| c.id == check.id);
        let most = checks.flat_map(|c| &c.cases).map(|c| c.cpu_ms).max().unwrap_or(0);
        if most.saturating_mul(2) > limit {
            let finding = Finding::new(Code::VerifyNearLimit).file(MANIFEST);
            let finding = finding.arg("reference", &reference.path).arg("check", &check.id);
            found.push(finding.arg("used", most).arg("limit", limit));
        }
    }
    found
}
