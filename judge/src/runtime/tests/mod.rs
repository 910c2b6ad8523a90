//! What strangers may send, what images are made of, and what a store does with them.
mod hostile;
mod images;
mod storing;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tar::EntryType;

use super::store::Store;
use super::tree::Limits;
use super::{Error, Imported};
use crate::finding::tests::assert_complete;

pub(super) const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    file: 1 << 19,
    entries: 200,
    depth: 6,
};

/// Kind, name, and content or target.
pub(super) type Entry<'a> = (EntryType, &'a [u8], &'a [u8]);

/// A tar of these, whatever they are.
pub(super) fn tar(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (kind, name, content) in entries {
        let mut header = tar::Header::new_gnu();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name);
        header.set_entry_type(*kind);
        header.set_mode(0o6755);
        let link = matches!(kind, EntryType::Symlink | EntryType::Link);
        if link {
            header.as_mut_bytes()[157..157 + content.len()].copy_from_slice(content);
        }
        let content = if link { b"" } else { *content };
        header.set_size(content.len() as u64);
        header.set_cksum();
        tar.append(&header, content).unwrap();
    }
    tar.into_inner().unwrap()
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A small root file system.
pub(super) fn small() -> Vec<Entry<'static>> {
    use EntryType as T;
    vec![
        (T::Directory, b"./", b""),
        (T::Directory, b"./usr/", b""),
        (T::Directory, b"./usr/bin/", b""),
        (T::Regular, b"./usr/bin/sh", b"#!a shell\n"),
        (T::Link, b"./usr/bin/dash", b"./usr/bin/sh"),
        (T::Symlink, b"./bin", b"usr/bin"),
        (T::Directory, b"./etc/", b""),
        (T::Regular, b"./etc/passwd", b"somebody:x:0:0::/:/bin/sh\n"),
        (T::Regular, b"./etc/shadow", b"root:secret\n"),
        (T::Regular, b"./etc/\xff\xfe", b"a name of old\n"),
        (T::Char, b"./dev/null", b""),
        (T::Regular, b"./tmp/left", b"behind\n"),
    ]
}

/// A store in a folder of its own.
pub(super) struct Place {
    pub(super) scratch: tempfile::TempDir,
    pub(super) store: Store,
}

impl Place {
    pub(super) fn new() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let store = Store::new(scratch.path().join("store")).with_limits(LIMITS);
        Self { scratch, store }
    }

    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.scratch.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(super) fn import(&self, name: &str, from: &Path) -> Result<Imported, Error> {
        let scratch = self.store.scratch().unwrap();
        self.store.import(name, (from, scratch.path()), &mut |_| {})
    }

    /// Imports these bytes: the word of the refusal, or `imported`.
    pub(super) fn tried(&self, bytes: &[u8]) -> String {
        let file = self.write("archive", bytes);
        word(self.import("tried", &file).map(|_| "imported"))
    }

    /// The tree that a name means.
    pub(super) fn tree(&self, name: &str) -> PathBuf {
        let runtime = self.store.open(name).unwrap().unwrap();
        runtime.binds[0].0.parent().unwrap().to_owned()
    }

    /// What stands in the store's folder.
    pub(super) fn left(&self) -> Vec<String> {
        let entries = fs::read_dir(self.store.root()).unwrap();
        let mut names: Vec<String> = entries
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

pub(super) fn word(result: Result<&str, Error>) -> String {
    match result {
        Ok(word) => word.to_owned(),
        Err(Error::Refused(finding)) => {
            assert_complete(&finding);
            finding.code.word().to_owned()
        }
        Err(Error::Io(error)) => panic!("{error}"),
    }
}

#[test]
fn names_and_digests_are_plain() {
    for name in ["a", "python-3.12", "0", &"a".repeat(48)] {
        assert!(super::is_name(name), "{name}");
    }
    for name in [
        "",
        "..",
        ".a",
        "-a",
        "A",
        "a/b",
        "a_b",
        "a b",
        "ä",
        "a\n",
        &"a".repeat(49),
    ] {
        assert!(!super::is_name(name), "{name:?}");
    }
    let digits = "0".repeat(64);
    assert!(super::is_digest(&format!("sha256:{digits}")));
    for digest in [
        digits.clone(),
        format!("sha512:{digits}"),
        format!("sha256:{digits}0"),
        format!("sha256:{}A", "0".repeat(63)),
        format!("sha256:{}/..", "0".repeat(61)),
    ] {
        assert!(!super::is_digest(&digest), "{digest}");
    }
}
