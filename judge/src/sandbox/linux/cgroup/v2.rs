//! Version 2: a folder delegated to us; the helper stays outside, each run is born in a fresh group below it.
use std::fs::{self, File};
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use super::super::spec::SpecLimits;
use super::{Account, field, kill_members, mounted, own_folder, own_name, sweep};

const BOX: &str = "box";
const SUPERVISORS: &str = "ubunifu.sup";
const CONTROLLERS: &str = "+memory +pids +cpu";
/// The box's own first process.
const OWN_PROCESSES: u32 = 1;

#[derive(Debug)]
pub(in super::super) struct Group {
    folder: PathBuf,
    group: PathBuf,
}

impl Group {
    pub(super) fn make() -> io::Result<Self> {
        let mounts = fs::read_to_string("/proc/self/mountinfo")?;
        let (root, point) =
            mounted(&mounts, |kind, _| kind == "cgroup2").ok_or_else(|| io::Error::other("none"))?;
        let own = fs::read_to_string("/proc/self/cgroup")?;
        let path = own
            .lines()
            .find_map(|line| line.strip_prefix("0::"))
            .unwrap_or("/");
        let base = base(&point, &own_folder(&root, &point, path))?;
        sweep(&base, &[BOX]);
        let folder = base.join(own_name()?);
        fs::create_dir(&folder)?;
        let made = Self {
            group: folder.join(BOX),
            folder,
        };
        made.set_up()
            .inspect_err(|_| drop(fs::remove_dir(&made.folder)))?;
        Ok(made)
    }

    fn set_up(&self) -> io::Result<()> {
        fs::write(self.folder.join("cgroup.subtree_control"), CONTROLLERS)?;
        fs::create_dir(&self.group)?;
        fs::remove_dir(&self.group)
    }

    /// A new group for a new box: every count starts at zero.
    pub(super) fn cradle(&mut self) -> io::Result<OwnedFd> {
        let _ = fs::remove_dir(&self.group);
        fs::create_dir(&self.group)?;
        Ok(File::open(&self.group)?.into())
    }

    pub(super) fn prepare(&mut self, limits: &SpecLimits) -> io::Result<()> {
        let set = |name: &str, value: String| fs::write(self.group.join(name), value);
        set("memory.max", limits.memory.to_string())?;
        // Absent where the kernel was built without swap.
        let _ = set("memory.swap.max", "0".into());
        set("memory.oom.group", "1".into())?;
        set(
            "pids.max",
            (limits.processes.saturating_add(OWN_PROCESSES)).to_string(),
        )
    }

    pub(super) fn account(&self) -> Account {
        let text = |name: &str| fs::read_to_string(self.group.join(name)).unwrap_or_default();
        let memory = text("memory.stat");
        Account {
            cpu_us: field(&text("cpu.stat"), "usage_usec"),
            memory: field(&memory, "anon") + field(&memory, "shmem"),
            oom_kills: field(&text("memory.events"), "oom_kill"),
            refused_forks: field(&text("pids.events"), "max"),
        }
    }

    pub(super) fn empty(&mut self) -> bool {
        let _ = fs::write(self.group.join("cgroup.kill"), "1");
        !kill_members(&self.group, None)
    }

    pub(super) fn remove(&mut self) {
        let _ = fs::remove_dir(&self.group);
        let _ = fs::remove_dir(&self.folder);
    }
}

/// The folder that may have groups with limits below it: one that was delegated to us, the root of a container, or,
/// for root, the top of the tree. Nobody else's processes are ever moved.
fn base(point: &Path, own: &Path) -> io::Result<PathBuf> {
    let folder = if own.ends_with(SUPERVISORS) {
        own.parent().unwrap_or(own)
    } else {
        own
    };
    let ours = folder == point || delegated(folder);
    let folder = if ours || !rustix::process::geteuid().is_root() {
        folder
    } else {
        point
    };
    let offered = fs::read_to_string(folder.join("cgroup.controllers"))?;
    if !["memory", "pids", "cpu"]
        .iter()
        .all(|name| offered.split_whitespace().any(|have| have == *name))
    {
        return Err(io::Error::other("not delegated"));
    }
    let control = folder.join("cgroup.subtree_control");
    // A folder with limits below it may have no members itself: those in ours move aside, once.
    if let Err(error) = fs::write(&control, CONTROLLERS) {
        if !ours {
            return Err(error);
        }
        evacuate(folder)?;
        fs::write(&control, CONTROLLERS)?;
    }
    Ok(folder.to_path_buf())
}

/// The mark systemd leaves on folders it has handed over.
fn delegated(folder: &Path) -> bool {
    ["trusted.delegate", "user.delegate"].iter().any(|name| {
        let mut value = [0u8; 1];
        rustix::fs::getxattr(folder, *name, &mut value).is_ok_and(|_| value == *b"1")
    })
}

fn evacuate(folder: &Path) -> io::Result<()> {
    let sup = folder.join(SUPERVISORS);
    fs::create_dir_all(&sup)?;
    let members = fs::read_to_string(folder.join("cgroup.procs"))?;
    for pid in members.lines() {
        // One that has just ended is no trouble; one that stays makes the next write fail.
        let _ = fs::write(sup.join("cgroup.procs"), pid);
    }
    Ok(())
}
