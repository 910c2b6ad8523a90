//! `ubunifu completions SHELL`
use clap::CommandFactory;

use super::Context;
use crate::args::{Args, Completions};
use crate::error::{Error, Exit};

/// Writes the script of a shell to stdout.
pub(crate) fn run(context: &Context, args: &Completions) -> Result<Exit, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "ubunifu", &mut script);
    context.ui.raw(&script)?;
    Ok(Exit::Ok)
}
