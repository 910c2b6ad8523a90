//! Programs without our box: bare, and under bubblewrap.
use std::path::Path;
use std::process::{Command, Stdio};

use crate::Result;

/// Everything bubblewrap offers but a filter of calls and limits, which it leaves to its caller.
const WRAP: &str = "--unshare-all --die-with-parent --new-session --clearenv --cap-drop ALL --uid 1000 --gid 1000 \
    --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64 \
    --ro-bind /etc/alternatives /etc/alternatives --ro-bind /etc/ld.so.cache /etc/ld.so.cache \
    --proc /proc --dev /dev --tmpfs /tmp --setenv PATH /usr/bin:/bin";

/// `posix_spawn` and `wait`.
pub(crate) fn bare(words: &[&str]) -> Result<()> {
    start(words, Path::new("/"))
}

/// The same within bubblewrap.
pub(crate) fn bubblewrap(words: &[&str]) -> Result<()> {
    let all: Vec<&str> = ["bwrap"]
        .into_iter()
        .chain(WRAP.split_whitespace())
        .chain(words.iter().copied())
        .collect();
    start(&all, Path::new("/"))
}

/// Words before a command of a shell loop: it runs where `folder` may be written.
pub(crate) fn wrapped(folder: &Path) -> String {
    format!("bwrap {WRAP} --bind {0} {0} --chdir {0} ", folder.display())
}

/// A shell script, in a folder.
pub(crate) fn shell(script: &str, folder: &Path) -> Result<()> {
    start(&["/bin/sh", "-c", script], folder)
}

#[expect(
    clippy::disallowed_methods,
    reason = "what the box is compared with runs without one"
)]
fn start(words: &[&str], folder: &Path) -> Result<()> {
    let (program, rest) = words.split_first().ok_or("no command")?;
    let mut command = Command::new(program);
    command.args(rest).stdin(Stdio::null()).stdout(Stdio::null());
    // Another folder would keep the library from `posix_spawn`.
    if folder != Path::new("/") {
        command.current_dir(folder);
    }
    let status = command.status().map_err(|error| format!("{program}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{program} ended with {status}").into())
    }
}
