//! A report as a person reads it: checks, what failed and where, groups, the sum.
mod failures;

use std::time::Duration;

use judge::runtime::HOST;
use wire::{BuildReport, CaseReport, CheckReport, Notice, Report, SubmissionId, Verdict};

use crate::command::brief;
use crate::error::Error;
use crate::ui::{Align, Label, Span, Table, Ui, bytes, clean_block, duration, of_verdict, paint, span};

/// Lines of a build's log, unless all are wanted.
const MOST_LINES: usize = 40;

/// How much of a build's log is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    /// Its last lines, when the build failed.
    End,
    /// All that was kept of it.
    Whole,
}

impl Log {
    /// What `--log` asks for.
    pub(crate) fn asked(whole: bool) -> Self {
        if whole { Self::Whole } else { Self::End }
    }
}

/// Prints a report to stdout.
pub(crate) fn show(ui: &Ui, report: &Report, log: Log) -> Result<(), Error> {
    for line in lines(ui, report, log) {
        ui.out(&line)?;
    }
    Ok(())
}

/// The report line by line. Pure.
fn lines(ui: &Ui, report: &Report, log: Log) -> Vec<String> {
    let mut lines = build(ui, report, log);
    let checks = checks(ui, report);
    if !checks.is_empty() {
        lines.push(checks.render());
    }
    let failing = report.checks.iter().filter(|check| !check.verdict.is_accepted());
    lines.extend(failing.flat_map(|check| failures::failures(ui, report, check)));
    lines.push(String::new());
    lines.push(groups(ui, report).render());
    lines.extend(report.notices.iter().map(|notice| self::notice(ui, notice)));
    lines.extend(report.reused.map(|id| reused(ui, id)));
    lines.push(String::new());
    lines.push(sum(ui, report));
    lines
}

fn reused(ui: &Ui, earlier: SubmissionId) -> String {
    let id = earlier.to_string();
    ui.text("report-reused", &[("submission", (&id).into())])
}

/// Symbol, word and colour of a verdict.
pub(crate) fn verdict(ui: &Ui, verdict: Verdict) -> Span {
    let (symbol, label) = of_verdict(verdict);
    span(
        label,
        format!("{symbol} {}", ui.text(&format!("verdict-{verdict}"), &[])),
    )
}

fn build(ui: &Ui, report: &Report, log: Log) -> Vec<String> {
    let wanted = |build: &&BuildReport| log == Log::Whole || !build.verdict.is_accepted();
    let Some(build) = report.build.as_ref().filter(wanted) else {
        return Vec::new();
    };
    let head = if build.verdict.is_accepted() {
        paint(Label::Strong, &ui.text("report-build", &[]))
    } else {
        let Span { label, text } = verdict(ui, build.verdict);
        paint(label, &text)
    };
    let mut lines = vec![head];
    lines.extend(
        build
            .limit
            .map(|hit| indent(&failures::limit(ui, hit, build.limits.as_ref()))),
    );
    lines.extend(
        build
            .cause
            .iter()
            .flat_map(|why| failures::cause(ui, why, report)),
    );
    let text = clean_block(&build.log);
    let skipped = match log {
        Log::End => text.lines().count().saturating_sub(MOST_LINES),
        Log::Whole => 0,
    };
    if skipped > 0 {
        let count = i64::try_from(skipped).unwrap_or(i64::MAX);
        lines.push(indent(&ui.text("report-log-more", &[("count", count.into())])));
    }
    lines.extend(
        text.lines()
            .skip(skipped)
            .map(|line| paint(Label::Dim, &indent(line))),
    );
    lines.push(String::new());
    lines
}

