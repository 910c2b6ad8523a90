//! The fingerprint of a tree: everything that a program in it could tell apart, in one order.
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

use super::USUAL_PATH;
use super::stream::Hashing;

/// What a tree comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) digest: String,
    pub(super) bytes: u64,
    pub(super) files: u64,
    pub(super) executables: u64,
}

/// SHA-256 over, for each entry by folders and then by the bytes of names: its kind (`d`, `f`, `x` for an executable
/// file, `l`), its path, and the hash of its content or the target of the link. A `PATH` that is not the usual one
/// counts too: it decides which program a name means.
pub(super) fn sum(root: &Path, path: &str) -> io::Result<Sum> {
    let mut hash = Sha256::new();
    hash.update("runtime/1\n");
    let mut sum = Sum {
        digest: String::new(),
        bytes: 0,
        files: 0,
        executables: 0,
    };
    for entry in WalkDir::new(root).min_depth(1).sort_by_file_name() {
        add(&mut hash, &mut sum, (root, &entry?))?;
    }
    if path != USUAL_PATH {
        text(&mut hash, b"p", path.as_ref());
    }
    sum.digest = format!("sha256:{}", hex::encode(hash.finalize()));
    Ok(sum)
}

fn add(hash: &mut Sha256, sum: &mut Sum, (root, entry): (&Path, &DirEntry)) -> io::Result<()> {
    let name = entry
        .path()
        .strip_prefix(root)
        .unwrap_or(entry.path())
        .as_os_str();
    let kind = entry.file_type();
    if kind.is_dir() {
        text(hash, b"d", name);
    } else if kind.is_symlink() {
        text(hash, b"l", name);
        text(hash, b"=", std::fs::read_link(entry.path())?.as_os_str());
    } else if kind.is_file() {
        let executable = entry.metadata()?.permissions().mode() & 0o111 != 0;
        text(hash, if executable { b"x" } else { b"f" }, name);
        let (bytes, content) = Hashing::new(File::open(entry.path())?).finish()?;
        hash.update(content);
        sum.bytes += bytes;
        sum.files += 1;
        sum.executables += u64::from(executable);
    } else {
        return Err(io::Error::other("a tree holds files, folders and links alone"));
    }
    Ok(())
}

/// With its length before it, so that no two sequences look alike.
fn text(hash: &mut Sha256, kind: &[u8; 1], text: &OsStr) {
    hash.update(kind);
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text.as_bytes());
}
