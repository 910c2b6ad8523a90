//! Two runs at once, in two boxes, each reading what the other writes.
//!
//! The judge holds both pipes open itself and lets go of one only when it knows that its writer has ended. So neither
//! program can notice that the other has ended before we do, and who ended first is never a matter of luck between
//! an end and its consequence. What is written to a program that has ended is read away: nobody dies of a broken pipe.
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, OFlags};

use super::{Linux, Spec, spec};
use crate::sandbox::{Fault, Joined, Outcome, Run};

/// How often a pipe without a reader is emptied.
const TICK: Duration = Duration::from_millis(5);

type Ended = (usize, Result<Outcome, Fault>);

impl Linux {
    pub(super) fn joined(&self, runs: [&Run<'_>; 2], pipes: &Path) -> Result<Joined, Fault> {
        // What the first writes, what the second writes.
        let paths = [pipes.join("first"), pipes.join("second")];
        let trouble = |error: io::Error| Fault(format!("{}: {error}", pipes.display()));
        let [one, two] = &paths;
        let held = [hold(one).map_err(trouble)?, hold(two).map_err(trouble)?];
        let mut specs = [between(runs[0], two, one), between(runs[1], one, two)];
        specs[0].cores = self.half(false);
        specs[1].cores = self.half(true);
        std::thread::scope(|scope| {
            let (to, ended) = mpsc::channel();
            for (index, spec) in specs.iter().enumerate() {
                let to = to.clone();
                scope.spawn(move || {
                    let _ = to.send((index, self.outcome(spec)));
                });
            }
            drop(to);
            await_both(&ended, held)
        })
    }
}

fn between(run: &Run<'_>, stdin: &Path, stdout: &Path) -> Spec {
    Spec {
        stdin: Some(stdin.into()),
        stdout: Some(stdout.into()),
        ..spec(run)
    }
}

/// Makes a pipe with a name, and holds both of its ends.
fn hold(path: &PathBuf) -> io::Result<File> {
    rustix::fs::mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)?;
    let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(rustix::fs::openat(CWD, path, flags, Mode::empty())?.into())
}

fn await_both(ended: &Receiver<Ended>, held: [File; 2]) -> Result<Joined, Fault> {
    let gone = || Fault("a joined run ended without a word".into());
    let (first, one) = ended.recv().map_err(|_| gone())?;
    let [a, b] = held;
    let (written, unread) = if first == 0 { (a, b) } else { (b, a) };
    // Now the other one may see the end of its input.
    drop(written);
    let (_, other) = loop {
        match ended.recv_timeout(TICK) {
            Ok(ended) => break ended,
            Err(RecvTimeoutError::Timeout) => empty(&unread),
            Err(RecvTimeoutError::Disconnected) => return Err(gone()),
        }
    };
    let (one, other) = (one?, other?);
    let outcomes = if first == 0 { [one, other] } else { [other, one] };
    Ok(Joined { outcomes, first })
}

/// Reads away what is there.
fn empty(pipe: &File) {
    let mut chunk = [0; 65_536];
    while matches!(rustix::io::read(pipe, &mut chunk), Ok(1..)) {}
}
