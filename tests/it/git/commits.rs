//! Commits that must not be taken, and what is no commit.
use git2::{ObjectType, Oid};

use super::awkward::{Case, Wanted, run};
use super::forge::Forge;
use super::post::Push;

#[test]
fn commits_that_are_none_are_refused() {
    run(CASES);
}

fn like(forge: &mut Forge, text: &[u8]) -> Push {
    Push::main(forge.commit_like(text), forge.pack())
}

macro_rules! cases {
    ($($name:literal, $make:expr, $wanted:literal;)+) => {
        &[$(Case { name: $name, make: $make, wanted: Wanted::Refused($wanted) },)+]
    };
}

const CASES: &[Case] = cases![
    "a zero byte in the message", |f| like(f, b"tree TREE\nauthor WHO\ncommitter WHO\n\na\0b\n"), "holds a zero byte";
    "a message of 100 KiB", |f| {
        let tree = f.with(&[]);
        Push::main(f.commit_of(tree, &[], &"neno ".repeat(20_000)), f.pack())
    }, "at most 64 KiB are taken";
    "a date that is a word", |f| like(f, b"tree TREE\nauthor A <a> leo +0000\ncommitter WHO\n\nx\n"), "a date that is none";
    "a date past all years", |f| like(f, b"tree TREE\nauthor A <a> 99999999999999999999 +0000\ncommitter WHO\n\nx\n"),
        "a date that is none";
    "a time zone of seven digits", |f| like(f, b"tree TREE\nauthor A <a> 0 +0000000\ncommitter WHO\n\nx\n"), "a date that is none";
    "an author without address", |f| like(f, b"tree TREE\nauthor A 0 +0000\ncommitter WHO\n\nx\n"), "does not name its author";
    "no author", |f| like(f, b"tree TREE\ncommitter WHO\n\nx\n"), "is broken";
    "no tree", |f| like(f, b"author WHO\ncommitter WHO\n\nx\n"), "is broken";
    "nothing at all", |f| Push::main(f.make(ObjectType::Commit, b""), f.pack()), "is broken";
    "a blob that is missing", |f| {
        let gone = f.blob(b"gone");
        let tree = f.with(&[("100644", b"gone", gone)]);
        Push::main(f.commit(tree), f.pack_without(Some(gone)))
    }, "Objects are missing";
    "a tree that is missing", |f| {
        let file = f.blob(b"gone");
        let gone = f.tree(&[("100644", b"gone", file)]);
        let tree = f.with(&[("40000", b"gone", gone)]);
        Push::main(f.commit(tree), f.pack_without(Some(gone)))
    }, "Objects are missing";
    "a parent that is missing", |f| {
        let tree = f.with(&[]);
        Push::main(f.commit_of(tree, &[Oid::from_bytes(&[7; 20]).unwrap()], "x"), f.pack())
    }, "Objects are missing";
    "the commit itself is missing", |f| {
        let tree = f.with(&[]);
        let commit = f.commit(tree);
        Push::main(commit, f.pack_without(Some(commit)))
    }, "Objects are missing";
    "a tag where a commit belongs", |f| {
        let tree = f.with(&[]);
        let commit = f.commit(tree);
        let text = format!("object {commit}\ntype commit\ntag v1\ntagger A <a@b> 0 +0000\n\nx\n");
        Push::main(f.make(ObjectType::Tag, text.as_bytes()), f.pack())
    }, "only branches that lead to a commit";
    "a tree where a commit belongs", |f| Push::main(f.with(&[]), f.pack()), "only branches that lead to a commit";
    "a file where a commit belongs", |f| Push::main(f.blob(b"x"), f.pack()), "only branches that lead to a commit";
    "a file as a branch of the team", |f| Push::to(b"refs/heads/idea", f.blob(b"x"), f.pack()),
        "only branches that lead to a commit";
];
