//! What the references say of the limits: room for honest answers on a slow day, and none for those that must fail.
use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use wire::{CheckReport, Limit, Report, Verdict};

use crate::finding::{Code, Finding};
use crate::package::service::Prober;
use crate::package::{Check, CheckKind, MANIFEST, Package, Reference};
use crate::sandbox::Limits;

/// Cases that are run again with more room, of each check and reference.
const MOST_AGAIN: usize = 5;

/// One limit of a check beside what the references used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LimitAdvice {
    /// The check.
    pub check: String,
    /// `cpu` and `wall`, counted in milliseconds, `memory`, counted in KiB, or `output`, counted in bytes.
    pub limit: Limit,
    /// What the package allows.
    pub current: u64,
    /// The most that an accepted reference used; of output, the longest answer that is expected.
    pub used: Option<u64>,
    /// The least that a reference used which must not stay within the limit, where that is less than one and a half
    /// of it.
    pub needed: Option<u64>,
    /// What the package should allow instead.
    pub proposed: Option<u64>,
}

/// What one reference did.
pub(super) struct Seen<'a> {
    pub(super) reference: &'a Reference,
    pub(super) reports: Vec<Report>,
    /// With another seed, where the package asks for one.
    pub(super) reseeded: Option<Report>,
    /// The cases that hit a limit, judged again with half as much again.
    pub(super) again: Option<Report>,
}

/// Limits that are looked at.
const LOOKED_AT: [Limit; 4] = [Limit::Cpu, Limit::Wall, Limit::Memory, Limit::Output];

/// A limit of more times what is used keeps boxes busy with programs that hang.
const FAR: u64 = 50;

/// Looks at the limits of every check that runs something.
pub(super) fn advise(package: &Package, seen: &[Seen<'_>]) -> (Vec<LimitAdvice>, Vec<Finding>) {
    let (mut advice, mut warnings) = (Vec::new(), Vec::new());
    for check in &package.manifest.checks {
        let Some(limits) = check.limits() else { continue };
        for limit in LOOKED_AT {
            let current = current(limits, limit);
            let most = match limit {
                Limit::Output => longest_answer(package, check),
                _ => used(seen, &check.id, limit),
            };
            let least = needed(seen, &check.id, limit);
            let fit = fit(
                current,
                most.map(|(_, used)| used),
                least.map(|(_, needed)| needed),
                limit,
            );
            warnings.extend(warning(&fit, (&check.id, limit, current), (most, least)));
            advice.push(LimitAdvice {
                check: check.id.clone(),
                limit,
                current,
                used: most.map(|(_, used)| used),
                needed: least.map(|(_, needed)| needed),
                proposed: match fit {
                    Fit::Close(better) | Fit::Wide(better) | Fit::Far(better) => Some(better),
                    Fit::Good | Fit::Never => None,
                },
            });
        }
    }
    (advice, warnings)
}

fn current(limits: Limits, limit: Limit) -> u64 {
    let limits = limits.report();
    match limit {
        Limit::Cpu => limits.cpu_ms,
        Limit::Wall => limits.wall_ms,
        Limit::Output => limits.output_bytes,
        _ => limits.memory_kib,
    }
}

/// What an accepted program must be able to write. What it wrote is in no report, but here it is known before.
fn longest_answer<'a>(package: &'a Package, check: &'a Check) -> Measured<'a> {
    let CheckKind::Run(run) = &check.kind else {
        return None;
    };
    let answers = run.cases.iter().filter(|_| run.grader.is_none());
    let sizes =
        answers.filter_map(|case| Some((case.answer.as_str(), package.files.get(&case.answer)?.size)));
    sizes.max_by_key(|(_, size)| *size)
}

type Measured<'a> = Option<(&'a str, u64)>;

/// The most that an accepted reference used of it, and which.
fn used<'a>(seen: &[Seen<'a>], check: &str, limit: Limit) -> Measured<'a> {
    let accepted = seen
        .iter()
        .filter(|s| s.reports.iter().all(|r| r.verdict.is_accepted()));
    let all = accepted.flat_map(|s| {
        let cases = s
            .reports
            .iter()
            .flat_map(|r| &r.checks)
            .filter(|c| c.id == check)
            .flat_map(|c| &c.cases);
        cases.map(|case| (s.reference.path.as_str(), measure(case, limit)))
    });
    all.max_by_key(|(_, used)| *used)
}

