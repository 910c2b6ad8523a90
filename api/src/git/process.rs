//! The one door to git's processes: what they may read of the world around them, and when they end.
use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};

use super::Git;
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
/// machine's decides nothing. Submissions' refs are ours: neither seen nor touched from outside.
const SETTINGS: [&str; 12] = [
    "safe.directory=*",
    "receive.unpackLimit=1",
    "transfer.fsckObjects=true",
    "transfer.hideRefs=refs/submissions",
    "receive.denyDeletes=true",
    "receive.autogc=false",
    "gc.auto=0",
    "receive.shallowUpdate=false",
    "core.fsync=committed,reference",
    "core.logAllRefUpdates=false",
    "pack.threads=1",
    "uploadpack.allowFilter=false",
];

/// A git process with its children; all end with this value.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) child: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        // A child that was waited for has no id any more; its helpers end with their pipes.
        let id = self.child.id().and_then(|id| i32::try_from(id).ok());
        if let Some(pid) = id.and_then(Pid::from_raw) {
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

impl Git {
    /// A git that sees nothing of this machine's configuration, with pipes on its sides.
    fn command(&self) -> Command {
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
            .current_dir("/")
            .process_group(0)
            .kill_on_drop(true)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// The command for a service over HTTP, without what only one request needs.
    pub(super) fn service(&self, service: Service, settings: &[String]) -> Command {
        let mut command = self.command();
        let hooks = format!("core.hooksPath={}", self.hooks.display());
        let fixed = SETTINGS.iter().map(|setting| (*setting).to_owned());
        for setting in fixed.chain([hooks]).chain(settings.iter().cloned()) {
            command.arg("-c").arg(setting);
        }
        command.arg(service.verb()).arg("--stateless-rpc");
        command.stdin(Stdio::piped()).stderr(Stdio::null());
        command
    }

    /// What `service` has to offer in `repository`: the first answer of a conversation.
    pub(crate) async fn advertise(
        &self,
        service: Service,
        repository: &Path,
        protocol: Option<&str>,
    ) -> Result<Vec<u8>> {
        let mut command = self.service(service, &[]);
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        command.arg("--advertise-refs").arg(repository);
        protocol.map(|protocol| command.env("GIT_PROTOCOL", protocol));
        finish(command).await
    }

    /// Makes an empty bare repository at `path`.
    pub(super) async fn init(&self, path: &Path) -> Result<()> {
        let mut command = self.command();
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

/// Starts `command`; it ends when the value is dropped.
pub(super) fn start(mut command: Command) -> Result<Running> {
    Ok(Running {
        child: command.spawn()?,
    })
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
