//! How many programs may run at one time, whoever asks: one pool for all judgings of a process.
//!
//! A program that has to share its core takes longer, and its wall time would tell of its neighbours. So there are never
//! more places than cores, unless an operator says so.
//!
//! Places have numbers, and whoever runs a program finds by them which cores it may use: those of the places that this
//! thread has taken. So nothing that a program starts takes the time of a program beside it.
use std::cell::RefCell;
use std::collections::VecDeque;
use std::marker::PhantomData;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

thread_local! {
    static MINE: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// Numbers of the places that this thread has taken.
pub(super) fn mine() -> Vec<usize> {
    MINE.with_borrow(Clone::clone)
}

/// Places for programs. Whoever came first is served first, so that nobody waits for ever.
#[derive(Debug)]
pub struct Slots {
    all: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    /// Those that were given back last are taken last: several processes of one machine then seldom meet for long.
    free: VecDeque<usize>,
    /// Number of the next to come.
    next: u64,
    /// Number of the next to be served.
    served: u64,
}

/// Places that are taken, until this is dropped. It stays with the thread that took them.
#[derive(Debug)]
pub struct Taken<'a> {
    slots: &'a Slots,
    places: Vec<usize>,
    thread: PhantomData<*const ()>,
}

impl Slots {
    /// This many places, at least one.
    pub fn new(places: usize) -> Self {
        let all = places.max(1);
        Self {
            all,
            state: Mutex::new(State {
                free: (0..all).collect(),
                next: 0,
                served: 0,
            }),
            changed: Condvar::new(),
        }
    }

    /// As many places as this process may use cores.
    pub fn of_machine() -> Self {
        Self::new(std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
    }

    /// Places in all.
    pub fn count(&self) -> usize {
        self.all
    }

    /// Waits for places. Whoever wants more than there are gets all.
    pub fn take(&self, places: usize) -> Taken<'_> {
        let places = places.min(self.all);
        let mut state = self.state();
        let mine = state.next;
        state.next += 1;
        while state.served != mine || state.free.len() < places {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.served += 1;
        let places: Vec<usize> = state.free.drain(..places).collect();
        drop(state);
        MINE.with_borrow_mut(|mine| mine.extend(&places));
        // The one behind may fit in too.
        self.changed.notify_all();
        Taken {
            slots: self,
            places,
            thread: PhantomData,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        // The thread may be about to end.
        let _ = MINE.try_with(|mine| mine.borrow_mut().retain(|place| !self.places.contains(place)));
        self.slots.state().free.extend(&self.places);
        self.slots.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::time::Duration;

    use super::Slots;

    #[test]
    fn never_more_than_there_are() {
        let (slots, now, most) = (Slots::new(3), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (slots, now, most) = (&slots, &now, &most);
                scope.spawn(move || {
                    for _ in 0..50 {
                        let places = 1 + thread % 2;
                        let taken = slots.take(places);
                        most.fetch_max(now.fetch_add(places, Ordering::SeqCst) + places, Ordering::SeqCst);
                        std::thread::yield_now();
                        now.fetch_sub(places, Ordering::SeqCst);
                        drop(taken);
                    }
                });
            }
        });
        let most = most.into_inner();
        assert!((2..=3).contains(&most), "{most}");
    }

    #[test]
    fn nobody_has_a_place_of_another() {
        let slots = Slots::new(3);
        let (one, two) = (slots.take(1), slots.take(2));
        assert_eq!(
            (&one.places, &two.places, super::mine()),
            (&vec![0], &vec![1, 2], vec![0, 1, 2])
        );
        std::thread::scope(|scope| {
            scope.spawn(|| assert!(super::mine().is_empty()));
        });
        drop(one);
        assert_eq!(super::mine(), [1, 2]);
        drop(two);
        assert_eq!((super::mine(), &slots.take(1).places), (vec![], &vec![0]));
        assert_eq!(slots.take(1).places, [1], "one after the other");
    }

    #[test]
    fn whoever_wants_much_is_not_overtaken_for_ever() {
        let slots = Slots::new(2);
        let one = slots.take(1);
        std::thread::scope(|scope| {
            let (to, order) = mpsc::channel();
            let wide = to.clone();
            let slots = &slots;
            scope.spawn(move || {
                let taken = slots.take(9);
                wide.send("wide").unwrap();
                drop(taken);
            });
            while slots.state().next < 2 {
                std::thread::sleep(Duration::from_millis(1));
            }
            scope.spawn(move || {
                let _taken = slots.take(1);
                to.send("narrow").unwrap();
            });
            while slots.state().next < 3 {
                std::thread::sleep(Duration::from_millis(1));
            }
            assert!(
                order.try_recv().is_err(),
                "one of two is free, but it is not the turn"
            );
            drop(one);
            assert_eq!(order.iter().collect::<Vec<_>>(), ["wide", "narrow"]);
        });
    }
}
