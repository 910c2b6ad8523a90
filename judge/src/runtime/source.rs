//! What lies at a path: a root file system or an image, as a folder or in a tar.
use std::fs::{self, File};
use std::path::Path;

use tar::EntryType;

use super::name::Name;
use super::oci::{self, Image};
use super::stream::{Allowance, broken};
use super::tree::{Limits, Progress, Tree};
use super::{Error, USUAL_PATH, folder, headers, unpack};
use crate::finding::{Code, Finding};

/// How many bytes may be decompressed for each that may be written: every layer is read twice, some replace others.
const READINGS: u64 = 4;

/// What came with a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Brought {
    pub(super) path: String,
    /// Digest of the image's manifest.
    pub(super) image: Option<String>,
    pub(super) left_out: u64,
}

/// This machine's architecture, as images call it.
pub fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "x86" => "386",
        "aarch64" => "arm64",
        "powerpc64" => "ppc64le",
        "loongarch64" => "loong64",
        other => other,
    }
}

/// What is meant by a tar, told by its first entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    RootFileSystem,
    Layout,
    /// What `docker save` wrote before it wrote layouts.
    OldArchive,
}

/// Fills the empty folder `to` with what is at `from`; `scratch` is another empty folder of ours.
pub(super) fn bring(
    from: &Path,
    (to, scratch): (&Path, &Path),
    limits: Limits,
    progress: Progress<'_>,
) -> Result<Brought, Error> {
    let facts = fs::metadata(from)?;
    let allowance = Allowance::new(limits.bytes.saturating_mul(READINGS));
    let mut image = None;
    let left_out;
    if facts.is_dir() {
        let mut tree = Tree::new(to, limits, progress)?;
        if oci::is_layout(from) {
            image = Some(oci::unpack(from, &allowance, &mut tree)?);
        } else {
            folder::copy(from, &mut tree)?;
        }
        super::settle::settle(&mut tree)?;
        left_out = tree.left_out;
    } else if facts.is_file() {
        let kind = lay_out(from, (scratch, &allowance), limits, &mut *progress)?;
        let mut tree = Tree::new(to, limits, progress)?;
        match kind {
            Kind::RootFileSystem => {
                unpack::unpack(allowance.decoded(File::open(from)?).map_err(broken)?, &mut tree)?;
            }
            Kind::Layout => image = Some(oci::unpack(scratch, &allowance, &mut tree)?),
            Kind::OldArchive => return Err(Finding::new(Code::RuntimeOldArchive).into()),
        }
        super::settle::settle(&mut tree)?;
        left_out = tree.left_out;
    } else {
        return Err(Finding::new(Code::RuntimeSource).into());
    }
    Ok(brought(image, left_out))
}

fn brought(image: Option<Image>, left_out: u64) -> Brought {
    let (path, image) = match image {
        Some(image) => (image.path, Some(image.digest)),
        None => (USUAL_PATH.to_owned(), None),
    };
    Brought {
        path,
        image,
        left_out,
    }
}

/// Reads a tar until it is clear what it is; the files of an image layout are put into `scratch` meanwhile, since
/// they stand in any order.
fn lay_out(
    from: &Path,
    (scratch, allowance): (&Path, &Allowance),
    limits: Limits,
    progress: Progress<'_>,
) -> Result<Kind, Error> {
    let mut tree = Tree::new(scratch, limits, progress)?;
    let (mut layout, mut old, mut else_where) = (false, false, false);
    let reader = allowance.decoded(File::open(from)?).map_err(broken)?;
    let mut some = false;
    let read = headers::read(reader, &mut |item| {
        some = true;
        let name = Name::parse(&item.name, limits.depth)?;
        match place(name.bytes()) {
            Place::Layout if item.kind == EntryType::Regular => {
                layout |= name.bytes() == b"oci-layout";
                tree.file(&name, false, (item.size, item.content))?;
            }
            Place::OldManifest => old = true,
            Place::Elsewhere => else_where = true,
            Place::Layout | Place::Neutral => {}
        }
        Ok(!else_where)
    });
    if !some {
        return Err(Finding::new(Code::RuntimeSource).into());
    }
    read?;
    Ok(match (else_where, layout, old) {
        (false, true, _) => Kind::Layout,
        (false, false, true) => Kind::OldArchive,
        _ => Kind::RootFileSystem,
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Place {
    Layout,
    OldManifest,
    /// In both kinds of image archives, and in no root file system worth the name.
    Neutral,
    Elsewhere,
}

fn place(name: &[u8]) -> Place {
    let name = String::from_utf8_lossy(name);
    let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if let Some(blob) = name.strip_prefix("blobs/sha256/") {
        return if is_hash(blob) {
            Place::Layout
        } else {
            Place::Neutral
        };
    }
    let top = name.split('/').next().unwrap_or_default();
    match &*name {
        "oci-layout" | "index.json" => Place::Layout,
        "manifest.json" => Place::OldManifest,
        "" | "blobs" | "blobs/sha256" | "repositories" => Place::Neutral,
        _ if is_hash(top) || is_hash(name.trim_end_matches(".json").trim_end_matches(".tar")) => {
            Place::Neutral
        }
        _ => Place::Elsewhere,
    }
}
