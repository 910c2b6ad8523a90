//! Archives that want out, or want too much.
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::Path;

use proptest::prelude::*;
use tar::EntryType as T;

use super::super::tree::Tree;
use super::super::{folder, unpack};
use super::*;

/// A tree to unpack into, and a secret beside it.
struct Yard {
    folder: tempfile::TempDir,
}

impl Yard {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("tree")).unwrap();
        fs::create_dir_all(folder.path().join("outside/deep")).unwrap();
        fs::write(folder.path().join("outside/secret"), "secret").unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Unpacks as one layer over what is there.
    fn layer(&self, bytes: &[u8]) -> String {
        let mut none = |_| {};
        let mut tree = Tree::new(&self.path("tree"), LIMITS, &mut none).unwrap();
        let done = unpack::gone(bytes, LIMITS.depth).and_then(|gone| unpack::layer(bytes, gone, &mut tree));
        self.is_untouched();
        word(done.map(|()| "unpacked"))
    }

    /// What the secret's folder and the yard hold is what was put there.
    #[track_caller]
    fn is_untouched(&self) {
        let names = |path: &Path| {
            let entries = fs::read_dir(path).unwrap();
            let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name()).collect();
            names.sort();
            names
        };
        assert_eq!(names(self.folder.path()), ["outside", "tree"]);
        assert_eq!(names(&self.path("outside")), ["deep", "secret"]);
        assert_eq!(
            names(&self.path("outside/deep")),
            Vec::<std::ffi::OsString>::new()
        );
        let secret = self.path("outside/secret");
        assert_eq!(fs::read_to_string(&secret).unwrap(), "secret");
        let facts = secret.metadata().unwrap();
        assert_eq!(std::os::unix::fs::MetadataExt::nlink(&facts), 1, "a second name");
    }
}

/// Entries, and what comes of them; `outside` and `secret` are the absolute paths of what must stay as it is.
#[expect(clippy::too_many_lines, reason = "a table")]
fn ways_out<'a>(outside: &'a [u8], secret: &'a [u8]) -> Vec<(Vec<Entry<'a>>, &'static str)> {
    let up: &[u8] = b"../outside";
    vec![
        (vec![(T::Regular, b"../outside/x", b"x")], "archive-name"),
        (vec![(T::Regular, b"a/../../outside/x", b"x")], "archive-name"),
        (vec![(T::Regular, b"/outside/x", b"x")], "archive-name"),
        (vec![(T::Directory, b"..", b"")], "archive-name"),
        (vec![(T::Regular, b"", b"x")], "archive-name"),
        (vec![(T::Regular, b".", b"x")], "archive-name"),
        (
            vec![(T::Symlink, b"out", up), (T::Regular, b"out/x", b"x")],
            "runtime-link",
        ),
        (
            vec![(T::Symlink, b"out", outside), (T::Regular, b"out/x", b"x")],
            "runtime-link",
        ),
        (
            vec![(T::Symlink, b"out", outside), (T::Directory, b"out/deep/x", b"")],
            "runtime-link",
        ),
        (
            vec![
                (T::Symlink, b"a", b"b/.."),
                (T::Symlink, b"b", b"../../.."),
                (T::Regular, b"a/outside/secret", b"x"),
            ],
            "unpacked",
        ),
        (
            vec![
                (T::Symlink, b"a", b"b"),
                (T::Symlink, b"b", b"a"),
                (T::Regular, b"a/x", b"x"),
            ],
            "runtime-link",
        ),
        (
            vec![(T::Symlink, b"s", secret), (T::Regular, b"s", b"mine")],
            "unpacked",
        ),
        (
            vec![
                (T::Symlink, b"d", outside),
                (T::Directory, b"d", b""),
                (T::Regular, b"d/x", b"x"),
            ],
            "unpacked",
        ),
        (vec![(T::Link, b"h", b"../outside/secret")], "archive-name"),
        (vec![(T::Link, b"h", secret)], "runtime-link"),
        (
            vec![(T::Symlink, b"out", outside), (T::Link, b"h", b"out/secret")],
            "runtime-link",
        ),
        (
            vec![
                (T::Symlink, b"s", secret),
                (T::Link, b"h", b"s"),
                (T::Regular, b"h", b"mine"),
            ],
            "unpacked",
        ),
        (vec![(T::Link, b"h", b"h")], "unpacked"),
        (vec![(T::Link, b"h", b"missing")], "runtime-link"),
        (
            vec![(T::Directory, b"d", b""), (T::Link, b"h", b"d")],
            "runtime-link",
        ),
        (
            vec![(T::Symlink, b"p", b"/proc/self/root"), (T::Regular, b"p/x", b"x")],
            "runtime-link",
        ),
        (
            vec![(T::Regular, b"f", b"x"), (T::Regular, b"f/x", b"x")],
            "runtime-link",
        ),
        (vec![(T::Symlink, b"s", b"")], "runtime-link"),
        (vec![(T::GNUSparse, b"s", b"")], "archive-kind"),
        (vec![(T::new(b'Z'), b"s", b"")], "archive-kind"),
        (vec![(T::Regular, b"1/2/3/4/5/6/7", b"x")], "archive-too-deep"),
    ]
}

