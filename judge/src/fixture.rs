//! A small package in a scratch folder, and a box that does what a test says.
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proptest::test_runner::Config as ProptestConfig;
use tempfile::TempDir;

use crate::package::Package;
use crate::sandbox::{Ending, Fault, Outcome, Run, Runtime, Sandbox};

pub(crate) const MANIFEST: &str = r#"format = "challenge/1"
id = "mfano"
uuid = "6f0a6c1e-6a0e-4a7e-9a62-0d7f6b1f3c12"
version = "1.2.3"
languages = ["sw", "en"]
title = { sw = "Mfano", en = "Example" }
license = "CC-BY-4.0"
rights = "team-retains"
starter = { shell = "starter/shell" }

[[group]]
id = "public"
points = 20
visibility = "public"
[[group]]
id = "hidden"
points = 30
visibility = "hidden"
requires = ["public"]

[submission]
required = ["run"]
protected = ["tests/**"]

[environment]
build = ["./build"]

[[check]]
id = "echo"
group = "public"
kind = "run"
title = { sw = "Mwangwi", en = "Echo" }
cases = "data/public/echo/*"
run = ["./run"]
[[check]]
id = "tai-wa-siri"
group = "hidden"
kind = "run"
title = { sw = "Siri", en = "Secret" }
cases = "data/hidden/echo/*"
run = ["./run"]

[[reference]]
path = "solutions/full"
expect = { verdict = "accepted", points = 50 }
[[reference]]
path = "starter/shell"
expect = { points = 0, groups = { public = "wrong-answer", hidden = "skipped" } }
"#;

/// What is in every hidden file of the fixture.
pub(crate) const SECRET: &str =
    "Hakuna mwanafunzi anayepaswa kuona mstari huu kabla ya mwisho wa shindano lote.\n";

/// One in so many of the usual cases of a property, for what takes its time; `PROPTEST_CASES` still raises them.
pub(crate) fn one_in(many: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: (usual.cases / many).max(1),
        ..usual
    }
}

/// Files of the small package.
pub(crate) fn files() -> Vec<(String, String)> {
    let hidden_note = format!("# {SECRET}");
    let mut files = vec![
        ("challenge.toml", MANIFEST),
        ("statement.sw.md", "# Mfano\n"),
        ("statement.en.md", "# Example\n"),
        ("starter/shell/run", "#!/bin/sh\necho\n"),
        ("solutions/full/run", "#!/bin/sh\ncat\n"),
        ("solutions/full/tests/check.sh", "exit 0 # theirs\n"),
        ("protected/tests/check.sh", "exit 1 # ours\n"),
        ("data/public/echo/1/in", "moja\n"),
        ("data/public/echo/1/ans", "moja\n"),
        ("data/public/echo/2.in", "mbili\n"),
        ("data/public/echo/2.ans", "mbili\n"),
        ("data/hidden/echo/tembo-mkubwa/in", SECRET),
        ("data/hidden/echo/tembo-mkubwa/ans", SECRET),
        ("generator/make.py", hidden_note.as_str()),
        ("notes.txt", "not for students\n"),
    ];
    files
        .drain(..)
        .map(|(p, c)| (p.to_owned(), c.to_owned()))
        .collect()
}

/// A package on disk.
pub(crate) struct Fixture {
    pub(crate) scratch: TempDir,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let fixture = Self {
            scratch: tempfile::tempdir().unwrap(),
        };
        for (path, content) in files() {
            fixture.write(&path, &content);
        }
        fixture
    }

    /// The package's folder.
    pub(crate) fn dir(&self) -> PathBuf {
        self.scratch.path().join("mfano")
    }

    pub(crate) fn write(&self, path: &str, content: &str) {
        use std::os::unix::fs::PermissionsExt;
        let file = self.dir().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, content).unwrap();
        let mode = if path.ends_with("/run") { 0o755 } else { 0o644 };
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Replaces text in the manifest; it must be there.
    pub(crate) fn edit(&self, from: &str, to: &str) {
        let path = self.dir().join("challenge.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replace(from, to)).unwrap();
    }

    pub(crate) fn load(&self) -> Package {
        Package::load(&self.dir()).unwrap_or_else(|invalid| panic!("{invalid}"))
    }

    /// A fresh empty folder.
    pub(crate) fn empty(&self, name: &str) -> PathBuf {
        let path = self.scratch.path().join(name);
        fs::create_dir_all(&path).unwrap();
        path
    }
}

pub(crate) fn runtime() -> Runtime {
    Runtime {
        name: "host".to_owned(),
        digest: "test".to_owned(),
        binds: Vec::new(),
        path: "/usr/bin".to_owned(),
        held: None,
    }
}

/// A box that does what a function says.
pub(crate) struct Scripted<F>(pub(crate) F);

impl<F: Fn(&Run<'_>) -> Result<Outcome, Fault> + Send + Sync> Sandbox for Scripted<F> {
    fn run(&self, run: &Run<'_>) -> Result<Outcome, Fault> {
        (self.0)(run)
    }
}

/// A run that ended like this, having written that.
pub(crate) fn outcome(ending: Ending, stdout: &[u8]) -> Outcome {
    Outcome {
        ending,
        cpu: Duration::from_millis(3),
        wall: Duration::from_millis(5),
        peak: 4096,
        stdout: stdout.to_vec(),
        stderr: Vec::new(),
        spilled: false,
    }
}

/// Gives back standard input, as the full solution does.
#[expect(clippy::unnecessary_wraps, reason = "the shape of a box's answer")]
pub(crate) fn cat(run: &Run<'_>) -> Result<Outcome, Fault> {
    let input = run
        .stdin
        .map(|path: &Path| fs::read(path).unwrap())
        .unwrap_or_default();
    Ok(outcome(Ending::Exited(0), &input))
}
