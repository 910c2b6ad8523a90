//! What a git process, and each of its children, may use of this machine. A few hundred bytes can be written so
//! that unpacking them fills any memory and keeps any processor busy; here that ends early.
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, prlimit};

use crate::error::Result;

/// Processor time for the smallest push, and for looking at what is there.
const LEAST: Duration = Duration::from_secs(4);
/// What one second of processor time is for, on a slow machine with a folder full of text.
const BYTES_A_SECOND: u64 = 2 << 20;
/// Processor time for sending a repository.
const SENDING: Duration = Duration::from_secs(120);
/// Processor time for packing a repository anew.
const PACKING: Duration = Duration::from_secs(20 * 60);
/// Address space. Packs are read through windows that `core.packedGitLimit` bounds.
const MEMORY: u64 = 1 << 30;
/// The largest single thing that is held in memory, unless the rules allow larger files.
const THING: u64 = 64 << 20;
/// What git writes beside the pack: its index, and the bases of a thin one.
const BESIDE: u64 = 64 << 20;

/// Bounds of a process; each child has the same for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    cpu: Duration,
    memory: u64,
    /// Bytes of a file it writes.
    file: u64,
    /// Bytes it may ask for at once: no object that must be held whole is larger.
    pub(super) thing: u64,
}

impl Limits {
    /// Of a push of `bytes` into a repository whose files may have `file` bytes.
    pub(super) fn receiving(bytes: u64, file: u64) -> Self {
        let thing = THING.max(file.saturating_mul(2));
        Self {
            cpu: LEAST + Duration::from_secs(bytes / BYTES_A_SECOND),
            memory: MEMORY.saturating_add(thing.saturating_mul(4)),
            file: bytes.saturating_mul(2).saturating_add(BESIDE),
            thing,
        }
    }

    /// Of answering a fetch, or saying what is there.
    pub(super) fn sending() -> Self {
        Self {
            cpu: SENDING,
            ..Self::packing()
        }
    }

    /// Of packing a repository anew. What is in it came in under limits of its own.
    pub(super) fn packing() -> Self {
        Self {
            cpu: PACKING,
            memory: MEMORY * 4,
            file: u64::MAX,
            thing: MEMORY,
        }
    }

    /// Lays them on the process `pid`, before it is told anything: its children are born with them.
    pub(super) fn lay_on(&self, pid: Pid) -> Result<()> {
        let seconds = self.cpu.as_secs();
        let file = (self.file != u64::MAX).then_some(self.file);
        let limits = [
            // Past the first it is asked to end, a moment later it is ended.
            (Resource::Cpu, Some(seconds), Some(seconds + 2)),
            (Resource::As, Some(self.memory), Some(self.memory)),
            (Resource::Fsize, file, file),
            (Resource::Core, Some(0), Some(0)),
        ];
        for (resource, current, maximum) in limits {
            prlimit(Some(pid), resource, Rlimit { current, maximum }).map_err(std::io::Error::from)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Limits, MEMORY};

    #[test]
    fn a_small_push_gets_little_and_a_large_one_what_it_needs() {
        let small = Limits::receiving(479, 5 << 20);
        let large = Limits::receiving(41 << 20, 5 << 20);
        assert_eq!((small.cpu.as_secs(), large.cpu.as_secs()), (4, 24));
        assert_eq!(small.thing, 64 << 20);
        assert!(small.memory < 2 * MEMORY && large.file > 82 << 20);
        assert_eq!(Limits::receiving(u64::MAX, u64::MAX).file, u64::MAX);
    }
}
