//! Challenges and their published versions. Writes `challenge_version` and `event_challenge`.
mod store;

use std::path::PathBuf;

use wire::{ChallengeVersionId, EventId};

pub(crate) use crate::entity::challenge_version::Model as Version;

use crate::app::App;
use crate::db::ConnectionTrait;
use crate::error::{Code, Error, Result};

/// The version of challenge `id` that `event` lists.
pub(crate) async fn listed(db: &impl ConnectionTrait, event: EventId, id: &str) -> Result<Version> {
    let found = store::listed(db, event, id).await?;
    found.ok_or_else(|| Error::new(Code::ChallengeNotFound).with("challenge", id))
}

/// The version with this id; it is never deleted.
pub(crate) async fn version(db: &impl ConnectionTrait, id: ChallengeVersionId) -> Result<Version> {
    let found = store::by_id(db, id).await?;
    found.ok_or_else(|| Error::fault(format_args!("challenge version {id} is gone")))
}

/// Folder of the unpacked package of `version`, hidden parts included; made from the stored archive when
/// this host does not have it. Read only, by the judge alone.
pub(crate) async fn package_dir(app: &App, version: &Version) -> Result<PathBuf> {
    let folder = app.folder("packages").join(&version.hash);
    if tokio::fs::try_exists(&folder).await? {
        return Ok(folder);
    }
    Err(Error::fault(format_args!("package {} is not here", version.hash)))
}
