//! `admin runtime`: what team code can run on here beside `host`. Needs the data folder alone, and may be used while
//! the server runs: it takes up what changed with the next judging.
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use judge::runtime::{Error as Refusal, Installed, Store};

use crate::app;
use crate::challenge::line;
use crate::config::Place;
use crate::error::{Code, Error, Result};

/// Verbs of runtimes.
#[derive(Debug, Subcommand)]
pub(super) enum Runtime {
    /// Import a root file system or an OCI image, and print its name and digest on stdout
    Import {
        #[command(flatten)]
        place: Place,
        /// Name in packages, such as python-3.12
        name: String,
        /// Root file system (folder, or tar, plain or with gzip or zstd), or OCI image (folder or archive)
        path: PathBuf,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// List the imported runtimes: name, digest, image, bytes
    List {
        #[command(flatten)]
        place: Place,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Remove a runtime; challenges that ask for it are not judged any more
    Remove {
        #[command(flatten)]
        place: Place,
        /// Its name
        name: String,
    },
}

pub(super) async fn run(verb: Runtime) -> Result<()> {
    tokio::task::spawn_blocking(move || match verb {
        Runtime::Import {
            place,
            name,
            path,
            json,
        } => import(&store(&place)?, (&name, &path), json),
        Runtime::List { place, json } => list(&store(&place)?, json),
        Runtime::Remove { place, name } => remove(&store(&place)?, &name),
    })
    .await?
}

fn store(place: &Place) -> Result<Store> {
    let data = app::folder(&place.data)
        .map_err(|error| Error::fault(format_args!("{}: {error}", place.data.display())))?;
    Ok(Store::new(data.join(app::RUNTIMES)))
}

fn import(store: &Store, (name, path): (&str, &Path), json: bool) -> Result<()> {
    let scratch = store.scratch()?;
    let mut shown = 0;
    let imported = store.import(name, (path, scratch.path()), &mut |bytes| tell(bytes, &mut shown));
    if shown > 0 {
        writeln!(std::io::stderr())?;
    }
    let imported = imported.map_err(refusal)?;
    if json {
        return print(&serde_json::to_string_pretty(&imported)?);
    }
    print(&format!("{name} {}", imported.runtime.digest))
}

/// Moves a counter of mebibytes where somebody looks at it.
fn tell(bytes: u64, shown: &mut u64) {
    let mebibytes = bytes >> 20;
    if mebibytes > *shown && std::io::stderr().is_terminal() {
        *shown = mebibytes;
        let _ = write!(std::io::stderr(), "\r{mebibytes} MiB");
    }
}

fn refusal(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Refused(finding) => Error::new(Code::RuntimeInvalid).line(line(&finding)),
        Refusal::Io(error) => Error::fault(error),
    }
}

fn list(store: &Store, json: bool) -> Result<()> {
    let list = store.list()?;
    if json {
        return print(&serde_json::to_string_pretty(&list)?);
    }
    list.iter().try_for_each(|runtime| print(&row(runtime)))
}

fn row(runtime: &Installed) -> String {
    let image = runtime.image.as_deref().unwrap_or("-");
    format!("{} {} {image} {}", runtime.name, runtime.digest, runtime.bytes)
}

fn remove(store: &Store, name: &str) -> Result<()> {
    match store.remove(name)? {
        Some(_) => Ok(()),
        None => Err(Error::new(Code::RuntimeNotFound).with("runtime", name)),
    }
}

fn print(text: &str) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{text}")?)
}
