//! What a box costs.
use std::process::Command;
use std::time::{Duration, Instant};

use crate::house::command;

fn median(rounds: usize, mut once: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let began = Instant::now();
            once();
            began.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

#[test]
#[ignore = "a measurement, not a test"]
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the measure to compare with, and its print"
)]
fn a_box_against_a_bare_process() {
    let bare = median(200, || drop(Command::new("/bin/true").status()));
    let boxed = command(&["true"]);
    let ours = median(200, || drop(boxed.run()));
    eprintln!("bare {bare:?}, box {ours:?}");
}
