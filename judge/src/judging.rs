//! The one verb: a package and a tree in, a report out.
mod agenda;
mod crew;

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use wire::{
    BuildReport, Cause, CheckReport, GroupReport, Points, Progress, Report, RuntimeRef, SubmissionId,
    Timestamp, Verdict,
};

use self::agenda::{Agenda, Item};
use crate::check::seed::Seed;
use crate::check::{self, Bench, Checked};
use crate::fault::Fault;
use crate::obstacle::obstacle;
use crate::package::{Check, Package, absolute};
use crate::plan::{GroupPlan, Plan, Selection, plan};
use crate::sandbox::{Keep, Limits, Run, Runtime, Sandbox, Slots};
use crate::score::{self, CheckScore, Score};
use crate::{redact, text, tree};

/// Bytes of the build log that are kept: its end.
const LOG: usize = 16 << 10;
/// Cores of a build: compilers make use of a second one, and teams wait for them.
const BUILDERS: usize = 2;

/// One judging to do.
#[derive(Debug, Clone)]
pub struct Job<'a> {
    /// What it is judged against.
    pub package: &'a Package,
    /// The team's files, exported. Only read.
    pub tree: &'a Path,
    /// What the code runs on.
    pub runtime: &'a Runtime,
    /// Which groups.
    pub selection: Selection,
    /// Seed of everything random in hidden checks.
    pub seed: u64,
    /// What the report says of where the tree came from.
    pub identity: Identity,
    /// Made on a laptop.
    pub local: bool,
    /// An empty folder of this judging alone; the caller removes it.
    pub scratch: &'a Path,
}

/// Where a tree came from; whatever is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The submission.
    pub submission: Option<SubmissionId>,
    /// Commit hash.
    pub commit: Option<String>,
    /// Git tree hash.
    pub tree: Option<String>,
    /// When the server had received it.
    pub received_at: Option<Timestamp>,
}

