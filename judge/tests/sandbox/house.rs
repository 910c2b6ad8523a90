//! A box to try things in, and short ways to do so.
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use judge::sandbox::{Fault, Joined, Keep, Limits, Linux, Outcome, Run, Runtime, Sandbox};

pub(crate) const BOX: &str = env!("CARGO_BIN_EXE_judge-box");
/// A user who is nobody here.
pub(crate) const STRANGER: u32 = 61_234;
/// Which box the tests are to try: the machine's best when it is not set.
const WHICH: &str = "UBUNIFU_TEST_BOX";

/// The box that is tried.
pub(crate) static LINUX: LazyLock<Linux> = LazyLock::new(another);

/// One more of its kind, with helpers of its own.
pub(crate) fn another() -> Linux {
    match which().as_deref() {
        Some("uncounted") => Linux::with_helper(BOX.into(), false),
        Some("ordinary") => Linux::with_helper(ORDINARY.0.path().join("helper"), false),
        _ => Linux::with_helper(BOX.into(), true),
    }
    .expect("this machine holds a box")
}

#[expect(clippy::disallowed_methods, reason = "one run of the tests plays another")]
fn which() -> Option<String> {
    std::env::var(WHICH).ok()
}

/// Bytes that a run stopped for 256 MiB may have held: where nothing counts, it is seen some time later.
pub(crate) fn seen_late() -> u64 {
    let counted = which().is_none();
    (if counted { 300 } else { 590 }) << 20
}

/// Numbers by which programs are found on the machine are others in each run of the tests.
pub(crate) fn marked(text: &str) -> String {
    let own = match which().as_deref() {
        Some("uncounted") => "8876",
        Some("ordinary") => "7876",
        _ => "9876",
    };
    text.replace("9876", own)
}

/// Runs some of these tests once more, in another box; those that are named last are left out.
#[expect(clippy::disallowed_methods, reason = "one run of the tests plays another")]
pub(crate) fn again_in(which: &str, tests: &[&str], but: &[&str]) {
    let this = std::env::current_exe().unwrap();
    let mut command = std::process::Command::new(this);
    command.args(tests).env(WHICH, which);
    for name in but {
        command.args(["--skip", name]);
    }
    let done = command.output().unwrap();
    assert!(
        done.status.success(),
        "{which}: {}{}",
        text(&done.stdout),
        text(&done.stderr)
    );
}

pub(crate) static ALONE: LazyLock<Linux> = LazyLock::new(|| Linux::with_helper(BOX.into(), false).unwrap());

/// A helper of an ordinary user. Tests that already run as one need no disguise.
pub(crate) static ORDINARY: LazyLock<(tempfile::TempDir, Linux)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let (copy, script) = (folder.path().join("judge-box"), folder.path().join("helper"));
    fs::copy(BOX, &copy).unwrap();
    let become_one = format!("setpriv --reuid {STRANGER} --regid {STRANGER} --clear-groups");
    let prefix = if root() { become_one } else { String::new() };
    fs::write(
        &script,
        format!("#!/bin/sh\nexec {prefix} {} \"$@\"\n", copy.display()),
    )
    .unwrap();
    for path in [folder.path(), &copy, &script] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let linux = Linux::with_helper(script, false).unwrap();
    (folder, linux)
});

pub(crate) fn root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Without what only root can reach on this machine.
static USR: LazyLock<Runtime> = LazyLock::new(|| {
    let mut runtime = HOST.clone();
    runtime.binds.retain(|(_, inside)| !inside.starts_with("/opt"));
    runtime
});
/// An emulated machine is slow: limits of time are so many times longer there.
#[expect(clippy::disallowed_methods, reason = "told by tests/vm")]
static PATIENCE: LazyLock<f64> = LazyLock::new(|| {
    let told = std::env::var("UBUNIFU_TEST_PATIENCE").ok();
    told.map_or(1.0, |times| times.parse().expect("a number"))
});
static HOST: LazyLock<Runtime> = LazyLock::new(|| Runtime::host().expect("a runtime"));

