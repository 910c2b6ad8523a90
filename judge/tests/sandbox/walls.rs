//! What a program must not see, reach or do.
use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::process::Command;

use judge::sandbox::Ending;

use crate::house::{STRANGER, command, python, root, shell, text, tree};

/// Runs Python that prints one line per thing it could do although it must not.
fn nothing_works(attempts: &str) {
    let outcome = python(attempts).run();
    let said = (text(&outcome.stdout), text(&outcome.stderr));
    assert_eq!(
        (outcome.ending, said),
        (Ending::Exited(0), ("done\n".into(), String::new()))
    );
}

#[test]
fn the_host_is_not_reachable_by_any_socket() {
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let name = format!("ubunifu-test-{}", std::process::id());
    let _held = UnixListener::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
    let port = tcp.local_addr().unwrap().port();
    nothing_works(&format!(
        "
import socket as s
def attempt(what, kind, to):
    try:
        x = s.socket(*kind); x.settimeout(2); x.connect(to); print(what)
    except (OSError, AttributeError): pass
attempt('tcp', (s.AF_INET, s.SOCK_STREAM), ('127.0.0.1', {port}))
attempt('out', (s.AF_INET, s.SOCK_STREAM), ('8.8.8.8', 53))
attempt('udp', (s.AF_INET, s.SOCK_DGRAM), ('8.8.8.8', 53))
attempt('out6', (s.AF_INET6, s.SOCK_STREAM), ('2001:4860:4860::8888', 53))
attempt('abstract', (s.AF_UNIX, s.SOCK_STREAM), '\\0{name}')
for family in range(0, 50):
    if family in (1, 2, 10): continue
    for protocol in range(0, 24):
        if (family, protocol) == (16, 0): continue
        for kind in (1, 2, 3, 5):
            try: s.socket(family, kind, protocol); print('family', family, kind, protocol)
            except OSError: pass
for family in (2, 10):
    for protocol in (1, 6, 17, 58, 255):
        try: s.socket(family, 3, protocol); print('raw', family)
        except OSError: pass
print('done')"
    ));
}

#[test]
fn its_own_loopback_works() {
    let serve = "
import socket, threading
server = socket.create_server(('127.0.0.1', 0))
threading.Thread(target=lambda: server.accept()[0].send(b'jambo')).start()
print(socket.create_connection(server.getsockname()).recv(9).decode())";
    assert_eq!(text(&python(serve).run().stdout), "jambo\n");
}

#[test]
fn files_of_the_host_are_absent() {
    nothing_works(
        "
import os
for path in ('/etc/shadow', '/root', '/home', '/sys', '/boot', '/var/lib', '/etc/machine-id', '/etc/ssh', '/run', '/dev/mem',
             '/dev/vda', '/dev/kmsg', '/dev/tty', '/dev/ptmx', '/dev/fuse', '/dev/kvm', '/dev/net/tun', '/srv', '/media'):
    if os.path.lexists(path): print(path)
print('done')",
    );
    let root = shell("ls -A /").run();
    assert_eq!(
        text(&root.stdout)
            .split_whitespace()
            .filter(|name| !name.starts_with("lib"))
            .collect::<Vec<_>>(),
        [
            "bin", "dev", "etc", "mnt", "opt", "proc", "sbin", "tmp", "usr", "var", "work"
        ]
        .into_iter()
        .filter(|name| *name != "opt" || text(&root.stdout).contains("opt"))
        .collect::<Vec<_>>()
    );
}

#[test]
fn nothing_but_its_own_places_can_be_written() {
    nothing_works(
        "
import os
for folder, folders, files in os.walk('/', followlinks=False):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in ('/proc', '/work', '/tmp', '/dev/shm')]
    if folder.count('/') > 3: folders.clear()
    try:
        open(os.path.join(folder, 'probe'), 'w'); print('wrote in', folder)
    except OSError: pass
    for name in files:
        path = os.path.join(folder, name)
        if os.path.realpath(path).startswith('/dev/'): continue
        try: open(path, 'r+b'); print('opened', path)
        except OSError: pass
        if folder in ('/', '/etc', '/usr/bin'):
            try: os.chmod(path, 0o777); print('changed', path)
            except OSError: pass
for path in ('/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/proc/self/oom_score_adj', '/proc/self/uid_map',
             '/proc/1/oom_score_adj', '/proc/self/attr/current'):
    try:
        # Where the kernel has it, the null device lies over it.
        if os.fstat(open(path, 'w').fileno()).st_rdev != os.stat('/dev/null').st_rdev: print('opened', path)
    except OSError: pass
print('done')",
    );
}