fn checks(ui: &Ui, report: &Report) -> Table {
    let head = |key| ui.text(key, &[]);
    let mut table = Table::new(vec![
        (head("head-verdict"), Align::Left),
        (head("head-check"), Align::Left),
        (head("head-group"), Align::Left),
        (head("head-points"), Align::Right),
        (head("head-time"), Align::Right),
        (head("head-memory"), Align::Right),
    ]);
    for check in &report.checks {
        let points = if check.max.0 == 0 {
            "–".to_owned()
        } else {
            format!("{}/{}", check.points, check.max)
        };
        table.row(vec![
            verdict(ui, check.verdict),
            span(Label::Plain, check.title.text(ui.language)),
            span(Label::Dim, &check.group),
            span(Label::Plain, points),
            span(Label::Dim, time(check)),
            span(Label::Dim, memory(check)),
        ]);
    }
    table
}

/// The longest CPU time of a case, beside what is allowed.
fn time(check: &CheckReport) -> String {
    let milliseconds = |ms| duration(Duration::from_millis(ms));
    let used = check
        .cases
        .iter()
        .filter(|case| ran(case))
        .map(|case| case.cpu_ms)
        .max();
    let limit = check.limits.map(|limits| milliseconds(limits.cpu_ms));
    beside(used.map(milliseconds), limit)
}

/// The highest memory of a case, beside what is allowed.
fn memory(check: &CheckReport) -> String {
    let kib = |kib: u64| bytes(kib.saturating_mul(1024));
    let used = check
        .cases
        .iter()
        .filter(|case| ran(case))
        .map(|case| case.peak_kib)
        .max();
    beside(used.map(kib), check.limits.map(|limits| kib(limits.memory_kib)))
}

/// Whether a case ran something: rules over the repository run nothing, and use no time at all.
fn ran(case: &CaseReport) -> bool {
    case.wall_ms > 0 || case.peak_kib > 0
}

/// What was used, beside what is allowed.
fn beside(used: Option<String>, limit: Option<String>) -> String {
    match (used, limit) {
        (Some(used), Some(limit)) => format!("{used} / {limit}"),
        (Some(used), None) => used,
        (None, _) => String::new(),
    }
}

fn groups(ui: &Ui, report: &Report) -> Table {
    let head = |key| ui.text(key, &[]);
    let mut table = Table::new(vec![
        (head("head-verdict"), Align::Left),
        (head("head-group"), Align::Left),
        (head("head-visibility"), Align::Left),
        (head("head-points"), Align::Right),
    ]);
    for group in &report.groups {
        let seen = match group.visibility {
            wire::Visibility::Public => "visibility-public",
            wire::Visibility::Hidden => "visibility-hidden",
        };
        table.row(vec![
            verdict(ui, group.verdict),
            span(Label::Plain, &group.id),
            span(Label::Dim, ui.text(seen, &[])),
            span(Label::Plain, format!("{}/{}", group.points, group.max)),
        ]);
    }
    table
}

fn notice(ui: &Ui, notice: &Notice) -> String {
    match notice {
        Notice::ProtectedRestored { path } => {
            let word = paint(Label::Warn, "!");
            format!(
                "{word} {}",
                ui.text("notice-protected-restored", &[("path", path.into())])
            )
        }
        Notice::RuntimeDiffers { name, here, there } => {
            let (here, there) = (brief(here), brief(there));
            let args = [
                ("name", name.into()),
                ("here", (&here).into()),
                ("there", (&there).into()),
            ];
            // Two machines are hardly ever alike: a fact. An imported runtime can be made alike: do so.
            if name == HOST {
                return paint(Label::Dim, &ui.text("notice-host-differs", &args));
            }
            let word = paint(Label::Warn, "!");
            format!("{word} {}", ui.text("notice-runtime-differs", &args))
        }
    }
}

/// The last line: what it comes to.
fn sum(ui: &Ui, report: &Report) -> String {
    let Span { label, text } = verdict(ui, report.verdict);
    let (points, max) = (report.points.to_string(), report.max.to_string());
    let key = if report.local {
        "report-sum-public"
    } else {
        "report-sum"
    };
    let sum = ui.text(key, &[("points", (&points).into()), ("max", (&max).into())]);
    format!("{}  {}", paint(label, &text), paint(Label::Strong, &sum))
}

fn indent(text: &str) -> String {
    format!("    {text}")
}

#[cfg(test)]
mod tests;
