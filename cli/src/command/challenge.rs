//! `ubunifu challenge verify|publish`
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use judge::verify::{Step, Verification, verify};
use judge::{Finding, Invalid, Package, archive};
use serde_json::json;

use super::Context;
use super::check::{advance, runtime, sandbox};
use crate::args::Challenge;
use crate::error::{Error, Exit, disk};
use crate::findings;
use crate::interrupt::Scratch;
use crate::report;
use crate::ui::{Align, Label, Table, Ui, bytes, duration, paint, short, span};

/// Runs one of the verbs of packages.
pub(crate) fn run(context: &Context, verb: Challenge) -> Result<Exit, Error> {
    match verb {
        Challenge::Verify { dir } => verify_package(context, &dir),
        Challenge::Publish {
            dir,
            organization,
            verify,
        } => publish(context, (&dir, organization.as_deref()), verify),
    }
}

fn load(dir: &Path) -> Result<Result<Package, Invalid>, Error> {
    if !dir.is_dir() {
        return Err(Error::new(Exit::Usage, "error-no-folder").arg("path", dir.display()));
    }
    // The box looks at folders from elsewhere, so their paths are absolute.
    let dir = dir.canonicalize().map_err(disk(dir))?;
    Ok(Package::load(&dir))
}

fn verify_package(context: &Context, dir: &Path) -> Result<Exit, Error> {
    let ui = &context.ui;
    let package = match load(dir)? {
        Ok(package) => package,
        Err(invalid) if ui.json => {
            ui.json(&json!({ "references": [], "errors": invalid.findings, "warnings": [] }))?;
            return Ok(Exit::Invalid);
        }
        Err(invalid) => return Err(findings::invalid(ui, "error-package", &invalid)),
    };
    let found = prove(ui, &package)?;
    if ui.json {
        ui.json(&found)?;
    } else {
        show(ui, &found, dir)?;
    }
    Ok(if found.is_good() { Exit::Ok } else { Exit::Invalid })
}

/// Runs the references.
fn prove(ui: &Ui, package: &Package) -> Result<Verification, Error> {
    let scratch = Scratch::new()?;
    let (sandbox, runtime) = (sandbox()?, runtime()?);
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

fn show(ui: &Ui, found: &Verification, dir: &Path) -> Result<(), Error> {
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
            duration(std::time::Duration::from_millis(reference.cpu_ms)),
        ));
        table.row(row);
    }
    table
}

/// Loads and checks here first: a mistake costs no upload.
fn publish(
    context: &Context,
    (dir, organization): (&Path, Option<&str>),
    thorough: bool,
) -> Result<Exit, Error> {
    let ui = &context.ui;
    let package = load(dir)?.map_err(|e| findings::invalid(ui, "error-package", &e))?;
    let client = context.logged_in()?;
    if thorough {
        let found = prove(ui, &package)?;
        if !found.is_good() {
            return Err(findings::error(
                ui,
                Error::new(Exit::Invalid, "error-package"),
                &found.errors,
            ));
        }
    }
    let scratch = Scratch::new()?;
    let packed = scratch.path().join("package.tar.zst");
    let file = File::create(&packed).map_err(disk(&packed))?;
    let mut file = BufWriter::new(file);
    archive::pack(&package.root, &mut file).map_err(|e| findings::archive(ui, &e))?;
    file.flush().map_err(disk(&packed))?;
    let size = packed.metadata().map_err(disk(&packed))?.len();
    let bar = ui.bytes_bar("publish-bar", Some(size));
    let published = client.publish(&packed, organization, &|done| bar.at(done))?;
    drop(bar);
    if ui.json {
        ui.json(&published)?;
    }
    let summary = &published.summary;
    let key = if published.created {
        "publish-done"
    } else {
        "publish-same"
    };
    let (hash, size) = (short(&summary.hash), bytes(size));
    let args = [
        ("id", (&summary.id).into()),
        ("version", (&summary.version).into()),
        ("hash", hash.into()),
        ("size", (&size).into()),
    ];
    ui.good(key, &args);
    ui.hint("publish-next", &[("id", (&summary.id).into())]);
    Ok(Exit::Ok)
}
