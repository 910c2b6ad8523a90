//! Version 2: the folder below which groups of ours may have limits. One that was handed over to us, or, for root, the
//! top of the tree.
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::{mounted, own_folder};

/// What boxes are limited by. CPU time is counted without a controller.
const WANTED: [&str; 2] = ["memory", "pids"];
pub(super) const CONTROLLERS: &str = "+memory +pids";
/// Where processes go that stood in our own folder.
const SUPERVISORS: &str = "ubunifu.sup";
/// Files that whoever hands a folder over gives away with it.
const HANDED: [&str; 3] = ["", "cgroup.procs", "cgroup.subtree_control"];
/// Processes may be born in a folder while others are moved out of it.
const ROUNDS: u32 = 20;

/// A folder that may be the one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    /// We are in it ourselves, so its processes are those of our service and may be moved aside.
    home: bool,
}

/// All that may be, the best first.
pub(super) fn places() -> io::Result<Vec<Place>> {
    let mounts = fs::read_to_string("/proc/self/mountinfo")?;
    let found = mounted(&mounts, |kind, _| kind == "cgroup2");
    let (root, point) = found.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    let uid = rustix::process::geteuid().as_raw();
    // Another helper may be moving us aside just now.
    let own = (0..ROUNDS).find_map(|_| own(&root, &point).ok());
    let own = own.ok_or_else(|| io::Error::other("our own folder is out of sight"))?;
    Ok(candidates(&point, &own, uid, marked))
}

/// The folder we are in. A container may see another part of the tree than the one it is in.
fn own(root: &Path, point: &Path) -> io::Result<PathBuf> {
    let told = fs::read_to_string("/proc/self/cgroup")?;
    let path = told.lines().find_map(|line| line.strip_prefix("0::"));
    let folder = own_folder(root, point, path.unwrap_or("/"));
    let members = fs::read_to_string(folder.join("cgroup.procs"))?;
    let this = std::process::id();
    let inside = members.lines().any(|pid| pid.parse() == Ok(this));
    inside
        .then_some(folder)
        .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
}

