//! What may be done when.
use proptest::prelude::*;
use wire::{CaseReport, Verdict};

use super::{Agenda, Item, Next, Step};

fn item(steps: usize, needs: &[usize]) -> Item {
    Item {
        steps,
        needs: Some(needs.to_vec()),
        instead: None,
        hidden: false,
    }
}

fn hidden(steps: usize) -> Item {
    Item {
        hidden: true,
        ..item(steps, &[])
    }
}

fn case(verdict: Verdict) -> Vec<CaseReport> {
    let text = format!(r#"{{"id":"1","verdict":"{verdict}","cpu_ms":1,"wall_ms":1,"peak_kib":1}}"#);
    vec![serde_json::from_str(&text).unwrap()]
}

fn take(agenda: &mut Agenda) -> Option<(usize, usize)> {
    match agenda.next() {
        Next::Take(Step { check, step }) => Some((check, step)),
        _ => None,
    }
}

/// A public case that ran beside a hidden one could write down what that one signals.
#[test]
fn nothing_that_is_read_runs_beside_what_is_hidden() {
    let mut agenda = Agenda::new([hidden(2), item(2, &[]), hidden(1)]);
    assert_eq!(
        (take(&mut agenda), take(&mut agenda)),
        (Some((1, 0)), Some((1, 1)))
    );
    assert_eq!(agenda.next(), Next::Wait);
    agenda.done(Step { check: 1, step: 1 }, case(Verdict::Accepted));
    assert_eq!(agenda.next(), Next::Wait);
    agenda.done(Step { check: 1, step: 0 }, case(Verdict::Accepted));
    assert_eq!(
        (take(&mut agenda), take(&mut agenda)),
        (Some((0, 0)), Some((0, 1)))
    );
    assert_eq!((take(&mut agenda), agenda.next()), (Some((2, 0)), Next::Nothing));
    // What is read may wait for something hidden: then hidden steps end before it begins.
    let mut agenda = Agenda::new([hidden(1), item(1, &[0]), hidden(2)]);
    assert_eq!(
        (take(&mut agenda), take(&mut agenda)),
        (Some((0, 0)), Some((2, 0)))
    );
    agenda.done(Step { check: 0, step: 0 }, case(Verdict::Accepted));
    assert_eq!(take(&mut agenda), Some((2, 1)));
    assert_eq!(agenda.next(), Next::Wait);
    agenda.done(Step { check: 2, step: 0 }, case(Verdict::Accepted));
    assert_eq!(agenda.next(), Next::Wait);
    agenda.done(Step { check: 2, step: 1 }, case(Verdict::Accepted));
    assert_eq!(take(&mut agenda), Some((1, 0)));
}

#[test]
fn steps_are_taken_in_order_and_what_is_needed_comes_first() {
    let mut agenda = Agenda::new([item(2, &[]), item(1, &[0]), item(1, &[])]);
    assert_eq!(take(&mut agenda), Some((0, 0)));
    assert_eq!(take(&mut agenda), Some((0, 1)));
    assert_eq!(take(&mut agenda), Some((2, 0)), "the second waits for the first");
    assert_eq!(agenda.next(), Next::Wait);
    agenda.done(Step { check: 0, step: 1 }, case(Verdict::Accepted));
    assert_eq!((agenda.next(), agenda.verdict(0)), (Next::Wait, None));
    agenda.done(Step { check: 0, step: 0 }, case(Verdict::Accepted));
    assert_eq!(agenda.verdict(0), Some(Verdict::Accepted));
    assert_eq!(take(&mut agenda), Some((1, 0)));
    assert_eq!(agenda.next(), Next::Nothing);
}

#[test]
fn what_needs_a_failure_is_skipped_and_so_is_what_needs_that() {
    let mut agenda = Agenda::new([item(1, &[]), item(3, &[0]), item(1, &[1]), item(1, &[])]);
    assert_eq!(take(&mut agenda), Some((0, 0)));
    agenda.done(Step { check: 0, step: 0 }, case(Verdict::WrongAnswer));
    assert_eq!(take(&mut agenda), Some((3, 0)));
    agenda.done(Step { check: 3, step: 0 }, case(Verdict::Accepted));
    let verdicts: Vec<_> = agenda.into_checked().iter().map(|c| c.verdict).collect();
    let skipped = Verdict::Skipped;
    assert_eq!(
        verdicts,
        [Verdict::WrongAnswer, skipped, skipped, Verdict::Accepted]
    );
}

#[test]
fn what_needs_no_step_is_known_at_once() {
    let failed = Item {
        hidden: false,
        instead: Some(Verdict::BuildFailed),
        ..item(5, &[])
    };
    let alone = Item {
        needs: None,
        ..item(5, &[])
    };
    let agenda = &mut Agenda::new([failed, alone, item(0, &[]), item(1, &[3]), item(1, &[0])]);
    assert_eq!(agenda.next(), Next::Nothing);
    let verdicts: Vec<_> = (0..5).map(|at| agenda.verdict(at).unwrap().to_string()).collect();
    assert_eq!(
        verdicts,
        ["build-failed", "skipped", "accepted", "skipped", "skipped"]
    );
}

proptest! {
    /// Whatever ends first: the same is run, and the same comes out, in the same order.
    #[test]
    fn the_order_of_ends_decides_nothing(
        checks in proptest::collection::vec((0usize..4, proptest::collection::vec(0usize..12, 0..3), any::<u16>()), 1..12),
        luck in proptest::collection::vec(any::<prop::sample::Index>(), 64),
        hands in 1usize..6,
    ) {
        let items = || checks.iter().enumerate().map(|(at, (steps, needs, _))| {
            // Needs stand before; now and then one waits for itself.
            let needs: Vec<_> = needs.iter().copied().filter(|need| need < &at || *need == 11).collect();
            item(*steps, &needs)
        });
        let verdict = |step: Step| {
            let bad = checks[step.check].2 >> step.step & 7 == 0;
            if bad { Verdict::TimeLimit } else { Verdict::Accepted }
        };
        let run = |hands: usize, luck: &[prop::sample::Index]| {
            let (mut agenda, mut open, mut turn) = (Agenda::new(items()), Vec::new(), 0);
            loop {
                while open.len() < hands && let Next::Take(step) = agenda.next() { open.push(step); }
                if open.is_empty() { break }
                let step = open.remove(luck[turn % luck.len()].index(open.len()));
                turn += 1;
                agenda.done(step, case(verdict(step)));
            }
            (0..checks.len()).for_each(|at| assert!(agenda.verdict(at).is_some()));
            let all = agenda.into_checked();
            all.into_iter().map(|c| (c.verdict, c.cases.iter().map(|c| c.verdict).collect::<Vec<_>>())).collect::<Vec<_>>()
        };
        prop_assert_eq!(run(1, &luck), run(hands, &luck));
    }
}
