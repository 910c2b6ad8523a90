//! Limits and accounts of a whole process tree: control groups version 2, version 1, or none.
use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use super::spec::{Groups, SpecLimits};

mod place;
mod v1;
mod v2;

/// Start of the names of our groups; the helper's process id and start time follow.
const PREFIX: &str = "ubunifu-";

/// What a group has counted so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) cpu_us: u64,
    /// Anonymous and shared memory now.
    pub(super) memory: u64,
    pub(super) oom_kills: u64,
    /// How often a new process was refused.
    pub(super) refused_forks: u64,
}

/// The group of one helper's boxes.
#[derive(Debug)]
pub(super) enum Group {
    V2(v2::Group),
    V1(v1::Group),
    None,
}

impl Group {
    /// The best this machine gives us; without any, why there is none.
    pub(super) fn make(wanted: bool) -> (Self, Option<String>) {
        if !wanted {
            return (Self::None, None);
        }
        let second = match v2::Group::make() {
            Ok(group) => return (Self::V2(group), None),
            Err(error) => error,
        };
        match v1::Group::make() {
            Ok(group) => (Self::V1(group), None),
            Err(first) => (Self::None, Some(format!("v2: {second}; v1: {first}"))),
        }
    }

    pub(super) fn kind(&self) -> Groups {
        match self {
            Self::V2(_) => Groups::V2,
            Self::V1(_) => Groups::V1,
            Self::None => Groups::None,
        }
    }

    /// Whether anything counts what all processes together have, whoever has it mapped.
    pub(super) fn counts(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Whether the helper itself is a member, so that its own use must be taken off.
    pub(super) fn holds_helper(&self) -> bool {
        matches!(self, Self::V1(_))
    }

    /// The folder the next box is to be born in, where that is possible.
    pub(super) fn cradle(&mut self) -> io::Result<Option<OwnedFd>> {
        match self {
            Self::V2(group) => group.cradle().map(Some),
            Self::V1(_) | Self::None => Ok(None),
        }
    }

    /// Sets the limits of a run that is about to begin.
    pub(super) fn prepare(&mut self, limits: &SpecLimits) -> io::Result<()> {
        match self {
            Self::V2(group) => group.prepare(limits),
            Self::V1(group) => group.prepare(limits),
            Self::None => Ok(()),
        }
    }

    /// The helper itself holds this much for a run: where it is a member, that is not the run's.
    pub(super) fn hold(&self, bytes: u64) -> io::Result<()> {
        match self {
            Self::V1(group) => group.hold(bytes),
            Self::V2(_) | Self::None => Ok(()),
        }
    }

    pub(super) fn account(&self) -> Account {
        match self {
            Self::V2(group) => group.account(),
            Self::V1(group) => group.account(),
            Self::None => Account::default(),
        }
    }

    /// Kills whatever is left of a run and says whether nothing is.
    pub(super) fn empty(&mut self) -> bool {
        match self {
            Self::V2(group) => group.empty(),
            Self::V1(group) => group.empty(),
            Self::None => true,
        }
    }

    /// Leaves it, for a process that was forked off a helper: only that one may give it back.
    pub(super) fn part(&self) {
        if let Self::V1(group) = self {
            group.part();
        }
    }

    /// Gives the group back.
    pub(super) fn remove(&mut self) {
        match self {
            Self::V2(group) => group.remove(),
            Self::V1(group) => group.remove(),
            Self::None => {}
        }
    }
}

/// Start time of a process in ticks: with its number it names the process for ever.
fn started(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()
}

fn own_name() -> io::Result<String> {
    let pid = std::process::id();
    let start = started(pid).ok_or_else(|| io::Error::other("no start time"))?;
    Ok(format!("{PREFIX}{pid}-{start}"))
}

/// Whether a group's name tells of a helper that is no more.
fn orphaned(name: &str, alive: impl Fn(u32) -> Option<u64>) -> bool {
    let Some((pid, start)) = name.strip_prefix(PREFIX).and_then(|rest| rest.split_once('-')) else {
        return false;
    };
    match (pid.parse(), start.parse::<u64>()) {
        (Ok(pid), Ok(start)) => alive(pid) != Some(start),
        _ => false,
    }
}

/// Removes groups of helpers that were killed before they could.
fn sweep(parent: &Path, inner: &[&str]) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| orphaned(name, started)) {
            for folder in inner
                .iter()
                .map(|inner| entry.path().join(inner))
                .chain([entry.path()])
            {
                kill_members(&folder, None);
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

/// Sends SIGKILL to the members but `spared`; says whether there was any.
fn kill_members(group: &Path, spared: Option<u32>) -> bool {
    let text = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
    let mut any = false;
    for pid in text
        .lines()
        .filter_map(|line| line.parse::<i32>().ok())
        .filter(|pid| *pid > 0)
    {
        if spared != u32::try_from(pid).ok() {
            any = true;
            if let Some(pid) = rustix::process::Pid::from_raw(pid) {
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            }
        }
    }
    any
}

/// Value of a `key value` line.
fn field(text: &str, key: &str) -> u64 {
    let mut pairs = text.lines().filter_map(|line| line.split_once(' '));
    pairs
        .find(|(name, _)| *name == key)
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0)
}

/// Where a hierarchy is mounted, by the text of `/proc/self/mountinfo`: (root of the mount, mount point).
fn mounted(mountinfo: &str, matches: impl Fn(&str, &str) -> bool) -> Option<(PathBuf, PathBuf)> {
    mountinfo.lines().find_map(|line| {
        let (left, right) = line.split_once(" - ")?;
        let mut right = right.split(' ');
        let (kind, _, options) = (right.next()?, right.next()?, right.next()?);
        let mut left = left.split(' ').skip(3);
        let (root, point) = (left.next()?, left.next()?);
        matches(kind, options).then(|| (root.into(), point.into()))
    })
}

/// Our own group in a hierarchy as a folder; the mount's root when our path is not below it.
fn own_folder(root: &Path, point: &Path, path: &str) -> PathBuf {
    let below = Path::new(path).strip_prefix(root).ok();
    let folder = below.map_or_else(|| point.to_path_buf(), |below| point.join(below));
    if folder.is_dir() {
        folder
    } else {
        point.to_path_buf()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
30 20 0:26 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
31 20 0:27 /a /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:7 - cgroup cgroup rw,cpu,cpuacct
32 20 0:28 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw";

    #[test]
    fn a_hierarchy_is_found_by_its_controller() {
        let find = |name: &str| {
            mounted(MOUNTS, |kind, options| {
                kind == "cgroup" && options.split(',').any(|o| o == name)
            })
        };
        assert_eq!(find("memory"), Some(("/".into(), "/sys/fs/cgroup/memory".into())));
        assert_eq!(
            find("cpuacct"),
            Some(("/a".into(), "/sys/fs/cgroup/cpu,cpuacct".into()))
        );
        assert_eq!(find("pids"), None);
    }

    #[test]
    fn only_groups_of_dead_helpers_are_orphans() {
        let alive = |pid: u32| (pid == 7).then_some(99);
        for (name, expected) in [
            ("ubunifu-7-99", false),
            ("ubunifu-7-98", true),
            ("ubunifu-8-99", true),
            ("ubunifu-8", false),
            ("user.slice", false),
            ("ubunifu-x-y", false),
        ] {
            assert_eq!(orphaned(name, alive), expected, "{name}");
        }
    }

    #[test]
    fn fields_are_read_by_name() {
        assert_eq!(field("oom_kill_disable 0\noom_kill 3\n", "oom_kill"), 3);
        assert_eq!(field("rss 5", "shmem"), 0);
    }
}
