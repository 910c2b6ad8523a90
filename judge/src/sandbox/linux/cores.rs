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

/// Keeps the process that is to become the program, the only child of the box's first one, to these cores. What it
/// starts inherits that; the filter lets nobody change it.
pub(super) fn keep_to(init: Pid, cores: &[usize]) {
    if cores.is_empty() {
        return;
    }
    let mut set = CpuSet::new();
    for core in cores.iter().filter(|core| **core < CpuSet::MAX_CPU) {
        set.set(*core);
    }
    let init = init.as_raw_nonzero();
    let children = fs::read_to_string(format!("/proc/{init}/task/{init}/children"));
    let pids = children.unwrap_or_default();
    for pid in pids.split_whitespace().filter_map(|pid| pid.parse().ok()) {
        let _ = sched_setaffinity(Pid::from_raw(pid), &set);
    }
}
