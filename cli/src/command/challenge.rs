//! `ubunifu challenge new|verify|publish`
mod new;
mod verify;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use judge::{Invalid, Package, archive};

use super::Context;
use crate::args::Challenge;
use crate::error::{Error, Exit, disk};
use crate::findings;
use crate::interrupt::Scratch;
use crate::ui::{bytes, short};

/// Runs one of the verbs of packages.
pub(crate) fn run(context: &Context, verb: Challenge) -> Result<Exit, Error> {
    match verb {
        Challenge::New { name, template } => new::run(context, &name, template),
        Challenge::Verify { dir, render } => verify::run(context, &dir, render.as_deref()),
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
        let found = verify::prove(context, &package)?;
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
