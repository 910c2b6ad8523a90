//! There and back, and everything a stranger may try.
use std::fs;
use std::io::{Cursor, Write};
use std::os::unix::fs::{PermissionsExt, symlink};

use proptest::prelude::*;
use tar::EntryType;

use super::names::Names;
use super::{Error, Limits, pack, unpack};
use crate::finding::tests::assert_complete;

const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    files: 50,
    file_bytes: 1 << 19,
    path_depth: 5,
};

/// An archive with these entries, whatever they are.
fn archive(entries: &[(EntryType, &[u8], &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(zstd::Encoder::new(Vec::new(), 1).unwrap());
    for (kind, name, content) in entries {
        let mut header = tar::Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name);
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        header.set_size(content.len() as u64);
        if *kind == EntryType::Symlink || *kind == EntryType::Link {
            header.set_link_name("/etc/passwd").unwrap();
        }
        header.set_cksum();
        tar.append(&header, *content).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

/// The code of the refusal, or what was unpacked.
fn tried(bytes: &[u8]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("in");
    let result = unpack(Cursor::new(bytes), &target, LIMITS);
    let outside: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(outside, ["in"], "nothing outside the folder");
    match result {
        Ok(()) => "unpacked".to_owned(),
        Err(Error::Refused(finding)) => {
            assert_complete(&finding);
            finding.code.word().to_owned()
        }
        Err(Error::Io(error)) => panic!("{error}"),
    }
}

#[test]
fn hostile_entries_are_refused() {
    use EntryType as T;
    let file = |name| archive(&[(T::Regular, name, b"x")]);
    for name in [
        &b"../a"[..],
        b"/etc/a",
        b"a/../b",
        b"a//b",
        b"a\\b",
        b"a\nb",
        b"\xff",
        b"",
        b"a/",
        b"a/./b",
    ] {
        assert_eq!(tried(&file(name)), "archive-name", "{}", name.escape_ascii());
    }
    for kind in [
        T::Symlink,
        T::Link,
        T::Char,
        T::Block,
        T::Fifo,
        T::GNULongName,
        T::XHeader,
        T::GNUSparse,
    ] {
        assert_eq!(tried(&archive(&[(kind, b"a", b"")])), "archive-kind", "{kind:?}");
    }
    let two = |a, b| tried(&archive(&[(T::Regular, a, b"1"), (T::Regular, b, b"2")]));
    assert_eq!(two(b"a", b"a"), "archive-duplicate");
    assert_eq!(two(b"a", b"./a"), "archive-duplicate");
    assert_eq!(two(b"a", b"A"), "archive-case");
    assert_eq!(two(b"Dir/a", b"dir/b"), "archive-case");
    assert_eq!(two(b"a", b"a/b"), "archive-duplicate");
    assert_eq!(two(b"a/b", b"a"), "archive-duplicate");
    assert_eq!(tried(&file(b"1/2/3/4/5/6")), "archive-too-deep");
}

#[test]
fn sizes_and_numbers_are_bounded() {
    use EntryType as T;
    let big = vec![0u8; (1 << 19) + 1];
    assert_eq!(tried(&archive(&[(T::Regular, b"a", &big)])), "archive-too-large");
    let half = vec![0u8; 1 << 19];
    let names = [&b"a"[..], b"b", b"c"];
    let many: Vec<_> = names.iter().map(|n| (T::Regular, *n, half.as_slice())).collect();
    assert_eq!(tried(&archive(&many)), "archive-too-large");
    let names: Vec<_> = (0..60).map(|n| format!("f{n}").into_bytes()).collect();
    let many: Vec<_> = names
        .iter()
        .map(|n| (T::Regular, n.as_slice(), &b""[..]))
        .collect();
    assert_eq!(tried(&archive(&many)), "archive-too-many");
}

#[test]
fn a_bomb_is_stopped_while_it_streams() {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    for _ in 0..256 {
        encoder.write_all(&vec![0u8; 1 << 20]).unwrap();
    }
    let zeros = encoder.finish().unwrap();
    assert!(zeros.len() < 1 << 20);
    // Two blocks of zeros are a tar's end: nothing behind them is read.
    assert_eq!(tried(&zeros), "unpacked");
    let mut header = tar::Header::new_ustar();
    header.set_path("x").unwrap();
    header.set_entry_type(EntryType::Directory);
    header.set_size(1 << 40);
    header.set_cksum();
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.write_all(header.as_bytes()).unwrap();
    for _ in 0..64 {
        encoder.write_all(&vec![0u8; 1 << 20]).unwrap();
    }
    assert_ne!(tried(&encoder.finish().unwrap()), "unpacked");
}

#[test]
fn broken_streams_are_refused() {
    let good = archive(&[(EntryType::Regular, b"a", &[7u8; 5000])]);
    for cut in [0, 3, 20, good.len() / 2, good.len() - 1] {
        assert_eq!(tried(&good[..cut]), "archive-broken", "{cut}");
    }
    assert_eq!(tried(b"not an archive at all"), "archive-broken");
}

#[test]
fn there_and_back_is_the_same_and_deterministic() {
    let dir = tempfile::tempdir().unwrap();
    let from = dir.path().join("from");
    fs::create_dir_all(from.join("b/c")).unwrap();
    fs::write(from.join("b/c/run"), "#!/bin/sh\n").unwrap();
    fs::set_permissions(from.join("b/c/run"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(from.join("a"), vec![1u8; 100_000]).unwrap();
    let packed = || {
        let mut bytes = Vec::new();
        pack(&from, &mut bytes).unwrap();
        bytes
    };
    let first = packed();
    fs::write(from.join("a"), vec![1u8; 100_000]).unwrap();
    assert_eq!(first, packed());
    let to = dir.path().join("to");
    unpack(first.as_slice(), &to, LIMITS).unwrap();
    assert_eq!(fs::read(to.join("a")).unwrap(), vec![1u8; 100_000]);
    assert_eq!(
        fs::metadata(to.join("b/c/run")).unwrap().permissions().mode() & 0o777,
        0o755
    );
    assert!(
        matches!(unpack(first.as_slice(), &to, LIMITS), Err(Error::Io(_))),
        "only into an empty folder"
    );
}

#[test]
fn links_are_not_packed() {
    let dir = tempfile::tempdir().unwrap();
    symlink("/etc/passwd", dir.path().join("a")).unwrap();
    assert!(matches!(pack(dir.path(), Vec::new()), Err(Error::Refused(_))));
}

proptest! {
    #[test]
    fn no_name_panics_or_escapes(raw in proptest::collection::vec(any::<u8>(), 0..60), is_file: bool) {
        if let Ok(path) = Names::default().take(&raw, is_file, 8) {
            prop_assert!(!path.starts_with('/') && path.split('/').all(|n| !matches!(n, "" | "." | "..")));
        }
    }

    #[test]
    fn no_bytes_make_unpacking_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let compressed = zstd::encode_all(bytes.as_slice(), 1).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let _ = unpack(compressed.as_slice(), &dir.path().join("in"), LIMITS);
        let _ = unpack(bytes.as_slice(), &dir.path().join("on"), LIMITS);
    }
}
