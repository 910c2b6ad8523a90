//! Judges a reference: twice, and what hits a limit once more with more room.
use std::fs;
use std::path::Path;

use wire::{Progress, Report};

use super::Step;
use super::limits::{Seen, stretched};
use crate::fault::Fault;
use crate::judging::{Identity, Job, judge};
use crate::package::{Package, Reference};
use crate::plan::Selection;
use crate::sandbox::{Runtime, Sandbox};

/// How often each reference is judged.
const RUNS: u64 = 2;
/// The seed of both: equal input gives an equal report.
const SEED: u64 = 1;
/// Another seed must not decide otherwise.
const OTHER_SEED: u64 = 2;

type Place<'a> = (&'a dyn Sandbox, &'a Runtime, &'a Path);

/// Judges it; what is wrong with the package is seen in the reports.
pub(super) fn judge_reference<'a>(
    package: &Package,
    reference: &'a Reference,
    place: Place<'_>,
    progress: &mut dyn FnMut(Step),
) -> Result<Seen<'a>, Fault> {
    let mut reports = Vec::new();
    for run in 1..=RUNS {
        progress(Step::Reference {
            path: reference.path.clone(),
            run,
            runs: RUNS,
        });
        let mut tell = |p| progress(Step::Judge(p));
        reports.push(once((package, SEED), reference, place, &mut tell)?);
    }
    let narrow = reports.first().and_then(|report| stretched(package, report));
    let again = narrow.map(|package| once((&package, SEED), reference, place, &mut |_| {}));
    let seeded = package.manifest.is_seeded();
    let reseeded = seeded.then(|| once((package, OTHER_SEED), reference, place, &mut |_| {}));
    Ok(Seen {
        reference,
        reports,
        reseeded: reseeded.transpose()?,
        again: again.transpose()?,
    })
}

fn once(
    (package, seed): (&Package, u64),
    reference: &Reference,
    (sandbox, runtime, scratch): Place<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, Fault> {
    let own = scratch.join("run");
    fs::create_dir_all(&own).map_err(Fault::disk(&own))?;
    let job = Job {
        package,
        tree: &package.path(&reference.path),
        runtime,
        selection: Selection::All,
        seed,
        identity: Identity::default(),
        local: true,
        scratch: &own,
    };
    let report = judge(&job, sandbox, progress);
    fs::remove_dir_all(&own).map_err(Fault::disk(&own))?;
    report
}
