//! `ubunifu runtime import|list|remove`
mod choose;

use std::path::Path;

use judge::runtime::{Error as Refusal, HOST, Imported, Installed, Runtimes};
use serde_json::json;

pub(super) use choose::{differs, of, remember};

use super::Context;
use crate::args::Runtime;
use crate::error::{Error, Exit, disk};
use crate::findings;
use crate::interrupt::Scratch;
use crate::ui::{Align, Label, Table, Ui, bytes, short, span};

/// Runs one of the verbs of runtimes.
pub(crate) fn run(context: &Context, verb: Runtime) -> Result<Exit, Error> {
    let (ui, runtimes) = (&context.ui, context.runtimes()?);
    match verb {
        Runtime::Import { name, path } => import(ui, &runtimes, (&name, &path)),
        Runtime::List => list(ui, &runtimes),
        Runtime::Remove { name } => remove(ui, &runtimes, &name),
    }
}

fn import(ui: &Ui, runtimes: &Runtimes, (name, path): (&str, &Path)) -> Result<Exit, Error> {
    if !path.exists() {
        return Err(Error::new(Exit::Usage, "error-no-path").arg("path", path.display()));
    }
    let store = runtimes.store();
    store.prepare().map_err(disk(store.root()))?;
    // Registered, so that an interrupt removes it.
    let scratch = Scratch::inside(store.root())?;
    let bar = ui.bytes_bar("runtime-bar", None);
    let imported = store.import(name, (path, scratch.path()), &mut |bytes| bar.at(bytes));
    drop(bar);
    let imported = imported.map_err(|refusal| refused(ui, path, &refusal))?;
    if ui.json {
        ui.json(&imported)?;
    } else {
        told(ui, &imported);
    }
    ui.hint("runtime-import-next", &[("name", name.into())]);
    Ok(Exit::Ok)
}

fn refused(ui: &Ui, path: &Path, refusal: &Refusal) -> Error {
    match refusal {
        Refusal::Refused(finding) => {
            let error = Error::new(Exit::Invalid, "error-runtime-import").arg("path", path.display());
            findings::error(ui, error, std::slice::from_ref(finding))
        }
        Refusal::Io(error) => Error::new(Exit::Fault, "error-disk")
            .arg("path", path.display())
            .cause(error),
    }
}

fn told(ui: &Ui, imported: &Imported) {
    let runtime = &imported.runtime;
    let size = bytes(runtime.bytes);
    let args = [
        ("name", (&runtime.name).into()),
        ("digest", (&runtime.digest).into()),
        ("size", (&size).into()),
    ];
    let key = if imported.unchanged {
        "runtime-unchanged"
    } else {
        "runtime-imported"
    };
    ui.good(key, &args);
    if let Some(before) = &imported.replaced {
        ui.say("runtime-replaced", &[("digest", before.into())]);
    }
    if runtime.left_out > 0 {
        let count = i64::try_from(runtime.left_out).unwrap_or(i64::MAX);
        ui.say("runtime-left-out", &[("count", count.into())]);
    }
}

fn list(ui: &Ui, runtimes: &Runtimes) -> Result<Exit, Error> {
    let imported = runtimes.store().list().map_err(disk(runtimes.store().root()))?;
    let host = runtimes.named(HOST).ok().flatten();
    let host = host.as_ref().map(|host| host.digest.as_str());
    if ui.json {
        ui.json(&json!({ "host": host, "imported": imported }))?;
        return Ok(Exit::Ok);
    }
    ui.out(&table(ui, host, &imported).render())?;
    if imported.is_empty() {
        ui.hint("runtime-none", &[]);
    }
    Ok(Exit::Ok)
}

fn table(ui: &Ui, host: Option<&str>, imported: &[Installed]) -> Table {
    let head = |key| ui.text(key, &[]);
    let mut table = Table::new(vec![
        (head("head-runtime"), Align::Left),
        (head("head-digest"), Align::Left),
        (head("head-size"), Align::Right),
        (head("head-image"), Align::Left),
    ]);
    if let Some(host) = host {
        let own = ui.text("runtime-host", &[]);
        table.row(row((HOST, host), "", &own));
    }
    for runtime in imported {
        let image = runtime.image.as_deref().map_or_else(|| "-".to_owned(), brief);
        table.row(row(
            (&runtime.name, &runtime.digest),
            &bytes(runtime.bytes),
            &image,
        ));
    }
    table
}

fn row((name, digest): (&str, &str), size: &str, image: &str) -> Vec<crate::ui::Span> {
    vec![
        span(Label::Strong, name),
        span(Label::Plain, brief(digest)),
        span(Label::Plain, size),
        span(Label::Dim, image),
    ]
}

/// A digest as people tell it from others.
pub(crate) fn brief(digest: &str) -> String {
    match digest.split_once(':') {
        Some((kind, hex)) => format!("{kind}:{}", short(hex)),
        None => short(digest).to_owned(),
    }
}

fn remove(ui: &Ui, runtimes: &Runtimes, name: &str) -> Result<Exit, Error> {
    let store = runtimes.store();
    let removed = store.remove(name).map_err(disk(store.root()))?;
    let Some(removed) = removed else {
        return Err(Error::new(Exit::Usage, "error-runtime-unknown").arg("name", name));
    };
    if ui.json {
        ui.json(&removed)?;
    }
    ui.good("runtime-removed", &[("name", name.into())]);
    Ok(Exit::Ok)
}