/// Judges a tree: prepares it, builds it, runs every check, and says how many points it brings.
///
/// The report is whole: [`crate::redact::for_team`] takes out what a team must not see.
///
/// # Errors
/// A [`Fault`] is ours and never a verdict: try again, or call a person.
pub fn judge(
    job: &Job<'_>,
    sandbox: &dyn Sandbox,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, Fault> {
    let (tree, scratch) = (absolute(job.tree), absolute(job.scratch));
    let job = &Job {
        tree: &tree,
        scratch: &scratch,
        ..job.clone()
    };
    right_runtime(job)?;
    let prepared = tree::prepare(job.package, job.tree, job.scratch)?;
    let has_file = |path: &str| {
        prepared
            .layers
            .iter()
            .any(|l| l.join(path).symlink_metadata().is_ok())
    };
    let plan = plan(&job.package.manifest, job.selection, has_file);
    progress(Progress::Started {
        checks: plan.checks(),
    });
    let (built, layers) = build(job, sandbox, &plan, prepared.layers)?;
    let verdict = built.as_ref().map_or(Verdict::Accepted, |b| b.verdict);
    if built.is_some() {
        progress(Progress::Built { verdict });
    }
    let bench = Bench {
        package: job.package,
        sandbox,
        runtime: job.runtime,
        tree: job.tree,
        scratch: job.scratch,
        layers,
        build: verdict,
        hidden_seed: Seed::hidden(job.package, job.seed),
    };
    let mut checked = checked(&bench, &plan, progress)?.into_iter();
    let mut told = Told::default();
    for group in &plan.groups {
        told.add(group, checked.by_ref().take(group.checks.len()).collect());
    }
    let mut report = report(job, told);
    // With a bundle, the judge is the team's own.
    if job.package.bundle {
        report.checks.iter_mut().for_each(redact::without_notes);
    }
    report.build = built;
    report.notices = prepared.notices;
    Ok(report)
}

/// The caller chose the runtime by the package; a verdict on another one would be worth nothing.
fn right_runtime(job: &Job<'_>) -> Result<(), Fault> {
    let (wanted, found) = (&job.package.manifest.environment, job.runtime);
    let digest = wanted.digest.as_ref().is_none_or(|d| *d == found.digest);
    if wanted.runtime == found.name && digest {
        return Ok(());
    }
    let (name, digest) = (&wanted.runtime, wanted.digest.as_deref().unwrap_or("any"));
    Err(Fault::Package(format!(
        "runtime `{name}` ({digest}) is wanted, not `{}` ({})",
        found.name, found.digest
    )))
}

/// Builds in the box. What it leaves in `/work` is the lower layer of every run.
fn build(
    job: &Job<'_>,
    sandbox: &dyn Sandbox,
    plan: &Plan<'_>,
    layers: Vec<PathBuf>,
) -> Result<(Option<BuildReport>, Vec<PathBuf>), Fault> {
    let Some(command) = plan.build else {
        return Ok((None, layers));
    };
    let (keep, spill) = (job.scratch.join("built"), job.scratch.join("build-log"));
    fs::create_dir_all(&keep).map_err(Fault::disk(&keep))?;
    let limits = job.package.manifest.environment.limits;
    let run = Run {
        runtime: job.runtime,
        layers: &layers,
        command,
        stdin: None,
        limits,
        keep: Some(Keep {
            to: &keep,
            from: None,
            after: &[0],
        }),
        spill: Some(&spill),
    };
    let place = sandbox.slots().map(|slots: &Slots| slots.take(BUILDERS));
    let outcome = sandbox.run(&run)?;
    drop(place);
    let (ended, cause) = check::run::ended(&outcome, limits, 0);
    let limit = check::run::hit(&outcome, limits);
    let verdict = match ended {
        Verdict::RuntimeError => Verdict::BuildFailed,
        other => other,
    };
    let mut log = outcome.stdout;
    if outcome.spilled {
        log = end_of(&spill).map_err(Fault::disk(&spill))?;
    }
    log.extend_from_slice(&outcome.stderr);
    let report = BuildReport {
        verdict,
        cpu_ms: check::run::milliseconds(outcome.cpu),
        wall_ms: check::run::milliseconds(outcome.wall),
        limits: Some(limits.report()),
        limit,
        cause: cause.map(|c| named(c, command)),
        log: text::log_end(&log, LOG),
    };
    let layers = if verdict.is_accepted() {
        tree::after_build(job.package, &keep)?
    } else {
        layers
    };
    Ok((Some(report), layers))
}

/// As much of the end of a long log as can be kept, and a byte before it.
fn end_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LOG as u64 + 1)))?;
    let mut end = Vec::new();
    file.take(LOG as u64 + 1).read_to_end(&mut end)?;
    fs::remove_file(path)?;
    Ok(end)
}

/// A build's standard error is its log; a cause that could not be started names the command.
fn named(cause: Cause, command: &[String]) -> Cause {
    match cause {
        Cause::NotStarted { .. } => {
            let shown = text::escape(command.join(" ").as_bytes(), false);
            Cause::NotStarted {
                command: text::cut(&shown, text::EXCERPT),
            }
        }
        Cause::Exit { status, .. } => Cause::Exit {
            status,
            stderr: String::new(),
        },
        Cause::Signal { signal, .. } => Cause::Signal {
            signal,
            stderr: String::new(),
        },
        other => other,
    }
}

