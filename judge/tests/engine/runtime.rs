//! A runtime from a real image: what is in it, and nothing else, is what a program finds.
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use judge::package::Environment;
use judge::runtime::{Runtimes, Unavailable};
use judge::sandbox::{Ending, Limits, Linux, Outcome, Run, Runtime, Sandbox};
use judge::{Identity, Job, Package, Selection, judge};
use wire::Verdict;

use crate::house::LINUX;

/// A user who is nobody here.
const STRANGER: u32 = 61_235;

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/fixtures")
        .join(path)
}

/// A machine with a store, and images to import.
struct Machine {
    folder: tempfile::TempDir,
    runtimes: Runtimes,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A box of an ordinary user must reach it.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let runtimes = Runtimes::new(folder.path().join("runtimes"));
        Self { folder, runtimes }
    }

    /// Imports an image around busybox; `extra` makes another one of it.
    #[expect(
        clippy::disallowed_methods,
        reason = "the image is made as authors make theirs: by a program"
    )]
    fn import(&self, name: &str, extra: &[&str]) -> String {
        let image = self.folder.path().join("image.tar");
        let script = fixture("runtimes/busybox");
        let made = Command::new(script).arg(&image).args(extra).status();
        assert!(made.unwrap().success());
        let scratch = self.runtimes.store().scratch().unwrap();
        let imported = self
            .runtimes
            .store()
            .import(name, (&image, scratch.path()), &mut |_| {});
        imported.unwrap().runtime.digest
    }

    fn runtime(&self, name: &str) -> Arc<Runtime> {
        self.runtimes.named(name).unwrap().expect("it was imported")
    }

    fn run(&self, linux: &Linux, script: &str) -> Outcome {
        let command = ["sh", "-c", script].map(str::to_owned);
        let second = Duration::from_secs(1);
        let limits = Limits {
            cpu: second,
            wall: 10 * second,
            memory: 64 << 20,
            output: 1 << 16,
            processes: 16,
            disk: 1 << 20,
        };
        let run = Run {
            runtime: &self.runtime("busybox"),
            layers: &[],
            command: &command,
            stdin: None,
            limits,
            spill: None,
            keep: None,
        };
        linux.run(&run).unwrap()
    }

    fn said(&self, linux: &Linux, script: &str) -> String {
        let outcome = self.run(linux, script);
        let text = String::from_utf8(outcome.stdout).unwrap();
        assert_eq!(outcome.ending, Ending::Exited(0), "{script}: {text}");
        text
    }
}

/// What must hold for a program in the box, whoever made the box.
fn nothing_else_is_there(machine: &Machine, linux: &Linux) {
    let tops = machine.said(
        linux,
        "echo $(ls /); echo $(ls /etc); ls /var; ls -d /tmp/. /work/.",
    );
    let expected = "bin dev etc mnt proc tmp var work\ngroup hostname hosts nsswitch.conf only-here passwd\ntmp\n/tmp/.\n/work/.\n";
    assert_eq!(tops, expected);
    // Nothing that this machine has, and the image has not.
    let found = machine.said(linux, "for f in /usr /lib /lib64 /etc/shadow /bin/bash /bin/gone /usr/bin/env; do test -e $f && echo $f; done; true");
    assert_eq!(found, "");
    let own = machine.said(
        linux,
        "echo $PATH $SECRET; cat /etc/only-here; wc -l < /etc/passwd; echo 127.0.0.1 >/dev/null; id -u",
    );
    assert_eq!(own, "/bin\nimage\n3\n1000\n");
    let written = machine.said(linux, "for d in / /bin /etc /var; do touch $d/x 2>/dev/null && echo $d; done; touch /tmp/x /var/tmp/y /work/z && ls /tmp");
    assert_eq!(written, "x\ny\n");
    // Every file can be read, whoever owns it outside.
    let locked = machine.said(
        linux,
        "find / -xdev ! -readable 2>/dev/null; find /bin /etc ! -readable; true",
    );
    assert_eq!(locked, "");
    let mounts = machine.said(linux, "cat /proc/self/mountinfo");
    let inside = mounts
        .lines()
        .filter(|l| l.contains(" /bin ") || l.contains(" /etc "));
    assert_eq!(
        inside.filter(|l| l.contains("ro,nosuid,nodev")).count(),
        2,
        "{mounts}"
    );
}

