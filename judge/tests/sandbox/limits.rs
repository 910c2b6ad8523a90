//! Every limit bites, on the whole process tree, and is told by its name.
use std::time::{Duration, Instant};

use judge::sandbox::Ending;
use wire::Limit;

use crate::house::{another, python, seconds, seen_late, shell, text};

#[test]
fn cpu_time_of_hidden_children_counts() {
    let spin = "
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True: pass
    os._exit(0)
os.wait()
time.sleep(60)";
    let outcome = python(spin).limits(|limits| limits.cpu = seconds(0.3)).run();
    assert_eq!(outcome.ending, Ending::Limited(Limit::Cpu));
    assert!(outcome.wall < seconds(3.0));
}

#[test]
fn cpu_time_of_children_nobody_waits_for_counts() {
    let spin = "
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in range(4):
    if os.fork() == 0:
        end = time.process_time() + 0.1
        while time.process_time() < end: pass
        os._exit(0)
    try: os.wait()
    except ChildProcessError: pass";
    let outcome = python(spin).run();
    assert_eq!(outcome.ending, Ending::Exited(0));
    assert!(outcome.cpu > Duration::from_millis(380), "{:?}", outcome.cpu);
}

#[test]
fn wall_time_ends_even_who_ignores_signals() {
    let sleep = "
import signal, time
for number in range(1, 32):
    if number not in (9, 19): signal.signal(number, signal.SIG_IGN)
time.sleep(60)";
    let began = Instant::now();
    let outcome = python(sleep).limits(|limits| limits.wall = seconds(0.3)).run();
    assert_eq!(outcome.ending, Ending::Limited(Limit::Wall));
    assert!(outcome.cpu < seconds(0.3) && began.elapsed() < seconds(3.0));
}

#[test]
fn a_stopped_program_still_meets_its_wall_limit() {
    let outcome = shell("kill -STOP $$")
        .limits(|limits| limits.wall = seconds(0.3))
        .run();
    assert_eq!(outcome.ending, Ending::Limited(Limit::Wall));
}

#[test]
fn memory_of_one_process_is_limited() {
    let outcome = python("b = bytearray(600 << 20)\nimport time\ntime.sleep(1)").run();
    assert_eq!(outcome.ending, Ending::Limited(Limit::Memory));
    assert!(outcome.peak <= seen_late(), "{}", outcome.peak);
}

#[test]
fn memory_of_many_processes_is_limited_together() {
    let many = "
import os, time
for _ in range(8):
    if os.fork() == 0:
        b = bytearray(60 << 20)
        time.sleep(60)
time.sleep(60)";
    let outcome = python(many).run();
    assert_eq!(outcome.ending, Ending::Limited(Limit::Memory));
    assert!(outcome.wall < seconds(8.0));
}

#[test]
fn memory_in_files_counts_as_memory() {
    let fill = "
f = open('/tmp/x', 'wb')
for _ in range(100): f.write(bytes(1 << 20))";
    let outcome = python(fill)
        .limits(|limits| (limits.memory, limits.disk) = (48 << 20, 256 << 20))
        .run();
    assert_eq!(outcome.ending, Ending::Limited(Limit::Memory));
}

#[test]
fn shared_memory_without_a_file_is_limited() {
    let hold = "
import os, mmap
fds = [os.memfd_create(str(i)) for i in range(16)]
for fd in fds:
    os.ftruncate(fd, 31 << 20)
    mmap.mmap(fd, 31 << 20).write(bytes(31 << 20))";
    assert_eq!(python(hold).run().ending, Ending::Limited(Limit::Memory));
}

#[test]
fn shared_memory_of_the_old_kind_is_limited() {
    // Segments of System V, each alone within every other limit; and pages that parent and children share.
    let segments = "
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
for i in range(16):
    id = libc.shmget(0, 31 << 20, 0o1600)
    at = libc.shmat(id, None, 0)
    ctypes.memset(at, 1, 31 << 20)
    libc.shmdt(ctypes.c_void_p(at))
print('held')";
    let pages = "
import mmap, os
shared = mmap.mmap(-1, 400 << 20)
for i in range(4):
    if os.fork() == 0:
        for page in range(i * 100 << 20, (i + 1) * 100 << 20, 4096): shared[page] = 1
        os._exit(0)
for i in range(4): os.wait()
print('held')";
    for program in [segments, pages] {
        let outcome = python(program).run();
        assert_eq!(outcome.ending, Ending::Limited(Limit::Memory), "{program}");
    }
}

#[test]
fn memory_of_the_kernel_is_limited() {
    let pipes = "
import os, fcntl
held = []
try:
    while True:
        read, write = os.pipe()
        held.append((read, write))
        try: fcntl.fcntl(write, 1031, 1 << 20)
        except OSError: pass
        os.set_blocking(write, False)
        try:
            while True: os.write(write, bytes(1 << 16))
        except BlockingIOError: pass
except OSError: pass
print(len(held))";
    let outcome = python(pipes).limits(|limits| limits.memory = 48 << 20).run();
    let end = &outcome.ending;
    assert!(
        matches!(end, Ending::Limited(Limit::Memory)) || *end == Ending::Exited(0),
        "{outcome:?}"
    );
}

