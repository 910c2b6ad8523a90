//! A ref update and a row cannot share a transaction. What a crash left between them is ended here, from the
//! desks that were left; doing it twice changes nothing.
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::task::spawn_blocking;
use wire::{SubmissionId, Timestamp};

use super::desk::{self, Desk, Order};
use super::rules::Verdict;
use super::{KEPT, accept_as, store};
use crate::app::App;
use crate::error::Result;
use crate::git::{MAIN, debris, is_alone, is_at, kept};

/// Waits this long at most for gits that outlived their server.
const PATIENCE: Duration = Duration::from_millis(100);
const TRIES: u32 = 20;

/// Waits until nobody sits at the desks any more, or some time has passed: a git that outlived its server ends as soon
/// as it notices, and what it did must not be overtaken. Desks of other servers are left to them.
pub(crate) async fn settle(app: &App) -> Result<()> {
    let (teams, now) = (app.folder("git"), app.now());
    spawn_blocking(move || clear_stillborn(&teams, now)).await?;
    for _ in 0..TRIES {
        if !desks(app)?.iter().any(|desk| Desk::is_taken(desk)) {
            return Ok(());
        }
        tokio::time::sleep(PATIENCE).await;
    }
    Ok(())
}

/// Removes repositories that were being made when a crash came.
fn clear_stillborn(teams: &Path, now: Timestamp) {
    // What cannot be read now is looked at after the next start.
    let folders = |of: &Path| std::fs::read_dir(of).into_iter().flatten().flatten();
    for folder in folders(teams).flat_map(|team| folders(&team.path())) {
        if desk::is_stillborn(&folder.path(), now) {
            let _ = std::fs::remove_dir_all(folder.path());
        }
    }
}

/// Ends every push that was left. Gives the number of submissions that came of it. Several processes may do so at
/// once: each desk is one's alone.
pub(crate) async fn sweep(app: &App) -> Result<u32> {
    let mut count = 0;
    for path in desks(app)? {
        if Desk::is_debris(&path, app.now()) {
            // Another process may have been faster.
            let _ = std::fs::remove_dir_all(&path);
        }
        let Some(desk) = Desk::take(&path) else { continue };
        let ended = match end(app, &desk).await {
            Ok(accepted) => clean(app, &desk).map(|()| accepted),
            Err(error) => Err(error),
        };
        match ended {
            Ok(accepted) => {
                count += u32::from(accepted);
                desk.clear()?;
            }
            Err(error) => {
                tracing::error!(
                    alert = "push.unfinished", desk = %path.display(), context = error.context(),
                    "push left unfinished"
                );
            }
        }
    }
    Ok(count)
}

fn desks(app: &App) -> Result<Vec<PathBuf>> {
    let folder = app.folder("pushes");
    std::fs::create_dir_all(&folder)?;
    let entries = std::fs::read_dir(&folder)?;
    Ok(entries
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?)
}

async fn end(app: &App, desk: &Desk) -> Result<bool> {
    let Some(Verdict::Accepted { commit: Some(commit) }) = desk::verdict(desk.folder()) else {
        return Ok(false);
    };
    let order = desk::order(desk.folder())?;
    let (is_main, kept) = traces(&order, &commit).await?;
    let id = left_by_accept(app, kept).await?;
    if !is_main && id.is_none() {
        // It never became `main`: nobody was told that it did.
        return Ok(false);
    }
    let received_at = desk::received_at(desk.folder()).unwrap_or_else(|| app.now());
    let id = id.unwrap_or_else(SubmissionId::fresh);
    let (_, fresh) = accept_as(app, (&order, id), &commit, received_at).await?;
    Ok(fresh)
}

/// Removes what somebody who was killed left in the desk's repository, unless it is in use: by a living server, or by a
/// git that outlived another desk's. What begins later waits until we have gone.
fn clean(app: &App, desk: &Desk) -> Result<()> {
    // A desk without order never came as far as git.
    let Ok(order) = desk::order(desk.folder()) else {
        return Ok(());
    };
    let Some(_alone) = is_alone(&order.repository)? else {
        return Ok(());
    };
    for other in desks(app)? {
        let busy = other != desk.folder() && Desk::is_taken(&other);
        // Cleared in between, when it cannot be read.
        if busy && desk::order(&other).is_ok_and(|other| other.repository == order.repository) {
            return Ok(());
        }
    }
    for path in debris(&order.repository)? {
        // Another process may have been faster.
        let _ = std::fs::remove_dir_all(&path).or_else(|_| std::fs::remove_file(&path));
    }
    Ok(())
}

/// Whether `commit` is `main` now, and the names under which it is kept for ever.
async fn traces(order: &Order, commit: &str) -> Result<(bool, Vec<String>)> {
    let (repository, commit) = (order.repository.clone(), commit.to_owned());
    spawn_blocking(move || {
        let is_main = is_at(&repository, MAIN, &commit)?;
        Ok((is_main, kept(&repository, KEPT, &commit)?))
    })
    .await?
}

/// The id that a submission was about to get when the crash came: its ref is there, its row is not.
async fn left_by_accept(app: &App, kept: Vec<String>) -> Result<Option<SubmissionId>> {
    for name in kept {
        if let Some(id) = name.strip_prefix(KEPT).and_then(|id| id.parse().ok())
            && store::by_id(app.db().read(), id).await?.is_none()
        {
            return Ok(Some(id));
        }
    }
    Ok(None)
}
