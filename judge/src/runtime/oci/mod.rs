//! An OCI image layout: which image is meant for this machine, its layers, its `PATH`.
mod layout;
mod documents;

use std::path::Path;

use serde::de::DeserializeOwned;

use super::stream::Allowance;
use super::tree::Tree;
use super::{Error, USUAL_PATH, source, unpack};
use crate::finding::{Code, Finding};
use documents::{Config, Document, architecture_of, choose};
use layout::Layout;

/// Indexes within indexes.
const DEEPEST: usize = 4;
/// More layers than any tool makes.
const MOST_LAYERS: usize = 256;

/// What is known of an image beside its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    /// Digest of its manifest.
    pub(super) digest: String,
    /// `PATH` of its programs.
    pub(super) path: String,
}

/// Whether a folder is an image layout.
pub(super) fn is_layout(folder: &Path) -> bool {
    folder.join("oci-layout").is_file()
}

/// Unpacks the image in the layout at `folder` that is for this machine.
pub(super) fn unpack(folder: &Path, allowance: &Allowance, tree: &mut Tree<'_>) -> Result<Image, Error> {
    let layout = Layout::new(folder);
    let (manifest, digest) = find(&layout, source::architecture())?;
    let config: Config = parse("config", &layout.document(&manifest.config)?)?;
    if !config.is_for(source::architecture()) {
        let found = config.architecture.unwrap_or_default();
        return Err(other_machine(source::architecture(), &found));
    }
    if manifest.layers.len() > MOST_LAYERS {
        return Err(Finding::new(Code::ArchiveTooMany)
            .arg("limit", MOST_LAYERS)
            .into());
    }
    for layer in &manifest.layers {
        if !layer.is_layer() {
            return Err(Finding::new(Code::RuntimeMedia)
                .arg("value", &layer.media_type)
                .into());
        }
        let depth = tree.limits.depth;
        let gone = layout.checked(layer, |blob| unpack::gone(allowance.decoded(blob)?, depth))?;
        // Checked again: what lies in a folder of somebody else may change meanwhile.
        layout.checked(layer, |blob| unpack::layer(allowance.decoded(blob)?, gone, tree))?;
    }
    let path = path_of(&config)?;
    Ok(Image { digest, path })
}

/// Walks from the index to the manifest for `architecture`.
fn find(layout: &Layout, architecture: &str) -> Result<(documents::Manifest, String), Error> {
    let mut document: Document = parse("index.json", &layout.index()?)?;
    let mut digest = String::new();
    for _ in 0..DEEPEST {
        let next = match document.read() {
            documents::Read::Manifest(manifest) => return Ok((manifest, digest)),
            documents::Read::Index(list) => choose(&list, architecture).cloned().ok_or_else(|| {
                let found: Vec<&str> = list.iter().filter_map(architecture_of).collect();
                other_machine(architecture, &found.join(", "))
            })?,
            documents::Read::Neither => return Err(broken("index.json", "neither an index nor a manifest")),
        };
        document = parse(&next.digest, &layout.document(&next)?)?;
        digest = next.digest;
    }
    Err(broken("index.json", "too many indexes within indexes"))
}

fn other_machine(wanted: &str, found: &str) -> Error {
    let finding = Finding::new(Code::RuntimeArchitecture);
    finding.arg("wanted", wanted).arg("found", found).into()
}

fn parse<T: DeserializeOwned>(name: &str, bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|error| broken(name, &error.to_string()))
}

fn broken(name: &str, reason: &str) -> Error {
    Finding::new(Code::RuntimeDocument)
        .file(name)
        .arg("reason", reason)
        .into()
}

/// The `PATH` of an image: absolute folders without strange characters.
fn path_of(config: &Config) -> Result<String, Error> {
    let Some(path) = config.variable("PATH").filter(|p| !p.is_empty()) else {
        return Ok(USUAL_PATH.to_owned());
    };
    let good = |folder: &str| folder.starts_with('/') && !folder.split('/').any(|n| n == "..");
    let plain = |c: char| c.is_ascii_graphic() || c == ' ';
    if path.len() <= 4096 && path.split(':').all(good) && path.chars().all(plain) {
        return Ok(path.to_owned());
    }
    Err(Finding::new(Code::RuntimePath).arg("value", path).into())
}
