//! Nothing of a run reaches the next one, and nothing survives.
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use judge::sandbox::{Ending, Linux};
use wire::Limit;

use crate::house::{another, command, marked, python, seconds, shell, text, tree};

/// Processes of the machine whose command line holds `mark`.
fn alive(mark: &str) -> usize {
    let mark = &marked(mark);
    let processes = fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter(|entry| fs::read(entry.path().join("cmdline")).is_ok_and(|line| text(&line).contains(mark)))
        .count()
}

fn soon(what: impl Fn() -> bool) -> bool {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(5) {
        if what() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    false
}

#[test]
fn files_of_one_run_are_gone_in_the_next() {
    let places = "/tmp/left /work/left /dev/shm/left";
    assert_eq!(shell(&format!("touch {places}")).run().ending, Ending::Exited(0));
    let outcome = shell(&format!(
        "ls {places} 2>/dev/null; ls -A /tmp /dev/shm; ipcs -a | grep -c 0x; true"
    ))
    .run();
    assert_eq!(
        text(&outcome.stdout).split_whitespace().collect::<Vec<_>>(),
        ["/dev/shm:", "/tmp:", "0"]
    );
}

#[test]
fn who_leaves_its_session_dies_with_the_run() {
    let flee = "
import os, signal, sys
for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        for number in range(1, 32):
            if number not in (9, 19): signal.signal(number, signal.SIG_IGN)
        if os.fork() == 0: os.execv('/usr/bin/sleep', ['sleep', '98761'])
        os._exit(0)
print('bye')";
    let outcome = python(flee).run();
    assert_eq!(
        (outcome.ending, text(&outcome.stdout).as_str()),
        (Ending::Exited(0), "bye\n")
    );
    assert_eq!(alive("98761"), 0);
    assert!(outcome.wall < seconds(3.0));
}

#[test]
fn a_limit_ends_everything_at_once() {
    let outcome = shell("sleep 98762 & setsid sleep 98762 & sleep 98762")
        .limits(|limits| limits.wall = seconds(0.2))
        .run();
    assert_eq!(outcome.ending, Ending::Limited(Limit::Wall));
    assert_eq!(alive("98762"), 0);
}

/// Memory that would stay when its processes have ended, if the box did.
const SHARED: &str = "
import ctypes, mmap, os
libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
held = []
for i in range(30):
    id = libc.shmget(4711 + i, 16 << 20, 0o1666)
    if id >= 0: ctypes.memset(libc.shmat(id, None, 0), 1, 16 << 20)
    held.append(mmap.mmap(-1, 16 << 20))
    for page in range(0, 16 << 20, 4096): held[-1][page] = 1";

/// Every process holds as many files, pipes and sockets as it may, on their way to others too.
const DESCRIPTORS: &str = "
import os, socket, time
for _ in range(8):
    if os.fork() == 0:
        held = []
        try:
            for i in range(25): held.append(socket.socketpair())
            for one, other in held:
                socket.send_fds(one, [b'x'], [one.fileno(), other.fileno()])
            while True: held.append(os.pipe())
        except OSError: pass
        time.sleep(60)
time.sleep(60)";

#[test]
fn after_any_abuse_the_next_run_is_as_ever() {
    let linux = another();
    let fork = "import os\nwhile True:\n try: os.fork()\n except OSError: pass";
    let abuses = [
        (python(fork), Limit::Processes),
        (python("b = bytearray(600 << 20)"), Limit::Memory),
        (shell("yes; sleep 98767"), Limit::Output),
        (
            shell("sleep 98767 & head -c 100M /dev/zero > /tmp/x"),
            Limit::Disk,
        ),
        (
            python("import os\nif os.fork() == 0: os.setsid()\nwhile True: pass"),
            Limit::Cpu,
        ),
        (shell("trap '' TERM HUP INT; sleep 98767 & wait"), Limit::Wall),
        (python(SHARED), Limit::Memory),
        (python(DESCRIPTORS), Limit::Wall),
        (
            python("for i in range(200000): open(f'/tmp/{i}', 'w').close()"),
            Limit::Disk,
        ),
    ];
    let calm = || shell("ls -A /tmp /dev/shm /work; set -- /proc/[0-9]*; echo $# sawa").run_on(&linux);
    let before = calm();
    for (abuse, limit) in abuses {
        let wall = if limit == Limit::Wall { 0.6 } else { 20.0 };
        let cpu = if matches!(limit, Limit::Cpu | Limit::Processes) {
            0.4
        } else {
            10.0
        };
        let abuse = abuse.limits(|limits| (limits.cpu, limits.wall) = (seconds(cpu), seconds(wall)));
        let outcome = abuse.run_on(&linux);
        assert_eq!(outcome.ending, Ending::Limited(limit), "{outcome:?}");
        assert_eq!(alive("98767"), 0, "{limit:?}");
        let after = calm();
        assert_eq!(
            (after.ending, text(&after.stdout), text(&after.stderr)),
            (Ending::Exited(0), text(&before.stdout), String::new()),
            "{limit:?}"
        );
        assert!(
            after.peak < before.peak + (4 << 20) && after.cpu < before.cpu + seconds(0.2),
            "{limit:?}: {:?} {before:?}",
            (after.peak, after.cpu)
        );
    }
}

#[test]
fn a_box_is_never_one_that_stood_for_another_runtime() {
    let linux = another();
    let opt = |usr_alone: bool| {
        let look = shell("ls -d /opt/rust 2>/dev/null; true");
        let look = if usr_alone { look.usr_alone() } else { look };
        text(&look.run_on(&linux).stdout)
    };
    let whole = opt(false);
    for usr_alone in [true, true, false, true, false, false] {
        assert_eq!(opt(usr_alone), if usr_alone { "" } else { &whole });
    }
}

/// Processes of the machine that are this program.
fn running(program: &std::path::Path) -> usize {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter(|entry| fs::read_link(entry.path().join("exe")).is_ok_and(|exe| exe == program))
        .count()
}

#[test]
fn a_box_that_waits_ends_with_its_helper() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("judge-box");
    fs::copy(env!("CARGO_BIN_EXE_judge-box"), &program).unwrap();
    if !rustix::process::geteuid().is_root() {
        return;
    }
    // The helper, the first process of the next box, and the one that is to become a program.
    let standing = || {
        let linux = Linux::with_helper(program.clone(), true).unwrap();
        assert_eq!(shell("exit 3").run_on(&linux).ending, Ending::Exited(3));
        assert!(soon(|| running(&program) == 3), "{}", running(&program));
        linux
    };
    drop(standing());
    assert_eq!(running(&program), 0, "told to go");
    let linux = standing();
    let mut processes = fs::read_dir("/proc").unwrap().flatten();
    let helper = processes.find_map(|entry| {
        let pid = entry.file_name().to_str()?.parse().ok()?;
        let ours = fs::read_link(entry.path().join("exe")).is_ok_and(|exe| exe == program);
        (ours && parent(pid) == std::process::id()).then_some(pid)
    });
    let helper = helper.unwrap();
    kill(helper);
    // It lets go of its program a moment before its end can be heard of.
    let ended = || fs::read_to_string(format!("/proc/{helper}/stat")).is_ok_and(|stat| stat.contains(") Z "));
    assert!(soon(|| running(&program) == 0 && ended()), "killed");
    assert_eq!(shell("exit 4").run_on(&linux).ending, Ending::Exited(4));
}

