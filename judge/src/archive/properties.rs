//! What must hold of every archive: tried by property tests.
use std::path::Path;

use super::{Error, Limits, unpack};

pub(crate) const LIMITS: Limits = Limits {
    bytes: 1 << 16,
    files: 20,
    file_bytes: 1 << 14,
    path_depth: 5,
};

/// Of these bytes as an archive, or as what an archive holds: nothing but plain files and folders, within bounds, all
/// below the folder.
pub(crate) fn hold(bytes: &[u8], scratch: &Path) {
    let packed = zstd::encode_all(bytes, 1).unwrap_or_default();
    for (name, bytes) in [("in", packed.as_slice()), ("on", bytes)] {
        let folder = scratch.join(name);
        match unpack(bytes, &folder, LIMITS) {
            Err(Error::Refused(finding)) => assert!(finding.to_string().len() < 4000),
            // A name may be too long for the disk; nothing else may fail there.
            Err(Error::Io(error)) => assert!(error.raw_os_error().is_some_and(|code| code == 36), "{error}"),
            Ok(()) => {}
        }
        let (mut files, mut weight) = (0, 0);
        for entry in walkdir::WalkDir::new(&folder).min_depth(1).into_iter().flatten() {
            let kind = entry.file_type();
            assert!(kind.is_file() || kind.is_dir(), "{:?}", entry.path());
            assert!(entry.depth() <= LIMITS.path_depth, "{:?}", entry.path());
            files += u64::from(kind.is_file());
            weight += entry
                .metadata()
                .map_or(0, |facts| if kind.is_file() { facts.len() } else { 0 });
        }
        assert!(files <= LIMITS.files && weight <= LIMITS.bytes);
    }
    let found = std::fs::read_dir(scratch).map_or(0, Iterator::count);
    assert_eq!(found, 2, "nothing beside the two folders");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    /// A header with some of its fields made up, its sum mostly right.
    fn entry() -> impl Strategy<Value = Vec<u8>> {
        let name = prop_oneof![
            "[a-c./]{1,12}".prop_map(String::into_bytes),
            proptest::collection::vec(any::<u8>(), 1..100),
            select(vec![
                "../x",
                "/etc/x",
                "a",
                "A",
                "a/b",
                "a//b",
                "./a",
                "b/../../c",
                "c\\d"
            ])
            .prop_map(|name: &str| name.as_bytes().to_vec()),
        ];
        let kind = prop_oneof![
            Just(b'0'),
            Just(b'5'),
            Just(0u8),
            select(b"1234567xgLKSVD".to_vec()),
            any::<u8>()
        ];
        let content = prop_oneof![Just(Vec::new()), proptest::collection::vec(any::<u8>(), 0..1200)];
        let field = (0usize..512, proptest::collection::vec(any::<u8>(), 0..14));
        (
            name,
            kind,
            content,
            proptest::option::weighted(0.3, field),
            proptest::option::weighted(0.2, any::<u64>()),
            any::<bool>(),
        )
            .prop_map(|(name, kind, content, field, size, ustar)| {
                let mut header = if ustar {
                    tar::Header::new_ustar()
                } else {
                    tar::Header::new_gnu()
                };
                header.as_mut_bytes()[..name.len()].copy_from_slice(&name);
                header.set_mode(0o755);
                header.set_size(size.unwrap_or(content.len() as u64));
                header.as_mut_bytes()[156] = kind;
                if let Some((at, bytes)) = &field {
                    let end = (at + bytes.len()).min(512);
                    header.as_mut_bytes()[*at..end].copy_from_slice(&bytes[..end - at]);
                }
                header.set_cksum();
                let padding = content.len().next_multiple_of(512) - content.len();
                [header.as_bytes().as_slice(), &content, &vec![0; padding]].concat()
            })
    }

    proptest! {
        #[test]
        fn of_made_up_archives(entries in proptest::collection::vec(entry(), 0..8), cut in proptest::option::weighted(0.2, any::<prop::sample::Index>())) {
            let mut bytes = entries.concat();
            bytes.extend([0; 1024]);
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            super::hold(&bytes, tempfile::tempdir().unwrap().path());
        }
    }
}
