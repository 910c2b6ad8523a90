//! Wall time, and CPU time of the whole process tree: the account of a control group of this program's own.
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::Result;

const HIERARCHY: &str = "/sys/fs/cgroup/cpuacct";

/// By then nothing of what was measured is under way any more.
const SETTLE: Duration = Duration::from_millis(10);

/// One way to run the same thing, and what it cost.
pub(crate) struct Line<'a> {
    pub(crate) name: &'static str,
    once: Box<dyn FnMut() -> Result<()> + 'a>,
    pub(crate) wall: Vec<Duration>,
    /// Empty where nothing counts it.
    pub(crate) cpu: Vec<Duration>,
}

impl<'a> Line<'a> {
    pub(crate) fn new(name: &'static str, once: Box<dyn FnMut() -> Result<()> + 'a>) -> Self {
        Self {
            name,
            once,
            wall: Vec::new(),
            cpu: Vec::new(),
        }
    }
}

/// A group in the `cpuacct` hierarchy (version 1); helpers make theirs below it.
pub(crate) struct Meter {
    group: Option<PathBuf>,
}

impl Meter {
    pub(crate) fn new() -> Self {
        let group = PathBuf::from(format!("{HIERARCHY}/bench-{}", std::process::id()));
        let joined = fs::create_dir(&group).and_then(|()| fs::write(group.join("cgroup.procs"), "0"));
        Self {
            group: joined.is_ok().then_some(group),
        }
    }

    fn cpu(&self) -> Option<Duration> {
        let text = fs::read_to_string(self.group.as_ref()?.join("cpuacct.usage")).ok()?;
        text.trim().parse().ok().map(Duration::from_nanos)
    }

    /// Every line once a round, in another order each time; two rounds before the first are not counted.
    pub(crate) fn rounds(&self, lines: &mut [Line<'_>], rounds: usize) -> Result<()> {
        let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
        for round in 0..rounds + 2 {
            for index in (1..lines.len()).rev() {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let other = usize::try_from(state >> 33)? % (index + 1);
                lines.swap(index, other);
            }
            for line in lines.iter_mut() {
                let (cpu, began) = (self.cpu(), Instant::now());
                (line.once)()?;
                let wall = began.elapsed();
                // What is left for later belongs to this line too: a helper makes its next box then.
                std::thread::sleep(SETTLE);
                let spent = self.cpu();
                if round >= 2 {
                    line.wall.push(wall);
                    line.cpu
                        .extend(spent.zip(cpu).map(|(after, before)| after.saturating_sub(before)));
                }
            }
        }
        Ok(())
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if let Some(group) = &self.group {
            let _ = fs::write(format!("{HIERARCHY}/cgroup.procs"), "0");
            let _ = fs::remove_dir(group);
        }
    }
}
