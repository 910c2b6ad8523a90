//! Puts a tree into the state in which a box shows it: what the box brings itself is the box's, and what differs
//! from one way of exporting to another goes. So one image has one digest, whoever exported it.
use super::Error;
use super::name::Name;
use super::tree::Tree;
use crate::finding::{Code, Finding};
use crate::sandbox::OWN_FILES;

/// Top names that never are a runtime's: mount points of the box, and what a container tool leaves behind.
pub(super) const NOT_OURS: [&str; 8] = ["proc", "dev", "sys", "run", "tmp", "work", "mnt", ".dockerenv"];
/// Files of the machine a tree was taken from; some hold secrets.
const LEFT_OUT: [&str; 8] = [
    "etc/resolv.conf",
    "etc/mtab",
    "etc/shadow",
    "etc/shadow-",
    "etc/gshadow",
    "etc/gshadow-",
    "etc/passwd-",
    "etc/group-",
];
/// Top names a box can take.
const MOST_TOPS: usize = 256;

pub(super) fn settle(tree: &mut Tree<'_>) -> Result<(), Error> {
    for name in NOT_OURS {
        tree.remove(&plain(name)?)?;
    }
    // A link here would hide the box's own folder, or hang in the air.
    for name in ["etc", "var"] {
        let name = plain(name)?;
        if !tree.is_folder(&name)? {
            tree.remove(&name)?;
            tree.folder(&name)?;
        }
    }
    for name in LEFT_OUT {
        tree.remove(&plain(name)?)?;
    }
    for (name, text) in OWN_FILES {
        let size = text.len() as u64;
        tree.file(&plain(name)?, false, (size, &mut text.as_bytes()))?;
    }
    tree.link(&plain("var/tmp")?, b"/tmp")?;
    tops(tree)
}

/// The box binds them one by one, by names that travel as text.
fn tops(tree: &Tree<'_>) -> Result<(), Error> {
    let tops = tree.list(&plain("")?)?;
    if tops.len() > MOST_TOPS {
        return Err(Finding::new(Code::ArchiveTooMany).arg("limit", MOST_TOPS).into());
    }
    match tops.iter().find(|name| std::str::from_utf8(name).is_err()) {
        Some(name) => {
            let shown = crate::text::escape(name, false);
            Err(Finding::new(Code::ArchiveName).file(&shown).into())
        }
        None => Ok(()),
    }
}

fn plain(name: &str) -> Result<Name, Finding> {
    Name::parse(name.as_bytes(), 8)
}
