//! Packing a team's repository anew, when pushes have left it in many pieces or it fills up. Beside the pushes,
//! one repository at a time; a push that comes meanwhile waits a moment.
use std::path::Path;

use tokio::task::spawn_blocking;

use super::desk::Order;
use super::rules::wants_packing;
use super::{git_ref, store};
use crate::app::App;
use crate::error::{Error, Result};
use crate::git::{self, Weight};

/// After a push: looks whether its repository needs it, and sees to it in the background.
pub(super) fn after(app: &App, order: &Order) {
    let (app, order) = (app.clone(), order.clone());
    tokio::spawn(async move {
        if let Err(error) = see_to(&app, &order).await {
            let repository = order.repository.display();
            tracing::error!(%repository, context = error.context(), "repository not packed anew");
        }
    });
}

async fn see_to(app: &App, order: &Order) -> Result<()> {
    let repository = order.repository.clone();
    let weight = spawn_blocking(move || git::weigh(&repository)).await??;
    if wants_packing(&order.rules, weight) {
        pack(app, order, weight).await?;
    }
    Ok(())
}

/// Packs the repository anew. Every submission has its ref before anything is thrown away, whatever a crash or
/// a power cut did to the refs.
pub(super) async fn pack(app: &App, order: &Order, before: Weight) -> Result<bool> {
    let repository = &order.repository;
    let packed = app
        .git()?
        .repack(repository, async || keep_all(app, order).await)
        .await?;
    if packed {
        let path = repository.clone();
        let after = spawn_blocking(move || git::weigh(&path)).await??;
        tracing::info!(repository = %repository.display(), ?before, ?after, "repository packed anew");
    }
    Ok(packed)
}

async fn keep_all(app: &App, order: &Order) -> Result<()> {
    let key = (order.team, order.challenge.as_str());
    let commits = store::commits(app.db().read(), key).await?;
    let repository = order.repository.clone();
    spawn_blocking(move || {
        for (id, commit) in commits {
            keep(&repository, &git_ref(id), &commit)?;
        }
        Ok(())
    })
    .await?
}

fn keep(repository: &Path, name: &str, commit: &str) -> Result<()> {
    if git::is_at(repository, name, commit)? {
        return Ok(());
    }
    // Nothing is thrown away from a repository that lacks what it should have.
    git::keep(repository, name, commit)
        .map_err(|error| Error::fault(format_args!("{name}: {}", error.context().unwrap_or_default())))
}
