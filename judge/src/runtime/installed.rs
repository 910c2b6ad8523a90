//! What a store says of its runtimes.
use serde::Serialize;
use wire::RuntimeRef;

use super::index::{Bound, Facts};

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// The name, and what it means now.
    #[serde(flatten)]
    pub runtime: Installed,
    /// The name meant this very tree before.
    pub unchanged: bool,
    /// What the name meant before, if that was another tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced: Option<String>,
}

/// One runtime of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Installed {
    /// Name in a package's `[environment]`.
    pub name: String,
    /// Fingerprint of the tree.
    pub digest: String,
    /// Digest of the image it came from, if it came from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// `PATH` inside.
    pub path: String,
    /// The machines it is for, as images say it.
    pub architecture: String,
    /// Bytes of its files.
    pub bytes: u64,
    /// How many files.
    pub files: u64,
    /// Devices, pipes and sockets that did not come along.
    pub left_out: u64,
}

impl Installed {
    pub(super) fn new(name: &str, bound: Bound, facts: Facts) -> Self {
        Self {
            name: name.to_owned(),
            digest: bound.digest,
            image: bound.image,
            path: facts.path,
            architecture: facts.architecture,
            bytes: facts.bytes,
            files: facts.files,
            left_out: facts.left_out,
        }
    }

    /// As reports name it.
    pub fn reference(&self) -> RuntimeRef {
        RuntimeRef {
            name: self.name.clone(),
            digest: self.digest.clone(),
        }
    }
}

/// What a removal came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Removed {
    /// The name that is free now.
    pub name: String,
    /// What it meant.
    pub digest: String,
    /// The tree is gone too; otherwise another name means it, or somebody runs in it and it goes later.
    pub freed: bool,
}
