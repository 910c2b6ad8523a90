//! `serve`: the API, git and the workers inside, until it is told to stop. `work`: workers alone.
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::app::App;
use crate::config::{Listen, Place, Workers};
use crate::error::{Error, Result};
use crate::{herald, submission, web, worker};

pub(super) async fn serve(place: &Place, listen: &Listen, work: &Workers) -> Result<()> {
    // First: a polite kill that comes while we begin is polite too.
    let terminate = signal(SignalKind::terminate())?;
    let app = super::open(place).await?;
    app.wait_for_pushes(Duration::from_secs(listen.push_wait));
    app.git()?;
    let tx = app.db().begin().await?;
    app.notary()?.publish(&tx, app.now()).await?;
    tx.commit().await?;
    // Before the first request: a push that a crash interrupted must not be overtaken by the next one.
    submission::settle(&app).await?;
    worker::tidy(&app).await?;
    let bench = worker::bench(&app, work).await?;
    raise_limit();
    let listener = TcpListener::bind(listen.listen)
        .await
        .map_err(|error| Error::fault(format_args!("{}: {error}", listen.listen)))?;
    let (address, data) = (listener.local_addr()?, app.data().display());
    tracing::info!(%address, %data, alert = "server.started", "listening");
    let stop = tokio::spawn(stop(app.clone(), terminate));
    tokio::spawn(herald::run(app.clone()));
    let workers = tokio::spawn(worker::run(app.clone(), work.clone(), bench));
    web::serve(listener, &app).await;
    stop.abort();
    workers.await?
}

pub(super) async fn work(place: &Place, work: &Workers) -> Result<()> {
    let terminate = signal(SignalKind::terminate())?;
    let app = super::open(place).await?;
    worker::tidy(&app).await?;
    let bench = worker::bench(&app, work).await?;
    tracing::info!(workers = work.workers, data = %app.data().display(), alert = "worker.started", "working");
    let stop = tokio::spawn(stop(app.clone(), terminate));
    tokio::spawn(herald::run(app.clone()));
    let worked = worker::run(app, work.clone(), bench).await;
    stop.abort();
    worked
}

/// Takes all the file descriptors that the system grants: a connection needs one, a push some more.
fn raise_limit() {
    let granted = getrlimit(Resource::Nofile);
    let all = Rlimit {
        current: granted.maximum,
        ..granted
    };
    if let Err(error) = setrlimit(Resource::Nofile, all) {
        tracing::warn!(%error, "no more than the usual number of open files");
    }
}

/// Waits for Ctrl-C or a polite kill, and tells everyone.
async fn stop(app: App, mut terminate: Signal) {
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("going home");
    app.stopping().cancel();
}
