//! The files of a package: regular files in folders and nothing else, each with its fingerprint.
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::paths;
use crate::finding::{Code, Finding};

/// Files of a package. More is a mistake (a `node_modules`) or an attack.
const MOST_FILES: usize = 50_000;
/// Bytes of a package.
const MOST_BYTES: u64 = 1 << 30;

/// One file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFile {
    /// Its size in bytes.
    pub size: u64,
    /// Whether its owner may execute it.
    pub executable: bool,
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
}

/// Path (relative, `/` between names) to file, sorted by path.
pub type Files = BTreeMap<String, PackageFile>;

/// Lists and fingerprints every file below `root`.
pub(super) fn list(root: &Path, findings: &mut Vec<Finding>) -> Files {
    let mut files = Files::new();
    let mut bytes = 0u64;
    for entry in walkdir::WalkDir::new(root)
        .min_depth(1)
        .max_depth(32)
        .sort_by_file_name()
    {
        let found = entry
            .map_err(|e| unreadable(root, &e))
            .and_then(|e| file(root, &e));
        match found {
            Ok(Some((path, file))) => {
                bytes = bytes.saturating_add(file.size);
                files.insert(path, file);
            }
            Ok(None) => {}
            Err(finding) => findings.push(finding),
        }
        if files.len() > MOST_FILES || bytes > MOST_BYTES {
            findings.push(
                Finding::new(Code::TooLarge)
                    .arg("files", MOST_FILES)
                    .arg("bytes", MOST_BYTES),
            );
            break;
        }
    }
    files
}

fn unreadable(root: &Path, error: &walkdir::Error) -> Finding {
    let path = error.path().and_then(|p| p.strip_prefix(root).ok());
    let file = path.map(Path::to_string_lossy).unwrap_or_default();
    Finding::new(Code::Unreadable).file(&file).arg("reason", error)
}

/// A regular file with its fingerprint; `None` for a folder; anything else is refused.
fn file(root: &Path, entry: &walkdir::DirEntry) -> Result<Option<(String, PackageFile)>, Finding> {
    let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let shown = crate::text::escape(relative.as_os_str().as_encoded_bytes(), false);
    let path = relative.to_str().filter(|p| paths::is_safe(p));
    let Some(path) = path else {
        return Err(Finding::new(Code::FileName).file(&shown));
    };
    let kind = entry.file_type();
    if kind.is_dir() {
        return Ok(None);
    }
    if kind.is_symlink() {
        return Err(Finding::new(Code::Symlink).file(path));
    }
    if !kind.is_file() {
        return Err(Finding::new(Code::SpecialFile).file(path));
    }
    let file = fingerprint(entry.path());
    let unreadable = |e: io::Error| Finding::new(Code::Unreadable).file(path).arg("reason", e);
    file.map(|f| Some((path.to_owned(), f))).map_err(unreadable)
}

fn fingerprint(path: &Path) -> io::Result<PackageFile> {
    let file = File::open(path)?;
    let executable = file.metadata()?.permissions().mode() & 0o100 != 0;
    let mut hasher = Sha256::new();
    let mut size = 0u64;
    let mut reader = file.take(MOST_BYTES + 1);
    let mut buffer = vec![0u8; 64 << 10];
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        size = size.saturating_add(read as u64);
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
    Ok(PackageFile {
        size,
        executable,
        sha256: hasher.finalize().into(),
    })
}

/// The content hash of a package, hexadecimal.
///
/// SHA-256 over the line `ubunifu-package/1`, then for each file in the byte order of paths one line
/// `PATH NUL (x|-) NUL HEX-SHA-256-OF-CONTENT`. Times, owners and empty folders do not count.
pub fn content_hash(files: &Files) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"ubunifu-package/1\n");
    for (path, file) in files {
        hasher.update(path.as_bytes());
        hasher.update(if file.executable { b"\0x\0" } else { b"\0-\0" });
        hasher.update(hex::encode(file.sha256).as_bytes());
        hasher.update(b"\n");
    }
    hex::encode(hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::{Files, PackageFile, content_hash};

    fn one(path: &str, executable: bool, byte: u8) -> String {
        let file = PackageFile {
            size: 1,
            executable,
            sha256: [byte; 32],
        };
        content_hash(&Files::from([(path.to_owned(), file)]))
    }

    #[test]
    fn name_mode_and_content_count() {
        let all = [
            one("a", false, 1),
            one("b", false, 1),
            one("a", true, 1),
            one("a", false, 2),
        ];
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        assert_eq!(one("a", false, 1), one("a", false, 1));
    }
}
