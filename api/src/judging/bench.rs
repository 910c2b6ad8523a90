//! What a worker judges with: the real box, the runtimes of this machine, and the word that ends a judging early.
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use judge::package::Environment;
use judge::runtime::{HOST, Runtimes};
use judge::sandbox::{
    self, Dial, Groups, Joined, Linux, Options, Outcome, Run, Runtime, Sandbox, Service, Slots,
};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::config::Workers;
use crate::error::{Code, Error, Result};
use crate::git::Git;

/// Box and runtimes of this machine; cheap to clone.
#[derive(Clone)]
pub(crate) struct Bench {
    sandbox: Arc<dyn Sandbox>,
    runtimes: Arc<Runtimes>,
    app: App,
}

/// How long a program of a team is not begun while pushes wait, and how often that is looked at. A push has somebody who
/// waits for its receipt; but however long a rush is, judging goes on.
const COURTESY: Duration = Duration::from_millis(250);
const GLANCE: Duration = Duration::from_millis(10);

impl Bench {
    /// Looks at what this machine offers.
    ///
    /// # Errors
    /// When it cannot hold a box, or none whose limits are counted and the operator does not want such a one.
    pub(crate) fn detect(app: &App, settings: &Workers) -> Result<Self> {
        let options = Options {
            slots: settings.jobs.map(usize::from),
            ..Options::default()
        };
        let sandbox = Linux::with(options).map_err(|why| Error::new(Code::ServerNoBox).because(why))?;
        let (facts, slots) = (sandbox.describe(), sandbox.slots().map_or(1, Slots::count));
        if facts.groups == Groups::None {
            let why = sandbox.ungrouped().unwrap_or_default();
            if !settings.allow_uncounted {
                return Err(Error::new(Code::ServerUncounted).because(why));
            }
            tracing::warn!(why, "no control group counts what programs use");
        }
        tracing::info!(sandbox = ?facts, slots, "judging with this box");
        let runtimes = app.runtimes().clone();
        // Looked at now, so that the first judging does not wait for it, or find out that it cannot be.
        runtimes.named(HOST).map_err(Error::fault)?;
        Ok(Self {
            sandbox: Arc::new(sandbox),
            runtimes,
            app: app.clone(),
        })
    }

    /// What a package runs on. That it is not here is our fault, never a verdict: somebody removed it.
    pub(super) fn runtime(&self, wanted: &Environment) -> Result<Arc<Runtime>> {
        self.runtimes.get(wanted).map_err(Error::fault)
    }

    /// The box, until `stop` is said: then the next run is a fault, and the judging ends without a verdict.
    pub(super) fn until(&self, stop: CancellationToken) -> Until {
        Until {
            sandbox: self.sandbox.clone(),
            app: self.app.clone(),
            stop,
        }
    }
}

pub(super) struct Until {
    sandbox: Arc<dyn Sandbox>,
    app: App,
    stop: CancellationToken,
}

impl Until {
    fn unless_stopped(&self) -> std::result::Result<(), sandbox::Fault> {
        if self.stop.is_cancelled() {
            return Err(sandbox::Fault("told to stop".to_owned()));
        }
        Ok(())
    }

    /// Before a program begins: none is ever slowed down by this once it runs, so its wall time tells the same.
    fn wait_for_room(&self) -> std::result::Result<(), sandbox::Fault> {
        let is_rush = || self.app.git().is_ok_and(Git::is_rush);
        wait_while(|| is_rush() && !self.stop.is_cancelled());
        self.unless_stopped()
    }
}

/// Waits until it is no rush, or it was waited long enough.
fn wait_while(is_rush: impl Fn() -> bool) {
    let mut waited = Duration::ZERO;
    while waited < COURTESY && is_rush() {
        std::thread::sleep(GLANCE);
        waited += GLANCE;
    }
}

impl Sandbox for Until {
    fn slots(&self) -> Option<&Slots> {
        self.sandbox.slots()
    }

    fn run(&self, run: &Run<'_>) -> std::result::Result<Outcome, sandbox::Fault> {
        self.wait_for_room()?;
        self.sandbox.run(run)
    }

    fn join(&self, runs: [&Run<'_>; 2], pipes: &Path) -> std::result::Result<Joined, sandbox::Fault> {
        self.wait_for_room()?;
        self.sandbox.join(runs, pipes)
    }

    fn serve(
        &self,
        service: &Service<'_>,
        session: &mut dyn FnMut(&dyn Dial) -> std::result::Result<(), sandbox::Fault>,
    ) -> std::result::Result<Outcome, sandbox::Fault> {
        self.wait_for_room()?;
        self.sandbox.serve(service, session)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{COURTESY, GLANCE, wait_while};

    #[test]
    fn judging_waits_for_pushes_and_not_for_ever() {
        let glances = Cell::new(0);
        let rush_of = |most| {
            glances.set(0);
            let is_rush = || {
                glances.set(glances.get() + 1);
                glances.get() <= most
            };
            wait_while(is_rush);
            glances.get()
        };
        assert_eq!(rush_of(0), 1);
        assert_eq!(rush_of(3), 4);
        assert_eq!(rush_of(u128::MAX), COURTESY.as_millis() / GLANCE.as_millis());
    }
}
