//! Which letter goes to which room, and the loops that carry them there.
use std::path::PathBuf;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::app::App;
use crate::config::Workers;
use crate::error::Result;
use crate::judging::{self, Bench};
use crate::queue;
use crate::queue::presence::{self, Presence, Roll};
use crate::submission::{self, TO_JUDGE};

/// How often what others left behind is looked for.
const SWEEP: Duration = Duration::from_secs(60);
/// Pause after a fault of the queue itself.
const PAUSE: Duration = Duration::from_secs(1);

/// Takes up what a crash left: pushes that are no submissions yet, leases and scratch of dead neighbours.
pub(crate) async fn tidy(app: &App) -> Result<()> {
    let accepted = submission::sweep(app).await?;
    if accepted > 0 {
        tracing::info!(accepted, "pushes taken up that a crash had left");
    }
    let arrived = submission::seal::sweep_uploads(app).await?;
    if arrived > 0 {
        tracing::info!(arrived, "uploads taken up that nobody had asked for");
    }
    let (blobs, now) = (app.blobs(), app.now());
    tokio::task::spawn_blocking(move || blobs.sweep(now)).await??;
    let runtimes = app.runtimes().clone();
    tokio::task::spawn_blocking(move || runtimes.tidy()).await??;
    let folder = presences(app);
    // Looked at before the roll is called, so that whoever comes now is not taken for dead.
    let scratch = judging::scratch(app)?;
    let Roll { living, dead } = presence::roll(&folder)?;
    let letters = queue::take_back(app.db(), |name| dead.iter().any(|d| d == name)).await?;
    for path in scratch {
        let of_living = path
            .file_name()
            .is_some_and(|name| living.iter().any(|l| name == l.as_str()));
        if !of_living {
            judging::remove_scratch(&path);
        }
    }
    presence::forget(&folder, &dead);
    if letters > 0 {
        tracing::info!(letters, "letters taken back from workers that are no more");
        app.bell().ring();
    }
    Ok(())
}

/// Runs workers until the process is told to stop, and tidies up from time to time.
pub(crate) async fn run(app: App, Workers { workers: count, jobs }: Workers) -> Result<()> {
    let mut loops = JoinSet::new();
    loops.spawn(keep_tidy(app.clone()));
    let presence = if count > 0 {
        Some(Presence::announce(&presences(&app))?)
    } else {
        None
    };
    if let Some(presence) = &presence {
        let of = app.clone();
        let bench = tokio::task::spawn_blocking(move || Bench::detect(&of, jobs)).await??;
        for _ in 0..count {
            loops.spawn(carry(app.clone(), bench.clone(), presence.name().to_owned()));
        }
    }
    loops.join_all().await;
    Ok(())
}

fn presences(app: &App) -> PathBuf {
    app.folder("workers")
}

async fn keep_tidy(app: App) {
    while !sleep(&app, SWEEP).await {
        if let Err(error) = tidy(&app).await {
            tracing::error!(context = error.context(), "tidying failed");
        }
    }
}

/// One worker: takes a letter, carries it to its room, and takes the next.
async fn carry(app: App, bench: Bench, worker: String) {
    while !app.stopping().is_cancelled() {
        match next(&app, &bench, &worker).await {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    () = app.bell().wait() => {}
                    () = app.stopping().cancelled() => {}
                }
            }
            Err(error) => {
                tracing::error!(context = error.context(), "the queue failed");
                sleep(&app, PAUSE).await;
            }
        }
    }
}

/// False when there is no letter.
async fn next(app: &App, bench: &Bench, worker: &str) -> Result<bool> {
    let Some(lease) = queue::lease(app.db(), TO_JUDGE, worker, app.now()).await? else {
        return Ok(false);
    };
    // The bell woke one worker; more letters may be waiting for the others.
    app.bell().ring();
    judging::work(app, bench, worker, lease).await?;
    Ok(true)
}

/// True when the process was told to stop meanwhile.
async fn sleep(app: &App, time: Duration) -> bool {
    tokio::select! {
        () = tokio::time::sleep(time) => false,
        () = app.stopping().cancelled() => true,
    }
}
