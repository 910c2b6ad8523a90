//! A ref update and a row cannot share a transaction. What a crash left between them is ended here, from the
//! desks that were left; doing it twice changes nothing.
use tokio::task::spawn_blocking;

use super::accept;
use super::desk::{self, Desk, Order};
use super::rules::Verdict;
use crate::app::App;
use crate::error::Result;
use crate::git::{MAIN, is_at};

/// Ends every push that was left. Gives the number of submissions that came of it.
pub(crate) async fn sweep(app: &App) -> Result<u32> {
    let folder = app.folder("pushes");
    std::fs::create_dir_all(&folder)?;
    let mut count = 0;
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        let Some(desk) = Desk::take(&path) else { continue };
        match end(app, &desk).await {
            Ok(accepted) => {
                count += u32::from(accepted);
                desk.clear()?;
            }
            Err(error) => {
                tracing::error!(desk = %path.display(), context = error.context(), "push left unfinished");
            }
        }
    }
    Ok(count)
}

async fn end(app: &App, desk: &Desk) -> Result<bool> {
    let Some(Verdict::Accepted { commit: Some(commit) }) = desk::verdict(desk.folder()) else {
        return Ok(false);
    };
    let order = desk::order(desk.folder())?;
    if !has(&order, &commit).await? {
        // It never became `main`: nobody was told that it did.
        return Ok(false);
    }
    let received_at = desk::received_at(desk.folder()).unwrap_or_else(|| app.now());
    let (_, fresh) = accept(app, &order, &commit, received_at).await?;
    Ok(fresh)
}

async fn has(order: &Order, commit: &str) -> Result<bool> {
    let (repository, commit) = (order.repository.clone(), commit.to_owned());
    spawn_blocking(move || is_at(&repository, MAIN, &commit)).await?
}
