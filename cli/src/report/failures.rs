//! What failed, and why: of each check the first cases, of each case the limit, the difference, the author's hint.
mod service;

use std::time::Duration;

use wire::{CaseReport, Cause, CheckReport, Grade, Limit, Report, RunLimits, Verdict};

use super::{MOST_LINES, indent, verdict};
use crate::ui::{Label, Span, Ui, Value, bytes, clean, clean_block, duration, paint};

/// Failing cases shown of one check; the rest is counted.
const MOST_CASES: usize = 3;

/// Everything there is to say of a check that is not accepted.
pub(super) fn failures(ui: &Ui, report: &Report, check: &CheckReport) -> Vec<String> {
    let failing: Vec<&CaseReport> = check
        .cases
        .iter()
        .filter(|case| !case.verdict.is_accepted())
        .collect();
    let mut lines = Vec::new();
    for case in failing.iter().take(MOST_CASES) {
        lines.push(head(ui, case.verdict, &format!("{}/{}", check.id, case.id)));
        lines.extend(
            case.limit
                .map(|hit| indent(&limit(ui, hit, check.limits.as_ref()))),
        );
        lines.extend(case.cause.iter().flat_map(|why| cause(ui, why, report)));
        lines.extend(case.grade.iter().flat_map(|grade| said(ui, grade)));
        lines.extend(check.limits.as_ref().and_then(|limits| usage(ui, case, limits)));
    }
    let more = failing.len().saturating_sub(MOST_CASES);
    if more > 0 {
        let count = i64::try_from(more).unwrap_or(i64::MAX);
        lines.push(indent(&ui.text("report-more-cases", &[("count", count.into())])));
    }
    let hint = check.hint.as_ref().map(|hint| hint.text(ui.language));
    if lines.is_empty() && (check.cause.is_some() || hint.is_some()) {
        lines.push(head(ui, check.verdict, &check.id));
    }
    lines.extend(check.cause.iter().flat_map(|why| cause(ui, why, report)));
    lines.extend(hint.map(|text| indent(&ui.text("report-hint", &[("text", text.into())]))));
    lines
}

fn head(ui: &Ui, of: Verdict, name: &str) -> String {
    let Span { label, text } = verdict(ui, of);
    format!("\n{} {}", paint(label, &text), clean(name))
}

/// How near the run came to its limits.
fn usage(ui: &Ui, case: &CaseReport, limits: &RunLimits) -> Option<String> {
    if !super::ran(case) {
        return None;
    }
    let milliseconds = |ms| duration(Duration::from_millis(ms));
    let kib = |kib: u64| bytes(kib.saturating_mul(1024));
    let part = |key, used: u64, most: u64, show: &dyn Fn(u64) -> String| {
        let percent = used.saturating_mul(100).checked_div(most).unwrap_or(0);
        let (used, most, percent) = (show(used), show(most), percent.to_string());
        let args = [
            ("used", (&used).into()),
            ("limit", (&most).into()),
            ("percent", (&percent).into()),
        ];
        ui.text(key, &args)
    };
    let parts = [
        part("report-use-cpu", case.cpu_ms, limits.cpu_ms, &milliseconds),
        part("report-use-wall", case.wall_ms, limits.wall_ms, &milliseconds),
        part("report-use-memory", case.peak_kib, limits.memory_kib, &kib),
    ];
    Some(paint(Label::Dim, &indent(&parts.join(" · "))))
}

/// What the grader tells the team.
fn said(ui: &Ui, grade: &Grade) -> Vec<String> {
    let message = grade.message.as_ref().map(|m| clean_block(m.text(ui.language)));
    let message = message.unwrap_or_default();
    message.lines().take(MOST_LINES).map(indent).collect()
}

/// The limit that was reached, and what it is where that is known.
pub(super) fn limit(ui: &Ui, hit: Limit, limits: Option<&RunLimits>) -> String {
    let milliseconds = |ms| duration(Duration::from_millis(ms));
    let (name, value) = match hit {
        Limit::Cpu => ("limit-cpu", limits.map(|l| milliseconds(l.cpu_ms))),
        Limit::Wall => ("limit-wall", limits.map(|l| milliseconds(l.wall_ms))),
        Limit::Memory => (
            "limit-memory",
            limits.map(|l| bytes(l.memory_kib.saturating_mul(1024))),
        ),
        Limit::Output => ("limit-output", limits.map(|l| bytes(l.output_bytes))),
        Limit::Processes => ("limit-processes", limits.map(|l| l.processes.to_string())),
        Limit::Disk => ("limit-disk", limits.map(|l| bytes(l.disk_bytes))),
    };
    let name = ui.text(name, &[]);
    let shown = value.map_or_else(|| name.clone(), |value| format!("{name}, {value}"));
    ui.text("report-limit", &[("limit", (&shown).into())])
}

/// Why something is not accepted.
pub(super) fn cause(ui: &Ui, cause: &Cause, report: &Report) -> Vec<String> {
    let say = |key: &str, args: &[(&str, Value<'_>)]| indent(&ui.text(key, args));
    match cause {
        Cause::Difference {
            line,
            column,
            expected,
            actual,
        } => difference(ui, (*line, *column), [expected, actual]),
        Cause::Exit { status, stderr } => {
            let first = say("cause-exit", &[("status", (&status.to_string()).into())]);
            ended(first, stderr)
        }
        Cause::Signal { signal, stderr } => {
            let first = say("cause-signal", &[("signal", (&signal.to_string()).into())]);
            ended(first, stderr)
        }
        Cause::NotStarted { command } => vec![say("cause-not-started", &[("command", command.into())])],
        Cause::After { check } => {
            let known = report.checks.iter().find(|c| c.id == *check);
            let title = known.map_or(check.as_str(), |c| c.title.text(ui.language));
            vec![say("cause-after", &[("check", title.into())])]
        }
        Cause::Requires { group } => vec![say("cause-requires", &[("group", group.into())])],
        Cause::Reply { .. } | Cause::NoReply { .. } | Cause::NotReady { .. } | Cause::ServiceEnded { .. } => {
            service::cause(ui, cause)
        }
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

/// Where an answer differs first, and how.
fn difference(ui: &Ui, (line, column): (u64, u64), texts: [&String; 2]) -> Vec<String> {
    // A difference at the very start has no place worth naming; of JSON it names the value instead.
    let place = if (line, column) == (1, 1) {
        "cause-different"
    } else {
        "cause-difference"
    };
    let (line, column) = (line.to_string(), column.to_string());
    let place = ui.text(place, &[("line", (&line).into()), ("column", (&column).into())]);
    let nothing = ui.text("cause-nothing", &[]);
    let [expected, actual] = texts.map(|text| if text.is_empty() { &nothing } else { text });
    let expected = ui.text("cause-expected", &[("text", expected.into())]);
    let actual = ui.text("cause-actual", &[("text", actual.into())]);
    [place, expected, actual]
        .iter()
        .map(|line| indent(line))
        .collect()
}
