//! What is run, by table.
use super::{Selection, plan};
use crate::fixture::Fixture;

#[test]
fn a_laptop_plans_public_groups_alone() {
    let package = Fixture::new().load();
    let all = plan(&package.manifest, Selection::All, |_| true);
    let public = plan(&package.manifest, Selection::Public, |_| true);
    let ids = |p: &super::Plan<'_>| p.groups.iter().map(|g| g.group.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&all), ["public", "hidden"]);
    assert_eq!(ids(&public), ["public"]);
    assert_eq!((all.checks(), public.checks()), (2, 1));
}

#[test]
fn a_build_that_is_not_there_is_skipped() {
    let mut manifest = Fixture::new().load().manifest;
    for (program, files, built) in [
        ("./build", &["build"][..], true),
        ("./build", &["run"], false),
        ("tools//build", &["tools/build"], true),
        ("make", &[], true),
        ("/usr/bin/make", &[], true),
    ] {
        manifest.environment.build = Some(vec![program.to_owned()]);
        let plan = plan(&manifest, Selection::All, |path| files.contains(&path));
        assert_eq!(plan.build.is_some(), built, "{program}");
    }
}
