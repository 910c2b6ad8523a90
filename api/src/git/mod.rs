//! Everything that knows git: the one door to its processes, its packets, its repositories and trees.
//!
//! Packs are received and sent by the real git, because real clients expect its every habit. Trees are read
//! by libgit2, which runs no hook, no filter and no configured command.
mod limits;
mod places;
mod process;
mod packet;
mod advert;
mod trouble;
mod answer;
mod opening;
mod receive;
mod repository;
mod upkeep;
mod tree;
mod history;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Semaphore;

pub(crate) use answer::{Report, Tail};
pub(crate) use history::{Flaw, Past, look_back};
pub(crate) use packet::{FLUSH, packet};
pub(crate) use process::Service;
pub(crate) use receive::{Body, Order, Received};
pub(crate) use repository::{commits, debris, ensure, is_at, is_ref, keep, kept, tip, tree_of};
pub(crate) use tree::{Bounds, export, list};
pub(crate) use trouble::Trouble;
pub(crate) use upkeep::{Weight, is_alone, weigh};

use crate::error::{Error, Result};
use advert::Features;
use places::Places;

/// The branch whose pushes are submissions.
pub(crate) const MAIN: &str = "refs/heads/main";

/// The git program, with the hooks that go with it.
#[derive(Debug, Clone)]
pub(crate) struct Git {
    program: PathBuf,
    hooks: PathBuf,
    places: Places,
    features: Features,
    packing: Arc<Semaphore>,
}

impl Git {
    /// Looks for git in `folders`, and lays our hooks into `hooks`.
    pub(crate) fn find(folders: &[PathBuf], hooks: PathBuf) -> Result<Self> {
        let mut places = folders.iter().map(|folder| folder.join("git"));
        let program = places
            .find(|path| path.is_file())
            .ok_or_else(|| Error::fault("there is no git on this machine: apt-get install git"))?;
        repository::lay_hooks(&hooks)?;
        Ok(Self {
            program,
            hooks,
            places: Places::of_machine(),
            features: Features::default(),
            packing: Arc::new(Semaphore::new(1)),
        })
    }

    /// Whether pushes wait for other teams' pushes to end. What can be put off leaves the cores to them.
    pub(crate) fn is_rush(&self) -> bool {
        self.places.is_rush()
    }
}

#[cfg(test)]
mod tests;