/// Every check of the plan, in order.
///
/// Every case is run, also where the first failure already decides the points of a `min` or `all` group: a team learns
/// from all of them, and how long a judging takes does not tell which hidden case failed.
fn checked(
    bench: &Bench<'_>,
    plan: &Plan<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Checked>, Fault> {
    let (checks, needs): (Vec<_>, Vec<_>) = plan.ordered().into_iter().unzip();
    let agenda = Agenda::new(checks.iter().zip(needs).map(|(check, needs)| Item {
        steps: check::steps(check),
        needs,
        instead: check::instead(bench, check),
        hidden: !bench.package.manifest.is_public(check),
    }));
    crew::run(bench, &checks, agenda, &mut |at, verdict| {
        if let Some(check) = checks.get(at) {
            progress(Progress::Checked {
                id: check.id.clone(),
                title: check.title.clone(),
                verdict,
                done: u32::try_from(at + 1).unwrap_or(u32::MAX),
                checks: plan.checks(),
            });
        }
    })
}

/// What a report tells of groups and checks.
#[derive(Default)]
struct Told {
    groups: Vec<GroupReport>,
    checks: Vec<CheckReport>,
}

impl Told {
    /// Why a check was skipped, in a group whose checks got these verdicts.
    fn cause(&self, (plan, check): (&GroupPlan<'_>, &Check), own: &[Verdict]) -> Option<Cause> {
        obstacle(
            (plan.group, check),
            |id| self.groups.iter().find(|g| g.id == id).map(|g| g.verdict),
            |id| {
                let here = plan.checks.iter().zip(own).find(|(c, _)| c.id == id);
                let earlier = || self.checks.iter().find(|c| c.id == id).map(|c| c.verdict);
                here.map(|(_, verdict)| *verdict).or_else(earlier)
            },
        )
    }

    fn add(&mut self, plan: &GroupPlan<'_>, checked: Vec<Checked>) {
        let group = plan.group;
        let scores: Vec<_> = plan
            .checks
            .iter()
            .zip(&checked)
            .map(|(c, done)| scored(c.weight, done))
            .collect();
        let score = score::group(group.points, group.aggregate, &scores);
        self.groups.push(GroupReport {
            id: group.id.clone(),
            visibility: group.visibility,
            verdict: score::first_failure(checked.iter().map(|c| c.verdict)),
            points: score.points,
            max: group.points,
        });
        let verdicts: Vec<Verdict> = checked.iter().map(|c| c.verdict).collect();
        let cause = |check: &Check, verdict| {
            let skipped = verdict == Verdict::Skipped;
            skipped.then(|| self.cause((plan, check), &verdicts)).flatten()
        };
        let all = plan.checks.iter().zip(checked).zip(score.checks);
        let told: Vec<_> = all
            .map(|((check, done), (points, max))| CheckReport {
                id: check.id.clone(),
                group: group.id.clone(),
                title: check.title.clone(),
                verdict: done.verdict,
                points,
                max,
                limits: check.limits().map(Limits::report),
                cause: cause(check, done.verdict),
                hint: check.hint.clone().filter(|_| hints(done.verdict)),
                cases: done.cases,
            })
            .collect();
        self.checks.extend(told);
    }
}

/// A hint helps where something was tried.
fn hints(verdict: Verdict) -> bool {
    use Verdict::{Accepted, BuildFailed, Skipped};
    ![Accepted, BuildFailed, Skipped].contains(&verdict)
}

fn scored(weight: u32, checked: &Checked) -> CheckScore {
    CheckScore {
        weight,
        cases: checked.cases.iter().map(Score::of_case).collect(),
    }
}

fn report(job: &Job<'_>, Told { groups, checks }: Told) -> Report {
    let identity = job.identity.clone();
    Report {
        schema: 1,
        local: job.local,
        challenge: job.package.reference(),
        submission: identity.submission,
        commit: identity.commit,
        tree: identity.tree,
        received_at: identity.received_at,
        runtime: RuntimeRef {
            name: job.runtime.name.clone(),
            digest: job.runtime.digest.clone(),
        },
        reused: None,
        formula: score::FORMULA,
        seed: job.seed,
        verdict: score::first_failure(groups.iter().map(|g| g.verdict)),
        points: groups.iter().map(|g| g.points).sum::<Points>(),
        max: groups.iter().map(|g| g.max).sum(),
        groups,
        checks,
        build: None,
        notices: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
