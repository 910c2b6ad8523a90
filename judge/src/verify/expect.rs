//! What a reference got beside what it must get. Pure.
use wire::{CaseReport, Cause, Report};

use crate::finding::{Code, Finding};
use crate::package::{MANIFEST, Reference};

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
    a.without_measurements() == b.without_measurements()
}

/// Names the first thing that two runs do not agree on: an error where it decides points, else a warning.
pub(super) fn flaky(reference: &Reference, a: &Report, b: &Report) -> Finding {
    let decided = first(outcomes(a, decided), outcomes(b, decided));
    let told = || first(outcomes(a, told), outcomes(b, told));
    let (code, (at, one, other)) = match decided {
        Some(difference) => (Code::VerifyFlaky, difference),
        None => (Code::VerifyUnsteady, told().unwrap_or_default()),
    };
    Finding::new(code)
        .file(MANIFEST)
        .arg("reference", &reference.path)
        .arg("case", at)
        .arg("first", one)
        .arg("second", other)
}

/// What another seed decided otherwise; what it told may differ.
pub(super) fn decided_otherwise(reference: &Reference, a: &Report, b: &Report) -> Option<Finding> {
    Some(flaky(reference, a, b)).filter(|finding| finding.code == Code::VerifyFlaky)
}

/// What points depend on.
fn decided(case: &CaseReport) -> String {
    match &case.grade {
        None => case.verdict.to_string(),
        Some(grade) => format!("{} {grade:?}", case.verdict),
    }
}

/// What a report tells of a case beside its verdict.
fn told(case: &CaseReport) -> String {
    match (&case.limit, &case.cause) {
        (Some(limit), _) => format!("{limit:?}"),
        (None, Some(Cause::Difference { actual, .. })) => actual.clone(),
        (None, Some(Cause::Exit { stderr, .. } | Cause::Signal { stderr, .. })) => stderr.clone(),
        (None, cause) => format!("{cause:?}"),
    }
}

type Outcome = (String, String);

fn outcomes(report: &Report, of: impl Fn(&CaseReport) -> String + Copy) -> Vec<Outcome> {
    let all = report.checks.iter().flat_map(|check| {
        let each = check
            .cases
            .iter()
            .map(move |c| (format!("{}/{}", check.id, c.id), of(c)));
        each.chain([(check.id.clone(), check.verdict.to_string())])
    });
    all.collect()
}

fn first(a: Vec<Outcome>, b: Vec<Outcome>) -> Option<(String, String, String)> {
    let different = a.into_iter().zip(b).find(|(x, y)| x != y);
    different.map(|(x, y)| (x.0, x.1, y.1))
}
