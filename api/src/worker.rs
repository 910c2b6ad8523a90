//! Which letter goes to which room, and the loops that carry them there.
use std::path::PathBuf;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::app::App;
use crate::config::Workers;
use crate::error::Result;
use crate::judging::{self, Bench};
use crate::queue::presence::{self, Presence, Roll};
use crate::queue::{self, HEARTBEAT, Worker};
use crate::rejudging::{self, TO_REJUDGE};
use crate::submission::{self, TO_JUDGE};

/// How often what dead neighbours left is looked for; their leases would take longer to expire.
const SWEEP: Duration = Duration::from_secs(10);
/// How often what is old is thrown away, in sweeps.
const THROW_AWAY: u32 = 30;
/// What there is to carry, the most urgent first.
const KINDS: [&str; 2] = [TO_JUDGE, TO_REJUDGE];
/// Pause after a fault of the queue itself.
const PAUSE: Duration = Duration::from_secs(1);

/// Takes up what a crash left: pushes that are no submissions yet, leases and scratch of dead neighbours. Each step is
/// taken whatever becomes of the others; the first error is given back.
pub(crate) async fn tidy(app: &App) -> Result<()> {
    let steps = [
        pushes(app).await,
        uploads(app).await,
        neighbours(app).await,
        rejudging::go_on(app).await,
    ];
    steps.into_iter().collect()
}

async fn pushes(app: &App) -> Result<()> {
    let accepted = submission::sweep(app).await?;
    if accepted > 0 {
        tracing::info!(accepted, "pushes taken up that a crash had left");
    }
    Ok(())
}

async fn uploads(app: &App) -> Result<()> {
    let arrived = submission::seal::sweep_uploads(app).await?;
    if arrived > 0 {
        tracing::info!(arrived, "uploads taken up that nobody had asked for");
    }
    Ok(())
}

async fn neighbours(app: &App) -> Result<()> {
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
    if !dead.is_empty() {
        queue::forget(app.db(), &dead, app.now()).await?;
    }
    presence::forget(&folder, &dead);
    if letters > 0 {
        tracing::info!(letters, "letters taken back from workers that are no more");
        app.bell().ring();
    }
    Ok(())
}

/// Throws away what nobody will ask for any more.
async fn throw_away(app: &App) -> Result<()> {
    let (blobs, now) = (app.blobs(), app.now());
    tokio::task::spawn_blocking(move || blobs.sweep(now)).await??;
    let runtimes = app.runtimes().clone();
    tokio::task::spawn_blocking(move || runtimes.tidy()).await??;
    judging::tidy(app).await?;
    queue::forget(app.db(), &[], now).await?;
    let tx = app.db().begin().await?;
    queue::forget_faults(&tx, now).await?;
    Ok(tx.commit().await?)
}

/// What the workers of this process judge with; nothing when there are to be none.
///
/// # Errors
/// When this machine cannot hold a box, or none whose limits are counted: then nobody may rely on this process to judge.
pub(crate) async fn bench(app: &App, settings: &Workers) -> Result<Option<Bench>> {
    if settings.workers == 0 {
        return Ok(None);
    }
    let (app, settings) = (app.clone(), settings.clone());
    Ok(Some(
        tokio::task::spawn_blocking(move || Bench::detect(&app, &settings)).await??,
    ))
}

/// Runs workers until the process is told to stop, and tidies up from time to time.
pub(crate) async fn run(app: App, settings: Workers, bench: Option<Bench>) -> Result<()> {
    let mut loops = JoinSet::new();
    let watched = app.clone();
    loops.spawn(supervise(app.clone(), move || keep_tidy(watched.clone())));
    let Some(bench) = bench else {
        loops.join_all().await;
        return Ok(());
    };
    let presence = Presence::announce(&presences(&app))?;
    let worker = Worker::new(presence.name(), &host(&settings), (settings.workers, app.now()));
    queue::beat(app.db(), &worker, app.now()).await?;
    let beating = (app.clone(), worker.clone());
    loops.spawn(supervise(app.clone(), move || {
        keep_beating(beating.0.clone(), beating.1.clone())
    }));
    for _ in 0..settings.workers {
        let carrying = (app.clone(), bench.clone(), worker.clone());
        loops.spawn(supervise(app.clone(), move || {
            carry(carrying.0.clone(), carrying.1.clone(), carrying.2.clone())
        }));
    }
    loops.join_all().await;
    queue::forget(app.db(), &[worker.name.to_string()], app.now()).await
}

