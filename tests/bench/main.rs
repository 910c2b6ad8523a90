//! What a box costs: side by side with no box at all and with bubblewrap, in one run, in shuffled turns.
use std::error::Error;

mod commands;
mod memory;
mod meter;
mod submissions;
mod table;

use commands::{bare, bubblewrap};
use judge::sandbox::{Ending, Limits, Linux, Run, Runtime, Sandbox};
use meter::{Line, Meter};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Rounds of single runs; each whole submission gets a tenth.
const ROUNDS: usize = 200;
const LIMITS: Limits = Limits {
    cpu: std::time::Duration::from_secs(5),
    wall: std::time::Duration::from_secs(20),
    memory: 256 << 20,
    output: 1 << 20,
    processes: 64,
    disk: 64 << 20,
};

fn main() -> Result<()> {
    // Cargo adds words of its own, such as `--bench`.
    let rounds = std::env::args()
        .filter_map(|word| word.parse().ok())
        .next()
        .unwrap_or(ROUNDS);
    // The meter first: what is started from here on is born in its group.
    let meter = Meter::new();
    let linux = Linux::with_helper(env!("CARGO_BIN_EXE_judge-box").into(), true)?;
    let runtime = Runtime::host()?;
    // A helper built before a change, to hold the change against.
    let other = std::env::args().skip(1).find(|word| word.starts_with('/'));
    let other = other
        .map(|path| Linux::with_helper(path.into(), true))
        .transpose()?;
    let mut lines = vec![
        Line::new("posix_spawn, no box", Box::new(|| bare(&["/bin/true"]))),
        Line::new("our box", Box::new(|| boxed(&linux, &runtime))),
        Line::new("bubblewrap", Box::new(|| bubblewrap(&["/bin/true"]))),
    ];
    if let Some(other) = &other {
        lines.push(Line::new(
            "our box, other helper",
            Box::new(|| boxed(other, &runtime)),
        ));
    }
    meter.rounds(&mut lines, rounds)?;
    table::show(
        &format!("/bin/true, {rounds} rounds; box: {:?}", linux.describe()),
        &lines,
        1,
    );
    submissions::measure(&meter, (&linux, &runtime), (rounds / 10).max(3))
}

fn boxed(linux: &Linux, runtime: &Runtime) -> Result<()> {
    let command = ["/bin/true".to_owned()];
    let run = Run {
        runtime,
        layers: &[],
        command: &command,
        stdin: None,
        limits: LIMITS,
        keep: None,
        spill: None,
    };
    match linux.run(&run)?.ending {
        Ending::Exited(0) => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}
