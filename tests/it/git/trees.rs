//! Folders that must not be taken.
use git2::Oid;

use super::awkward::{Case, Wanted, run};
use super::forge::Forge;
use super::post::Push;

#[test]
fn folders_that_would_do_harm_are_refused() {
    run(CASES);
}

/// A commit of a good tree with one more entry.
fn extra(forge: &mut Forge, mode: &str, name: &[u8], id: Oid) -> Push {
    let tree = forge.with(&[(mode, name, id)]);
    Push::main(forge.commit(tree), forge.pack())
}

fn named(forge: &mut Forge, name: &[u8]) -> Push {
    let tree = forge.with_file(name);
    Push::main(forge.commit(tree), forge.pack())
}

fn link(forge: &mut Forge, to: &[u8]) -> Push {
    let to = forge.blob(to);
    extra(forge, "120000", b"link", to)
}

/// A root whose entries stand as they are given.
fn raw(forge: &mut Forge, entries: &[(&str, &[u8])]) -> Push {
    let file = forge.blob(b"x");
    let entries: Vec<_> = entries.iter().map(|(mode, name)| (*mode, *name, file)).collect();
    let tree = forge.tree(&entries);
    Push::main(forge.commit(tree), forge.pack())
}

const DOTGIT: Wanted = Wanted::Refused("take for git's own folder");

macro_rules! cases {
    ($($name:literal, $make:expr, $wanted:expr;)+) => {
        &[$(Case { name: $name, make: $make, wanted: $wanted },)+]
    };
}

const CASES: &[Case] = cases![
    "a submodule", |f| extra(f, "160000", b"sub", Oid::from_bytes(&[7; 20]).unwrap()),
        Wanted::Refused("is a submodule");
    "a link to a place outside", |f| link(f, b"/etc/passwd"), Wanted::Refused("leads out of the repository");
    "a link that climbs out", |f| link(f, b"a/../../x"), Wanted::Refused("leads out of the repository");
    "a link into .git", |f| link(f, b".git/config"), Wanted::Refused("leads out of the repository");
    "a link of five thousand characters", |f| link(f, &[b'x'; 5000]), Wanted::Refused("leads out of the repository");
    ".git itself", |f| named(f, b".git"), DOTGIT;
    ".GIT", |f| named(f, b".GIT"), DOTGIT;
    ".git with a dot and a space", |f| named(f, b".git. "), DOTGIT;
    "the short name of .git", |f| named(f, b"git~1"), DOTGIT;
    ".git with a character that HFS leaves out", |f| named(f, b".g\xe2\x80\x8cit"), DOTGIT;
    "a stream of .git on NTFS", |f| named(f, b".git::$INDEX_ALLOCATION"), DOTGIT;
    "git~2, which git takes", |f| named(f, b"git~2"), Wanted::Refused("looks like git's own folder");
    "two names that differ by capitals", |f| named(f, b"readme.MD"), Wanted::Refused("differ by capitals alone");
    "a name that is not UTF-8", |f| named(f, b"\xff\xfe.txt"), Wanted::Refused("cannot travel everywhere");
    "a name with a line end", |f| named(f, b"a\nb"), Wanted::Refused("cannot travel everywhere");
    "a name that turns the writing round", |f| named(f, "a\u{202e}b".as_bytes()), Wanted::Refused("cannot travel everywhere");
    "a name of 300 bytes", |f| named(f, &[b'n'; 300]), Wanted::Refused("cannot travel everywhere");
    "a pointer of LFS", |f| {
        let file = f.blob(b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n");
        extra(f, "100644", b"data.bin", file)
    }, Wanted::Refused("Git LFS");
    "the same name twice", |f| raw(f, &[("100644", b"a"), ("100644", b"a")]), Wanted::Refused("the same name twice");
    "names out of order", |f| raw(f, &[("100644", b"b"), ("100644", b"a")]), Wanted::Refused("not in git's order");
    "a mode with a zero before it", |f| raw(f, &[("0100644", b"a")]), Wanted::Refused("a file mode that git does not write");
    "the name ..", |f| raw(f, &[("100644", b"..")]), Wanted::Refused("a name that no file may have");
    "a slash in a name", |f| raw(f, &[("100644", b"a/b")]), Wanted::Refused("a name that no file may have");
    "no name", |f| raw(f, &[("100644", b"")]), Wanted::Refused("is broken");
    "a mode of no kind", |f| raw(f, &[("10644", b"pipe")]), Wanted::Refused("neither a file nor a link");
    "an entry without object", |f| extra(f, "100644", b"none", Oid::ZERO_SHA1), Wanted::Refused("is broken");
    "an empty tree", |f| {
        let tree = f.tree(&[]);
        Push::main(f.commit(tree), f.pack())
    }, Wanted::Refused("holds no files");
    "forty folders deep", |f| {
        let file = f.blob(b"x");
        let mut tree = f.tree(&[("100644", b"f", file)]);
        for _ in 0..40 {
            tree = f.tree(&[("40000", b"d", tree)]);
        }
        extra(f, "40000", b"d", tree)
    }, Wanted::Refused("in too many folders");
    "a file above the limit", |f| {
        let file = f.blob(&vec![b'x'; 1_100_000]);
        extra(f, "100644", b"big", file)
    }, Wanted::Refused("at most 1 MiB are allowed in one file");
    "files that are too much together", |f| {
        let file = f.blob(&vec![b'x'; 1_000_000]);
        let tree = f.with(&[("100644", b"a", file), ("100644", b"b", file), ("100644", b"c", file)]);
        Push::main(f.commit(tree), f.pack())
    }, Wanted::Refused("at most 2 MiB are allowed");
    "ten billion files in eleven folders", |f| {
        let file = f.blob(b"x");
        let mut tree = f.tree(&[("100644", b"f", file)]);
        for _ in 0..10 {
            let names: Vec<_> = (0..10).map(|n| n.to_string()).collect();
            let entries: Vec<_> = names.iter().map(|name| ("40000", name.as_bytes(), tree)).collect();
            tree = f.tree(&entries);
        }
        extra(f, "40000", b"bomb", tree)
    }, Wanted::Refused("at most 10000 are allowed");
    ".gitmodules that would run a command", |f| {
        let file = f.blob(b"[submodule \"x\"]\n\tpath = x\n\turl = --upload-pack=evil\n");
        extra(f, "100644", b".gitmodules", file)
    }, Wanted::Refused("not allowed to be what it is here");
    ".gitmodules that is a link", |f| {
        let to = f.blob(b"README.md");
        extra(f, "120000", b".gitmodules", to)
    }, Wanted::Refused("not allowed to be what it is here");
    "a file where a folder is said to be", |f| {
        let file = f.blob(b"x");
        extra(f, "40000", b"folder", file)
    }, Wanted::Refused("ubunifu-problem");
    "harm that is in an older commit alone", |f| {
        let bad = f.with_file(b".Git");
        let old = f.commit(bad);
        let tree = f.with(&[]);
        Push::main(f.commit_of(tree, &[old], "clean\n"), f.pack())
    }, DOTGIT;
    "harm on a branch that is not submitted", |f| {
        let bad = f.with_file(b".git");
        Push::to(b"refs/heads/idea", f.commit(bad), f.pack())
    }, DOTGIT;
];
