//! What a judging still has to do: which step may be taken next, and what became of each check. Pure.
//!
//! A check falls into steps that may be taken at the same time. What is decided never depends on the order in which they
//! end: a check waits for those it needs, and is skipped when one of them is not accepted.
use wire::{CaseReport, Verdict};

use crate::check::Checked;
use crate::score;

/// One check on the agenda.
#[derive(Debug, Default)]
pub(super) struct Item {
    /// Steps in all.
    pub(super) steps: usize,
    /// Places of the checks that must be accepted first; `None` when something it needs is not judged at all.
    pub(super) needs: Option<Vec<usize>>,
    /// What it gets without being run.
    pub(super) instead: Option<Verdict>,
    /// The team reads nothing of what its programs write here.
    pub(super) hidden: bool,
}

/// One step: the place of its check, and its own place among the steps of that check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Step {
    pub(super) check: usize,
    pub(super) step: usize,
}

/// What shall be done now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Take(Step),
    /// Something that is under way must end first.
    Wait,
    /// Every step is taken, or nothing that is left can ever be.
    Nothing,
}

#[derive(Debug, Default)]
pub(super) struct Agenda {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    item: Item,
    /// What it needs is accepted.
    ready: bool,
    taken: usize,
    done: usize,
    /// Cases of each step that has ended.
    cases: Vec<Vec<CaseReport>>,
    verdict: Option<Verdict>,
}

impl Agenda {
    pub(super) fn new(items: impl IntoIterator<Item = Item>) -> Self {
        let entry = |item: Item| Entry {
            ready: false,
            taken: 0,
            done: 0,
            cases: std::iter::repeat_with(Vec::new).take(item.steps).collect(),
            verdict: None,
            item,
        };
        let mut agenda = Self {
            entries: items.into_iter().map(entry).collect(),
        };
        agenda.settle();
        agenda
    }

    /// The first step in order that may be taken; it counts as taken.
    ///
    /// A step whose output the team reads is never under way beside a hidden one, and comes before it where it can:
    /// programs on one machine can always signal to each other, and one of them knows a hidden input.
    pub(super) fn next(&mut self) -> Next {
        for hidden in [false, true] {
            let step = self.first_ready(hidden).filter(|_| !self.under_way(!hidden));
            if let Some(entry) = step.and_then(|step| self.entries.get_mut(step.check)) {
                entry.taken += 1;
            }
            if let Some(step) = step {
                return Next::Take(step);
            }
        }
        let left = self.entries.iter().any(Entry::has_more);
        if left && (self.under_way(false) || self.under_way(true)) {
            Next::Wait
        } else {
            Next::Nothing
        }
    }

    fn first_ready(&self, hidden: bool) -> Option<Step> {
        let wanted = |entry: &Entry| entry.ready && entry.has_more() && entry.item.hidden == hidden;
        let check = self.entries.iter().position(wanted)?;
        let step = self.entries.get(check)?.taken;
        Some(Step { check, step })
    }

    fn under_way(&self, hidden: bool) -> bool {
        let mut own = self.entries.iter().filter(|e| e.item.hidden == hidden);
        own.any(|e| e.done < e.taken)
    }

    /// A step has ended.
    pub(super) fn done(&mut self, at: Step, cases: Vec<CaseReport>) {
        let Some(entry) = self.entries.get_mut(at.check) else {
            return;
        };
        if let Some(place) = entry.cases.get_mut(at.step) {
            *place = cases;
        }
        entry.done += 1;
        if entry.done == entry.item.steps {
            self.settle();
        }
    }

    /// What became of the check at this place, if that is known yet.
    pub(super) fn verdict(&self, at: usize) -> Option<Verdict> {
        self.entries.get(at)?.verdict
    }

    /// What became of all, in order.
    pub(super) fn into_checked(self) -> Vec<Checked> {
        let checked = |entry: Entry| Checked {
            verdict: entry.verdict.unwrap_or(Verdict::Skipped),
            cases: entry.cases.into_iter().flatten().collect(),
        };
        self.entries.into_iter().map(checked).collect()
    }

    /// Decides what can be decided; one decision may bring others about.
    fn settle(&mut self) {
        let mut again = true;
        while again {
            again = false;
            for at in 0..self.entries.len() {
                let Some(met) = self.needs_met(at) else { continue };
                if let Some(entry) = self.entries.get_mut(at).filter(|e| e.verdict.is_none()) {
                    entry.settle(met);
                    again |= entry.verdict.is_some();
                }
            }
        }
        // What waits while nothing can move any more waits for itself; no package that was read does that.
        if !self.entries.iter().any(|e| e.ready && e.verdict.is_none()) {
            for entry in &mut self.entries {
                entry.verdict.get_or_insert(Verdict::Skipped);
            }
        }
    }

    /// Whether everything it needs is accepted; `None` when that is not known yet.
    fn needs_met(&self, at: usize) -> Option<bool> {
        let needs = self.entries.get(at)?.item.needs.as_ref();
        let Some(needs) = needs else { return Some(false) };
        let failed = |verdict: Option<Verdict>| verdict.is_some_and(|v| !v.is_accepted());
        if needs.iter().any(|at| failed(self.verdict(*at))) {
            return Some(false);
        }
        let known = needs.iter().all(|at| self.verdict(*at).is_some());
        known.then_some(true)
    }
}

impl Entry {
    /// Whether a step of it is not taken yet and may still be.
    fn has_more(&self) -> bool {
        self.verdict.is_none() && self.taken < self.item.steps
    }

    fn settle(&mut self, met: bool) {
        self.ready = met && self.item.instead.is_none();
        self.verdict = match self.item.instead {
            _ if !met => Some(Verdict::Skipped),
            Some(verdict) => Some(verdict),
            None if self.done < self.item.steps => None,
            None => {
                let verdicts = self.cases.iter().flatten().map(|case| case.verdict);
                Some(score::first_failure(verdicts))
            }
        };
    }
}

#[cfg(test)]
mod tests;
