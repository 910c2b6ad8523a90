//! `ubunifu challenge verify [DIR]`
use std::path::{Path, PathBuf};
use std::time::Duration;

use judge::verify::{LimitAdvice, Step, Verification, verify};
use judge::{Finding, Package};
use serde_json::json;
use wire::Limit;

use super::super::Context;
use super::super::check::{advance, sandbox};
use super::super::runtime;
use super::load;
use crate::error::{Error, Exit, disk};
use crate::findings;
use crate::interrupt::Scratch;
use crate::report;
use crate::ui::{Align, Label, Table, Ui, bytes, duration, paint, short, span};

/// Verifies the package in `dir`; `render` is a folder for its statements as pages.
pub(super) fn run(context: &Context, dir: &Path, render: Option<&Path>) -> Result<Exit, Error> {
    let ui = &context.ui;
    let package = match load(dir)? {
        Ok(package) => package,
        Err(invalid) if ui.json => {
            ui.json(&json!({ "references": [], "limits": [], "statements": [], "errors": invalid.findings, "warnings": [] }))?;
            return Ok(Exit::Invalid);
        }
        Err(invalid) => return Err(findings::invalid(ui, "error-package", &invalid)),
    };
    let found = prove(context, &package)?;
    let pages = render.map(|folder| pages(&package, &found, folder)).transpose()?;
    if ui.json {
        ui.json(&found)?;
    } else {
        show(ui, &found, (dir, &pages.unwrap_or_default()))?;
    }
    Ok(if found.is_good() { Exit::Ok } else { Exit::Invalid })
}

/// Runs the references.
pub(super) fn prove(context: &Context, package: &Package) -> Result<Verification, Error> {
    let ui = &context.ui;
    let scratch = Scratch::new()?;
    let (sandbox, runtime) = (sandbox()?, runtime::of(context, package)?);
    let bar = ui.steps_bar("verify-bar", 0);
    let mut step = |step| match step {
        Step::Reference { path, run, runs } => {
            let (run, runs) = (run.to_string(), runs.to_string());
            let args = [
                ("path", (&path).into()),
                ("run", (&run).into()),
                ("runs", (&runs).into()),
            ];
            bar.message(&ui.text("verify-reference", &args));
        }
        Step::Judge(progress) => advance(ui, &bar, &progress),
    };
    let found = verify(package, &sandbox, (&runtime, scratch.path()), &mut step);
    found.map_err(|e| Error::new(Exit::Fault, "error-judge").cause(&e))
}

fn show(ui: &Ui, found: &Verification, (dir, pages): (&Path, &[PathBuf])) -> Result<(), Error> {
    let (size, path) = (bytes(found.bundle_size), dir.display().to_string());
    let args = [
        ("id", (&found.id).into()),
        ("version", (&found.version).into()),
        ("hash", short(&found.hash).into()),
        ("size", (&size).into()),
    ];
    ui.out(&ui.text("verify-title", &args))?;
    if !found.references.is_empty() {
        ui.out("")?;
        ui.out(&table(ui, found).render())?;
    }
    about(ui, found, pages)?;
    list(ui, (Label::Bad, "✗", "verify-errors"), &found.errors)?;
    list(ui, (Label::Warn, "!", "verify-warnings"), &found.warnings)?;
    ui.out("")?;
    if found.is_good() {
        ui.out(&paint(Label::Good, &format!("✓ {}", ui.text("verify-good", &[]))))?;
        ui.hint("verify-good.hint", &[("path", (&path).into())]);
    } else {
        ui.out(&paint(Label::Bad, &format!("✗ {}", ui.text("verify-bad", &[]))))?;
        ui.hint("verify-bad.hint", &[("path", (&path).into())]);
    }
    Ok(())
}