#[test]
fn what_a_dead_program_left_open_does_not_hold_us() {
    let outcome = shell("(sleep 98763; echo late) & echo early").run();
    assert_eq!(
        (outcome.ending, text(&outcome.stdout).as_str()),
        (Ending::Exited(0), "early\n")
    );
    assert!(outcome.wall < seconds(2.0));
}

#[test]
fn a_box_ends_with_its_helper_and_a_helper_with_its_judge() {
    // `judge-box` asked from outside, so that it can be killed as a whole.
    let linux = another();
    let waiting = std::thread::spawn(move || {
        let run = command(&["sleep", "98764"]).limits(|limits| limits.wall = seconds(30.0));
        run.try_on(&linux).map(|outcome| outcome.ending)
    });
    assert!(soon(|| pid_of("sleep\098764").is_some()));
    kill(parent(parent(pid_of("sleep\098764").unwrap())));
    assert!(soon(|| alive("98764") == 0), "the box outlived its helper");
    assert!(waiting.join().unwrap().is_err());
}

fn pid_of(mark: &str) -> Option<u32> {
    let mut processes = fs::read_dir("/proc").unwrap().flatten();
    let mark = marked(mark);
    let named = |line: Vec<u8>| text(&line).starts_with(&mark);
    let found = processes.find(|entry| fs::read(entry.path().join("cmdline")).is_ok_and(named));
    found?.file_name().to_str()?.parse().ok()
}

