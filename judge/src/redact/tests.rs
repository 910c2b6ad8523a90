//! What a team may read of a whole report.
use wire::{Cause, Localized, Progress, Report, Verdict};

use super::{for_team, progress};
use crate::fixture::{Fixture, Scripted, cat, runtime};
use crate::judging::{Identity, Job, judge};
use crate::package::Package;
use crate::plan::Selection;

fn whole(fixture: &Fixture) -> (Package, Report, Vec<Progress>) {
    let package = fixture.load();
    let (tree, scratch) = (fixture.empty("team"), fixture.empty("scratch"));
    let runtime = runtime();
    let job = Job {
        package: &package,
        tree: &tree,
        runtime: &runtime,
        selection: Selection::All,
        seed: 0,
        identity: Identity::default(),
        local: false,
        scratch: &scratch,
    };
    let mut seen = Vec::new();
    let report = judge(&job, &Scripted(cat), &mut |p| seen.push(p)).unwrap();
    (package, report, seen)
}

#[test]
fn of_hidden_checks_the_verdict_alone() {
    let (package, report, _) = whole(&Fixture::new());
    let team = for_team(&report, &package);
    assert_eq!(team.groups, report.groups);
    assert_eq!(team.checks[0], report.checks[0]);
    let hidden = &team.checks[1];
    assert_eq!(
        (hidden.verdict, hidden.points.0, hidden.max.0),
        (Verdict::Accepted, 0, 0)
    );
    assert!(hidden.cases.is_empty() && !report.checks[1].cases.is_empty());
    let json = serde_json::to_string(&team).unwrap();
    assert!(!json.contains("tembo-mkubwa"), "{json}");
}

#[test]
fn a_group_may_hide_its_checks() {
    let fixture = Fixture::new();
    fixture.edit("requires = [\"public\"]", "reveal = \"group\"");
    let (package, report, seen) = whole(&fixture);
    let team = for_team(&report, &package);
    assert_eq!((team.groups.len(), team.checks.len()), (2, 1));
    assert!(!serde_json::to_string(&team).unwrap().contains("tai-wa-siri"));
    let shown: Vec<_> = seen.iter().filter_map(|p| progress(p, &package)).collect();
    assert_eq!((seen.len(), shown.len()), (3, 2));
}

#[test]
fn of_hidden_checks_the_hint_and_no_limit_and_no_unseen_cause() {
    let (package, mut report, _) = whole(&Fixture::new());
    let hint = Some(Localized::both("Soma tena.", "Read again."));
    let unseen = Cause::After {
        check: "none".to_owned(),
    };
    let seen = Cause::After {
        check: "echo".to_owned(),
    };
    let group = Cause::Requires {
        group: "public".to_owned(),
    };
    let crash = Cause::Exit {
        status: 1,
        stderr: "siri".to_owned(),
    };
    for (cause, shown) in [(unseen, false), (seen, true), (group, true), (crash, false)] {
        let hidden = &mut report.checks[1];
        (hidden.hint, hidden.cause) = (hint.clone(), Some(cause.clone()));
        assert!(hidden.limits.is_some());
        let team = for_team(&report, &package);
        assert_eq!(team.checks[1].hint, hint);
        assert_eq!(
            (team.checks[1].limits, team.checks[1].cause.is_some()),
            (None, shown),
            "{cause:?}"
        );
    }
    assert!(for_team(&report, &package).checks[0].limits.is_some());
    let fixture = Fixture::new();
    fixture.edit("requires = [\"public\"]", "reveal = \"group\"");
    assert_eq!(for_team(&report, &fixture.load()).checks.len(), 1, "nor its hint");
}

#[test]
fn a_check_the_package_does_not_know_is_hidden() {
    let (package, mut report, _) = whole(&Fixture::new());
    report.checks[0].group = "renamed".to_owned();
    assert_eq!(for_team(&report, &package).checks.len(), 1);
}
