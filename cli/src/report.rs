//! A report as a person reads it: checks, what failed and where, groups, the sum.
use std::collections::BTreeMap;
use std::time::Duration;

use judge::Package;
use judge::package::CheckKind;
use judge::sandbox::Limits;
use wire::{CaseReport, Cause, CheckReport, Grade, Limit, Notice, Report, Verdict};

use crate::error::Error;
use crate::ui::{
    Align, Label, Span, Table, Ui, bytes, clean, clean_block, duration, of_verdict, paint, span,
};

/// Failing cases shown of one check; the rest is counted.
const MOST_CASES: usize = 3;
/// Lines of a build's log.
const MOST_LINES: usize = 40;

/// Limits by check, where we know them.
pub(crate) type Bounds = BTreeMap<String, Limits>;

/// The limits of the checks of a package.
pub(crate) fn bounds(package: &Package) -> Bounds {
    let run = |check: &judge::package::Check| match &check.kind {
        CheckKind::Run(run) => Some((check.id.clone(), run.limits)),
        CheckKind::Repository(_) => None,
    };
    package.manifest.checks.iter().filter_map(run).collect()
}

/// Prints a report to stdout.
pub(crate) fn show(ui: &Ui, report: &Report, bounds: &Bounds) -> Result<(), Error> {
    for line in lines(ui, report, bounds) {
        ui.out(&line)?;
    }
    Ok(())
}

/// The report line by line. Pure.
fn lines(ui: &Ui, report: &Report, bounds: &Bounds) -> Vec<String> {
    let mut lines = build(ui, report);
    let checks = checks(ui, report, bounds);
    if !checks.is_empty() {
        lines.push(checks.render());
    }
    let failing = report.checks.iter().filter(|check| !check.verdict.is_accepted());
    lines.extend(failing.flat_map(|check| failures(ui, check)));
    lines.push(String::new());
    lines.push(groups(ui, report).render());
    lines.extend(report.notices.iter().map(|notice| self::notice(ui, notice)));
    lines.push(String::new());
    lines.push(sum(ui, report));
    lines
}

/// Symbol, word and colour of a verdict.
pub(crate) fn verdict(ui: &Ui, verdict: Verdict) -> Span {
    let (symbol, label) = of_verdict(verdict);
    span(
        label,
        format!("{symbol} {}", ui.text(&format!("verdict-{verdict}"), &[])),
    )
}

fn build(ui: &Ui, report: &Report) -> Vec<String> {
    let Some(build) = report.build.as_ref().filter(|b| !b.verdict.is_accepted()) else {
        return Vec::new();
    };
    let Span { label, text } = verdict(ui, build.verdict);
    let mut lines = vec![paint(label, &text)];
    lines.extend(build.limit.map(|hit| indent(&limit(ui, hit))));
    lines.extend(build.cause.iter().flat_map(|why| cause(ui, why)));
    let log = clean_block(&build.log);
    let skipped = log.lines().count().saturating_sub(MOST_LINES);
    lines.extend(
        log.lines()
            .skip(skipped)
            .map(|line| paint(Label::Dim, &indent(line))),
    );
    lines.push(String::new());
    lines
}

fn checks(ui: &Ui, report: &Report, bounds: &Bounds) -> Table {
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
        let limits = bounds.get(&check.id);
        table.row(vec![
            verdict(ui, check.verdict),
            span(Label::Plain, check.title.text(ui.language)),
            span(Label::Dim, &check.group),
            span(Label::Plain, points),
            span(Label::Dim, time(check, limits)),
            span(Label::Dim, memory(check, limits)),
        ]);
    }
    table
}

/// The longest CPU time of a case, beside what is allowed.
fn time(check: &CheckReport, limits: Option<&Limits>) -> String {
    let used = ran(check).map(|case| case.cpu_ms).max();
    let used = used.map(|ms| duration(Duration::from_millis(ms)));
    beside(used, limits.map(|limits| duration(limits.cpu)))
}

/// The highest memory of a case, beside what is allowed.
fn memory(check: &CheckReport, limits: Option<&Limits>) -> String {
    let used = ran(check).map(|case| case.peak_kib).max();
    let used = used.map(|kib| bytes(kib.saturating_mul(1024)));
    beside(used, limits.map(|limits| bytes(limits.memory)))
}

