//! The flagship challenge: offline and on the server, one and the same verdict.
use std::path::Path;

use judge::redact::for_team;
use judge::{Identity, Job, Package, Selection, judge};
use wire::{Report, Verdict};

use crate::house::{HOST, LINUX, council};

fn judged(package: &Package, tree: &str, selection: Selection) -> Report {
    let scratch = tempfile::tempdir().unwrap();
    let job = Job {
        package,
        tree: &package.path(tree),
        runtime: &HOST,
        selection,
        seed: 1,
        identity: Identity::default(),
        local: selection == Selection::Public,
        scratch: scratch.path(),
    };
    judge(&job, &*LINUX, &mut |_| {}).unwrap()
}

/// The bundle as a student has it.
fn fetched(package: &Package, dir: &Path) -> Package {
    let bytes = judge::bundle::bytes(package).unwrap();
    judge::archive::unpack(bytes.as_slice(), dir, judge::archive::Limits::PACKAGE).unwrap();
    Package::load_bundle(dir).unwrap_or_else(|invalid| panic!("{invalid}"))
}

/// Verdicts and points without measured numbers.
fn outline(report: &Report, group: &str) -> Vec<String> {
    let checks = report.checks.iter().filter(|c| c.group == group);
    let lines = checks.flat_map(|c| {
        let cases = c
            .cases
            .iter()
            .map(move |k| format!("{}/{} {} {:?}", c.id, k.id, k.verdict, k.cause));
        cases.chain([format!("{} {} {}/{}", c.id, c.verdict, c.points, c.max)])
    });
    lines.collect()
}

#[test]
fn the_full_solution_gets_everything() {
    let package = council();
    let report = judged(&package, "solutions/full-python", Selection::All);
    assert_eq!(
        (report.verdict, report.points),
        (Verdict::Accepted, report.max),
        "{report:#?}"
    );
}

#[test]
fn a_laptop_says_what_the_server_says_of_public_groups() {
    let package = council();
    let dir = tempfile::tempdir().unwrap();
    let bundle = fetched(&package, &dir.path().join("bundle"));
    assert_eq!(bundle.reference(), package.reference());
    let server = for_team(
        &judged(&package, "solutions/wrong-python", Selection::All),
        &package,
    );
    let scratch = tempfile::tempdir().unwrap();
    let job = Job {
        package: &bundle,
        tree: &package.path("solutions/wrong-python"),
        runtime: &HOST,
        selection: Selection::Public,
        seed: 1,
        identity: Identity::default(),
        local: true,
        scratch: scratch.path(),
    };
    let laptop = judge(&job, &*LINUX, &mut |_| {}).unwrap();
    assert_eq!(outline(&laptop, "public"), outline(&server, "public"));
    assert_eq!(laptop.groups[0], server.groups[0]);
    assert!(laptop.groups.len() == 1 && server.groups.len() > 1);
}