/// The least that a reference used which had hit the limit, and ended by itself with more room.
fn needed<'a>(seen: &[Seen<'a>], check: &str, limit: Limit) -> Measured<'a> {
    let all = seen.iter().flat_map(|s| {
        let checks = s.again.iter().flat_map(|r| &r.checks).filter(|c| c.id == check);
        let cases = checks
            .flat_map(|c| &c.cases)
            .filter(|case| case.limit != Some(limit));
        // Only what had hit this limit was judged again for it.
        let had = |case: &&wire::CaseReport| hits(&s.reports, check, &case.id).contains(&Some(limit));
        cases
            .filter(had)
            .map(|case| (s.reference.path.as_str(), measure(case, limit)))
    });
    all.min_by_key(|(_, needed)| *needed)
}

fn hits(reports: &[Report], check: &str, case: &str) -> Vec<Option<Limit>> {
    let checks = reports.iter().flat_map(|r| &r.checks).filter(|c| c.id == check);
    checks
        .flat_map(|c| &c.cases)
        .filter(|c| c.id == case)
        .map(|c| c.limit)
        .collect()
}

fn measure(case: &wire::CaseReport, limit: Limit) -> u64 {
    match limit {
        Limit::Cpu => case.cpu_ms,
        Limit::Wall => case.wall_ms,
        _ => case.peak_kib,
    }
}

/// What is used of a limit however little is done: no limit is far from less.
fn least(limit: Limit) -> u64 {
    match limit {
        Limit::Cpu => 100,
        Limit::Wall => 500,
        Limit::Output => 128 << 10,
        _ => 32 << 10,
    }
}

/// How a limit fits.
#[derive(Debug, PartialEq, Eq)]
enum Fit {
    Good,
    /// An accepted reference used more than half; better so much.
    Close(u64),
    /// One that must fail would pass on a fast day; better so much.
    Wide(u64),
    /// Nothing that is accepted comes near it; better so much.
    Far(u64),
    /// No limit keeps the two apart.
    Never,
}

/// Twice what an accepted reference used, at least; two thirds of what one needs that must fail, at most.
fn fit(current: u64, used: Option<u64>, needed: Option<u64>, limit: Limit) -> Fit {
    let low = used.unwrap_or(0).saturating_mul(2);
    let high = needed.map(|needed| needed.saturating_mul(2) / 3);
    if high.is_some_and(|high| high < low) {
        return Fit::Never;
    }
    if current < low {
        return Fit::Close(between(low, high, limit));
    }
    match high {
        Some(high) if high < current => Fit::Wide(between(low, Some(high), limit)),
        _ => far(current, used, limit),
    }
}

fn far(current: u64, used: Option<u64>, limit: Limit) -> Fit {
    let Some(used) = used.map(|used| used.max(least(limit))) else {
        return Fit::Good;
    };
    if current <= used.saturating_mul(FAR) {
        return Fit::Good;
    }
    let better = round(limit).find(|n| *n >= used.saturating_mul(10));
    better.filter(|n| *n < current).map_or(Fit::Good, Fit::Far)
}

/// A round number from `low` to `high`, well inside where there is room.
fn between(low: u64, high: Option<u64>, limit: Limit) -> u64 {
    let Some(high) = high else {
        return round(limit).find(|n| *n >= low).unwrap_or(low);
    };
    let middle = low.saturating_mul(high).isqrt().max(low);
    let fits = |n: &u64| (low..=high).contains(n);
    let down = round(limit).take_while(|n| *n <= middle).filter(fits).last();
    down.or_else(|| round(limit).find(|n| *n >= middle).filter(fits))
        .unwrap_or(high)
}

/// Round numbers: 10, 20, 30, 50, 100... milliseconds; 4, 6, 8, 12, 16... MiB in KiB, or KiB in bytes.
fn round(limit: Limit) -> impl Iterator<Item = u64> {
    let times = (1..7u32).flat_map(|power| [1, 2, 3, 5].map(|n| n * 10u64.pow(power)));
    let sizes = (12..36u32).flat_map(|power| [1u64 << power, (1u64 << power) + (1u64 << (power - 1))]);
    let all: Vec<u64> = if is_time(limit) {
        times.collect()
    } else {
        sizes.collect()
    };
    all.into_iter()
}

