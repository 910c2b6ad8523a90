//! The places a run may write: `/work` over its layers, `/tmp`, `/dev/shm`; one bounded tmpfs carries all three.
use std::collections::HashMap;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use super::enter::{self, Ids};
use super::keep::{self, Budget};
use super::{mounts, sys};

/// Files a run may create.
const INODES: u64 = 65_536;
const SCRATCH: &str = "scratch";
/// Folders of the scratch space, and their modes. `wk` is the kernel's own, for merging.
const FOLDERS: [(&str, u32); 4] = [("up", 0o755), ("wk", 0o700), ("tmp", 0o1777), ("shm", 0o1777)];

/// Mounts for a box, attached nowhere yet, and where they belong.
pub(super) type Attached = [(OwnedFd, &'static str); 2];

/// Makes the writable places; remembers the mappings it needed.
#[derive(Debug)]
pub(super) struct Workshop {
    ids: Ids,
    overlay: bool,
    mappings: HashMap<(u32, u32), OwnedFd>,
}

/// The scratch space of a box whose run is not known yet.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: File,
    bytes: u64,
}

/// The writable places of one run, held open after they left our namespace.
#[derive(Debug)]
pub(super) struct Work {
    scratch: File,
    pub(super) tree: File,
    /// Bytes that were there from the beginning.
    base: u64,
}

impl Work {
    /// Bytes written so far.
    pub(super) fn used(&self) -> u64 {
        used(&self.scratch).saturating_sub(self.base)
    }

    /// Whether nothing more can be written.
    pub(super) fn full(&self) -> bool {
        rustix::fs::fstatvfs(&self.scratch).is_ok_and(|usage| usage.f_bavail == 0 || usage.f_ffree == 0)
    }
}

impl Workshop {
    pub(super) fn new(ids: Ids, overlay: bool) -> Self {
        let mut shop = Self {
            ids,
            overlay: true,
            mappings: HashMap::new(),
        };
        shop.overlay = overlay && shop.probe().is_ok();
        shop
    }

    /// Whether layers are merged by the kernel; otherwise they are copied.
    pub(super) fn overlay(&self) -> bool {
        self.overlay
    }

    fn probe(&mut self) -> io::Result<()> {
        fs::create_dir_all("probe/lower")?;
        if self.ids.root {
            return Ok(());
        }
        let layers = [fs::canonicalize("probe/lower")?];
        let work = self
            .prepare(1 << 20)
            .and_then(|(scratch, _)| self.fill(scratch, &layers, 1 << 20));
        Self::clear();
        // Without user attributes on tmpfs (before Linux 6.6) a removed folder could not be made again.
        Ok(rustix::fs::fsetxattr(
            &work?.0.scratch,
            "user.probe",
            b"y",
            rustix::fs::XattrFlags::empty(),
        )?)
    }

    /// Makes the scratch space of a box, and what of it does not depend on the run: `/tmp` and `/dev/shm`.
    pub(super) fn prepare(&self, disk: u64) -> io::Result<(Scratch, Attached)> {
        let bytes = disk.max(4096);
        fs::create_dir_all(SCRATCH)?;
        mounts::tmpfs(SCRATCH, bytes, INODES)?;
        let folder = File::open(SCRATCH)?;
        for (name, mode) in FOLDERS {
            let path = Path::new(SCRATCH).join(name);
            fs::create_dir(&path)?;
            fs::set_permissions(&path, Permissions::from_mode(mode))?;
            if name != "wk" {
                chown(&path, Some(self.ids.payload), Some(self.ids.payload))?;
            }
        }
        let shm = mounts::TAME | libc::MOUNT_ATTR_NOEXEC;
        let attached = [
            (mounts::piece(Path::new("scratch/tmp"), mounts::TAME)?, "tmp"),
            (mounts::piece(Path::new("scratch/shm"), shm)?, "dev/shm"),
        ];
        Ok((Scratch { folder, bytes }, attached))
    }

    /// Makes what a run finds at `/work`: its layers, merged, over which it may write.
    pub(super) fn fill(
        &mut self,
        mut scratch: Scratch,
        layers: &[PathBuf],
        disk: u64,
    ) -> io::Result<(Work, OwnedFd)> {
        let merged = self.overlay && !layers.is_empty();
        let extra = if merged {
            0
        } else {
            layers.iter().map(|layer| keep::weight(layer)).sum()
        };
        let bytes = disk.saturating_add(extra).max(4096);
        if bytes != scratch.bytes {
            mounts::resize(SCRATCH, bytes, INODES)?;
            scratch.bytes = bytes;
        }
        let tree = if merged {
            match self.merge(layers) {
                Ok(tree) => tree,
                Err(_) => {
                    // The file system of a layer may not allow it (older kernels, some network disks): copy from now on.
                    self.overlay = false;
                    return self.fill(scratch, layers, disk);
                }
            }
        } else {
            self.copy(layers)?
        };
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let work = Work {
            base: used(&scratch.folder),
            tree: rustix::fs::openat(&tree, ".", flags, Mode::empty())?.into(),
            scratch: scratch.folder,
        };
        Ok((work, tree))
    }

    /// Takes the places out of our namespace; the box has its own view by then.
    pub(super) fn clear() {
        mounts::detach(SCRATCH);
    }

    fn merge(&mut self, layers: &[PathBuf]) -> io::Result<OwnedFd> {
        let mut names = Vec::new();
        for (index, layer) in layers.iter().enumerate() {
            // In the scratch space, of which a box sees parts only; so they leave with it.
            let name = format!("{SCRATCH}/{index}");
            fs::create_dir_all(&name)?;
            self.lower(layer, &name)?;
            names.push(name);
        }
        let lower = names.join(":");
        let mut options = vec![
            ("lowerdir", lower.as_str()),
            ("upperdir", "scratch/up"),
            ("workdir", "scratch/wk"),
        ];
        let plain = [("redirect_dir", "off"), ("metacopy", "off"), ("index", "off")];
        if self.ids.root {
            options.extend(plain);
            mounts::unattached("overlay", &options, &[])
        } else {
            mounts::unattached("overlay", &options, &["userxattr"])
        }
    }

    /// A layer, read-only, its owner shown as the team's user.
    fn lower(&mut self, layer: &Path, at: &str) -> io::Result<()> {
        let tree = mounts::detached(layer)?;
        let facts = fs::metadata(layer)?;
        let owner = (facts.uid(), facts.gid());
        let mut map = None;
        if self.ids.root {
            if !self.mappings.contains_key(&owner) {
                self.mappings
                    .insert(owner, enter::mapping(owner, self.ids.payload)?);
            }
            map = self.mappings.get(&owner);
        }
        sys::mount_setattr(
            tree.as_fd(),
            mounts::TAME | libc::MOUNT_ATTR_RDONLY,
            map.map(AsFd::as_fd),
        )?;
        mounts::attach(tree, at)
    }

    /// Where the kernel cannot merge: copies the layers, the lowest first.
    fn copy(&self, layers: &[PathBuf]) -> io::Result<OwnedFd> {
        let up = Path::new("scratch/up");
        for layer in layers.iter().rev() {
            let mut budget = Budget::new(u64::MAX, INODES);
            keep::copy(
                &File::open(layer)?,
                &File::open(up)?,
                &mut budget,
                Some(self.ids.payload),
            )?;
        }
        mounts::piece(up, mounts::TAME)
    }
}

fn used(scratch: &File) -> u64 {
    let usage = rustix::fs::fstatvfs(scratch);
    usage.map_or(0, |usage| {
        usage.f_blocks.saturating_sub(usage.f_bfree) * usage.f_bsize
    })
}