fn limits() -> Limits {
    Limits {
        cpu: seconds(5.0),
        wall: seconds(10.0),
        memory: 256 << 20,
        output: 1 << 20,
        processes: 32,
        disk: 32 << 20,
    }
}

/// One run to be described.
pub(crate) struct Try {
    command: Vec<String>,
    layers: Vec<PathBuf>,
    stdin: Option<PathBuf>,
    keep: Option<PathBuf>,
    from: Option<&'static str>,
    spill: Option<PathBuf>,
    limits: Limits,
    runtime: Option<&'static Runtime>,
}

pub(crate) fn command(words: &[&str]) -> Try {
    let command = words.iter().map(|word| marked(word)).collect();
    Try {
        command,
        layers: Vec::new(),
        stdin: None,
        keep: None,
        from: None,
        spill: None,
        runtime: None,
        limits: limits(),
    }
}

/// A Python program given as text.
pub(crate) fn python(text: &str) -> Try {
    command(&["/usr/bin/python3", "-c", text])
}

pub(crate) fn shell(text: &str) -> Try {
    command(&["/bin/sh", "-c", text])
}

impl Try {
    pub(crate) fn layer(mut self, folder: &Path) -> Self {
        self.layers.push(folder.to_path_buf());
        self
    }

    pub(crate) fn stdin(mut self, file: &Path) -> Self {
        self.stdin = Some(file.to_path_buf());
        self
    }

    pub(crate) fn keep(mut self, folder: &Path) -> Self {
        self.keep = Some(folder.to_path_buf());
        self
    }

    /// Only this folder of `/work`.
    pub(crate) fn keep_from(mut self, folder: &Path, name: &'static str) -> Self {
        self.from = Some(name);
        self.keep(folder)
    }

    /// Long output goes into this file.
    pub(crate) fn spill(mut self, file: &Path) -> Self {
        self.spill = Some(file.to_path_buf());
        self
    }

    pub(crate) fn usr_alone(mut self) -> Self {
        self.runtime = Some(&USR);
        self
    }

    /// This folder of the machine is part of the runtime.
    pub(crate) fn beside(mut self, folder: &Path, inside: &str) -> Self {
        let mut runtime = USR.clone();
        runtime.binds.push((folder.to_path_buf(), inside.into()));
        self.runtime = Some(Box::leak(Box::new(runtime)));
        self
    }

    pub(crate) fn limits(mut self, change: impl FnOnce(&mut Limits)) -> Self {
        change(&mut self.limits);
        self
    }

    pub(crate) fn run(&self) -> Outcome {
        self.run_on(&LINUX)
    }

    pub(crate) fn run_on(&self, linux: &Linux) -> Outcome {
        self.try_on(linux).expect("no fault of the box")
    }

    pub(crate) fn try_on(&self, linux: &Linux) -> Result<Outcome, Fault> {
        linux.run(&self.described())
    }

    pub(crate) fn described(&self) -> Run<'_> {
        Run {
            runtime: self
                .runtime
                .unwrap_or(if which().is_some() { &USR } else { &HOST }),
            layers: &self.layers,
            command: &self.command,
            stdin: self.stdin.as_deref(),
            limits: self.limits,
            keep: self.keep.as_deref().map(|to| Keep {
                to,
                from: self.from,
                after: &[0],
            }),
            spill: self.spill.as_deref(),
        }
    }
}

/// Runs two at once, each reading what the other writes.
pub(crate) fn joined(one: &Try, other: &Try) -> Joined {
    let pipes = tempfile::tempdir().expect("a folder");
    LINUX
        .join([&one.described(), &other.described()], pipes.path())
        .expect("no fault of the box")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with these files.
pub(crate) fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

pub(crate) fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds * *PATIENCE)
}
