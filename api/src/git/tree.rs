//! Trees of commits: listed for the rules, exported for the judge. Sizes are asked before anything is read, and
//! a tree that unfolds without end is left where the bounds are.
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};

use git2::{ObjectType, Odb, Oid, Repository};
use judge::policy::{Entry, LONGEST_POINTER, is_pointer};

use crate::error::{Error, Result};

/// Bytes of one tree object; a folder of a hundred thousand files needs about four million.
const LARGEST_TREE: usize = 8 << 20;
/// Bytes of the target of a symbolic link.
const LONGEST_LINK: usize = 4096;
/// Names in a path; the rules allow fewer.
const DEEPEST: usize = 32;

const FOLDER: u32 = 0o040_000;
const FILE: u32 = 0o100_000;
const LINK: u32 = 0o120_000;
const SUBMODULE: u32 = 0o160_000;
const KIND: u32 = 0o170_000;

/// How much of a tree is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Files and folders.
    pub(crate) entries: u64,
    /// Bytes of a file.
    pub(crate) file: u64,
}

/// What is in a tree.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// Files and links.
    pub(crate) entries: Vec<Entry>,
    /// False when there are more than the bounds allow.
    pub(crate) whole: bool,
}

/// Lists the tree of `commit`.
pub(crate) fn list(repository: &Repository, commit: Oid, bounds: Bounds) -> Result<Listing> {
    let mut listing = Listing::default();
    let odb = repository.odb()?;
    listing.whole = walk(repository, commit, bounds, &mut |found| {
        listing.entries.push(describe(&odb, found)?);
        Ok(())
    })?;
    Ok(listing)
}

/// Writes the tree of `commit` into the empty folder `target`: regular files, folders and links, and nothing
/// else. No filter, hook or attribute of the repository has a say.
pub(crate) fn export(repository: &Path, commit: &str, target: &Path, bounds: Bounds) -> Result<()> {
    let repository = Repository::open_bare(repository)?;
    let odb = repository.odb()?;
    let mut links = Vec::new();
    let whole = walk(&repository, Oid::from_str(commit)?, bounds, &mut |found| {
        write(&odb, &found, target, bounds)?;
        if found.mode & KIND == LINK {
            links.push((found.path, read(&odb, found.id, LONGEST_LINK)?));
        }
        Ok(())
    })?;
    if !whole {
        return Err(Error::fault("an accepted tree is larger than its bounds"));
    }
    // Last, so that nothing is ever written through a link.
    for (path, to) in links {
        symlink(std::ffi::OsStr::from_bytes(&to), place(target, &path)?)?;
    }
    Ok(())
}

/// One entry of a tree, with its whole path.
struct Found {
    path: Vec<u8>,
    mode: u32,
    id: Oid,
}

/// Goes through the tree, folders before what is in them. False when the bounds ended it.
fn walk(
    repository: &Repository,
    commit: Oid,
    bounds: Bounds,
    visit: &mut dyn FnMut(Found) -> Result<()>,
) -> Result<bool> {
    let odb = repository.odb()?;
    let mut folders = vec![(Vec::new(), repository.find_commit(commit)?.tree_id())];
    let mut left = bounds.entries.saturating_add(1);
    while let Some((prefix, id)) = folders.pop() {
        if odb.read_header(id)?.0 > LARGEST_TREE {
            return Ok(false);
        }
        for entry in &repository.find_tree(id)? {
            if left == 0 {
                return Ok(false);
            }
            left -= 1;
            let path = join(&prefix, entry.name_bytes());
            let mode = u32::try_from(entry.filemode_raw()).unwrap_or_default();
            let deep = path.iter().filter(|byte| **byte == b'/').count() >= DEEPEST;
            if mode & KIND == FOLDER && !deep {
                folders.push((path.clone(), entry.id()));
            }
            // A folder too deep to enter is shown, for the rules to name it.
            if mode & KIND != FOLDER || deep {
                visit(Found {
                    path,
                    mode,
                    id: entry.id(),
                })?;
            }
        }
    }
    Ok(true)
}

fn join(prefix: &[u8], name: &[u8]) -> Vec<u8> {
    if prefix.is_empty() {
        return name.to_vec();
    }
    [prefix, b"/", name].concat()
}

fn describe(odb: &Odb<'_>, found: Found) -> Result<Entry> {
    let in_here = found.mode & KIND != SUBMODULE;
    let size = if in_here { odb.read_header(found.id)?.0 } else { 0 };
    let mut entry = Entry::new(found.path, found.mode, size as u64);
    if found.mode & KIND == LINK && size <= LONGEST_LINK {
        entry.link = Some(read(odb, found.id, LONGEST_LINK)?);
    }
    if found.mode & KIND == FILE && size <= LONGEST_POINTER {
        entry.pointer = is_pointer(&read(odb, found.id, LONGEST_POINTER)?);
    }
    Ok(entry)
}

/// A regular file with its folders. Links come later; of other kinds there are none in an accepted tree.
fn write(odb: &Odb<'_>, found: &Found, target: &Path, bounds: Bounds) -> Result<()> {
    let path = place(target, &found.path)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match found.mode & KIND {
        FILE => {}
        LINK => return Ok(()),
        _ => {
            return Err(Error::fault(
                "an accepted tree holds what is neither file nor link",
            ));
        }
    }
    let mode = if found.mode & 0o111 == 0 { 0o644 } else { 0o755 };
    let largest = usize::try_from(bounds.file).unwrap_or(usize::MAX);
    let content = read(odb, found.id, largest)?;
    let mut file: File = File::options()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)?;
    file.write_all(&content)?;
    Ok(())
}

/// The content of a blob, refused before it is read when it is larger than `most`.
fn read(odb: &Odb<'_>, id: Oid, most: usize) -> Result<Vec<u8>> {
    match odb.read_header(id)? {
        (size, ObjectType::Blob) if size <= most => Ok(odb.read(id)?.data().to_vec()),
        (size, kind) => Err(Error::fault(format_args!("object {id}: {kind} of {size} bytes"))),
    }
}

/// The place below `target`, for a path of plain names alone.
fn place(target: &Path, path: &[u8]) -> Result<PathBuf> {
    let plain = |name: &[u8]| {
        let special = name.is_empty() || name == b"." || name == b"..";
        !special && !name.eq_ignore_ascii_case(b".git") && !name.contains(&0)
    };
    if path.split(|byte| *byte == b'/').all(plain) {
        return Ok(target.join(std::ffi::OsStr::from_bytes(path)));
    }
    Err(Error::fault(format_args!(
        "an accepted tree holds the name {}",
        path.escape_ascii()
    )))
}
