//! The same box without control groups, as an ordinary user, and after a helper was killed.
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::time::Duration;

use judge::sandbox::{Ending, Groups, Linux, Options, Sandbox, probe};
use wire::Limit;

use crate::house::{
    ALONE, BOX, ORDINARY, STRANGER, Try, again_in, command, python, root, seconds, shell, text, tree,
};

/// Programs that hold more than they may where no process has it for itself.
const HELD_ELSEWHERE: [&str; 4] = [
    // Pages that children share, each of them touched by one that has ended.
    "import mmap, os
shared = mmap.mmap(-1, 1200 << 20)
for i in range(12):
    if os.fork() == 0:
        for page in range(i * 100 << 20, (i + 1) * 100 << 20, 4096): shared[page] = 1
        os._exit(0)
    os.wait()",
    // The same by their device, and nearly all of them let go of by everybody.
    "import ctypes, mmap, os
zero = os.open('/dev/zero', os.O_RDWR)
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
size = 20 << 20
for i in range(60):
    at = libc.mmap(None, ctypes.c_size_t(size), 3, 1, zero, ctypes.c_size_t(0))
    if at in (None, ctypes.c_void_p(-1).value): at = libc.mmap(None, ctypes.c_size_t(size), 3, 0x21, -1, ctypes.c_size_t(0))
    ctypes.memset(at, 1, size)
    libc.munmap(ctypes.c_void_p(at + 4096), ctypes.c_size_t(size - 4096))",
    // Full buffers of sockets.
    "import os, socket, time
held = []
for _ in range(4):
    if os.fork() == 0:
        try:
            while True:
                pair = socket.socketpair()
                held.append(pair)
                for end in pair:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 24)
                    end.setblocking(False)
                    try:
                        while True: end.send(bytes(1 << 16))
                    except BlockingIOError: pass
        except OSError: pass
        time.sleep(1)
        os._exit(0)
for _ in range(4): os.wait()",
    // Much for a moment.
    "import ctypes
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
at = libc.malloc(ctypes.c_size_t(400 << 20))
ctypes.memset(ctypes.c_void_p(at), 1, ctypes.c_size_t(400 << 20))",
];

/// The limits and walls that must hold in every mode.
fn holds(linux: &Linux) {
    let end = |run: Try| run.usr_alone().run_on(linux).ending;
    assert_eq!(end(shell("exit 3")), Ending::Exited(3));
    assert_eq!(end(command(&["./missing"])), Ending::NotStarted);
    assert_eq!(
        end(python("b = bytearray(600 << 20)\nimport time\ntime.sleep(9)")),
        Ending::Limited(Limit::Memory)
    );
    for held in HELD_ELSEWHERE {
        assert_eq!(end(python(held)), Ending::Limited(Limit::Memory), "{held}");
    }
    let little = "import mmap, os\nshared = mmap.mmap(-1, 1 << 20)\nif os.fork() == 0:\n shared.write(b'jambo')\n os._exit(0)\n\
        os.wait()\nassert shared.read(5) == b'jambo'\nimport socket\npairs = [socket.socketpair() for _ in range(100)]\n\
        assert open('/dev/zero', 'rb').read(3) == bytes(3)";
    assert_eq!(
        end(python(little)),
        Ending::Exited(0),
        "what is little is left alone"
    );
    let spin = "import os\nif os.fork() == 0:\n os.setsid()\n while True: pass\nimport time\ntime.sleep(60)";
    assert_eq!(
        end(python(spin).limits(|limits| limits.cpu = seconds(0.3))),
        Ending::Limited(Limit::Cpu)
    );
    let ignored = "import os, signal, time\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\n\
        for _ in range(40):\n if os.fork() == 0:\n  end = time.process_time() + 0.2\n  while time.process_time() < end: pass\n  os._exit(0)\n \
        try: os.wait()\n except ChildProcessError: pass";
    assert_eq!(
        end(python(ignored).limits(|limits| limits.cpu = Duration::from_secs(1))),
        Ending::Limited(Limit::Cpu)
    );
    let bomb = "import os\nwhile True:\n try: os.fork()\n except OSError: pass";
    assert_eq!(
        end(python(bomb).limits(|limits| limits.cpu = seconds(1.0))),
        Ending::Limited(Limit::Processes)
    );
    assert_eq!(end(shell("yes")), Ending::Limited(Limit::Output));
    assert_eq!(
        end(shell("head -c 100M /dev/zero > /tmp/x")),
        Ending::Limited(Limit::Disk)
    );
    let fill =
        "f = open('/tmp/x', 'wb')\nfor _ in range(30): f.write(bytes(1 << 20))\nimport time\ntime.sleep(9)";
    assert_eq!(
        end(python(fill).limits(|limits| limits.memory = 20 << 20)),
        Ending::Limited(Limit::Memory)
    );
    let own = "import resource as r\nr.setrlimit(r.RLIMIT_CPU, (9, 9))\nr.prlimit(1, r.RLIMIT_CPU, (0, 0))";
    assert_eq!(end(python(own)), Ending::Exited(1), "limits of the first process");
    let rights = "grep -E '^Cap(Eff|Prm|Bnd|Amb)' /proc/self/status | grep -vc 0000000000000000; id -u; \
        cat /etc/shadow /proc/1/environ 2>/dev/null; unshare -U true 2>/dev/null && echo unshared; kill -9 1; echo x > /proc/sys/kernel/core_pattern";
    let outcome = shell(rights).usr_alone().run_on(linux);
    assert_eq!(text(&outcome.stdout), "0\n1000\n");
}

