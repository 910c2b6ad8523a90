//! `ubunifu check`
use judge::policy::Entry;
use judge::sandbox::{Fault, Linux, Options, Runtime};
use judge::{Identity, Job, Package, Selection};
use wire::{Progress, Report, Verdict};

use super::{Context, runtime};
use crate::args::Check;
use crate::error::{Error, Exit, disk};
use crate::findings;
use crate::git::{Repo, Snapshot};
use crate::interrupt::Scratch;
use crate::project::Project;
use crate::report::{self, Log};
use crate::ui::{Bar, Ui};

/// Judges the work tree by the public checks, as a commit of everything would be judged.
pub(crate) fn run(context: &Context, args: &Check) -> Result<Exit, Error> {
    let project = context.project()?;
    let ui = &context.ui;
    let package = load(ui, &project)?;
    let repo = Repo::open(&project.root)?;
    let snapshot = repo.snapshot()?;
    policy(ui, &package, (&snapshot.entries, repo.declared(snapshot.tree)?))?;
    let sandbox = Linux::with(Options {
        slots: args.jobs.map(usize::from),
        ..Options::default()
    });
    let runtime = runtime::of(context, &package)?;
    let bench = (&boxed(sandbox)?, &*runtime);
    let mut report = judge_tree(ui, (&package, bench), (&repo, &snapshot))?;
    report.notices.extend(runtime::differs(&project, &report));
    if ui.json {
        ui.json(&report)?;
    } else {
        report::show(ui, &report, Log::asked(args.log))?;
        let next = if report.verdict.is_accepted() {
            "check-next-good"
        } else {
            "check-next-bad"
        };
        ui.hint(next, &[]);
    }
    Ok(exit(report.verdict))
}

/// The exit code of a verdict.
pub(super) fn exit(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Accepted => Exit::Ok,
        Verdict::JudgeError => Exit::Fault,
        _ => Exit::Failed,
    }
}

/// The public bundle of a project.
pub(super) fn load(ui: &Ui, project: &Project) -> Result<Package, Error> {
    let folder = project.bundle();
    if !folder.is_dir() {
        return Err(Error::new(Exit::Invalid, "error-no-bundle"));
    }
    let package = Package::load_bundle(&folder);
    package.map_err(|e| findings::invalid(ui, "error-bundle", &e))
}

/// The rules over a tree: its listing, and what it declares. The server applies the same ones.
pub(super) fn policy(
    ui: &Ui,
    package: &Package,
    (entries, declared): (&[Entry], Option<Vec<u8>>),
) -> Result<(), Error> {
    let found = judge::policy::check(&package.manifest.submission, entries, declared.as_deref());
    if found.is_empty() {
        return Ok(());
    }
    let error = Error::new(Exit::Refused, "error-policy").arg("id", &package.manifest.id);
    Err(findings::error(ui, error, &found))
}

fn judge_tree(
    ui: &Ui,
    (package, (sandbox, runtime)): (&Package, (&Linux, &Runtime)),
    (repo, snapshot): (&Repo, &Snapshot),
) -> Result<Report, Error> {
    let scratch = Scratch::new()?;
    let (tree, work) = (scratch.path().join("tree"), scratch.path().join("judge"));
    for folder in [&tree, &work] {
        std::fs::create_dir(folder).map_err(disk(folder))?;
    }
    repo.export(snapshot, &tree)?;
    let commit = repo.head().ok().filter(|head| head.tree == snapshot.tree);
    let identity = Identity {
        commit: commit.map(|head| head.commit.to_string()),
        tree: Some(snapshot.tree.to_string()),
        ..Identity::default()
    };
    let job = Job {
        package,
        tree: &tree,
        runtime,
        selection: Selection::Public,
        seed: 0,
        identity,
        local: true,
        scratch: &work,
    };
    let bar = ui.steps_bar("check-bar", 0);
    let report = judge::judge(&job, sandbox, &mut |progress| advance(ui, &bar, &progress));
    report.map_err(|e| Error::new(Exit::Fault, "error-judge").cause(&e))
}

/// The box of this machine.
pub(super) fn sandbox() -> Result<Linux, Error> {
    boxed(Linux::detect())
}

fn boxed(sandbox: Result<Linux, Fault>) -> Result<Linux, Error> {
    sandbox.map_err(|e| Error::new(Exit::Fault, "error-sandbox").cause(&e))
}

/// Moves the bar.
pub(super) fn advance(ui: &Ui, bar: &Bar, progress: &Progress) {
    match progress {
        Progress::Started { checks } => bar.total(u64::from(*checks)),
        Progress::Checked { title, done, .. } => {
            bar.message(title.text(ui.language));
            bar.at(u64::from(*done));
        }
        _ => {}
    }
}
