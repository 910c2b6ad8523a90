//! What a worker judges with: the real box, the runtimes of this machine, and the word that ends a judging early.
use std::path::Path;
use std::sync::Arc;

use judge::package::Environment;
use judge::runtime::{HOST, Runtimes};
use judge::sandbox::{
    self, Dial, Groups, Joined, Linux, Options, Outcome, Run, Runtime, Sandbox, Service, Slots,
};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::config::Workers;
use crate::error::{Code, Error, Result};

/// Box and runtimes of this machine; cheap to clone.
#[derive(Clone)]
pub(crate) struct Bench {
    sandbox: Arc<dyn Sandbox>,
    runtimes: Arc<Runtimes>,
}

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
            stop,
        }
    }
}

pub(super) struct Until {
    sandbox: Arc<dyn Sandbox>,
    stop: CancellationToken,
}

impl Until {
    fn unless_stopped(&self) -> std::result::Result<(), sandbox::Fault> {
        if self.stop.is_cancelled() {
            return Err(sandbox::Fault("told to stop".to_owned()));
        }
        Ok(())
    }
}

impl Sandbox for Until {
    fn slots(&self) -> Option<&Slots> {
        self.sandbox.slots()
    }

    fn run(&self, run: &Run<'_>) -> std::result::Result<Outcome, sandbox::Fault> {
        self.unless_stopped()?;
        self.sandbox.run(run)
    }

    fn join(&self, runs: [&Run<'_>; 2], pipes: &Path) -> std::result::Result<Joined, sandbox::Fault> {
        self.unless_stopped()?;
        self.sandbox.join(runs, pipes)
    }

    fn serve(
        &self,
        service: &Service<'_>,
        session: &mut dyn FnMut(&dyn Dial) -> std::result::Result<(), sandbox::Fault>,
    ) -> std::result::Result<Outcome, sandbox::Fault> {
        self.unless_stopped()?;
        self.sandbox.serve(service, session)
    }
}
