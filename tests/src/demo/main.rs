//! The main job, end to end: from nothing to a scored submission on a leaderboard.
//!
//! `cargo run --release -p tests --bin demo` builds the real server and the real CLI, starts the server on an
//! embedded database, publishes the challenges of `challenges/`, registers an institution, a university and a
//! team through the API, and lets a student fetch, check and submit a partial and then a full solution. Every
//! step is printed as it looks to the person who does it.
mod stage;
mod people;
mod student;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use crate::stage::{Result, Stage};

/// Shows Ubunifu from nothing to a scored submission
#[derive(Debug, Parser)]
struct Arguments {
    /// Folder for the installation and the student's work; a throw-away folder when absent
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address and port of the server; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR")]
    listen: String,
    /// Language of what people see
    #[arg(long, default_value = "en", value_parser = ["sw", "en"])]
    lang: String,
    /// End after the last step instead of keeping the server running
    #[arg(long)]
    once: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            stage::complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("the project has no root")?;
    let throw_away = tempfile::Builder::new().prefix("ubunifu-demo.").tempdir()?;
    let folder = arguments
        .data
        .clone()
        .unwrap_or_else(|| throw_away.path().to_owned());
    refuse_used(&folder)?;

    let mut stage = Stage::new(root, &folder, &arguments.lang)?;
    stage.title("What the demonstration needs")?;
    stage.prepare()?;
    stage.title("The server: one program, one data folder")?;
    stage.serve(&arguments.listen)?;
    let cast = people::register(&mut stage)?;
    people::publish(&mut stage, &cast)?;
    student::play(&mut stage, &cast)?;
    stage.title("The server goes on running")?;
    stage.farewell(arguments.once)
}

/// A folder that holds something may hold something dear.
fn refuse_used(folder: &Path) -> Result<()> {
    let used = folder
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_some());
    if used {
        return Err(format!(
            "{} is not empty; choose a new folder for --data",
            folder.display()
        )
        .into());
    }
    Ok(std::fs::create_dir_all(folder)?)
}