fn parent(pid: u32) -> u32 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat.rsplit_once(')')
        .unwrap()
        .1
        .split_whitespace()
        .nth(1)
        .unwrap()
        .parse()
        .unwrap()
}

fn kill(pid: u32) {
    let pid = rustix::process::Pid::from_raw(pid.try_into().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

#[test]
fn many_boxes_at_once_do_not_meet() {
    std::thread::scope(|scope| {
        for thread in 0..6 {
            scope.spawn(move || {
                let team = tree(&[("name", &format!("{thread}"))]);
                for _ in 0..5 {
                    let script = "test ! -e /tmp/x && cp name /tmp/x && cat /tmp/x";
                    let outcome = shell(script).layer(team.path()).run();
                    assert_eq!(text(&outcome.stdout), thread.to_string());
                }
            });
        }
    });
}

/// Whether a group of this helper is there, in whatever tree of groups.
fn has_group(helper: u32) -> bool {
    let start = format!("ubunifu-{helper}-");
    let mut groups = walkdir::WalkDir::new("/sys/fs/cgroup").into_iter().flatten();
    groups.any(|entry| entry.file_name().as_encoded_bytes().starts_with(start.as_bytes()))
}

#[test]
fn groups_of_a_killed_helper_are_swept_by_the_next_one() {
    let linux = another();
    let run = command(&["sleep", "98765"]).limits(|limits| limits.wall = seconds(30.0));
    let helper = std::thread::scope(|scope| {
        scope.spawn(|| run.try_on(&linux).is_err().then_some(()).unwrap());
        assert!(soon(|| pid_of("sleep\098765").is_some()));
        let helper = parent(parent(pid_of("sleep\098765").unwrap()));
        kill(helper);
        helper
    });
    assert!(soon(|| alive("98765") == 0));
    assert_eq!(shell("exit 4").run_on(&linux).ending, Ending::Exited(4));
    // What has just died may stand in its group a moment longer: then the one after sweeps it.
    let next = || Linux::with_helper(env!("CARGO_BIN_EXE_judge-box").into(), true).unwrap();
    assert!(soon(|| {
        drop(next());
        !has_group(helper)
    }));
}

#[test]
#[ignore = "played by the next test, which kills it"]
fn a_judge_that_is_killed() {
    command(&["sleep", "98766"])
        .limits(|limits| limits.wall = seconds(30.0))
        .run();
}

#[test]
#[expect(clippy::disallowed_methods, reason = "another judge, to be killed")]
fn nothing_outlives_a_killed_judge() {
    let this = std::env::current_exe().unwrap();
    let part = ["--ignored", "--exact", "remains::a_judge_that_is_killed"];
    let mut judge = Command::new(this)
        .args(part)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    assert!(soon(|| pid_of("sleep\098766").is_some()));
    let helper = parent(parent(pid_of("sleep\098766").unwrap()));
    assert_eq!(parent(helper), judge.id());
    judge.kill().unwrap();
    judge.wait().unwrap();
    assert!(soon(
        || pid_of("sleep\098766").is_none() && !fs::exists(format!("/proc/{helper}")).unwrap()
    ));
    assert!(!has_group(helper));
}

/// The first line names the network, the rest is what has been counted in it alone.
const NETWORK: &str = "readlink /proc/self/ns/net; cd /proc/self/net; cat snmp snmp6 netstat dev ip6_flowlabel tcp tcp6 udp unix";

#[test]
fn a_network_that_was_touched_is_never_seen_again() {
    let linux = another();
    let look = || -> Vec<String> {
        let said = text(&shell(NETWORK).run_on(&linux).stdout);
        said.lines().map(str::to_owned).collect()
    };
    let differ = |one: &[String], other: &[String]| -> Vec<String> {
        let pairs = one.iter().zip(other).filter(|(one, other)| one != other);
        pairs.map(|(one, other)| format!("{one} | {other}")).collect()
    };
    let new = look();
    assert!(
        new.len() > 100 && new.last().unwrap().starts_with("Num"),
        "no socket of ours is in it"
    );
    let again = look();
    assert_eq!(
        (differ(&new, &again), again.len()),
        (vec![], new.len()),
        "nobody touched it"
    );
    // A packet is counted, and a label outlives its socket for a minute.
    let label = "s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)\n s.setsockopt(41, 32, bytes(15) + b'\\x01' + bytes(4) + \
        struct.pack('=BBHHHI', 0, 1, 1, 60, 60, 0))\n print(open('/proc/self/net/ip6_flowlabel').read().count('\\n'))";
    let packet =
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))\n print('2')";
    for touch in [label, packet] {
        let program = format!(
            "import os, socket, struct, sys\nif os.fork() == 0:\n {touch}\n sys.stdout.flush()\n os._exit(0)\nos.wait()"
        );
        let outcome = python(&program).run_on(&linux);
        assert_eq!(text(&outcome.stdout), "2\n", "{}", text(&outcome.stderr));
        let after = look();
        let counted = differ(after.get(1..).unwrap(), new.get(1..).unwrap());
        assert_eq!((counted, after.len()), (vec![], new.len()), "{touch}");
    }
}

