//! The tool of students and authors, `ubunifu`: arguments in, one exit code out.
//!
//! stdout carries the result, stderr the talk. Each kind of outside has one door: the terminal `ui`, the API
//! `client`, repositories `git`, the environment `args` and `language`.
mod error;
mod language;
mod slug;
mod interrupt;
mod ui;
mod client;
mod project;
mod receipt;
mod login;
mod git;
mod findings;
mod report;
mod args;
mod command;
#[cfg(test)]
mod sentences;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Args;
use crate::command::Context;
use crate::error::Exit;
use crate::ui::Ui;

/// Runs the command line of this process to its exit code.
pub fn main() -> ExitCode {
    if let Some(code) = judge::sandbox::run_helper_if_asked() {
        return code;
    }
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return usage(&error),
    };
    let language = language::choose(args.global.lang, language::of_the_system().as_deref());
    let ui = Ui::new(language, args.global.json);
    interrupt::watch(language);
    let context = Context::new(ui, args.global);
    let exit = command::run(&context, args.command).unwrap_or_else(|error| {
        context.ui.error(&error);
        error.exit()
    });
    exit.into()
}

/// `--help` and `--version` are answers; everything else clap says is a mistake in the command line.
fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() {
        Exit::Usage.into()
    } else {
        Exit::Ok.into()
    }
}
