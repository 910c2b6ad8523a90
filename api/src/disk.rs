//! Whether the disk has room for something new. What is there already must still be able to grow a little: a database
//! without room cannot even say so.
use std::path::Path;

use rustix::fs::statvfs;

use crate::error::{Code, Error, Result};

/// Free bytes below which every disk is nearly full.
const LEAST: u64 = 1 << 30;
/// Below a twentieth of it a disk is nearly full too; of a large one, below this.
const ENOUGH: u64 = 8 << 30;

/// Refuses what is new when the disk of `folder` is nearly full: when fewer bytes than `kept` are free.
pub(crate) fn has_room(folder: &Path, kept: Option<u64>) -> Result<()> {
    let disk = statvfs(folder).map_err(std::io::Error::from)?;
    let bytes = |blocks: u64| blocks.saturating_mul(disk.f_frsize);
    let (free, all) = (bytes(disk.f_bavail), bytes(disk.f_blocks));
    if !is_nearly_full(free, (all, kept)) {
        return Ok(());
    }
    tracing::error!(
        alert = "disk.full",
        free,
        all,
        "the disk is nearly full: nothing new is taken"
    );
    Err(Error::new(Code::ServerFull).because(format_args!("{free} bytes of {all} are free")))
}

fn is_nearly_full(free: u64, (all, kept): (u64, Option<u64>)) -> bool {
    free < kept.unwrap_or((all / 20).clamp(LEAST, ENOUGH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_nearly_full_before_it_is() {
        const GIB: u64 = 1 << 30;
        for (free, all, full) in [
            (GIB - 1, 10 * GIB, true),
            (GIB, 10 * GIB, false),
            (4 * GIB, 100 * GIB, true),
            (5 * GIB, 100 * GIB, false),
            (8 * GIB, 4000 * GIB, false),
            (7 * GIB, 4000 * GIB, true),
            (0, 0, true),
        ] {
            assert_eq!(is_nearly_full(free, (all, None)), full, "{free} of {all}");
        }
        for (free, kept, full) in [(0, 0, false), (GIB, 2 * GIB, true), (GIB, GIB, false)] {
            assert_eq!(is_nearly_full(free, (4000 * GIB, Some(kept))), full, "{free}");
        }
        let here = std::env::temp_dir();
        assert!(has_room(&here, Some(0)).is_ok());
        let refused = has_room(&here, Some(u64::MAX)).unwrap_err();
        assert_eq!(refused.code(), Code::ServerFull);
    }
}
