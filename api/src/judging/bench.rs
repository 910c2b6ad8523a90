//! What a worker judges with: the real box, what is installed in it, and the word that ends a judging early.
use std::path::Path;
use std::sync::Arc;

use judge::sandbox::{self, Dial, Joined, Linux, Options, Outcome, Run, Runtime, Sandbox, Service, Slots};
use tokio_util::sync::CancellationToken;

use crate::error::{Error, Result};

/// Box and runtime of this machine; cheap to clone.
#[derive(Clone)]
pub(crate) struct Bench {
    sandbox: Arc<dyn Sandbox>,
    runtime: Arc<Runtime>,
}

impl Bench {
    /// Looks at what this machine offers. `jobs`: programs at one time.
    pub(crate) fn detect(jobs: Option<u16>) -> Result<Self> {
        let options = Options {
            slots: jobs.map(usize::from),
            ..Options::default()
        };
        let sandbox = Linux::with(options).map_err(Error::fault)?;
        let slots = sandbox.slots().map_or(1, Slots::count);
        tracing::info!(sandbox = ?sandbox.describe(), slots, "judging with this box");
        let runtime = Runtime::host().map_err(Error::fault)?;
        Ok(Self {
            sandbox: Arc::new(sandbox),
            runtime: Arc::new(runtime),
        })
    }

    pub(super) fn runtime(&self) -> &Runtime {
        &self.runtime
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
