//! One file per verb. Each takes the [`Context`] and its arguments, and answers an exit code.
mod context;
mod login;
mod logout;
mod whoami;
mod doctor;
mod list;
mod show;
mod fetch;
mod check;
mod declare;
mod follow;
mod attempts;
mod outcome;
mod status;
mod submit;
mod watch;
mod receipt;
mod board;
mod team;
mod runtime;
mod challenge;
mod completions;

pub(crate) use context::Context;
pub(crate) use runtime::brief;

use crate::args::Command;
use crate::error::{Error, Exit};

/// Runs one verb.
pub(crate) fn run(context: &Context, command: Command) -> Result<Exit, Error> {
    match command {
        Command::Login(args) => login::run(context, &args),
        Command::Logout => logout::run(context),
        Command::Whoami => whoami::run(context),
        Command::Doctor => doctor::run(context),
        Command::List => list::run(context),
        Command::Show(args) => show::run(context, &args),
        Command::Fetch(args) => fetch::run(context, &args),
        Command::Check(args) => check::run(context, &args),
        Command::Declare(args) => declare::run(context, &args),
        Command::Submit(args) => submit::run(context, &args),
        Command::Watch(args) => watch::run(context, &args),
        Command::Receipt(args) => receipt::run(context, &args),
        Command::Challenge(args) => challenge::run(context, args),
        Command::Status => status::run(context),
        Command::Board(args) => board::run(context, &args),
        Command::Team(args) => team::run(context, args),
        Command::Runtime(args) => runtime::run(context, args),
        Command::Completions(args) => completions::run(context, &args),
    }
}
