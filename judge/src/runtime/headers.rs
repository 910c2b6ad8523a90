//! Entries of a tar as strangers write them: names and links of any length, read within bounds.
//!
//! The `tar` crate would read a long name into memory whole, whatever length it claims; so the entries that carry
//! names for others are read here.
use std::io::{self, Read};

use tar::{Archive, Entry, EntryType, PaxExtensions};

use super::Error;
use super::stream::broken;
use crate::finding::{Code, Finding};

/// Bytes of an entry that speaks of the next one.
const LONGEST: u64 = 1 << 20;

/// One entry, its names put together.
pub(super) struct Item<'e> {
    pub(super) name: Vec<u8>,
    /// Where a link leads.
    pub(super) target: Vec<u8>,
    pub(super) kind: EntryType,
    pub(super) size: u64,
    pub(super) executable: bool,
    pub(super) content: &'e mut dyn Read,
}

/// Gives every entry to `each`, which says whether to go on.
pub(super) fn read(
    reader: impl Read,
    each: &mut dyn FnMut(Item<'_>) -> Result<bool, Error>,
) -> Result<(), Error> {
    let mut archive = Archive::new(reader);
    let mut told = Told::default();
    for entry in archive.entries().map_err(broken)?.raw(true) {
        let mut entry = entry.map_err(broken)?;
        match entry.header().entry_type() {
            EntryType::XHeader => told.pax(&content(&mut entry)?)?,
            EntryType::GNULongName => told.name = Some(until_nul(content(&mut entry)?)),
            EntryType::GNULongLink => told.target = Some(until_nul(content(&mut entry)?)),
            EntryType::XGlobalHeader => {}
            _ => {
                if !each(std::mem::take(&mut told).item(&mut entry)?)? {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// What the entries before one say of it.
#[derive(Default)]
struct Told {
    name: Option<Vec<u8>>,
    target: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Told {
    fn pax(&mut self, bytes: &[u8]) -> Result<(), Error> {
        for extension in PaxExtensions::new(bytes) {
            let extension = extension.map_err(broken)?;
            let value = extension.value_bytes();
            match extension.key_bytes() {
                b"path" => self.name = Some(value.to_vec()),
                b"linkpath" => self.target = Some(value.to_vec()),
                b"size" => {
                    let text = std::str::from_utf8(value).ok();
                    self.size = Some(text.and_then(|t| t.parse().ok()).unwrap_or(u64::MAX));
                }
                key if key.starts_with(b"GNU.sparse.") => return Err(strange(b"GNU.sparse")),
                _ => {}
            }
        }
        Ok(())
    }

    fn item<'e, R: Read>(self, entry: &'e mut Entry<'_, R>) -> Result<Item<'e>, Error> {
        let header = entry.header();
        let (kind, size) = (header.entry_type(), entry.size());
        let executable = header.mode().map_err(broken)? & 0o111 != 0;
        let name = self.name.unwrap_or_else(|| header.path_bytes().into_owned());
        let target = self.target.unwrap_or_else(|| {
            let target = header.link_name_bytes();
            target.map(std::borrow::Cow::into_owned).unwrap_or_default()
        });
        // Where the two differ, readers differ about where the next entry begins.
        if self.size.is_some_and(|told| told != size) {
            return Err(strange(&name));
        }
        Ok(Item {
            name,
            target,
            kind,
            size,
            executable,
            content: entry,
        })
    }
}

pub(super) fn strange(name: &[u8]) -> Error {
    let shown = crate::text::escape(name, false);
    let shown = crate::text::cut(&shown, crate::text::EXCERPT);
    Finding::new(Code::ArchiveKind).file(&shown).into()
}

fn content<R: Read>(entry: &mut Entry<'_, R>) -> Result<Vec<u8>, Error> {
    if entry.size() > LONGEST {
        return Err(broken(io::Error::other("an endless name")));
    }
    let mut bytes = Vec::new();
    entry.take(LONGEST).read_to_end(&mut bytes).map_err(broken)?;
    Ok(bytes)
}

fn until_nul(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
    bytes.truncate(end);
    bytes
}