/// Folders from our own up to the mount that belong to us: first those that were handed over by name, the nearest
/// first. Then the highest, where nobody of ours stands: the service of a user's own manager for a terminal on a
/// desktop, and the top of the tree for root. Nobody else's folder is touched.
fn candidates(point: &Path, own: &Path, uid: u32, marked: impl Fn(&Path) -> bool) -> Vec<Place> {
    let above = own.ancestors().take_while(|folder| folder.starts_with(point));
    let ours: Vec<&Path> = above.filter(|folder| belongs(folder, uid)).collect();
    let handed = ours.iter().filter(|folder| marked(folder));
    let mut places: Vec<Place> = Vec::new();
    for folder in handed.chain(ours.last()) {
        let place = Place {
            folder: folder.to_path_buf(),
            home: own == *folder || own == folder.join(SUPERVISORS),
        };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// Whether this user may make groups in it and move processes there. In a user namespace the machine's own files
/// belong to nobody, so being root there gives nothing.
fn belongs(folder: &Path, uid: u32) -> bool {
    let owner = |name: &&str| fs::metadata(folder.join(name)).map(|facts| facts.uid());
    HANDED
        .iter()
        .all(|name| owner(name).is_ok_and(|owner| owner == uid))
}

/// The mark systemd leaves on folders it has handed over; older ones leave one that only root can read.
fn marked(folder: &Path) -> bool {
    ["trusted.delegate", "user.delegate"].iter().any(|name| {
        let mut value = [0u8; 1];
        rustix::fs::getxattr(folder, *name, &mut value).is_ok_and(|_| value == *b"1")
    })
}

impl Place {
    /// Lets groups below it have limits.
    pub(super) fn open(&self) -> io::Result<()> {
        let offered = fs::read_to_string(self.folder.join("cgroup.controllers"))?;
        let has = |name: &&str| offered.split_whitespace().any(|have| have == *name);
        if !WANTED.iter().all(has) {
            return Err(io::Error::other("the controllers are not handed on"));
        }
        let open = || fs::write(self.folder.join("cgroup.subtree_control"), CONTROLLERS);
        let mut opened = open();
        for _ in 0..ROUNDS {
            // A folder with limits below it may have no members. The root of a machine may, so nobody is ever moved there.
            match &opened {
                Err(error) if busy(error) && self.home => self.evacuate()?,
                _ => break,
            }
            opened = open();
        }
        opened
    }

    fn evacuate(&self) -> io::Result<()> {
        let aside = self.folder.join(SUPERVISORS);
        fs::create_dir_all(&aside)?;
        for pid in fs::read_to_string(self.folder.join("cgroup.procs"))?.lines() {
            // One that has just ended is no trouble; one that stays makes the next write fail.
            let _ = fs::write(aside.join("cgroup.procs"), pid);
        }
        Ok(())
    }
}

fn busy(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::BUSY.raw_os_error())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree in which `ours` are folders that were handed over.
    fn tree(folders: &[&str], ours: &[&str]) -> tempfile::TempDir {
        let top = tempfile::tempdir().unwrap();
        for folder in folders {
            fs::create_dir_all(top.path().join(folder)).unwrap();
        }
        for folder in ours {
            for name in ["cgroup.procs", "cgroup.subtree_control", "cgroup.controllers"] {
                fs::write(top.path().join(folder).join(name), "memory pids\n").unwrap();
            }
        }
        top
    }

    fn chosen(tree: &tempfile::TempDir, own: &str, marked: &[&str]) -> Vec<(String, bool)> {
        let point = tree.path();
        let uid = rustix::process::geteuid().as_raw();
        let below = |folder: &Path| folder.strip_prefix(point).unwrap().to_str().unwrap().to_owned();
        let places = candidates(point, &point.join(own), uid, |folder| {
            marked.contains(&below(folder).as_str())
        });
        places
            .iter()
            .map(|place| (below(&place.folder), place.home))
            .collect()
    }

    #[test]
    fn a_service_has_what_was_handed_to_it() {
        let unit = "system.slice/ubunifu.service";
        let inner = format!("{unit}/ubunifu.sup");
        let tree = tree(&[&inner], &[unit, &inner]);
        for marked in [&[unit][..], &[]] {
            assert_eq!(chosen(&tree, unit, marked), [(unit.into(), true)]);
            assert_eq!(chosen(&tree, &inner, marked), [(unit.into(), true)]);
        }
    }

    #[test]
    fn root_takes_the_top_where_nothing_was_handed_over() {
        let unit = "system.slice/ubunifu.service";
        let tree = tree(&[unit], &["", "system.slice", unit]);
        assert_eq!(chosen(&tree, unit, &[]), [(String::new(), false)]);
        assert_eq!(chosen(&tree, "", &[]), [(String::new(), true)]);
        assert_eq!(
            chosen(&tree, unit, &[unit]),
            [(unit.into(), true), (String::new(), false)]
        );
    }

    #[test]
    fn a_terminal_leaves_its_own_processes_where_they_are() {
        let manager = "user.slice/user-1000.slice/user@1000.service";
        let (apps, scope) = (
            format!("{manager}/app.slice"),
            format!("{manager}/app.slice/t.scope"),
        );
        let tree = tree(&[&scope], &[manager, &apps, &scope]);
        for marked in [&[manager][..], &[]] {
            assert_eq!(chosen(&tree, &scope, marked), [(manager.into(), false)]);
        }
    }

    #[test]
    fn folders_of_others_are_left_alone() {
        let session = "user.slice/user-1000.slice/session-1.scope";
        let tree = tree(&[session], &[]);
        assert_eq!(chosen(&tree, session, &[session]), []);
        assert!(!belongs(tree.path(), rustix::process::geteuid().as_raw()));
    }

    #[test]
    fn a_folder_without_the_controllers_is_refused() {
        let tree = tree(&["a"], &["a"]);
        let place = Place {
            folder: tree.path().join("a"),
            home: true,
        };
        place.open().unwrap();
        let control = place.folder.join("cgroup.subtree_control");
        assert_eq!(fs::read_to_string(control).unwrap(), CONTROLLERS);
        fs::write(place.folder.join("cgroup.controllers"), "cpu io pids").unwrap();
        place.open().unwrap_err();
    }
}