/// The cases that ran something: rules over the repository run nothing, and use no time at all.
fn ran(check: &CheckReport) -> impl Iterator<Item = &CaseReport> {
    check
        .cases
        .iter()
        .filter(|case| case.wall_ms > 0 || case.peak_kib > 0)
}

/// What was used, beside what is allowed.
fn beside(used: Option<String>, limit: Option<String>) -> String {
    match (used, limit) {
        (Some(used), Some(limit)) => format!("{used} / {limit}"),
        (Some(used), None) => used,
        (None, _) => String::new(),
    }
}

fn failures(ui: &Ui, check: &CheckReport) -> Vec<String> {
    let failing: Vec<&CaseReport> = check
        .cases
        .iter()
        .filter(|case| !case.verdict.is_accepted())
        .collect();
    let mut lines = Vec::new();
    for case in failing.iter().take(MOST_CASES) {
        let Span { label, text } = verdict(ui, case.verdict);
        lines.push(format!(
            "\n{} {}/{}",
            paint(label, &text),
            clean(&check.id),
            clean(&case.id)
        ));
        lines.extend(case.limit.map(|hit| indent(&limit(ui, hit))));
        lines.extend(case.cause.iter().flat_map(|why| cause(ui, why)));
        lines.extend(case.grade.iter().flat_map(|grade| said(ui, grade)));
    }
    let more = failing.len().saturating_sub(MOST_CASES);
    if more > 0 {
        let count = i64::try_from(more).unwrap_or(i64::MAX);
        lines.push(indent(&ui.text("report-more-cases", &[("count", count.into())])));
    }
    lines
}

/// What the grader tells the team.
fn said(ui: &Ui, grade: &Grade) -> Vec<String> {
    let message = grade.message.as_ref().map(|m| clean_block(m.text(ui.language)));
    let message = message.unwrap_or_default();
    message.lines().take(MOST_LINES).map(indent).collect()
}

fn limit(ui: &Ui, hit: Limit) -> String {
    let name = match hit {
        Limit::Cpu => "limit-cpu",
        Limit::Wall => "limit-wall",
        Limit::Memory => "limit-memory",
        Limit::Output => "limit-output",
        Limit::Processes => "limit-processes",
        Limit::Disk => "limit-disk",
    };
    let name = ui.text(name, &[]);
    ui.text("report-limit", &[("limit", (&name).into())])
}

fn cause(ui: &Ui, cause: &Cause) -> Vec<String> {
    let say = |key: &str, args: &[(&str, crate::ui::Value<'_>)]| indent(&ui.text(key, args));
    match cause {
        Cause::Difference {
            line,
            column,
            expected,
            actual,
        } => {
            // A difference at the very start has no place worth naming; of JSON it names the value instead.
            let place = if (*line, *column) == (1, 1) {
                "cause-different"
            } else {
                "cause-difference"
            };
            let (line, column) = (line.to_string(), column.to_string());
            vec![
                say(place, &[("line", (&line).into()), ("column", (&column).into())]),
                say("cause-expected", &[("text", expected.into())]),
                say("cause-actual", &[("text", actual.into())]),
            ]
        }
        Cause::Exit { status, stderr } => {
            let first = say("cause-exit", &[("status", (&status.to_string()).into())]);
            ended(first, stderr)
        }
        Cause::Signal { signal, stderr } => {
            let first = say("cause-signal", &[("signal", (&signal.to_string()).into())]);
            ended(first, stderr)
        }
        Cause::NotStarted { command } => vec![say("cause-not-started", &[("command", command.into())])],
        Cause::Rule { rule, path } => {
            let key = format!("rule-{}", rule.replace('_', "-"));
            let known = locales::find(ui.language.tag(), &key, &[]).is_some();
            let key = if known { key.as_str() } else { "rule-other" };
            let path = path
                .as_deref()
                .map(|p| format!(": {}", clean(p)))
                .unwrap_or_default();
            vec![format!("{}{path}", say(key, &[("rule", rule.into())]))]
        }
    }
}

/// How it ended, and the end of what it wrote to standard error.
fn ended(first: String, stderr: &str) -> Vec<String> {
    let tail = clean_block(stderr);
    let skipped = tail.lines().count().saturating_sub(MOST_LINES / 4);
    let tail = tail
        .lines()
        .skip(skipped)
        .map(|line| paint(Label::Dim, &indent(&indent(line))));
    std::iter::once(first).chain(tail).collect()
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