#[test]
fn processes_of_the_host_are_unseen_and_the_first_one_is_closed() {
    nothing_works(
        "
import os
pids = sorted(int(name) for name in os.listdir('/proc') if name.isdigit())
if pids != [1, os.getpid()]: print(pids)
for name in ('environ', 'mem', 'maps', 'auxv', 'fd', 'exe', 'root', 'cwd', 'ns/mnt', 'map_files', 'fdinfo', 'stack', 'syscall'):
    path = '/proc/1/' + name
    for way in (os.listdir, os.readlink, lambda path: open(path, 'rb').read(1)):
        try: way(path); print(path)
        except OSError: pass
for pid in [1] + list(range(os.getpid() + 1, os.getpid() + 200)):
    try: os.kill(pid, 0 if pid > 1 else 9); pid > 1 and print('signalled', pid)
    except OSError: pass
print('done')",
    );
}

#[test]
fn proc_tells_nothing_of_the_machine() {
    let outcome = shell(
        "ls /proc | grep -vE '^([0-9]+|self|thread-self)$'; cat /proc/loadavg /proc/stat /proc/meminfo /proc/sys/kernel/osrelease \
         /proc/cmdline /proc/keys 2>/dev/null; cat /proc/1/cmdline | tr '\\0' ' '; \
         hostname; cat /proc/self/cgroup | cut -d: -f3 | sort -u",
    )
    .run();
    assert_eq!(
        text(&outcome.stdout).split_whitespace().collect::<Vec<_>>(),
        ["judge", "sandbox-helper", "box", "/"]
    );
    let mounts = text(&shell("cat /proc/self/mountinfo").run().stdout);
    assert!(!mounts.contains("stage") && !mounts.contains("tests"), "{mounts}");
}

#[test]
fn dangerous_calls_are_refused() {
    // Numbers of x86-64; those of other machines are the same list by other numbers.
    let calls = "
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
calls = dict(ptrace=101, syslog=103, vhangup=153, modify_ldt=154, pivot_root=155, adjtimex=159, chroot=161, acct=163,
  settimeofday=164, mount=165, umount2=166, swapon=167, reboot=169, sethostname=170, iopl=172, ioperm=173, init_module=175,
  delete_module=176, quotactl=179, lookup_dcookie=212, io_setup=206, clock_settime=227, kexec_load=246, add_key=248,
  request_key=249, keyctl=250, migrate_pages=256, unshare=272, move_pages=279, vmsplice=278, perf_event_open=298,
  fanotify_init=300, name_to_handle_at=303, open_by_handle_at=304, clock_adjtime=305, setns=308, process_vm_readv=310,
  process_vm_writev=311, kcmp=312, finit_module=313, bpf=321, userfaultfd=323, io_uring_setup=425, io_uring_enter=426,
  io_uring_register=427, open_tree=428, move_mount=429, fsopen=430, fsconfig=431, fsmount=432, fspick=433, pidfd_getfd=438,
  mount_setattr=442, landlock_create_ruleset=444, memfd_secret=447, process_madvise=440, listmount=458, mq_open=240, seccomp=317, setdomainname=171, syncfs_x32=0x40000000 + 306, x32_getpid=0x40000000 + 39)
for name, number in calls.items():
    for argument in (0, 0x10000000, 0x20000):
        result = libc.syscall(number, argument, 0, 0, 0, 0, 0)
        if result != -1 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS): print(name, argument, result, ctypes.get_errno())
for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x8000000, 0x4000000, 0x2000000):
    if libc.syscall(56, flag | 17, 0, 0, 0, 0) != -1: print('clone', hex(flag))
if libc.syscall(435, 0, 0) != -1 or ctypes.get_errno() != errno.ENOSYS: print('clone3')
import fcntl
for request in (0x5412, 0x541C, 0x5423, 0x5412 | 1 << 32):
    if libc.syscall(16, 0, ctypes.c_ulong(request), b'x') != -1 or ctypes.get_errno() != errno.EPERM: print('ioctl', hex(request))
print('done')";
    if cfg!(target_arch = "x86_64") {
        nothing_works(calls);
    }
}

