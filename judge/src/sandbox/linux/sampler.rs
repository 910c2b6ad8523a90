//! Where no control group counts: a look at every process of a box through `/proc`, several times a second.
//!
//! Every process of a box descends from its first one, for orphans are given to it.
use std::collections::HashMap;
use std::fs;
use std::sync::LazyLock;

use super::sys;

/// One look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sample {
    pub(super) cpu_us: u64,
    pub(super) memory: u64,
    /// Of files, mapped by one process.
    pub(super) files: u64,
    /// What all sockets of the box's network could hold in the kernel.
    pub(super) sockets: u64,
    pub(super) processes: u32,
}

/// What one socket can hold, both ways, the default of this machine each: the filter lets nobody change it.
static SOCKET: LazyLock<u64> = LazyLock::new(|| {
    let default = |way: &str| {
        let text = fs::read_to_string(format!("/proc/sys/net/core/{way}mem_default"));
        text.ok().and_then(|text| text.trim().parse().ok())
    };
    let most = ["r", "w"].into_iter().filter_map(default).max();
    2 * most.unwrap_or(BUFFER)
});
/// That default on most machines.
pub(super) const BUFFER: u64 = 212_992;

/// Remembers what ended processes had used: some are never waited for.
#[derive(Debug, Default)]
pub(super) struct Sampler {
    seen: HashMap<u32, u64>,
    cpu_us: u64,
}

impl Sampler {
    /// Looks at the tree below (and without) the box's first process.
    pub(super) fn look(&mut self, init: u32) -> Sample {
        let mut sample = Sample::default();
        let mut inherited = stat(init).map_or(0, |times| times.children);
        let mut open = children(init);
        while let Some(pid) = open.pop() {
            open.extend(children(pid));
            if let Some(times) = stat(pid) {
                let own = sys::cpu_us_of(pid).unwrap_or(0).max(times.own);
                self.seen.insert(pid, own);
                inherited += own + times.children;
                sample.processes += 1;
            }
            let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            sample.memory += sum(&status, &OWN);
            sample.files = sample.files.max(sum(&status, &["RssFile:"]));
        }
        let network = fs::read_to_string(format!("/proc/{init}/net/sockstat")).unwrap_or_default();
        sample.sockets = sockets(&network).saturating_mul(*SOCKET);
        self.cpu_us = self.cpu_us.max(inherited).max(self.seen.values().sum());
        sample.cpu_us = self.cpu_us;
        sample
    }
}

struct Times {
    own: u64,
    children: u64,
}

fn stat(pid: u32) -> Option<Times> {
    times(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// CPU times in microseconds. The name in brackets is chosen by the process and may contain anything.
fn times(stat: &str) -> Option<Times> {
    let ticks = rustix::param::clock_ticks_per_second();
    let fields: Vec<u64> = stat
        .rsplit_once(')')?
        .1
        .split_whitespace()
        .skip(11)
        .take(4)
        .map(|field| field.parse().unwrap_or(0))
        .collect();
    let us = |field: usize| fields.get(field).map(|value| value * 1_000_000 / ticks);
    Some(Times {
        own: us(0)? + us(1)?,
        children: us(2)? + us(3)?,
    })
}

/// What a process has for itself. Pages shared without a file are counted when they are asked for, those of files with
/// the scratch space: here each would be seen once for every process that has touched it, or not at all.
const OWN: [&str; 3] = ["RssAnon:", "VmPTE:", "HugetlbPages:"];

fn sum(status: &str, names: &[&str]) -> u64 {
    let lines = status
        .lines()
        .filter(|line| names.iter().any(|name| line.starts_with(name)));
    let kib = |line: &str| {
        line.split_whitespace()
            .nth(1)
            .and_then(|value| value.parse::<u64>().ok())
            .unwrap_or(0)
    };
    lines.map(|line| kib(line) * 1024).sum()
}

/// How many there are, those on their way to another process among them.
fn sockets(sockstat: &str) -> u64 {
    let used = sockstat
        .lines()
        .find_map(|line| line.strip_prefix("sockets: used "));
    used.and_then(|count| count.trim().parse().ok()).unwrap_or(0)
}

fn children(pid: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else {
        return Vec::new();
    };
    let lists = threads
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    lists
        .flat_map(|list| {
            list.split_whitespace()
                .filter_map(|pid| pid.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_full_of_brackets_does_not_shift_the_fields() {
        let stat = "7 (a) R 1 2) S 1 7 7 0 -1 4194560 1 0 0 0 100 50 25 10 20 0 1 0 5 6 7";
        let times = times(stat).unwrap();
        let tick = 1_000_000 / rustix::param::clock_ticks_per_second();
        assert_eq!((times.own, times.children), (150 * tick, 35 * tick));
    }

    #[test]
    fn memory_is_what_a_process_has_for_itself() {
        let status = "VmPTE:\t 3 kB\nRssAnon:\t 4 kB\nRssFile:\t 9 kB\nRssShmem:\t 2 kB\n";
        assert_eq!(sum(status, &OWN), 7 * 1024);
        assert_eq!(sum(status, &["RssFile:"]), 9 * 1024);
    }

    #[test]
    fn sockets_are_counted_of_all_kinds() {
        assert_eq!(sockets("sockets: used 17\nTCP: inuse 3 orphan 0\n"), 17);
        assert_eq!(sockets(""), 0);
    }
}
