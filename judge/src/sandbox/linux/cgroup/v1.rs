//! Version 1: one group in each of three hierarchies. The helper is a member, so that boxes are born there:
//! moving a process costs milliseconds, being born costs nothing.
use std::cell::Cell;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::spec::SpecLimits;
use super::{Account, field, kill_members, mounted, own_folder, own_name, sweep};

/// What the helper needs for itself: half of it, and room for output that has just come.
const HELPER_MEMORY: u64 = 3 << 20;
/// Output for which the limit is lifted is counted in steps of this.
const STEP: u64 = 1 << 20;
/// How often a limit is set that is not taken, a hundredth of a second apart.
const PATIENCE: u32 = 200;
/// The helper and the box's own first process.
const HELPER_PROCESSES: u32 = 2;

#[derive(Debug)]
pub(in super::super) struct Group {
    memory: PathBuf,
    pids: PathBuf,
    cpu: PathBuf,
    counts: Counts,
    base: Account,
    /// The limits in force: writing them is slow, and most runs of a helper have the same.
    set: Option<(u64, u32)>,
    /// What the helper holds of the run's output, for which the limit was lifted.
    held: Cell<u64>,
}

impl Group {
    pub(super) fn make() -> io::Result<Self> {
        let mounts = fs::read_to_string("/proc/self/mountinfo")?;
        let own = fs::read_to_string("/proc/self/cgroup")?;
        let name = own_name()?;
        let mut made = Vec::new();
        for controller in ["memory", "pids", "cpuacct"] {
            let parent = parent(&mounts, &own, controller)?;
            sweep(&parent, &[]);
            made.push(join(&parent, &name).inspect_err(|_| made.iter().for_each(leave))?);
        }
        match <[PathBuf; 3]>::try_from(made) {
            Ok([memory, pids, cpu]) => Ok(Self {
                counts: Counts::open(&memory, &pids, &cpu)?,
                memory,
                pids,
                cpu,
                base: Account::default(),
                set: None,
                held: Cell::new(0),
            }),
            Err(_) => Err(io::Error::other("controllers missing")),
        }
    }

    pub(super) fn prepare(&mut self, limits: &SpecLimits) -> io::Result<()> {
        let bytes = limits.memory.saturating_add(HELPER_MEMORY);
        let processes = limits.processes.saturating_add(HELPER_PROCESSES);
        if self.held.take() > 0 || self.set != Some((bytes, processes)) {
            self.set = None;
            self.limit(bytes)?;
            fs::write(self.pids.join("pids.max"), processes.to_string())?;
            self.set = Some((bytes, processes));
        }
        self.base = self.read();
        Ok(())
    }

    /// Lifts the limit by what the helper holds, when that has become more.
    pub(super) fn hold(&self, bytes: u64) -> io::Result<()> {
        let held = bytes.next_multiple_of(STEP.max(bytes / 8));
        if bytes < STEP || held <= self.held.get() {
            return Ok(());
        }
        let Some((limit, _)) = self.set else {
            return Ok(());
        };
        self.held.set(held);
        self.limit(limit.saturating_add(held))
    }

    fn limit(&self, bytes: u64) -> io::Result<()> {
        // The limit with swap may never be below the one without: lift it first. Kernels without swap accounts lack it.
        let with_swap = self.memory.join("memory.memsw.limit_in_bytes");
        let _ = fs::write(&with_swap, "-1");
        set(&self.memory.join("memory.limit_in_bytes"), bytes)?;
        if with_swap.exists() {
            fs::write(&with_swap, bytes.to_string())?;
        }
        Ok(())
    }

    fn read(&self) -> Account {
        let memory = text(&self.counts.memory);
        let nanoseconds: u64 = text(&self.counts.cpu).trim().parse().unwrap_or(0);
        Account {
            cpu_us: nanoseconds / 1000,
            memory: field(&memory, "total_rss") + field(&memory, "total_shmem"),
            oom_kills: field(&text(&self.counts.kills), "oom_kill"),
            refused_forks: field(&text(&self.counts.forks), "max"),
        }
    }

    /// What came on top since the limits were set.
    pub(super) fn account(&self) -> Account {
        let now = self.read();
        Account {
            cpu_us: now.cpu_us.saturating_sub(self.base.cpu_us),
            memory: now.memory.saturating_sub(self.base.memory),
            oom_kills: now.oom_kills.saturating_sub(self.base.oom_kills),
            refused_forks: now.refused_forks.saturating_sub(self.base.refused_forks),
        }
    }

    pub(super) fn empty(&mut self) -> bool {
        !kill_members(&self.pids, Some(std::process::id()))
    }

    pub(super) fn part(&self) {
        for group in [&self.memory, &self.pids, &self.cpu] {
            part(group);
        }
    }

    pub(super) fn remove(&mut self) {
        for group in [&self.memory, &self.pids, &self.cpu] {
            leave(group);
        }
    }
}

/// The files that count, held open.
#[derive(Debug)]
struct Counts {
    memory: File,
    cpu: File,
    kills: File,
    forks: File,
}

impl Counts {
    fn open(memory: &Path, pids: &Path, cpu: &Path) -> io::Result<Self> {
        Ok(Self {
            memory: File::open(memory.join("memory.stat"))?,
            cpu: File::open(cpu.join("cpuacct.usage"))?,
            kills: File::open(memory.join("memory.oom_control"))?,
            forks: File::open(pids.join("pids.events"))?,
        })
    }
}

/// The whole of a file that counts; none is longer.
fn text(file: &File) -> String {
    let mut bytes = [0; 4096];
    let length = file.read_at(&mut bytes, 0).unwrap_or(0);
    String::from_utf8_lossy(bytes.get(..length).unwrap_or_default()).into_owned()
}

/// Sets a limit that may still be passed: the kernel takes down the files of the last box in its own time.
fn set(limit: &Path, bytes: u64) -> io::Result<()> {
    for _ in 0..PATIENCE {
        match fs::write(limit, bytes.to_string()) {
            Err(error) if error.kind() == io::ErrorKind::ResourceBusy => {
                std::thread::sleep(Duration::from_millis(10));
            }
            other => return other,
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

fn parent(mounts: &str, own: &str, controller: &str) -> io::Result<PathBuf> {
    let has = |list: &str| list.split(',').any(|name| name == controller);
    let (root, point) = mounted(mounts, |kind, options| kind == "cgroup" && has(options))
        .ok_or_else(|| io::Error::other(format!("no {controller} hierarchy")))?;
    let path = own.lines().find_map(|line| {
        let (names, path) = line.split_once(':')?.1.split_once(':')?;
        has(names).then_some(path)
    });
    Ok(own_folder(&root, &point, path.unwrap_or("/")))
}

fn join(parent: &Path, name: &str) -> io::Result<PathBuf> {
    let group = parent.join(name);
    fs::create_dir(&group)?;
    fs::write(group.join("cgroup.procs"), "0").inspect_err(|_| drop(fs::remove_dir(&group)))?;
    Ok(group)
}

fn part(group: &Path) {
    if let Some(parent) = group.parent() {
        let _ = fs::write(parent.join("cgroup.procs"), "0");
    }
}

fn leave(group: &PathBuf) {
    part(group);
    let _ = fs::remove_dir(group);
}
