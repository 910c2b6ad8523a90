//! Unusual, and none of anybody's business: taken.
use git2::ObjectType;

use super::awkward::{Case, Wanted, run};
use super::post::Push;

#[test]
fn what_is_only_unusual_is_taken() {
    run(CASES);
}

const CASES: &[Case] = &[
    Case {
        name: "the plainest commit",
        make: |forge| {
            let tree = forge.with(&[]);
            Push::main(forge.commit(tree), forge.pack())
        },
        wanted: Wanted::Submitted,
    },
    Case {
        name: "no message at all",
        make: |forge| {
            let tree = forge.with(&[]);
            Push::main(forge.commit_of(tree, &[], ""), forge.pack())
        },
        wanted: Wanted::Submitted,
    },
    Case {
        name: "names with accents, spaces and dashes",
        make: |forge| {
            let file = forge.blob(b"x");
            let names = ["-rf", "maelezo ya kazi.txt", "ré sumé.md"];
            let entries = names.map(|name| ("100644", name.as_bytes(), file));
            let tree = forge.with(&entries);
            Push::main(forge.commit(tree), forge.pack())
        },
        wanted: Wanted::Submitted,
    },
    Case {
        name: "a link that stays inside, and an empty file",
        make: |forge| {
            let (link, empty) = (forge.blob(b"README.md"), forge.blob(b""));
            let tree = forge.with(&[("120000", b"soma", link), ("100644", b"tupu", empty)]);
            Push::main(forge.commit(tree), forge.pack())
        },
        wanted: Wanted::Submitted,
    },
    Case {
        name: "a file mode of old gits",
        make: |forge| {
            let file = forge.blob(b"x");
            let tree = forge.with(&[("100664", b"old", file)]);
            Push::main(forge.commit(tree), forge.pack())
        },
        wanted: Wanted::Submitted,
    },
    Case {
        name: "three histories that meet in one commit",
        make: |forge| {
            let tree = forge.with(&[]);
            let roots = ["a", "b", "c"].map(|message| forge.commit_of(tree, &[], message));
            Push::main(forge.commit_of(tree, &roots, "merge"), forge.pack())
        },
        wanted: Wanted::Submitted,
    },
    Case {
        name: "a commit from the year 2242, in Latin-1, with a signature that is none",
        make: |forge| {
            let text = b"tree TREE\nauthor A <a> 8600000000 +0000\ncommitter WHO\nencoding ISO-8859-1\ngpgsig x\n y\n\nh\xe9\n";
            Push::main(forge.commit_like(text), forge.pack())
        },
        wanted: Wanted::Submitted,
    },
    Case {
        name: "a branch that could not be submitted is kept all the same",
        make: |forge| {
            let file = forge.blob(b"no README, no run");
            let tree = forge.tree(&[("100644", b"notes", file)]);
            Push::to(b"refs/heads/idea", forge.commit(tree), forge.pack())
        },
        wanted: Wanted::Kept,
    },
    Case {
        name: "objects that nothing needs ride along",
        make: |forge| {
            let tree = forge.with(&[]);
            let text = format!("object {tree}\ntype tree\ntag x\ntagger A <a> 0 +0000\n\n");
            forge.make(ObjectType::Tag, text.as_bytes());
            forge.blob(b"nobody asked");
            Push::main(forge.commit_of(tree, &[], "more\n"), forge.pack())
        },
        wanted: Wanted::Submitted,
    },
];
