//! Trees: the work tree as a commit of everything would hold it, its listing for the rules, its export.
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, symlink};
use std::path::Path;

use git2::{ErrorCode, IndexAddOption, ObjectType, Oid};
use judge::package::declarations;
use judge::policy::{Entry, LONGEST_POINTER, is_pointer};

use super::{Repo, broken};
use crate::error::{Error, Exit, disk};

/// A file above this is listed, not read: no challenge takes it.
const LARGEST_FILE: u64 = 256 << 20;
/// Entries that are listed; far above what any challenge takes.
const MOST_ENTRIES: usize = 200_000;
/// Nested folders that are listed.
const DEEPEST: usize = 64;
/// A link to a longer path is no link.
const LONGEST_LINK: usize = 4096;

/// What a commit would hold.
pub(crate) struct Snapshot {
    pub(crate) tree: Oid,
    /// Every file, for the rules.
    pub(crate) entries: Vec<Entry>,
}

impl Repo {
    /// The work tree as a commit of everything would hold it. Nothing is written to the repository.
    pub(crate) fn snapshot(&self) -> Result<Snapshot, Error> {
        let odb = self.0.odb().map_err(|e| broken(&e))?;
        // New objects go to memory alone; this backend is asked first.
        let _memory = odb.add_new_mempack_backend(1000).map_err(|e| broken(&e))?;
        let root = self.0.workdir().unwrap_or(self.0.path()).to_owned();
        let mut index = self.0.index().map_err(|e| broken(&e))?;
        let mut large = Vec::new();
        let mut sieve = |path: &Path, _: &[u8]| {
            let size = root.join(path).symlink_metadata().map_or(0, |meta| meta.len());
            let is_large = size > LARGEST_FILE;
            if is_large {
                large.push(Entry::new(path.as_os_str().as_encoded_bytes(), 0o100_644, size));
            }
            i32::from(is_large)
        };
        let added = index.add_all(["*"], IndexAddOption::DEFAULT, Some(&mut sieve));
        let tree = added
            .and_then(|()| index.write_tree())
            .map_err(|e| match e.code() {
                ErrorCode::Unmerged => Error::new(Exit::Invalid, "error-git-unmerged").cause(&e),
                _ => broken(&e),
            })?;
        let mut entries = self.entries(tree)?;
        entries.extend(large);
        Ok(Snapshot { tree, entries })
    }

    /// Every file of a tree, for the rules.
    pub(crate) fn entries(&self, tree: Oid) -> Result<Vec<Entry>, Error> {
        let odb = self.0.odb().map_err(|e| broken(&e))?;
        let mut entries = Vec::new();
        let mut folders = vec![(Vec::new(), tree, 0)];
        let mut visited = 0;
        while let Some((prefix, oid, depth)) = folders.pop() {
            let tree = self.0.find_tree(oid).map_err(|e| broken(&e))?;
            for item in &tree {
                visited += 1;
                if visited > MOST_ENTRIES {
                    return Ok(entries);
                }
                let path = [&prefix, item.name_bytes()].concat();
                let mode = u32::try_from(item.filemode()).unwrap_or(0);
                if item.kind() == Some(ObjectType::Tree) && depth < DEEPEST {
                    folders.push(([path, b"/".to_vec()].concat(), item.id(), depth + 1));
                    continue;
                }
                let size = match item.kind() {
                    Some(ObjectType::Blob) => odb.read_header(item.id()).map_err(|e| broken(&e))?.0,
                    _ => 0,
                };
                let mut entry = Entry::new(path, mode, size as u64);
                entry.link = self.link(item.id(), mode, size);
                entry.pointer = self.pointer(item.id(), mode, size);
                entries.push(entry);
            }
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    /// What a tree declares: the content of the file for it, where it is a plain file that is not too large.
    pub(crate) fn declared(&self, tree: Oid) -> Result<Option<Vec<u8>>, Error> {
        let tree = self.0.find_tree(tree).map_err(|e| broken(&e))?;
        let entry = tree
            .get_name(declarations::FILE)
            .filter(|e| e.filemode() & 0o170_000 == 0o100_000);
        let Some(entry) = entry else { return Ok(None) };
        let odb = self.0.odb().map_err(|e| broken(&e))?;
        let (size, _) = odb.read_header(entry.id()).map_err(|e| broken(&e))?;
        if size as u64 > declarations::LARGEST {
            return Ok(None);
        }
        let blob = self.0.find_blob(entry.id()).map_err(|e| broken(&e))?;
        Ok(Some(blob.content().to_vec()))
    }

    fn pointer(&self, oid: Oid, mode: u32, size: usize) -> bool {
        let is_small_file = mode & 0o170_000 == 0o100_000 && size <= LONGEST_POINTER;
        let blob = is_small_file.then(|| self.0.find_blob(oid).ok()).flatten();
        blob.is_some_and(|blob| is_pointer(blob.content()))
    }

    fn link(&self, oid: Oid, mode: u32, size: usize) -> Option<Vec<u8>> {
        let is_link = mode == 0o120_000 && size <= LONGEST_LINK;
        is_link
            .then(|| self.0.find_blob(oid).ok().map(|blob| blob.content().to_vec()))
            .flatten()
    }

    /// Writes a tree to the folder `to`. Only after the rules have passed it: they vouch for names and sizes.
    pub(crate) fn export(&self, snapshot: &Snapshot, to: &Path) -> Result<(), Error> {
        let tree = self.0.find_tree(snapshot.tree).map_err(|e| broken(&e))?;
        for entry in &snapshot.entries {
            let Ok(name) = std::str::from_utf8(&entry.path) else {
                continue;
            };
            let item = tree.get_path(Path::new(name)).map_err(|e| broken(&e))?;
            let blob = self.0.find_blob(item.id()).map_err(|e| broken(&e))?;
            let path = to.join(name);
            let folder = path.parent().unwrap_or(to);
            fs::create_dir_all(folder).map_err(disk(folder))?;
            write((&path, entry.mode), blob.content())?;
        }
        Ok(())
    }
}

fn write((path, mode): (&Path, u32), content: &[u8]) -> Result<(), Error> {
    if mode == 0o120_000 {
        let target = std::str::from_utf8(content).unwrap_or_default();
        return symlink(target, path).map_err(disk(path));
    }
    let bits = if mode & 0o111 == 0 { 0o644 } else { 0o755 };
    // Never through a link that an earlier entry made.
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(bits)
        .open(path);
    file.and_then(|mut file| file.write_all(content))
        .map_err(disk(path))
}
