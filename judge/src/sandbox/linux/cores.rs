//! Which cores the program of a box may use. Where that cannot be said, it uses any.
use std::fs;

use rustix::process::Pid;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Those this process may use, by their numbers.
pub(super) fn ours() -> Vec<usize> {
    sched_getaffinity(None).map_or_else(
        |_| Vec::new(),
        |set| (0..CpuSet::MAX_CPU).filter(|core| set.is_set(*core)).collect(),
    )
}

/// Where a helper stands, and what it makes: a box is born where its helper is.
///
/// Beside its box a helper is woken without a word from one core to another, which costs more than what it then does. It
/// is only done where the kernel itself keeps the limits; else a program that fills its core would keep the helper from
/// looking.
#[derive(Debug)]
pub(super) struct Standing {
    all: Vec<usize>,
    now: Vec<usize>,
    beside: bool,
}

impl Standing {
    /// `beside`: whether the helper may stand where its boxes do.
    pub(super) fn new(beside: bool) -> Self {
        let all = ours();
        Self {
            now: all.clone(),
            all,
            beside,
        }
    }

    /// Puts a box that stands, and what it will start, onto these cores, or onto any when there are none.
    pub(super) fn put(&mut self, init: Pid, cores: &[usize]) {
        let wanted = if cores.is_empty() { &self.all } else { cores };
        if self.now == wanted {
            return;
        }
        let set = set(wanted);
        for pid in children(init) {
            let _ = sched_setaffinity(Some(pid), &set);
        }
        if self.beside && sched_setaffinity(Some(init), &set).is_ok() && sched_setaffinity(None, &set).is_ok()
        {
            self.now = wanted.to_vec();
        }
    }
}

fn set(cores: &[usize]) -> CpuSet {
    let mut set = CpuSet::new();
    for core in cores.iter().filter(|core| **core < CpuSet::MAX_CPU) {
        set.set(*core);
    }
    set
}

/// The process that is to become the program is the only child of the box's first one. What it starts inherits its cores;
/// the filter lets nobody change them.
fn children(init: Pid) -> Vec<Pid> {
    let init = init.as_raw_nonzero();
    let text = fs::read_to_string(format!("/proc/{init}/task/{init}/children")).unwrap_or_default();
    let pids = text.split_whitespace().filter_map(|pid| pid.parse().ok());
    pids.filter_map(Pid::from_raw).collect()
}
