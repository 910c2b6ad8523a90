//! The memory of this process, in which the judge runs; helpers and boxes are others.
use std::fs;

use crate::Result;

/// Forgets the peak so far.
pub(crate) fn reset() {
    // Kernels that cannot do it keep the peak of the whole measurement.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The most that was resident since.
pub(crate) fn peak_kib() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line
        .and_then(|line| line.split_whitespace().next())
        .ok_or("no VmHWM")?;
    Ok(kib.parse()?)
}
