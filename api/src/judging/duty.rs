//! The duty to one letter: its lease is kept alive while somebody works on it, and whatever ends the work early is
//! told apart, so that no letter is lost and none is worked on by two.
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::heart::Heart;
use super::teller::Teller;
use crate::app::App;
use crate::error::{Error, Result};
use crate::queue::{self, Lease};

/// How the work on a letter ended.
#[derive(Debug)]
pub(crate) enum Ended<T> {
    /// It was done.
    Done(T),
    /// A fault of ours: put the letter off.
    Fault(Error),
    /// Nothing is left to do: the letter was handed back, or is another's by now.
    Away,
}

/// Works on a letter while its lease lives; `work` is told when to stop. What `teller` has to say is written down
/// meanwhile.
pub(crate) async fn attend<T, F>(
    app: &App,
    (lease, teller): (&Lease, Option<&Arc<Teller>>),
    work: impl FnOnce(CancellationToken) -> F,
) -> Result<Ended<T>>
where
    F: Future<Output = Result<T>>,
{
    let stop = app.stopping().child_token();
    let heart = Heart::beat(app, (lease, teller), stop.clone());
    // Told to stop, nobody waits for the box: it ends with the process.
    let done = tokio::select! {
        done = work(stop.clone()) => done,
        () = app.stopping().cancelled() => Err(Error::fault("told to stop")),
    };
    drop(heart);
    match done {
        Ok(done) => Ok(Ended::Done(done)),
        Err(_) if app.stopping().is_cancelled() => {
            queue::hand_back(app.db(), lease).await?;
            Ok(Ended::Away)
        }
        // The lease was lost: whoever has the letter now decides about it.
        Err(_) if stop.is_cancelled() => Ok(Ended::Away),
        Err(error) => Ok(Ended::Fault(error)),
    }
}