#[test]
fn nothing_of_this_machine_is_in_it() {
    let machine = Machine::new();
    machine.import("busybox", &[]);
    nothing_else_is_there(&machine, &LINUX);
}

#[test]
fn an_ordinary_user_runs_in_it_too() {
    let machine = Machine::new();
    machine.import("busybox", &[]);
    let (copy, script) = (
        machine.folder.path().join("judge-box"),
        machine.folder.path().join("helper"),
    );
    fs::copy(env!("CARGO_BIN_EXE_judge-box"), &copy).unwrap();
    let root = rustix::process::geteuid().is_root();
    let become_one = format!("setpriv --reuid {STRANGER} --regid {STRANGER} --clear-groups");
    let prefix = if root { become_one } else { String::new() };
    fs::write(
        &script,
        format!("#!/bin/sh\nexec {prefix} {} \"$@\"\n", copy.display()),
    )
    .unwrap();
    for path in [&copy, &script] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let linux = Linux::with_helper(script, false).unwrap();
    assert!(!linux.describe().root || !root);
    nothing_else_is_there(&machine, &linux);
}

#[test]
fn another_tree_under_the_same_name_is_another_box() {
    let machine = Machine::new();
    let look = "cat /extra 2>/dev/null; true";
    let first = machine.import("busybox", &[]);
    assert_eq!(machine.said(&LINUX, look), "");
    let second = machine.import("busybox", &["moja"]);
    assert_ne!(first, second);
    assert_eq!(machine.said(&LINUX, look), "moja");
    // Gone and come again: a box that was made around the old tree is not taken for one around the new.
    assert!(machine.runtimes.store().remove("busybox").unwrap().is_some());
    assert!(machine.runtimes.named("busybox").unwrap().is_none());
    machine.runtimes.tidy().unwrap();
    assert_eq!(machine.import("busybox", &["moja"]), second);
    assert_eq!(machine.said(&LINUX, look), "moja");
}

#[test]
fn a_package_is_judged_in_the_runtime_it_names() {
    let machine = Machine::new();
    let digest = machine.import("busybox", &[]);
    let package = Package::load(&fixture("challenges/ganda")).unwrap_or_else(|invalid| panic!("{invalid}"));
    let judged = |runtime: &Runtime| {
        let scratch = tempfile::tempdir().unwrap();
        let job = Job {
            package: &package,
            tree: &package.root.join("solutions/full"),
            runtime,
            selection: Selection::All,
            seed: 1,
            identity: Identity::default(),
            local: true,
            scratch: scratch.path(),
        };
        judge(&job, &*LINUX, &mut |_| {})
    };
    let wanted = &package.manifest.environment;
    let report = judged(&machine.runtimes.get(wanted).unwrap()).unwrap();
    assert_eq!(report.verdict, Verdict::Accepted, "{report:#?}");
    assert_eq!(
        (report.runtime.name.as_str(), &report.runtime.digest),
        ("busybox", &digest)
    );
    let pinned = |digest: String| Environment {
        digest: Some(digest),
        ..wanted.clone()
    };
    assert!(machine.runtimes.get(&pinned(digest)).is_ok());
    let other = machine
        .runtimes
        .get(&pinned(format!("sha256:{}", "0".repeat(64))));
    assert!(matches!(other, Err(Unavailable::Differs { .. })));
    // A caller that takes any other is stopped.
    assert!(judged(&crate::house::HOST).is_err());
}