/// A tree is writable, its copy is kept, and it stays as it was.
fn works_on_a_tree(linux: &Linux, owner: u32) {
    let team = tree(&[("src/a", "one\n")]);
    let kept = tempfile::tempdir().unwrap();
    for path in [
        team.path(),
        &team.path().join("src"),
        &team.path().join("src/a"),
        kept.path(),
    ] {
        chown(path, Some(owner), Some(owner)).unwrap();
    }
    let script = "echo two >> src/a; rm -r src/../src/none 2>/dev/null; mkdir new; chmod 0 src/a; exit 0";
    let outcome = shell(script)
        .usr_alone()
        .layer(team.path())
        .keep(kept.path())
        .run_on(linux);
    assert_eq!(outcome.ending, Ending::Exited(0), "{}", text(&outcome.stderr));
    let read = |folder: &Path| fs::read_to_string(folder.join("src/a")).unwrap();
    assert_eq!(
        (read(team.path()).as_str(), read(kept.path()).as_str()),
        ("one\n", "one\ntwo\n")
    );
    let again = shell("cat src/a; rm -r src; mkdir src; ls -A src")
        .usr_alone()
        .layer(kept.path())
        .run_on(linux);
    assert_eq!(text(&again.stdout), "one\ntwo\n", "{}", text(&again.stderr));
}

/// What an operator has tried holds in every mode, in a moment.
fn holds_what_is_tried(linux: &Linux) {
    let began = std::time::Instant::now();
    let probes = probe(linux).unwrap();
    assert!(
        probes.len() > 5 && probes.iter().all(|probe| probe.held),
        "{probes:?}"
    );
    assert!(
        began.elapsed() < seconds(9.0),
        "on a busy machine: {:?}",
        began.elapsed()
    );
}

#[test]
fn what_is_tried_holds() {
    holds_what_is_tried(&crate::house::LINUX);
    holds_what_is_tried(&ALONE);
    holds_what_is_tried(&ORDINARY.1);
}

#[test]
fn without_control_groups() {
    assert_eq!(
        (ALONE.describe().groups, ALONE.describe().tier()),
        (Groups::None, 'B')
    );
    holds(&ALONE);
    crate::serve::serves(&ALONE);
    crate::cores::keeps_to_its_cores(&ALONE);
    works_on_a_tree(&ALONE, rustix::process::geteuid().as_raw());
}

#[test]
fn as_an_ordinary_user() {
    let linux = &ORDINARY.1;
    assert!(!linux.describe().root);
    holds(linux);
    crate::serve::serves(linux);
    crate::cores::keeps_to_its_cores(linux);
    works_on_a_tree(
        linux,
        if root() {
            STRANGER
        } else {
            rustix::process::geteuid().as_raw()
        },
    );
}

