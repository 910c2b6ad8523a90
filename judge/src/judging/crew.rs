//! The threads of one judging: each takes the next step of the agenda when there is room for a program, until nothing is
//! left. The one who asked hears of ended checks in order.
use std::fs;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use wire::Verdict;

use super::agenda::{Agenda, Next, Step};
use crate::check::{self, Bench, Checked};
use crate::fault::Fault;
use crate::package::Check;
use crate::sandbox::Slots;

/// A judging's work, shared by its threads.
struct Crew<'a> {
    bench: &'a Bench<'a>,
    checks: &'a [&'a Check],
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    agenda: Agenda,
    /// The fault of the first step in order, of those that had one.
    fault: Option<(Step, Fault)>,
    /// Nothing more is to be begun.
    stopped: bool,
}

/// Runs all checks. `ended` is called for each, in order, as soon as it and all before it have ended.
///
/// # Errors
/// The first fault; what runs meanwhile is waited for, nothing new is begun.
pub(super) fn run(
    bench: &Bench<'_>,
    checks: &[&Check],
    agenda: Agenda,
    ended: &mut dyn FnMut(usize, Verdict),
) -> Result<Vec<Checked>, Fault> {
    let crew = Crew {
        bench,
        checks,
        state: Mutex::new(State {
            agenda,
            fault: None,
            stopped: false,
        }),
        changed: Condvar::new(),
    };
    let steps: usize = checks.iter().map(|c| check::steps(c)).sum();
    let hands = bench.sandbox.slots().map_or(1, Slots::count).min(steps);
    std::thread::scope(|scope| {
        let _guard = Guard(&crew);
        for hand in 0..hands {
            let crew = &crew;
            scope.spawn(move || crew.work(hand));
        }
        crew.watch(ended);
    });
    let state = crew.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    match state.fault {
        Some((_, fault)) => Err(fault),
        None => Ok(state.agenda.into_checked()),
    }
}

impl Crew<'_> {
    fn work(&self, hand: usize) {
        let _guard = Guard(self);
        let desk = self.bench.scratch.join(format!("desk-{hand}"));
        while let Some(step) = self.next() {
            if let Err(fault) = self.take(step, &desk) {
                let mut state = self.state();
                if state.fault.as_ref().is_none_or(|(other, _)| step < *other) {
                    state.fault = Some((step, fault));
                }
                state.stopped = true;
            }
            self.changed.notify_all();
        }
    }

    /// Takes one step, when there is room for the programs that it runs.
    fn take(&self, step: Step, desk: &Path) -> Result<(), Fault> {
        let Some(check) = self.checks.get(step.check) else {
            return Ok(());
        };
        let slots = self.bench.sandbox.slots();
        let taken = slots.map(|slots| slots.take(check::width(check)));
        if self.state().stopped {
            return Ok(());
        }
        fs::create_dir_all(desk).map_err(Fault::disk(desk))?;
        let cases = check::step(self.bench, check, step.step, desk)?;
        drop(taken);
        self.state().agenda.done(step, cases);
        Ok(())
    }

    /// Waits for a step that may be taken; `None` when there will be none.
    fn next(&self) -> Option<Step> {
        let mut state = self.state();
        loop {
            if state.stopped {
                return None;
            }
            match state.agenda.next() {
                Next::Take(step) => return Some(step),
                Next::Nothing => return None,
                Next::Wait => state = self.wait(state),
            }
        }
    }

    /// Tells of each check in order.
    fn watch(&self, ended: &mut dyn FnMut(usize, Verdict)) {
        for at in 0..self.checks.len() {
            let mut state = self.state();
            let verdict = loop {
                if state.stopped {
                    return;
                }
                if let Some(verdict) = state.agenda.verdict(at) {
                    break verdict;
                }
                state = self.wait(state);
            };
            drop(state);
            ended(at, verdict);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever goes down takes nobody along: the others end too, instead of waiting for ever.
struct Guard<'a, 'b>(&'a Crew<'b>);

impl Drop for Guard<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.state().stopped = true;
            self.0.changed.notify_all();
        }
    }
}
