//! Makes git objects byte by byte: git's own tools would refuse most of what is tried here.
use git2::{ObjectType, Oid, Repository};

/// An entry of a folder: mode, name, object.
pub(super) type Entry<'a> = (&'a str, &'a [u8], Oid);

/// A repository that holds what was made, and remembers it for the pack.
pub(super) struct Forge {
    repository: Repository,
    made: Vec<Oid>,
    _folder: tempfile::TempDir,
}

const WHO: &str = "Ada <ada@example.org> 1700000000 +0300";

impl Forge {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            repository: Repository::init_bare(folder.path()).unwrap(),
            made: Vec::new(),
            _folder: folder,
        }
    }

    /// Any object, checked by nobody.
    pub(super) fn make(&mut self, kind: ObjectType, bytes: &[u8]) -> Oid {
        let id = self.repository.odb().unwrap().write(kind, bytes).unwrap();
        self.made.push(id);
        id
    }

    pub(super) fn blob(&mut self, bytes: &[u8]) -> Oid {
        self.make(ObjectType::Blob, bytes)
    }

    /// A folder with its entries in the order given.
    pub(super) fn tree(&mut self, entries: &[Entry]) -> Oid {
        let mut bytes = Vec::new();
        for (mode, name, id) in entries {
            bytes.extend([mode.as_bytes(), b" ", name, b"\0", id.as_bytes()].concat());
        }
        self.make(ObjectType::Tree, &bytes)
    }

    /// What the challenge asks for, and these, in git's order.
    pub(super) fn with(&mut self, more: &[Entry]) -> Oid {
        let readme = self.blob(b"# Jumla\n");
        let run = self.blob(b"#!/bin/sh\nread a b\necho $((a + b))\n");
        let mut entries = vec![("100644", &b"README.md"[..], readme), ("100755", b"run", run)];
        entries.extend(more);
        // A folder sorts as if its name ended in a slash.
        entries.sort_by_key(|(mode, name, _)| {
            let end: &[u8] = if *mode == "40000" { b"/" } else { b"" };
            [name, end].concat()
        });
        self.tree(&entries)
    }

    /// What the challenge asks for, and one file with some content.
    pub(super) fn with_file(&mut self, name: &[u8]) -> Oid {
        let file = self.blob(b"x\n");
        self.with(&[("100644", name, file)])
    }

    pub(super) fn commit(&mut self, tree: Oid) -> Oid {
        self.commit_of(tree, &[], "Suluhisho\n")
    }

    pub(super) fn commit_of(&mut self, tree: Oid, parents: &[Oid], message: &str) -> Oid {
        let parents: String = parents.iter().map(|id| format!("parent {id}\n")).collect();
        let text = format!("tree {tree}\n{parents}author {WHO}\ncommitter {WHO}\n\n{message}");
        self.make(ObjectType::Commit, text.as_bytes())
    }

    /// A good tree under a commit written by hand; `TREE` and `WHO` in it are put in.
    pub(super) fn commit_like(&mut self, text: &[u8]) -> Oid {
        let tree = self.with(&[]).to_string();
        let text = replace(&replace(text, b"TREE", tree.as_bytes()), b"WHO", WHO.as_bytes());
        self.make(ObjectType::Commit, &text)
    }

    /// All that was made, as a pack.
    pub(super) fn pack(&self) -> Vec<u8> {
        self.pack_without(None)
    }

    /// All that was made but for one.
    pub(super) fn pack_without(&self, missing: Option<Oid>) -> Vec<u8> {
        let mut builder = self.repository.packbuilder().unwrap();
        for id in self.made.iter().filter(|id| Some(**id) != missing) {
            builder.insert_object(*id, None).unwrap();
        }
        let mut pack = git2::Buf::new();
        builder.write_buf(&mut pack).unwrap();
        pack.to_vec()
    }
}

fn replace(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        out.extend([&rest[..at], to].concat());
        rest = &rest[at + from.len()..];
    }
    out.extend(rest);
    out
}
