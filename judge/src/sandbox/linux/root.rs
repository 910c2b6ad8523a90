//! The file system a program finds: built once per runtime, read-only, copied for every box of a helper.
use std::fs;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};

use rustix::mount::MountFlags;

use super::mounts::{self, TAME};
use super::place::Place;
use super::sys::{self, Side};

/// Where the root is built, seen from the stage.
const ROOT: &str = "root";
/// Device files without side effects.
const DEVICES: [&str; 5] = ["null", "zero", "full", "random", "urandom"];
/// Mount points and folders every program may expect.
const FOLDERS: [&str; 7] = ["proc", "dev/shm", "etc", "tmp", "work", "mnt", "var"];
/// Files of `/etc` that are the box's own, whatever stands around the program.
pub(crate) const FILES: [(&str, &str); 5] = [
    (
        "etc/passwd",
        "root:x:0:0::/:/usr/sbin/nologin\nteam:x:1000:1000::/tmp:/bin/sh\nnobody:x:65534:65534::/:/usr/sbin/nologin\n",
    ),
    ("etc/group", "root:x:0:\nteam:x:1000:\nnogroup:x:65534:\n"),
    ("etc/hosts", "127.0.0.1 localhost box\n::1 localhost\n"),
    ("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
    ("etc/hostname", "box\n"),
];

/// The root for one runtime.
#[derive(Debug)]
pub(super) struct Root {
    binds: Vec<(PathBuf, PathBuf)>,
    /// A view in which it is `/` and nothing else exists: every box begins with a copy of it.
    pub(super) view: OwnedFd,
}

impl Root {
    /// Builds it for these folders of the host.
    pub(super) fn new(binds: &[(PathBuf, PathBuf)], place: &Place, counted: bool) -> io::Result<Self> {
        let built = build(binds, counted).and_then(|()| place.view_on(ROOT));
        mounts::detach(ROOT);
        Ok(Self {
            binds: binds.to_vec(),
            view: built?,
        })
    }

    /// Whether it is the one for these folders.
    pub(super) fn serves(&self, binds: &[(PathBuf, PathBuf)]) -> bool {
        self.binds == binds
    }
}

fn build(binds: &[(PathBuf, PathBuf)], counted: bool) -> io::Result<()> {
    fs::create_dir_all(ROOT)?;
    mounts::tmpfs(ROOT, 1 << 20, 2048)?;
    for folder in FOLDERS {
        fs::create_dir_all(Path::new(ROOT).join(folder))?;
    }
    symlink("/tmp", Path::new(ROOT).join("var/tmp"))?;
    for (name, text) in FILES {
        fs::write(Path::new(ROOT).join(name), text)?;
    }
    devices(counted)?;
    for (from, to) in binds {
        place(from, to).map_err(|error| io::Error::other(format!("{}: {error}", from.display())))?;
    }
    lifeless_proc()?;
    mounts::freeze(ROOT)
}

/// A `/proc` of processes that are no more. Only where one is seen does the kernel let a box mount its own, over it.
fn lifeless_proc() -> io::Result<()> {
    let at = Path::new(ROOT).join("proc");
    let pid = match sys::clone_into(libc::CLONE_NEWPID, None)? {
        Side::Parent(pid) => pid,
        Side::Child => {
            let tame = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
            match rustix::mount::mount("proc", at, "proc", tame, None) {
                Ok(()) => sys::quit(0),
                Err(error) => sys::quit(error.raw_os_error()),
            }
        }
    };
    match sys::wait(pid)?.status >> 8 {
        0 => Ok(()),
        error => Err(io::Error::other(format!(
            "/proc: {}",
            io::Error::from_raw_os_error(error)
        ))),
    }
}

/// `counted`: whether memory that no process has mapped is counted too.
fn devices(counted: bool) -> io::Result<()> {
    let dev = Path::new(ROOT).join("dev");
    for name in DEVICES {
        fs::write(dev.join(name), "")?;
        let attributes = libc::MOUNT_ATTR_RDONLY | libc::MOUNT_ATTR_NOSUID | libc::MOUNT_ATTR_NOEXEC;
        // Pages of `zero` can be shared, and held, behind the back of who counts; `full` is read alike.
        let device = if name == "zero" && !counted { "full" } else { name };
        mounts::bind(&Path::new("/dev").join(device), dev.join(name), attributes)?;
    }
    for (name, target) in [("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")] {
        symlink(format!("/proc/self/fd{target}"), dev.join(name))?;
    }
    Ok(())
}

/// One folder or file of the host; a symbolic link there is one here.
fn place(from: &Path, to: &Path) -> io::Result<()> {
    let at = inside(to)?;
    if let Some(parent) = at.parent() {
        fs::create_dir_all(parent)?;
    }
    let kind = fs::symlink_metadata(from)?.file_type();
    if kind.is_symlink() {
        return symlink(fs::read_link(from)?, at);
    }
    if kind.is_dir() {
        fs::create_dir_all(&at)?;
        return shared_by_none(from, &at)
            .or_else(|_| mounts::bind(from, &at, TAME | libc::MOUNT_ATTR_RDONLY));
    }
    fs::write(&at, "")?;
    mounts::bind(from, at, TAME | libc::MOUNT_ATTR_RDONLY)
}

/// A folder of the host through a file system of this helper alone. Were the files themselves shown, boxes that run at
/// one time could talk through locks on them, and watch which of them the others open.
fn shared_by_none(from: &Path, at: &Path) -> io::Result<()> {
    if has_mounts_below(from)? {
        return Err(io::Error::other("it would hide what is mounted below"));
    }
    for name in ["folder", "nothing"] {
        fs::create_dir_all(name)?;
    }
    mounts::bind(from, "folder", TAME | libc::MOUNT_ATTR_RDONLY)?;
    let made = mounts::unattached("overlay", &[("lowerdir", "folder:nothing")], &[]);
    mounts::detach("folder");
    let made = made?;
    sys::mount_setattr(made.as_fd(), TAME | libc::MOUNT_ATTR_RDONLY, None)?;
    mounts::attach(made, at)
}

/// Whether the host has mounts below this folder.
fn has_mounts_below(folder: &Path) -> io::Result<bool> {
    let folder = fs::canonicalize(folder)?;
    let mounts = fs::read_to_string("/proc/self/mountinfo")?;
    let mut points = mounts
        .lines()
        .filter_map(|line| line.split(' ').nth(4))
        .map(Path::new);
    Ok(points.any(|point| point.starts_with(&folder) && point != folder))
}

/// A path of the box below [`ROOT`]; `..` has no place in it.
fn inside(path: &Path) -> io::Result<PathBuf> {
    let mut at = PathBuf::from(ROOT);
    for part in path.components() {
        match part {
            Component::Normal(name) => at.push(name),
            Component::RootDir => {}
            _ => return Err(io::Error::other("a path of the box must be plain and absolute")),
        }
    }
    Ok(at)
}