/// What was measured and rendered, a line each.
fn about(ui: &Ui, found: &Verification, pages: &[PathBuf]) -> Result<(), Error> {
    ui.out("")?;
    for statement in &found.statements {
        let (headings, links) = (statement.headings.to_string(), statement.links.to_string());
        let args = [
            ("path", (&statement.path).into()),
            ("headings", (&headings).into()),
            ("links", (&links).into()),
        ];
        ui.out(&ui.text("verify-statement", &args))?;
    }
    for page in pages {
        let path = page.display().to_string();
        ui.out(&ui.text("verify-rendered", &[("path", (&path).into())]))?;
    }
    if let Some((advice, used)) = tightest(found) {
        let milliseconds = |ms| duration(Duration::from_millis(ms));
        let (used, limit) = (milliseconds(used), milliseconds(advice.current));
        let args = [
            ("check", (&advice.check).into()),
            ("used", (&used).into()),
            ("limit", (&limit).into()),
        ];
        ui.out(&ui.text("verify-tightest", &args))?;
    }
    Ok(())
}

/// The limit of CPU time of which an accepted reference used the largest part.
fn tightest(found: &Verification) -> Option<(&LimitAdvice, u64)> {
    let cpu = found.limits.iter().filter(|advice| advice.limit == Limit::Cpu);
    let used = cpu.filter_map(|advice| Some((advice, advice.used?)));
    used.max_by_key(|(advice, used)| used.saturating_mul(1000).checked_div(advice.current))
}

/// Writes both statements as pages, with the pictures beside them.
fn pages(package: &Package, found: &Verification, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    std::fs::create_dir_all(folder).map_err(disk(folder))?;
    let mut written = Vec::new();
    for statement in &found.statements {
        let title = package.manifest.title.0.get(&statement.language);
        let title = title.map(String::as_str).unwrap_or_default();
        let page = judge::statement::page(&statement.language, title, &statement.html);
        let path = folder.join(format!("statement.{}.html", statement.language));
        std::fs::write(&path, page).map_err(disk(&path))?;
        written.push(path);
    }
    for path in package.files.keys().filter(|path| path.starts_with("statement/")) {
        let to = folder.join(path);
        if let Some(parent) = to.parent() {
            std::fs::create_dir_all(parent).map_err(disk(parent))?;
        }
        std::fs::copy(package.path(path), &to).map_err(disk(&to))?;
    }
    Ok(written)
}

fn list(ui: &Ui, (label, mark, key): (Label, &str, &str), findings: &[Finding]) -> Result<(), Error> {
    if findings.is_empty() {
        return Ok(());
    }
    ui.out(&format!("\n{}", paint(Label::Strong, &ui.text(key, &[]))))?;
    for finding in findings {
        ui.out(&format!("{} {}", paint(label, mark), findings::text(ui, finding)))?;
    }
    Ok(())
}

/// Reference by group.
fn table(ui: &Ui, found: &Verification) -> Table {
    let head = |key| ui.text(key, &[]);
    let groups = found
        .references
        .first()
        .map(|r| r.groups.as_slice())
        .unwrap_or_default();
    let mut columns = vec![
        (head("head-expected"), Align::Left),
        (head("head-reference"), Align::Left),
    ];
    columns.extend(groups.iter().map(|group| (group.id.clone(), Align::Left)));
    columns.extend([
        (head("head-points"), Align::Right),
        (head("head-time"), Align::Right),
    ]);
    let mut table = Table::new(columns);
    for reference in &found.references {
        let (label, mark, key) = match reference.ok {
            true => (Label::Good, "✓", "verify-as-expected"),
            false => (Label::Bad, "✗", "verify-otherwise"),
        };
        let mut row = vec![
            span(label, format!("{mark} {}", ui.text(key, &[]))),
            span(Label::Strong, &reference.path),
        ];
        row.extend(reference.groups.iter().map(|group| {
            let verdict = report::verdict(ui, group.verdict);
            span(
                verdict.label,
                format!("{} {}/{}", verdict.text, group.points, group.max),
            )
        }));
        row.push(span(
            Label::Plain,
            format!("{}/{}", reference.points, reference.max),
        ));
        row.push(span(
            Label::Dim,
            duration(Duration::from_millis(reference.cpu_ms)),
        ));
        table.row(row);
    }
    table
}