/// What may be written is no memory for the program, and what was written takes none away from it or the next one.
#[test]
fn much_output_gives_no_memory_and_takes_none() {
    let linux = another();
    // On a disk, and where files lie in memory.
    let folders = [
        tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap(),
        tempfile::tempdir_in("/dev/shm").unwrap(),
    ];
    let run = |program: &str, folder: Option<&tempfile::TempDir>| {
        let run = python(program).limits(|limits| {
            (limits.memory, limits.output, limits.cpu) = (64 << 20, 64 << 20, seconds(20.0));
        });
        match folder {
            Some(folder) => run.spill(&folder.path().join("spilled")).run_on(&linux),
            None => run.run_on(&linux),
        }
    };
    let much = "b = bytearray(150 << 20)";
    let written = "import os, time\nb = bytearray(30 << 20)\nfor _ in range(60): os.write(1, bytes(1 << 20))\ntime.sleep(0.1)";
    let both = format!("{written}\nb += bytes(60 << 20)\ntime.sleep(9)");
    for spill in folders.iter().map(Some).chain([None]) {
        assert_eq!(run(much, spill).ending, Ending::Limited(Limit::Memory));
        let outcome = run(written, spill);
        assert_eq!(outcome.ending, Ending::Exited(0), "{}", outcome.peak);
        assert_eq!(outcome.stdout.len(), if outcome.spilled { 0 } else { 60 << 20 });
        assert!((30 << 20..50 << 20).contains(&outcome.peak), "{}", outcome.peak);
        assert_eq!(run(&both, spill).ending, Ending::Limited(Limit::Memory));
    }
    for _ in 0..3 {
        let written = shell("head -c 15M /dev/zero").limits(|limits| limits.output = 16 << 20);
        assert_eq!(written.run_on(&linux).ending, Ending::Exited(0));
        let little = shell("true").limits(|limits| limits.memory = 4 << 20);
        assert_eq!(little.run_on(&linux).ending, Ending::Exited(0));
    }
}

#[test]
fn peak_memory_is_told() {
    let outcome = python("b = bytearray(100 << 20)").run();
    assert_eq!(outcome.ending, Ending::Exited(0));
    assert!((100 << 20..140 << 20).contains(&outcome.peak), "{}", outcome.peak);
}

#[test]
fn a_fork_bomb_meets_the_limit_of_processes() {
    let bomb = "
import os
while True:
    try: os.fork()
    except OSError: pass";
    let outcome = python(bomb).limits(|limits| limits.cpu = seconds(1.0)).run();
    assert_eq!(outcome.ending, Ending::Limited(Limit::Processes));
    let count = "
import os, time
made = 0
try:
    while True:
        if os.fork() == 0: time.sleep(60)
        made += 1
except OSError: print(made)";
    let outcome = python(count).run();
    assert_eq!(
        (outcome.ending, text(&outcome.stdout).trim()),
        (Ending::Exited(0), "31")
    );
}

#[test]
fn endless_output_is_cut_on_both_streams() {
    let outcome = shell("yes").run();
    assert_eq!(
        (outcome.ending, outcome.stdout.len()),
        (Ending::Limited(Limit::Output), 1 << 20)
    );
    let outcome = shell("yes >&2").run();
    assert_eq!(outcome.ending, Ending::Limited(Limit::Output));
    assert!(outcome.stderr.len() <= 16 << 10);
    let exact = shell("head -c 1048576 /dev/zero").run();
    assert_eq!((exact.ending, exact.stdout.len()), (Ending::Exited(0), 1 << 20));
}

#[test]
fn a_full_disk_is_told_as_such() {
    for place in ["/tmp/x", "/work/x", "/dev/shm/x"] {
        let outcome = shell(&format!("head -c 100M /dev/zero > {place}")).run();
        assert_eq!(outcome.ending, Ending::Limited(Limit::Disk), "{place}");
    }
    let several = "head -c 20M /dev/zero > /tmp/x; head -c 20M /dev/zero > /work/x || exit 1";
    assert_eq!(shell(several).run().ending, Ending::Limited(Limit::Disk));
    let names = "
for i in range(200000): open(f'/tmp/{i}', 'w').close()";
    assert_eq!(python(names).run().ending, Ending::Limited(Limit::Disk));
}

#[test]
fn open_files_are_limited() {
    let open = "
n = 0
held = []
try:
    while True: held.append(open('/dev/null')); n += 1
except OSError: print(n)";
    let outcome = python(open).run();
    assert_eq!(text(&outcome.stdout).trim(), "1021");
}
