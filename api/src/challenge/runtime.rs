//! What a challenge is judged on: asked for when it is published, told to whoever checks at home.
use judge::Package;
use judge::runtime::Unavailable;
use wire::{ChallengeDetails, RuntimeRef};

use super::{Version, details};
use crate::app::App;
use crate::error::{Code, Error, Result};

/// The runtime a package asks for; refused when this server does not have it. Blocks.
pub(super) fn wanted(app: &App, package: &Package) -> Result<RuntimeRef> {
    let runtime = app
        .runtimes()
        .get(&package.manifest.environment)
        .map_err(refusal)?;
    Ok(RuntimeRef {
        name: runtime.name.clone(),
        digest: runtime.digest.clone(),
    })
}

fn refusal(unavailable: Unavailable) -> Error {
    match unavailable {
        Unavailable::Missing { name, .. } => Error::new(Code::ChallengeRuntime).with("runtime", name),
        Unavailable::Differs { name, wanted, found } => Error::new(Code::ChallengeRuntimeDigest)
            .with("runtime", name)
            .with("wanted", wanted)
            .with("found", found),
        Unavailable::Fault(fault) => Error::fault(fault),
    }
}

/// What `version` is judged on here and now; none for one that was published before anybody asked.
pub(crate) async fn runtime(app: &App, version: &Version) -> Result<Option<RuntimeRef>> {
    let known = details(version.clone())?.runtime;
    now(app, known).await
}

/// What everyone may read of a version, its runtime as it is now.
pub(crate) async fn with_runtime(app: &App, version: Version) -> Result<ChallengeDetails> {
    let mut details = details(version)?;
    details.runtime = now(app, details.runtime).await?;
    Ok(details)
}

async fn now(app: &App, known: Option<RuntimeRef>) -> Result<Option<RuntimeRef>> {
    let Some(known) = known else { return Ok(None) };
    let (runtimes, name) = (app.runtimes().clone(), known.name.clone());
    let found = tokio::task::spawn_blocking(move || runtimes.named(&name)).await?;
    // Where it is gone, or judged elsewhere, what it was is the best answer.
    Ok(Some(match found {
        Ok(Some(runtime)) => RuntimeRef {
            name: known.name,
            digest: runtime.digest.clone(),
        },
        Ok(None) | Err(_) => known,
    }))
}