/// Who asks for the machine's disks to be written to hears at once that they are: even of what is no file.
#[test]
fn nobody_makes_the_disks_of_the_machine_busy() {
    nothing_works(
        "
import ctypes, mmap, os
libc = ctypes.CDLL(None, use_errno=True)
os.sync()
for name, call in (('fsync', os.fsync), ('fdatasync', os.fdatasync)):
    try: call(9999)
    except OSError as error: print(name, error)
for name in ('syncfs', 'sync_file_range'):
    if getattr(libc, name)(9999, 0, 0, 0): print(name, ctypes.get_errno())
page, none = os.sysconf('SC_PAGESIZE'), ctypes.c_void_p(1 << 30)
if libc.msync(none, page, 4): print('msync', ctypes.get_errno())
if not libc.msync(none, page, 1): print('what is not mapped is not told any more')
file = open('/tmp/x', 'w+b')
file.write(bytes(page)); file.flush(); os.fsync(file.fileno())
with mmap.mmap(file.fileno(), page) as mapped: mapped[0] = 7; mapped.flush()
if open('/tmp/x', 'rb').read(1) != b'\\x07': print('not written')
print('done')",
    );
}

#[test]
fn calls_of_another_architecture_kill() {
    let old = "
import ctypes, mmap
code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes([0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xc3]))
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
print('lived')";
    if cfg!(target_arch = "x86_64") {
        let outcome = python(old).run();
        assert!(matches!(outcome.ending, Ending::Signaled(31 | 11)), "{outcome:?}");
    }
}

#[test]
fn no_right_is_left_or_can_be_gained() {
    // The helper of an ordinary user cannot leave that user's groups: its own, and others, which have no name inside.
    let look = "grep -E '^(Cap|NoNewPrivs|Seccomp:|Groups)' /proc/self/status | sed -E '/^Groups/s/\\b(1000|65534)\\b//g'; id -u; id -g; ulimit -c";
    let outcome = shell(look).run();
    let zero = "0000000000000000";
    let expected = [
        "Groups:",
        "CapInh:",
        zero,
        "CapPrm:",
        zero,
        "CapEff:",
        zero,
        "CapBnd:",
        zero,
        "CapAmb:",
        zero,
        "NoNewPrivs:",
        "1",
        "Seccomp:",
        "2",
        "1000",
        "1000",
        "0",
    ];
    let said = text(&outcome.stdout);
    let said: Vec<_> = said.split_whitespace().collect();
    assert_eq!(said, expected);
    nothing_works(
        "
import os
for way in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0]), lambda: os.chown('/work', 0, 0),
            lambda: os.mknod('/tmp/d', 0o60666, os.makedev(8, 0)), lambda: os.mknod('/tmp/c', 0o20666, os.makedev(1, 1))):
    try: way(); print('worked')
    except OSError: pass
print('done')",
    );
}

#[test]
fn a_device_does_nothing_wherever_it_came_from() {
    // Made outside by root, in a tree of the team's.
    let team = tree(&[("plain", "")]);
    let node = team.path().join("null");
    let made = rustix::fs::mknodat(
        rustix::fs::CWD,
        &node,
        rustix::fs::FileType::CharacterDevice,
        rustix::fs::Mode::from_raw_mode(0o666),
        rustix::fs::makedev(1, 3),
    );
    if made.is_ok() {
        let outcome = shell("cat null 2>&1; echo x > null; cp /dev/null copy; mknod mine c 1 3 2>&1; ls -A")
            .layer(team.path())
            .run();
        let said = text(&outcome.stdout);
        // Where layers are copied it is left out.
        let closed = said.contains("null: Permission denied") || said.contains("null: No such file");
        assert!(
            closed && said.contains("Operation not permitted") && !said.contains("mine\n"),
            "{said}"
        );
    }
    // Standard input is nothing here, so its name leads to one of them.
    let list = shell("ls /dev; for file in /dev/*; do test -b $file && echo $file; test -c $file && echo c; done | sort | uniq -c").run();
    assert_eq!(
        text(&list.stdout).split_whitespace().collect::<Vec<_>>(),
        [
            "fd", "full", "null", "random", "shm", "stderr", "stdin", "stdout", "urandom", "zero", "6", "c"
        ]
    );
}

