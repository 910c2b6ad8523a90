//! A tar into a tree. As a layer of an image it also takes away: `.wh.NAME` removes what lower layers have of that
//! name, `.wh..wh..opq` everything they have in its folder.
use std::io::Read;

use tar::EntryType;

use super::Error;
use super::headers::{self, Item, strange};
use super::name::Name;
use super::tree::Tree;
use crate::finding::{Code, Finding};

const WHITEOUT: &[u8] = b".wh.";
const OPAQUE: &[u8] = b".wh..wh..opq";
/// Other marks of the same maker, without a meaning for us.
const RESERVED: &[u8] = b".wh..wh.";
/// Bytes of names that a layer may take away.
const MOST_NAMES: usize = 64 << 20;

/// What a layer takes away from those below it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Gone {
    /// This, whatever it is.
    One(Name),
    /// Everything in this folder.
    Content(Name),
}

/// Unpacks a root file system.
pub(super) fn unpack(reader: impl Read, tree: &mut Tree<'_>) -> Result<(), Error> {
    headers::read(reader, &mut |item| put(tree, item).map(|()| true))
}

/// What a layer takes away. Asked before it is unpacked: marks stand anywhere in it and mean lower layers alone.
pub(super) fn gone(reader: impl Read, depth: usize) -> Result<Vec<Gone>, Error> {
    let (mut gone, mut bytes) = (Vec::new(), 0usize);
    headers::read(reader, &mut |item| {
        if let Some(mark) = mark(&Name::parse(&item.name, depth)?) {
            bytes = bytes.saturating_add(item.name.len() + size_of::<Gone>());
            if bytes > MOST_NAMES {
                return Err(Finding::new(Code::ArchiveTooMany).arg("limit", gone.len()).into());
            }
            gone.extend(mark);
        }
        Ok(true)
    })?;
    Ok(gone)
}

/// Unpacks a layer over those below it.
pub(super) fn layer(reader: impl Read, gone: Vec<Gone>, tree: &mut Tree<'_>) -> Result<(), Error> {
    for gone in gone {
        match gone {
            Gone::One(name) => tree.remove(&name)?,
            Gone::Content(name) => tree.clear(&name)?,
        }
    }
    let depth = tree.limits.depth;
    headers::read(reader, &mut |item| {
        match mark(&Name::parse(&item.name, depth)?) {
            Some(_) => Ok(()),
            None => put(tree, item),
        }
        .map(|()| true)
    })
}

/// `None`: no mark. `Some(None)`: a mark that means nothing.
#[expect(clippy::option_option, reason = "both questions are asked of every entry")]
fn mark(name: &Name) -> Option<Option<Gone>> {
    let (folder, last) = name.split();
    let hidden = last.strip_prefix(WHITEOUT)?;
    if last == OPAQUE {
        return Some(Some(Gone::Content(folder)));
    }
    let plain = !last.starts_with(RESERVED) && !matches!(hidden, b"" | b"." | b"..");
    Some(plain.then(|| Gone::One(folder.join(hidden))))
}

fn put(tree: &mut Tree<'_>, item: Item<'_>) -> Result<(), Error> {
    let name = Name::parse(&item.name, tree.limits.depth)?;
    let Item { size, content, .. } = item;
    match item.kind {
        EntryType::Directory => tree.folder(&name),
        EntryType::Regular | EntryType::Continuous => {
            // An old tar writes a folder as a file whose name ends with a slash.
            if item.name.last() == Some(&b'/') && size == 0 {
                return tree.folder(&name);
            }
            tree.file(&name, item.executable, (size, content))
        }
        EntryType::Symlink => tree.link(&name, &item.target),
        EntryType::Link => tree.second_name(&name, &item.target),
        EntryType::Char | EntryType::Block | EntryType::Fifo => {
            tree.left_out += 1;
            Ok(())
        }
        _ => Err(strange(&item.name)),
    }
}
