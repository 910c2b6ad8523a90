//! A box to try things in, and short ways to do so.
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use judge::sandbox::{Fault, Joined, Keep, Limits, Linux, Outcome, Run, Runtime, Sandbox};

pub(crate) static LINUX: LazyLock<Linux> = LazyLock::new(|| {
    Linux::with_helper(env!("CARGO_BIN_EXE_judge-box").into(), true).expect("this machine holds a box")
});
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
    let command = words.iter().map(|word| (*word).to_owned()).collect();
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
            runtime: self.runtime.unwrap_or(&HOST),
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
