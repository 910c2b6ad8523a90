//! Version 2: a folder delegated to us; the helper stays outside, each run is born in a fresh group below it.
use std::fs::{self, File};
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::spec::SpecLimits;
use super::place::{self, CONTROLLERS, Place};
use super::{Account, field, kill_members, own_name, sweep};

/// Names for the group of a box. The second is for when the first cannot be had.
const BOXES: [&str; 2] = ["box", "box.2"];
/// How often, and how soon again, a group is tried to be removed.
const TRIES: u32 = 10;
const MOMENT: Duration = Duration::from_millis(1);
/// The box's own first process.
const OWN_PROCESSES: u32 = 1;
/// Its memory, and what stands in the pipes of a program that writes faster than we read.
const OWN_MEMORY: u64 = 2 << 20;

#[derive(Debug)]
pub(in super::super) struct Group {
    folder: PathBuf,
    group: PathBuf,
    /// Memory the box had before its program came.
    base: u64,
}

impl Group {
    pub(super) fn make() -> io::Result<Self> {
        let mut trouble = io::Error::other("no folder is ours");
        for place in place::places()? {
            match Self::below(&place) {
                Ok(group) => return Ok(group),
                Err(error) => trouble = error,
            }
        }
        Err(trouble)
    }

    fn below(place: &Place) -> io::Result<Self> {
        place.open()?;
        sweep(&place.folder, &BOXES);
        let folder = place.folder.join(own_name()?);
        fs::create_dir(&folder)?;
        let mut made = Self {
            group: folder.join(BOXES[0]),
            folder,
            base: 0,
        };
        made.set_up().inspect_err(|_| made.remove())?;
        Ok(made)
    }

    fn set_up(&mut self) -> io::Result<()> {
        fs::write(self.folder.join("cgroup.subtree_control"), CONTROLLERS)?;
        self.cradle().map(drop)
    }

    /// A new group for a new box: every count starts at zero.
    pub(super) fn cradle(&mut self) -> io::Result<OwnedFd> {
        let mut free = BOXES.iter().map(|name| self.folder.join(name));
        let free = free.find(|group| cleared(group));
        self.group = free.ok_or_else(|| io::Error::other("groups of earlier boxes do not empty"))?;
        fs::create_dir(&self.group)?;
        Ok(File::open(&self.group)?.into())
    }

    pub(super) fn prepare(&mut self, limits: &SpecLimits) -> io::Result<()> {
        let set = |name: &str, value: String| fs::write(self.group.join(name), value);
        set("memory.max", limits.memory.saturating_add(OWN_MEMORY).to_string())?;
        // Absent where the kernel was built without swap.
        let _ = set("memory.swap.max", "0".into());
        set("memory.oom.group", "1".into())?;
        set(
            "pids.max",
            (limits.processes.saturating_add(OWN_PROCESSES)).to_string(),
        )?;
        self.base = held(&self.text("memory.stat"));
        Ok(())
    }

    /// `memory.peak` is left alone: it counts files that were read, so a run would have another one the second time.
    pub(super) fn account(&self) -> Account {
        Account {
            cpu_us: field(&self.text("cpu.stat"), "usage_usec"),
            memory: held(&self.text("memory.stat")).saturating_sub(self.base),
            oom_kills: kills(&self.text("memory.events")),
            refused_forks: field(&self.text("pids.events"), "max"),
        }
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.group.join(name)).unwrap_or_default()
    }

    pub(super) fn empty(&mut self) -> bool {
        let _ = fs::write(self.group.join("cgroup.kill"), "1");
        !kill_members(&self.group, None)
    }

    pub(super) fn remove(&mut self) {
        for name in BOXES {
            let _ = fs::remove_dir(self.folder.join(name));
        }
        let _ = fs::remove_dir(&self.folder);
    }
}

fn held(stat: &str) -> u64 {
    field(stat, "anon") + field(stat, "shmem")
}

/// Kills because of the group's own limit. One from above, because the whole machine ran out of memory, is not told as
/// the run's: then the box ended without a word, which is our fault.
fn kills(events: &str) -> u64 {
    if field(events, "oom") > 0 {
        field(events, "oom_kill")
    } else {
        0
    }
}

/// Removes a group; one of which a process has just died may need a moment.
fn cleared(group: &Path) -> bool {
    (0..TRIES).any(|tried| {
        if tried > 0 {
            std::thread::sleep(MOMENT);
        }
        match fs::remove_dir(group) {
            Ok(()) => true,
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_kills_by_the_own_limit_count() {
        assert_eq!(
            kills("low 0\nhigh 0\nmax 9\noom 1\noom_kill 2\noom_group_kill 1\n"),
            2
        );
        assert_eq!(kills("low 0\nhigh 0\nmax 0\noom 0\noom_kill 2\n"), 0);
    }

    #[test]
    fn files_are_no_memory_of_the_run() {
        assert_eq!(held("anon 3\nfile 9\nkernel 5\nshmem 4\n"), 7);
    }

    #[test]
    fn a_group_that_was_never_there_is_out_of_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let group = folder.path().join("box");
        assert!(cleared(&group));
        fs::create_dir(&group).unwrap();
        assert!(cleared(&group) && !group.exists());
        fs::create_dir_all(group.join("held")).unwrap();
        assert!(!cleared(&group));
    }
}
