//! The one door to git's processes: what they may read of the world around them, and when they end.
use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::Git;
use super::limits::Limits;
use super::places::{PATIENCE, soon};
use crate::error::{Error, Result};

/// What a client asks of git.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    /// Fetch or clone.
    Upload,
    /// Push.
    Receive,
}

impl Service {
    /// The name in addresses and packets.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Upload => "git-upload-pack",
            Self::Receive => "git-receive-pack",
        }
    }

    /// The service of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Upload, Self::Receive]
            .into_iter()
            .find(|s| s.name() == name)
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Upload => "upload-pack",
            Self::Receive => "receive-pack",
        }
    }
}

/// Rules for every repository, given on the command line: what stands in a repository's own file or in the
/// machine's decides nothing. Submissions' refs are ours: neither seen nor touched from outside. The hook says
/// which branches may be deleted.
const SETTINGS: [&str; 23] = [
    "safe.directory=*",
    "receive.unpackLimit=1",
    "transfer.fsckObjects=true",
    "transfer.hideRefs=refs/submissions",
    "receive.denyDeletes=false",
    "receive.autogc=false",
    "gc.auto=0",
    "receive.shallowUpdate=false",
    "core.fsync=committed,reference",
    "core.logAllRefUpdates=false",
    // A pack of a push is small, and its objects are found without this third file of it.
    "pack.writeReverseIndex=false",
    // While a push is in quarantine the repository itself counts as a foreign store of objects, and git would start
    // another process to list its refs a second time. It knows the ones it shows already; with fewer it only looks further.
    "core.alternateRefsCommand=true",
    "pack.threads=1",
    "uploadpack.allowFilter=false",
    "uploadpack.allowTipSHA1InWant=false",
    "uploadpack.allowReachableSHA1InWant=false",
    "uploadpack.allowAnySHA1InWant=false",
    // Memory: small windows on packs, small caches, large files never whole.
    "core.packedGitWindowSize=16m",
    "core.packedGitLimit=256m",
    "core.deltaBaseCacheLimit=16m",
    "core.bigFileThreshold=16m",
    "pack.windowMemory=64m",
    "pack.deltaCacheSize=16m",
];

/// How long git has to clear its quarantine away when it is asked to end.
const FAREWELL: Duration = Duration::from_secs(5);

/// A git process with its children; all end with this value.
#[derive(Debug)]
pub(super) struct Running {
    child: Option<Child>,
    group: Pid,
}

impl Running {
    /// Starts `command` within `limits`. Git waits for its first input, so its children are born with them.
    pub(super) fn start(mut command: Command, limits: &Limits) -> Result<Self> {
        let child = command.spawn()?;
        let group = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        let group = group.ok_or_else(|| Error::fault("git has no process id"))?;
        let running = Self {
            child: Some(child),
            group,
        };
        limits.lay_on(group)?;
        Ok(running)
    }

    /// Its two ends.
    pub(super) fn pipes(&mut self) -> Result<(ChildStdin, ChildStdout)> {
        let child = self.child.as_mut();
        let pipes = child.and_then(|child| child.stdin.take().zip(child.stdout.take()));
        pipes.ok_or_else(|| Error::fault("git has no pipes"))
    }

    /// Waits until it has ended by itself.
    pub(super) async fn wait(mut self) -> Result<()> {
        if let Some(child) = &mut self.child {
            child.wait().await?;
        }
        // It is no more, and its number may be another's.
        self.child = None;
        Ok(())
    }
}

impl Drop for Running {
    /// Asked first, so that nothing stays in quarantine; made to, when it does not listen.
    fn drop(&mut self) {
        let (Some(mut child), group) = (self.child.take(), self.group) else {
            return;
        };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            let _ = kill_process_group(group, Signal::KILL);
            return;
        };
        let _ = kill_process_group(group, Signal::TERM);
        runtime.spawn(async move {
            if timeout(FAREWELL, child.wait()).await.is_err() {
                let _ = kill_process_group(group, Signal::KILL);
            }
        });
    }
}

impl Git {
    /// A git that sees nothing of this machine's configuration, with pipes on its sides.
    pub(super) fn command(&self, limits: Limits) -> Command {
        #[expect(clippy::disallowed_methods, reason = "this is the door")]
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("HOME", "/nonexistent")
            .env("LC_ALL", "C")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_ATTR_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ALLOC_LIMIT", limits.thing.to_string())
            .current_dir("/")
            .process_group(0)
            .kill_on_drop(true)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// The command for a service over HTTP, without what only one request needs.
    pub(super) fn service(&self, (service, limits): (Service, Limits), settings: &[String]) -> Command {
        let mut command = self.command(limits);
        let hooks = format!("core.hooksPath={}", self.hooks.display());
        let fixed = SETTINGS.iter().map(|setting| (*setting).to_owned());
        for setting in fixed.chain([hooks]).chain(settings.iter().cloned()) {
            command.arg("-c").arg(setting);
        }
        command.arg(service.verb()).arg("--stateless-rpc");
        command.stdin(Stdio::piped()).stderr(Stdio::null());
        command
    }

    /// What git says that `service` has to offer in `repository`.
    pub(super) async fn ask_for_refs(
        &self,
        service: Service,
        repository: &Path,
        protocol: Option<&str>,
    ) -> Result<Vec<u8>> {
        let _place = soon(PATIENCE, self.places.question()).await?;
        let mut command = self.service((service, Limits::sending()), &[]);
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        command.arg("--advertise-refs").arg(repository);
        protocol.map(|protocol| command.env("GIT_PROTOCOL", protocol));
        finish(command).await
    }

    /// Makes an empty bare repository at `path`.
    pub(super) async fn init(&self, path: &Path) -> Result<()> {
        let mut command = self.command(Limits::sending());
        let arguments = [
            "init",
            "--quiet",
            "--bare",
            "--template=",
            "--initial-branch=main",
        ];
        command.args(arguments.map(OsStr::new)).arg(path);
        finish(command).await.map(drop)
    }
}

/// Runs to the end; what it wrote.
async fn finish(mut command: Command) -> Result<Vec<u8>> {
    let done = command.output().await?;
    if done.status.success() {
        return Ok(done.stdout);
    }
    let stderr = String::from_utf8_lossy(&done.stderr);
    Err(Error::fault(format_args!("git: {}: {stderr}", done.status)))
}
