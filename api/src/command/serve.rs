//! `serve`: the API, git and the workers inside, until it is told to stop.
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::{Listen, Place, Work};
use crate::error::{Error, Result};
use crate::web;

pub(super) async fn serve(place: &Place, listen: &Listen, _work: &Work) -> Result<()> {
    let app = super::open(place).await?;
    let listener = TcpListener::bind(listen.listen)
        .await
        .map_err(|error| Error::fault(format_args!("{}: {error}", listen.listen)))?;
    tracing::info!(address = %listener.local_addr()?, data = %app.data().display(), "listening");
    axum::serve(listener, web::router(app))
        .with_graceful_shutdown(stop())
        .await?;
    Ok(())
}

/// Waits for Ctrl-C or a polite kill.
async fn stop() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