#[test]
fn nothing_leads_out() {
    let yard = Yard::new();
    let outside = yard.path("outside").into_os_string();
    let outside = outside.as_bytes();
    let secret = [outside, b"/secret"].concat();
    for (entries, expected) in ways_out(outside, &secret) {
        let fresh = Yard::new();
        // The absolute targets name the first yard; both must stay as they are.
        assert_eq!(fresh.layer(&tar(&entries)), expected, "{entries:?}");
        yard.is_untouched();
    }
}

#[test]
fn a_layer_takes_nothing_away_outside() {
    for target in ["../outside", "OUT"] {
        let yard = Yard::new();
        let out = yard.path("outside");
        let target = if target == "OUT" {
            out.as_os_str().as_bytes()
        } else {
            target.as_bytes()
        };
        assert_eq!(yard.layer(&tar(&[(T::Symlink, b"out", target)])), "unpacked");
        for mark in [
            &b"out/.wh.secret"[..],
            b"out/.wh..wh..opq",
            b"out/deep/.wh..wh..opq",
        ] {
            assert_eq!(yard.layer(&tar(&[(T::Regular, mark, b"")])), "unpacked");
        }
        for mark in [&b".wh..."[..], b".wh..", b".wh."] {
            assert_eq!(yard.layer(&tar(&[(T::Regular, mark, b"")])), "unpacked");
        }
        assert_eq!(yard.layer(&tar(&[(T::Regular, b".wh.out", b"")])), "unpacked");
        assert!(yard.path("tree/out").symlink_metadata().is_err());
    }
}

#[test]
fn long_names_are_read_within_bounds() {
    let long = |kind, content: &[u8]| tar(&[(kind, b"././@LongLink", content), (T::Regular, b"x", b"x")]);
    let pax = |line: &str| tar(&[(T::XHeader, b"pax", line.as_bytes()), (T::Regular, b"x", b"x")]);
    let name = [b"d/".to_vec(), vec![b'n'; 200], vec![0]].concat();
    let table = [
        (long(T::GNULongName, &name), "unpacked"),
        (long(T::GNULongName, b"../x\0"), "archive-name"),
        (long(T::GNULongName, &[b'n'; 256]), "archive-name"),
        (long(T::GNULongName, &vec![b'/'; 2 << 20]), "archive-broken"),
        (long(T::GNULongName, &b"a/".repeat(2000)), "archive-name"),
        (pax("13 path=a/b\nx"), "archive-broken"),
        (pax("12 path=a/b\n"), "unpacked"),
        (pax("13 path=../b\n"), "archive-name"),
        (pax("12 path=/ab\n"), "archive-name"),
        (pax("10 size=9\n"), "archive-kind"),
        (pax("10 size=1\n"), "unpacked"),
        (pax("22 GNU.sparse.major=1\n"), "archive-kind"),
        (
            tar(&[
                (T::XGlobalHeader, b"g", b"11 path=..\n"),
                (T::Regular, b"x", b"x"),
            ]),
            "unpacked",
        ),
    ];
    for (number, (bytes, expected)) in table.iter().enumerate() {
        assert_eq!(Yard::new().layer(bytes), *expected, "{number}");
    }
    // Claims what never comes.
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(T::GNULongName);
    header.set_size(1 << 40);
    header.set_cksum();
    assert_eq!(Yard::new().layer(header.as_bytes()), "archive-broken");
}

#[test]
fn modes_are_two_and_devices_stay_away() {
    let yard = Yard::new();
    let entries: [Entry<'_>; 5] = [
        (T::Regular, b"d/suid", b"x"),
        (T::Char, b"d/null", b""),
        (T::Block, b"d/sda", b""),
        (T::Fifo, b"d/pipe", b""),
        (T::Regular, b"d/\xff", b"x"),
    ];
    assert_eq!(yard.layer(&tar(&entries)), "unpacked");
    let mode = |name: &str| {
        yard.path("tree")
            .join(name)
            .metadata()
            .unwrap()
            .permissions()
            .mode()
            & 0o7777
    };
    assert_eq!((mode("d/suid"), mode("d")), (0o755, 0o755));
    assert_eq!(fs::read_dir(yard.path("tree/d")).unwrap().count(), 2);
}

