//! The places a run may write: `/work` over its layers, `/tmp`, `/dev/shm`; one bounded tmpfs carries all three.
use std::collections::HashMap;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use super::enter::{self, Ids};
use super::keep::{self, Budget};
use super::{mounts, sys};

/// Files a run may create.
const INODES: u64 = 65_536;
const SCRATCH: &str = "scratch";
const WORK: &str = "root/work";
const PLACES: [&str; 3] = ["root/dev/shm", "root/tmp", WORK];

/// Makes the writable places; remembers the mappings it needed.
#[derive(Debug)]
pub(super) struct Workshop {
    ids: Ids,
    overlay: bool,
    mappings: HashMap<(u32, u32), OwnedFd>,
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
        for place in PLACES {
            fs::create_dir_all(place)?;
        }
        if self.ids.root {
            return Ok(());
        }
        let work = self.open(&[fs::canonicalize("probe/lower")?], 1 << 20);
        Self::clear();
        // Without user attributes on tmpfs (before Linux 6.6) a removed folder could not be made again.
        Ok(rustix::fs::fsetxattr(
            &work?.scratch,
            "user.probe",
            b"y",
            rustix::fs::XattrFlags::empty(),
        )?)
    }

    /// Mounts the places for one run into the root on the stage.
    pub(super) fn open(&mut self, layers: &[PathBuf], disk: u64) -> io::Result<Work> {
        let overlay = self.overlay && !layers.is_empty();
        let extra = if overlay {
            0
        } else {
            layers.iter().map(|layer| keep::weight(layer)).sum()
        };
        fs::create_dir_all(SCRATCH)?;
        mounts::tmpfs(SCRATCH, disk.saturating_add(extra).max(4096), INODES)?;
        for (name, mode) in [("up", 0o755), ("wk", 0o700), ("tmp", 0o1777), ("shm", 0o1777)] {
            let path = Path::new(SCRATCH).join(name);
            fs::create_dir(&path)?;
            fs::set_permissions(&path, Permissions::from_mode(mode))?;
            if name != "wk" {
                chown(&path, Some(self.ids.payload), Some(self.ids.payload))?;
            }
        }
        mounts::bind(
            Path::new("scratch/shm"),
            "root/dev/shm",
            mounts::TAME | libc::MOUNT_ATTR_NOEXEC,
        )?;
        mounts::bind(Path::new("scratch/tmp"), "root/tmp", mounts::TAME)?;
        if overlay {
            if self.merge(layers).is_err() {
                // The file system of a layer may not allow it (older kernels, some network disks): copy from now on.
                Self::clear();
                self.overlay = false;
                return self.open(layers, disk);
            }
        } else {
            self.copy(layers)?;
        }
        let scratch = File::open(SCRATCH)?;
        Ok(Work {
            base: used(&scratch),
            tree: File::open(WORK)?,
            scratch,
        })
    }

    /// Takes the places out of our namespace; the box has its own view by then.
    pub(super) fn clear() {
        for place in PLACES.iter().chain(&[SCRATCH]) {
            mounts::detach(place);
        }
    }

    fn merge(&mut self, layers: &[PathBuf]) -> io::Result<()> {
        let mut names = Vec::new();
        for (index, layer) in layers.iter().enumerate() {
            let name = format!("lower{index}");
            fs::create_dir_all(&name)?;
            self.lower(layer, &name)?;
            names.push(name);
        }
        let flavour = if self.ids.root {
            "redirect_dir=off,metacopy=off,index=off"
        } else {
            "userxattr"
        };
        let lower = names.join(":");
        let options = format!("lowerdir={lower},upperdir=scratch/up,workdir=scratch/wk,{flavour}");
        let made = mounts::file_system("overlay", WORK, &options);
        for name in &names {
            mounts::detach(name);
        }
        made
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
    fn copy(&self, layers: &[PathBuf]) -> io::Result<()> {
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
        mounts::bind(up, WORK, mounts::TAME)
    }
}

fn used(scratch: &File) -> u64 {
    let usage = rustix::fs::fstatvfs(scratch);
    usage.map_or(0, |usage| {
        usage.f_blocks.saturating_sub(usage.f_bfree) * usage.f_bsize
    })
}