fn is_time(limit: Limit) -> bool {
    matches!(limit, Limit::Cpu | Limit::Wall)
}

/// As an author writes it: `1500ms`, `2s`, `64MiB`.
fn written(value: u64, limit: Limit) -> String {
    match limit {
        _ if is_time(limit) && value.is_multiple_of(1000) => format!("{}s", value / 1000),
        _ if is_time(limit) => format!("{value}ms"),
        Limit::Output if value > 0 && value.is_multiple_of(1024) => written(value / 1024, Limit::Memory),
        Limit::Output => value.to_string(),
        _ if value.is_multiple_of(1024) => format!("{}MiB", value / 1024),
        _ => format!("{value}KiB"),
    }
}

fn warning(
    fit: &Fit,
    (check, limit, current): (&str, Limit, u64),
    (most, least): (Measured<'_>, Measured<'_>),
) -> Option<Finding> {
    let (code, proposed) = match fit {
        Fit::Good => return None,
        Fit::Close(better) => (Code::VerifyLimitClose, *better),
        Fit::Wide(better) => (Code::VerifyLimitWide, *better),
        Fit::Far(better) => (Code::VerifyLimitFar, *better),
        Fit::Never => (Code::VerifyLimitNever, current),
    };
    let key = match limit {
        Limit::Cpu => "cpu",
        Limit::Wall => "wall",
        Limit::Output => "output",
        _ => "memory",
    };
    let (closest, used) = most.unwrap_or(("", 0));
    let (failing, needed) = least.unwrap_or(("", 0));
    let finding = Finding::new(code)
        .file(MANIFEST)
        .arg("check", check)
        .arg("key", key);
    let finding = finding
        .arg("reference", closest)
        .arg("used", written(used, limit));
    let finding = finding
        .arg("failing", failing)
        .arg("needed", written(needed, limit));
    let finding = finding.arg("limit", written(current, limit));
    Some(finding.arg("proposed", written(proposed, limit)))
}

/// The package with nothing left but the cases of a report that hit a limit, each with half as much again; `None` when
/// there is no such case.
pub(super) fn stretched(package: &Package, report: &Report) -> Option<Package> {
    let hit: BTreeMap<&str, Vec<&str>> = report.checks.iter().map(|c| (c.id.as_str(), cases(c))).collect();
    let mut package = package.clone();
    package.manifest.checks.retain_mut(|check| {
        let Some(ids) = hit.get(check.id.as_str()).filter(|ids| !ids.is_empty()) else {
            return false;
        };
        check.after.clear();
        let wanted = |id: &String| ids.contains(&id.as_str());
        let limits = match &mut check.kind {
            CheckKind::Run(run) => {
                run.cases.retain(|case| wanted(&case.id));
                &mut run.limits
            }
            CheckKind::Service(service) => {
                match &mut service.prober {
                    Prober::Requests { cases, .. } => cases.retain(|case| wanted(&case.id)),
                    Prober::Grader { cases, .. } => cases.retain(|case| wanted(&case.id)),
                }
                &mut service.limits
            }
            CheckKind::Repository(_) => return false,
        };
        limits.cpu = half_again(limits.cpu);
        limits.wall = half_again(limits.wall);
        limits.memory = limits.memory.saturating_add(limits.memory / 2);
        true
    });
    for group in &mut package.manifest.groups {
        group.requires.clear();
    }
    (!package.manifest.checks.is_empty()).then_some(package)
}

fn half_again(time: Duration) -> Duration {
    time.saturating_add(time / 2)
}

fn cases(check: &CheckReport) -> Vec<&str> {
    let hit = check.cases.iter().filter(|case| {
        [Verdict::TimeLimit, Verdict::MemoryLimit].contains(&case.verdict)
            && case.limit.is_some_and(|limit| LOOKED_AT.contains(&limit))
    });
    hit.map(|case| case.id.as_str()).take(MOST_AGAIN).collect()
}

#[cfg(test)]
mod tests;