#[test]
fn the_same_user_outside_cannot_be_touched_from_inside() {
    let folder = tree(&[("in", "input\n")]);
    let path = folder.path().join("in");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    if root() {
        chown(&path, Some(STRANGER), Some(STRANGER)).unwrap();
    }
    let script = "(echo changed > /proc/self/fd/0) 2>/dev/null; cat; ls /proc | grep -c '^[0-9]'";
    let outcome = shell(script).usr_alone().stdin(&path).run_on(&ORDINARY.1);
    assert_eq!(text(&outcome.stdout).lines().next(), Some("input"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "input\n");
}

#[test]
fn a_tree_of_another_owner_is_the_teams_own_inside() {
    if root() {
        let team = tree(&[("a", "one\n")]);
        for path in [team.path(), &team.path().join("a")] {
            chown(path, Some(STRANGER), Some(100)).unwrap();
        }
        let outcome = shell("stat -c '%u %g' a; echo two >> a; cat a")
            .layer(team.path())
            .run();
        assert_eq!(
            text(&outcome.stdout),
            "1000 1000\none\ntwo\n",
            "{}",
            text(&outcome.stderr)
        );
    }
}

/// The first helper is of root, all later ones are not.
#[test]
fn a_later_box_that_is_made_otherwise_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let (copy, script) = (folder.path().join("judge-box"), folder.path().join("helper"));
    fs::copy(BOX, &copy).unwrap();
    let (first, copy) = (folder.path().join("first"), copy.display());
    let text = format!(
        "#!/bin/sh\nmkdir {} 2>/dev/null && exec {copy} \"$@\"\n\
        exec setpriv --reuid {STRANGER} --regid {STRANGER} --clear-groups {copy} \"$@\"\n",
        first.display()
    );
    fs::write(&script, text).unwrap();
    for path in [folder.path(), &folder.path().join("judge-box"), &script] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    if !root() {
        return;
    }
    let linux = Linux::with_helper(script, true).unwrap();
    assert_eq!(shell("exit 3").run_on(&linux).ending, Ending::Exited(3));
    // Two at once need a second helper; the first must not have done its part by then.
    let (run, pipes) = (shell("sleep 1").usr_alone(), tempfile::tempdir().unwrap());
    let joined = linux.join([&run.described(), &run.described()], pipes.path());
    let why = joined.unwrap_err().0;
    assert!(
        why.contains("root: true") && why.contains("now") && why.contains("root: false"),
        "{why}"
    );
}

#[test]
fn why_there_are_no_groups_is_known() {
    assert_eq!(ALONE.ungrouped(), None, "nobody wanted any");
    let (folder, linux) = (
        &ORDINARY.0,
        Linux::with_helper(ORDINARY.0.path().join("helper"), true),
    );
    let linux = linux.unwrap();
    let why = linux.ungrouped().map(str::to_owned);
    let none = linux.describe().groups == Groups::None;
    assert_eq!(why.is_some(), none, "{} {why:?}", folder.path().display());
    assert!(!none || why.is_some_and(|why| why.contains("v2: ") && why.contains("v1: ")));
}

#[test]
fn layers_are_copied_where_they_cannot_be_merged() {
    let linux = Linux::with(Options {
        slots: None,
        helper: BOX.into(),
        groups: true,
        overlay: false,
    })
    .unwrap();
    assert!(!linux.describe().overlay);
    works_on_a_tree(&linux, rustix::process::geteuid().as_raw());
    let (top, bottom) = (
        tree(&[("a", "top\n"), ("kind/x", "x\n")]),
        tree(&[("a", "bottom\n"), ("b", "b\n"), ("kind", "file\n")]),
    );
    let outcome = shell("cat a b kind/x; head -c 100M /dev/zero > fill")
        .layer(top.path())
        .layer(bottom.path())
        .run_on(&linux);
    assert_eq!(text(&outcome.stdout), "top\nb\nx\n", "{}", text(&outcome.stderr));
    assert_eq!(outcome.ending, Ending::Limited(Limit::Disk));
}

/// What means harm in the best box is tried in the others too. Calls that hide memory do not exist there, and a look
/// now and then sees nearly all of what children use that nobody waits for, on a busy machine less of it.
const HOSTILE: [&str; 4] = ["walls::", "files::", "limits::", "remains::"];
const OTHERWISE: [&str; 2] = ["limits::shared_memory", "limits::cpu_time_of_children_nobody"];

#[test]
fn the_hostile_are_held_without_control_groups() {
    again_in("uncounted", &HOSTILE, &OTHERWISE);
}

/// Files that are kept, and names that the disguise changes, are tried by those above.
#[test]
fn the_hostile_are_held_by_an_ordinary_user() {
    if root() {
        let disguise = ["files::", "proc_tells_nothing", "much_output"];
        again_in("ordinary", &HOSTILE, &[&OTHERWISE[..], &disguise[..]].concat());
    } else {
        again_in("ordinary", &HOSTILE, &OTHERWISE);
    }
}