#[test]
fn bombs_are_stopped() {
    let place = Place::new();
    let big = vec![0u8; (1 << 19) + 1];
    assert_eq!(
        place.tried(&tar(&[(T::Regular, b"a", &big)])),
        "archive-too-large"
    );
    let half = vec![0u8; 1 << 19];
    let three: Vec<Entry<'_>> = [&b"a"[..], b"b", b"c"]
        .iter()
        .map(|n| (T::Regular, *n, &half[..]))
        .collect();
    assert_eq!(place.tried(&zstd(&tar(&three))), "archive-too-large");
    // The same name again and again: nothing grows on disk, and it ends all the same.
    let same: Vec<Entry<'_>> = (0..3).map(|_| (T::Regular, &b"a"[..], &half[..])).collect();
    assert_eq!(place.tried(&gzip(&tar(&same))), "archive-too-large");
    let names: Vec<Vec<u8>> = (0..300).map(|n| format!("f{n}").into_bytes()).collect();
    let many: Vec<Entry<'_>> = names.iter().map(|n| (T::Symlink, &n[..], &b"x"[..])).collect();
    assert_eq!(place.tried(&tar(&many)), "archive-too-many");
    let mut header = tar::Header::new_gnu();
    header.set_path("x").unwrap();
    header.set_entry_type(T::Directory);
    header.set_size(1 << 40);
    header.set_mode(0o755);
    header.set_cksum();
    let endless = [header.as_bytes().to_vec(), vec![0u8; 8 << 20]].concat();
    assert_eq!(place.tried(&gzip(&endless)), "archive-too-large");
    assert_eq!(place.left(), ["lock"]);
}

#[test]
fn a_folder_is_copied_without_following() {
    let yard = Yard::new();
    let from = yard.path("outside/deep");
    symlink("../secret", from.join("link")).unwrap();
    symlink("..", from.join("up")).unwrap();
    fs::create_dir(from.join("proc")).unwrap();
    fs::write(from.join("proc/alive"), "x").unwrap();
    let made = std::os::unix::net::UnixListener::bind(from.join("socket")).unwrap();
    let mut none = |_| {};
    let mut tree = Tree::new(&yard.path("tree"), LIMITS, &mut none).unwrap();
    folder::copy(&from, &mut tree).unwrap();
    assert_eq!(tree.left_out, 1);
    assert!(
        from.join("socket")
            .symlink_metadata()
            .unwrap()
            .file_type()
            .is_socket()
    );
    drop(made);
    let kept = yard.path("tree");
    assert_eq!(fs::read_link(kept.join("link")).unwrap(), Path::new("../secret"));
    assert_eq!(fs::read_link(kept.join("up")).unwrap(), Path::new(".."));
    assert_eq!(fs::read_dir(&kept).unwrap().count(), 2);
}

/// Few names, so that entries meet each other.
fn names() -> impl Strategy<Value = Vec<u8>> {
    let names = [
        "a",
        "b",
        "a",
        "b",
        "a/b",
        "b/a",
        "a/secret",
        "b/secret",
        "a/new",
        "b/deep/new",
        "../outside/new",
        "a/../new",
        ".wh.a",
        "a/.wh.secret",
        "b/.wh..wh..opq",
    ];
    proptest::sample::select(names.to_vec()).prop_map(|name| name.as_bytes().to_vec())
}

/// Ways out, and ways to each other.
fn targets() -> impl Strategy<Value = Vec<u8>> {
    let targets = [
        "OUT",
        "OUT/secret",
        "../outside",
        "../outside/secret",
        "..",
        "a",
        "b",
        "a/secret",
        "b/..",
        "/",
        "",
    ];
    proptest::sample::select(targets.to_vec()).prop_map(|name| name.as_bytes().to_vec())
}

fn kinds() -> impl Strategy<Value = T> {
    prop_oneof![
        Just(T::Regular),
        Just(T::Directory),
        Just(T::Symlink),
        Just(T::Link),
        Just(T::Char)
    ]
}

proptest! {
    #![proptest_config(crate::fixture::one_in(2))]
    #[test]
    fn no_archive_writes_outside(entries in proptest::collection::vec((kinds(), names(), targets()), 2..10)) {
        let yard = Yard::new();
        let out = yard.path("outside").to_str().unwrap().to_owned();
        let real = |name: &[u8]| String::from_utf8_lossy(name).replace("OUT", &out).into_bytes();
        let entries: Vec<_> = entries.iter().map(|(k, n, t)| (*k, n.clone(), real(t))).collect();
        // Each entry alone, so that a refused one does not save us from the next.
        for (kind, name, target) in &entries {
            let target = target.get(..target.len().min(99)).unwrap();
            yard.layer(&tar(&[(*kind, name, target)]));
        }
    }

}

proptest! {
    #![proptest_config(crate::fixture::one_in(4))]
    #[test]
    fn no_bytes_make_unpacking_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let place = Place::new();
        place.tried(&bytes);
        place.tried(&zstd(&bytes));
    }
}