/// A program of root with the bit, which does give its rights to an ordinary user outside: in the runtime, and in the
/// team's tree. The bit alone, made inside, gives nothing either.
#[test]
#[expect(clippy::disallowed_methods, reason = "what the same program does outside")]
fn a_setuid_bit_gives_nothing() {
    let own = shell("cp /usr/bin/id /tmp/id; chmod 6777 /tmp/id; /tmp/id -u").run();
    assert_eq!(text(&own.stdout), "1000\n");
    if !root() {
        return;
    }
    // Where /tmp lies in memory, as on Debian 13, the bit has no force there.
    let folder = tempfile::tempdir_in("/var/tmp").unwrap();
    let id = folder.path().join("id");
    std::fs::copy("/usr/bin/id", &id).unwrap();
    for (path, mode) in [(folder.path(), 0o755), (id.as_path(), 0o4755)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let stranger = STRANGER.to_string();
    let become_one = ["--reuid", &stranger, "--regid", &stranger, "--clear-groups"];
    let outside = Command::new("setpriv")
        .args(become_one)
        .arg(&id)
        .arg("-u")
        .output();
    assert_eq!(text(&outside.unwrap().stdout), "0\n", "outside it does give them");
    let look = "/probe/id -u; ./id -u; grep -E ' /(probe|work) ' /proc/self/mountinfo | grep -vc nosuid";
    let outcome = shell(look)
        .beside(folder.path(), "/probe")
        .layer(folder.path())
        .run();
    assert_eq!(
        text(&outcome.stdout),
        "1000\n1000\n0\n",
        "{}",
        text(&outcome.stderr)
    );
}

#[test]
fn the_environment_is_made_from_nothing() {
    let outcome = command(&["env"]).run();
    let said = text(&outcome.stdout);
    let mut names: Vec<_> = said
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name)
        .collect();
    names.sort_unstable();
    let expected = [
        "CARGO_BUILD_JOBS",
        "CARGO_HOME",
        "GOMAXPROCS",
        "GOMEMLIMIT",
        "HOME",
        "JAVA_TOOL_OPTIONS",
        "LANG",
        "NODE_OPTIONS",
        "PATH",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHASHSEED",
        "PYTHON_CPU_COUNT",
        "TMPDIR",
        "USER",
    ];
    assert_eq!(names, expected);
}

#[test]
fn no_descriptor_of_ours_is_open() {
    let outcome = shell("ls -l /proc/self/fd | sed 's/.* //'").run();
    let said = text(&outcome.stdout);
    assert!(
        said.lines()
            .all(|line| !line.contains("/w") && !line.contains("tmp")),
        "{said}"
    );
    assert_eq!(
        text(
            &python("import os; print(sorted(map(int, os.listdir('/proc/self/fd')))[:-1])")
                .run()
                .stdout
        ),
        "[0, 1, 2]\n"
    );
}

#[test]
fn the_input_can_be_neither_changed_nor_named() {
    let folder = tree(&[("secret-name", "input\n")]);
    let path = folder.path().join("secret-name");
    let script = "readlink /proc/self/fd/0; (echo changed > /proc/self/fd/0) 2>/dev/null; (chmod 777 /proc/self/fd/0) 2>/dev/null; cat";
    let outcome = shell(script).stdin(&path).run();
    assert!(
        !text(&outcome.stdout).contains("secret-name"),
        "{}",
        text(&outcome.stdout)
    );
    assert!(text(&outcome.stdout).ends_with("input\n"));
    assert_eq!(std::fs::read_to_string(path).unwrap(), "input\n");
}

#[test]
fn a_crash_leaves_no_core() {
    let outcome =
        shell("ulimit -c unlimited 2>/dev/null; python3 -c 'import os; os.abort()'; ls /work /tmp").run();
    assert_eq!(
        text(&outcome.stdout).split_whitespace().collect::<Vec<_>>(),
        ["/tmp:", "/work:"]
    );
    let zero = "import resource\nresource.setrlimit(resource.RLIMIT_CORE, (0, 0))";
    assert_eq!(python(zero).run().ending, Ending::Exited(1));
}

#[test]
fn there_is_no_terminal() {
    nothing_works(
        "
import os, fcntl
for fd in (0, 1, 2):
    if os.isatty(fd): print('terminal', fd)
    try: fcntl.ioctl(fd, 0x5412, b'x'); print('typed')
    except OSError: pass
for path in ('/dev/tty', '/dev/console', '/dev/ptmx'):
    try: os.open(path, os.O_RDWR); print(path)
    except OSError: pass
if os.getsid(0) != os.getpid(): print('session of another')
print('done')",
    );
}
