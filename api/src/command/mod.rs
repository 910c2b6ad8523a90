//! The command line of the server: `serve`, `work`, `migrate`, `admin`.
mod hook;
mod serve;
mod runtime;
mod admin;
mod queue;
mod rejudge;
mod doctor;

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::alert::Alerts;
use crate::app::App;
use crate::config::{Duty, Hook, Listen, Place, Workers, language};
use crate::error::{Code, Error, Result};
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
        work: Workers,
        #[command(flatten)]
        duty: Duty,
    },
    /// Judge what waits in the queue, beside other processes that serve
    Work {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        work: Workers,
        #[command(flatten)]
        duty: Duty,
    },
    /// Bring the database schema up to date
    Migrate {
        #[command(flatten)]
        place: Place,
    },
    /// Look after the installation
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Answer git while a push is in quarantine; git calls it, nobody else
    #[command(hide = true)]
    GitHook(Hook),
}

impl Verb {
    /// Who is told when somebody must look.
    fn alert(&self) -> Option<&Path> {
        match self {
            Self::Serve { duty, .. } | Self::Work { duty, .. } => duty.alert.as_deref(),
            _ => None,
        }
    }
}

/// How long a judging may go on after the process was told to stop; the box ends with the process.
const FAREWELL: Duration = Duration::from_secs(2);

/// The whole program: reads arguments, runs, tells how it ended.
pub fn main() -> ExitCode {
    // First of all: the box starts this program again as its helper.
    if let Some(code) = judge::sandbox::run_helper_if_asked() {
        return code;
    }
    let arguments = Arguments::parse();
    if let Verb::GitHook(hook) = &arguments.verb {
        return hook::run(hook);
    }
    if let Verb::Admin(admin::Admin::Doctor { json }) = arguments.verb {
        return doctor::run(json).unwrap_or_else(|error| failed(&error));
    }
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn"));
    let alerts = match arguments.verb.alert().map(Alerts::to).transpose() {
        Ok(alerts) => alerts.map(|alerts| alerts.with_filter(LevelFilter::INFO)),
        Err(error) => return failed(&error),
    };
    let log = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_filter(filter);
    tracing_subscriber::registry().with(log).with(alerts).init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&Error::from(error)),
    };
    let ended = runtime.block_on(run(arguments.verb));
    runtime.shutdown_timeout(FAREWELL);
    match ended {
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
        Verb::Serve {
            place, listen, work, ..
        } => serve::serve(&place, &listen, &work).await,
        Verb::Work { place, work, .. } => serve::work(&place, &work).await,
        Verb::Migrate { place } => open(&place).await.map(drop),
        Verb::Admin(admin) => admin::run(admin).await,
        Verb::GitHook(_) => Ok(()),
    }
}

/// Says in the operator's words what went wrong. The operator may read the private context: it is their own
/// terminal.
fn failed(error: &Error) -> ExitCode {
    let language = language();
    let label = |key| locales::text(language.tag(), key, &[]);
    // The words for a fault are for readers far away; whoever sits here gets the cause.
    let (sentence, hints) = match error.code() {
        Code::ServerFault => (label("admin-failed"), Vec::new()),
        _ => error.words(language),
    };
    let mut lines = vec![sentence];
    if let Some(cause) = error.context() {
        lines.push(format!("  {}: {cause}", label("admin-cause")));
    }
    // The hint of a fault is for readers far away; whoever sits here has the cause above.
    if error.code() != Code::ServerFault {
        lines.extend(
            hints
                .iter()
                .map(|hint| format!("  {}: {hint}", label("admin-hint"))),
        );
    }
    let _ = writeln!(std::io::stderr(), "{}", lines.join("\n"));
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_holds_together() {
        super::Arguments::command().debug_assert();
    }
}
