//! The command line of the server: `serve`, `work`, `migrate`, `admin`.
mod serve;
mod admin;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::app::App;
use crate::config::{Listen, Place, Work};
use crate::error::{Error, Result};
use crate::event;

/// Run an Ubunifu installation
#[derive(Debug, Parser)]
#[command(name = "ubunifu-server", version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Serve the API and git, and judge with the workers inside
    Serve {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        listen: Listen,
        #[command(flatten)]
        work: Work,
    },
    /// Bring the database schema up to date
    Migrate {
        #[command(flatten)]
        place: Place,
    },
    /// Look after the installation
    #[command(subcommand)]
    Admin(admin::Admin),
}

/// The whole program: reads arguments, runs, tells how it ended.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&Error::from(error)),
    };
    match runtime.block_on(run(arguments.verb)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

/// The installation at `place`, with its schema up to date and its first event there.
async fn open(place: &Place) -> Result<App> {
    let app = App::open(place).await?;
    let tx = app.db().begin().await?;
    event::seed(&tx, app.now()).await?;
    tx.commit().await?;
    Ok(app)
}

async fn run(verb: Verb) -> Result<()> {
    match verb {
        Verb::Serve { place, listen, work } => serve::serve(&place, &listen, &work).await,
        Verb::Migrate { place } => open(&place).await.map(drop),
        Verb::Admin(admin) => admin::run(admin).await,
    }
}

/// The operator may read the private context: it is their own terminal.
fn failed(error: &Error) -> ExitCode {
    let code = error.code().key();
    tracing::error!(code, values = ?error.values(), context = error.context(), "stopped");
    ExitCode::FAILURE
}