/// Files of the runtime are the same for all: neither a lock on one nor a look at it may be noticed by another box.
#[test]
fn boxes_at_the_same_time_do_not_talk_through_files_of_the_runtime() {
    let speak = "
import fcntl, time
file = open('/usr/bin/env', 'rb')
fcntl.flock(file, fcntl.LOCK_EX)
until = time.monotonic() + 1
while time.monotonic() < until:
    open('/usr/bin/env', 'rb').read(1)
    time.sleep(0.01)";
    let listen = "
import ctypes, fcntl, os, time
libc = ctypes.CDLL(None)
watch = libc.inotify_init1(os.O_NONBLOCK)
if watch >= 0 and libc.inotify_add_watch(watch, b'/usr/bin/env', 0x21) < 0: print('no watch')
heard, file = set(), open('/usr/bin/env', 'rb')
time.sleep(0.05)
try: os.read(watch, 4096)
except OSError: pass
until = time.monotonic() + 1
while time.monotonic() < until:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        fcntl.flock(file, fcntl.LOCK_UN)
    except OSError: heard.add('lock')
    try: os.read(watch, 4096) and heard.add('look')
    except OSError: pass
    time.sleep(0.01)
print(sorted(heard))";
    std::thread::scope(|scope| {
        let speaker = scope.spawn(|| python(speak).run());
        assert_eq!(text(&python(listen).run().stdout), "[]\n");
        assert_eq!(speaker.join().unwrap().ending, Ending::Exited(0));
    });
}
