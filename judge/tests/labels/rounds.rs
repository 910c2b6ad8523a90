//! All labelled programs again and again, several at a time, on a machine that is busy with other things.
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use crate::{cheats, languages};

/// What of a label does not hold.
pub(crate) type Wrong = Result<Vec<String>, judge::Fault>;

/// A labelled program: judged when asked, saying what was not as its label says.
pub(crate) struct Program {
    name: String,
    judge: Box<dyn Fn() -> Wrong + Send + Sync>,
}

impl Program {
    pub(crate) fn new(name: &str, judge: impl Fn() -> Wrong + Send + Sync + 'static) -> Self {
        Self {
            name: name.to_owned(),
            judge: Box::new(judge),
        }
    }
}

fn all() -> Vec<Program> {
    // The slow ones first: nobody waits for them alone at the end.
    languages::programs()
        .into_iter()
        .chain(cheats::programs())
        .collect()
}

/// Judges each once, `parallel` at a time; says which labels do not hold.
fn round(programs: &[Program], parallel: usize) -> Vec<String> {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..parallel {
            scope.spawn(|| {
                while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = (program.judge)().unwrap_or_else(|fault| vec![fault.to_string()]);
                    let told = found.into_iter().map(|what| format!("{}: {what}", program.name));
                    wrong.lock().unwrap().extend(told);
                }
            });
        }
    });
    wrong.into_inner().unwrap()
}

/// Does something while every core is busy.
fn under_load<T>(work: impl FnOnce() -> T) -> T {
    let stop = AtomicBool::new(false);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        // Also when the work panics.
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        stop.store(true, Ordering::Relaxed);
        done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

#[test]
fn every_label_holds_four_at_a_time_on_a_busy_machine() {
    let programs = all();
    let wrong = under_load(|| round(&programs, 4));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `tests/labels [rounds [name]]`: rounds at one and at four at a time, with figures.
#[test]
#[ignore = "minutes long: run by tests/labels"]
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a measurement for people"
)]
fn rounds() {
    let number = std::env::var("UBUNIFU_ROUNDS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(3);
    let name = std::env::var("UBUNIFU_LABEL").unwrap_or_default();
    let mut programs = all();
    programs.retain(|program| program.name.contains(&name));
    let mut wrong = Vec::new();
    for parallel in [1, 4] {
        for turn in 1..=number {
            let began = Instant::now();
            let found = under_load(|| round(&programs, parallel));
            let (held, seconds) = (programs.len() - names(&found), began.elapsed().as_secs_f64());
            eprintln!(
                "{parallel} at a time, round {turn}: {held} of {} labels held, {seconds:.0} s",
                programs.len()
            );
            wrong.extend(found);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn names(wrong: &[String]) -> usize {
    let names: std::collections::BTreeSet<_> =
        wrong.iter().filter_map(|line| line.split(": ").next()).collect();
    names.len()
}

#[test]
#[ignore = "a measurement: run by tests/labels"]
#[expect(clippy::print_stderr, reason = "a measurement for people")]
fn what_languages_use() {
    for name in crate::house::folders(&crate::house::fixture("languages")) {
        eprintln!("{}", languages::used(&name));
    }
}