/// Runs a loop, and begins it anew when it panicked: a server that receives and never judges helps nobody. The lease it
/// held expires.
async fn supervise<F>(app: App, begin: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    while let Err(error) = tokio::spawn(begin()).await {
        tracing::error!(alert = "worker.panic", %error, "a loop of the worker broke, and begins anew");
        if sleep(&app, PAUSE).await {
            return;
        }
    }
}

fn host(settings: &Workers) -> String {
    let own = || rustix::system::uname().nodename().to_string_lossy().into_owned();
    queue::host_name(&settings.host.clone().unwrap_or_else(own))
}

fn presences(app: &App) -> PathBuf {
    app.folder("workers")
}

async fn keep_tidy(app: App) {
    let mut sweeps: u32 = 0;
    loop {
        if sweeps.is_multiple_of(THROW_AWAY)
            && let Err(error) = throw_away(&app).await
        {
            tracing::error!(context = error.context(), "throwing away failed");
        }
        sweeps = sweeps.wrapping_add(1);
        if sleep(&app, SWEEP).await {
            return;
        }
        if let Err(error) = tidy(&app).await {
            tracing::error!(context = error.context(), "tidying failed");
        }
    }
}

async fn keep_beating(app: App, worker: Worker) {
    while !sleep(&app, Duration::from_millis(HEARTBEAT)).await {
        if let Err(error) = queue::beat(app.db(), &worker, app.now()).await {
            tracing::warn!(context = error.context(), "sign of life missed");
        }
    }
}

/// One worker: takes a letter, carries it to its room, and takes the next.
async fn carry(app: App, bench: Bench, worker: Worker) {
    while !app.stopping().is_cancelled() {
        match next(&app, &bench, &worker).await {
            Ok(true) => {}
            Ok(false) => {
                let due = due(&app).await.unwrap_or_default();
                tokio::select! {
                    () = app.bell().wait(due) => {}
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

/// False when there is no letter. What is judged again waits for what nobody has judged yet.
async fn next(app: &App, bench: &Bench, worker: &Worker) -> Result<bool> {
    for kind in KINDS {
        if let Some(lease) = queue::lease(app.db(), kind, worker, app.now()).await? {
            // The bell woke one worker; more letters may be waiting for the others.
            app.bell().ring();
            match kind {
                TO_REJUDGE => rejudging::work(app, bench, worker, lease).await?,
                _ => judging::work(app, bench, worker, lease).await?,
            }
            return Ok(true);
        }
    }
    Ok(false)
}

/// How long until a letter that cannot be taken now can be.
async fn due(app: &App) -> Result<Option<Duration>> {
    let mut first = None;
    for kind in KINDS {
        let due = queue::due(app.db(), kind, app.now()).await?;
        first = first.into_iter().chain(due).min();
    }
    Ok(first)
}

/// True when the process was told to stop meanwhile.
async fn sleep(app: &App, time: Duration) -> bool {
    tokio::select! {
        () = tokio::time::sleep(time) => false,
        () = app.stopping().cancelled() => true,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::supervise;
    use crate::testing::House;

    #[tokio::test]
    async fn a_loop_that_breaks_begins_anew() {
        let house = House::open().await;
        let runs = Arc::new(AtomicU32::new(0));
        let seen = runs.clone();
        supervise(house.app.clone(), move || {
            let runs = runs.clone();
            async move {
                assert!(runs.fetch_add(1, Ordering::Relaxed) > 0, "the first one breaks");
            }
        })
        .await;
        assert_eq!(seen.load(Ordering::Relaxed), 2);
    }
}
