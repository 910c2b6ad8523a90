//! The calls of the kernel that no safe library offers. Every `unsafe` of the platform is in this file.
#![expect(
    unsafe_code,
    reason = "fork, exec, id changes and the newer mount calls have no safe wrapper"
)]
use std::ffi::CString;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

use libc::{c_int, c_long, c_void};

/// Which side of a fork this is.
pub(super) enum Side {
    Parent(i32),
    Child,
}

/// What a finished child leaves: its wait status and the peak of its resident memory in KiB.
pub(super) struct Reaped {
    pub(super) pid: i32,
    pub(super) status: i32,
    pub(super) peak_kib: i64,
    /// CPU time of it and of every child it waited for.
    pub(super) cpu_us: u64,
}

/// `CLONE_INTO_CGROUP`; the library still has it in a type too small for it.
const CLONE_INTO_CGROUP: u64 = 1 << 33;

fn check(result: c_long) -> io::Result<c_long> {
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(result)
    }
}

/// Layout of the kernel's `struct clone_args`, version 2.
#[repr(C)]
#[derive(Default)]
struct CloneArgs {
    flags: u64,
    pidfd: u64,
    child_tid: u64,
    parent_tid: u64,
    exit_signal: u64,
    stack: u64,
    stack_size: u64,
    tls: u64,
    set_tid: u64,
    set_tid_size: u64,
    cgroup: u64,
}

/// Forks into new namespaces; `into` is the cgroup (version 2) the child is born in.
///
/// Only for processes with a single thread: the child goes on with a copy of the memory.
pub(super) fn clone_into(flags: c_int, into: Option<BorrowedFd<'_>>) -> io::Result<Side> {
    let mut args = CloneArgs {
        flags: flags as u64,
        exit_signal: libc::SIGCHLD as u64,
        ..CloneArgs::default()
    };
    if let Some(group) = into {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = group.as_raw_fd() as u64;
    }
    // SAFETY: the structure lives across the call and its size is given; without a stack the child
    // continues on a copy of ours, as after fork; the caller has one thread, so no lock is held by another.
    let made = unsafe { libc::syscall(libc::SYS_clone3, &raw const args, size_of::<CloneArgs>()) };
    match check(made) {
        Ok(0) => Ok(Side::Child),
        Ok(pid) => Ok(Side::Parent(pid as i32)),
        Err(error) if into.is_none() && error.raw_os_error() == Some(libc::ENOSYS) => clone_old(flags),
        Err(error) => Err(error),
    }
}

fn clone_old(flags: c_int) -> io::Result<Side> {
    // SAFETY: as in `clone_into`: no stack means fork semantics, and there is one thread.
    let made = unsafe { libc::syscall(libc::SYS_clone, c_long::from(flags | libc::SIGCHLD), 0, 0, 0, 0) };
    Ok(match check(made)? {
        0 => Side::Child,
        pid => Side::Parent(pid as i32),
    })
}

/// Bytes of the stack on which a process begins that uses another's memory.
const BORROWED_STACK: usize = 256 << 10;

/// Starts a child that uses our memory until it becomes another program or ends, and stands still meanwhile. To copy the
/// memory of a process, and take the copy down, costs more than what happens in it until then.
///
/// Only for processes with a single thread. What the child leaves in our memory stays there.
pub(super) fn fork_borrowing(child: &dyn Fn()) -> io::Result<i32> {
    extern "C" fn begin(child: *mut c_void) -> c_int {
        // SAFETY: it is the pointer given to `clone` below, to a local of a caller that stands still.
        let child = unsafe { *child.cast::<&dyn Fn()>() };
        child();
        quit(1)
    }
    let anonymous = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_STACK;
    let mut child = child;
    // SAFETY: the mapping is new, its end is the top of a stack that grows down; both live while the child uses them, for
    // `CLONE_VFORK` comes back only after it has another memory. No other thread sees that memory.
    let pid = unsafe {
        let rights = libc::PROT_READ | libc::PROT_WRITE;
        let stack = libc::mmap(std::ptr::null_mut(), BORROWED_STACK, rights, anonymous, -1, 0);
        if stack == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let top = stack.byte_add(BORROWED_STACK);
        let flags = libc::CLONE_VM | libc::CLONE_VFORK | libc::SIGCHLD;
        let pid = check(c_long::from(libc::clone(
            begin,
            top,
            flags,
            (&raw mut child).cast(),
        )));
        libc::munmap(stack, BORROWED_STACK);
        pid?
    };
    Ok(pid as i32)
}

/// Waits for a child (-1: any).
pub(super) fn wait(pid: i32) -> io::Result<Reaped> {
    let mut status = 0;
    loop {
        // SAFETY: all-zero is a valid rusage, and both pointers are to locals that outlive the call.
        let (done, usage) = unsafe {
            let mut usage: libc::rusage = std::mem::zeroed();
            (
                libc::wait4(pid, &raw mut status, libc::__WALL, &raw mut usage),
                usage,
            )
        };
        match check(c_long::from(done)) {
            Ok(pid) => {
                let cpu_us = micros(usage.ru_utime) + micros(usage.ru_stime);
                return Ok(Reaped {
                    pid: pid as i32,
                    status,
                    peak_kib: usage.ru_maxrss,
                    cpu_us,
                });
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn micros(time: libc::timeval) -> u64 {
    u64::try_from(time.tv_sec * 1_000_000 + time.tv_usec).unwrap_or(0)
}

/// CPU time of a process and all its threads in microseconds, finer than the ticks that `/proc` tells.
pub(super) fn cpu_us_of(pid: u32) -> Option<u64> {
    // As the kernel builds the clock of a process (`CPUCLOCK_SCHED`).
    let clock = !i32::try_from(pid).ok()? << 3 | 2;
    // SAFETY: all-zero is a valid time; the pointer is to a local; an unknown clock is refused.
    let time = unsafe {
        let mut time: libc::timespec = std::mem::zeroed();
        check(c_long::from(libc::clock_gettime(clock, &raw mut time))).ok()?;
        time
    };
    u64::try_from(time.tv_sec * 1_000_000 + time.tv_nsec / 1000).ok()
}

/// Peak resident memory in KiB of any child waited for so far.
pub(super) fn children_peak_kib() -> i64 {
    // SAFETY: all-zero is a valid rusage; the pointer is to a local.
    unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage);
        usage.ru_maxrss
    }
}

/// Ends this process at once, without running anything that was copied from the parent.
pub(super) fn quit(code: i32) -> ! {
    // SAFETY: always allowed.
    unsafe { libc::_exit(code) }
}

/// Replaces this process; returns only on failure.
pub(super) fn exec(path: &CString, argv: &[CString], env: &[CString]) -> io::Error {
    let pointers = |list: &[CString]| -> Vec<*const libc::c_char> {
        list.iter()
            .map(|text| text.as_ptr())
            .chain([std::ptr::null()])
            .collect()
    };
    let (argv, env) = (pointers(argv), pointers(env));
    // SAFETY: both arrays end with null and their strings live until the call returns.
    unsafe { libc::execve(path.as_ptr(), argv.as_ptr(), env.as_ptr()) };
    io::Error::last_os_error()
}

/// Sets flags (and an id mapping) on a mount and everything below it.
pub(super) fn mount_setattr(tree: BorrowedFd<'_>, set: u64, idmap: Option<BorrowedFd<'_>>) -> io::Result<()> {
    let mut attr = libc::mount_attr {
        attr_set: set,
        attr_clr: 0,
        propagation: 0,
        userns_fd: 0,
    };
    if let Some(map) = idmap {
        attr.attr_set |= libc::MOUNT_ATTR_IDMAP;
        attr.userns_fd = map.as_raw_fd() as u64;
    }
    let flags = libc::AT_EMPTY_PATH | libc::AT_RECURSIVE;
    // SAFETY: an empty path with AT_EMPTY_PATH, and a structure of the given size that outlives the call.
    let done = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            tree.as_raw_fd(),
            c"".as_ptr(),
            flags,
            &raw const attr,
            size_of::<libc::mount_attr>(),
        )
    };
    check(done).map(drop)
}

/// Leaves every supplementary group and becomes this user and group, for good.
pub(super) fn become_ids(uid: u32, gid: u32) -> io::Result<()> {
    // SAFETY: plain numbers; an empty list needs no pointer.
    unsafe {
        check(libc::syscall(libc::SYS_setgroups, 0, std::ptr::null::<u32>()))?;
        check(libc::syscall(libc::SYS_setresgid, gid, gid, gid))?;
        check(libc::syscall(libc::SYS_setresuid, uid, uid, uid))?;
    }
    Ok(())
}

/// Gives up every capability; with `bounding`, also the possibility to get one again.
pub(super) fn drop_bounding() {
    for capability in 0..64 {
        // SAFETY: plain numbers; unknown capabilities are refused with EINVAL.
        if unsafe { libc::prctl(libc::PR_CAPBSET_DROP, capability, 0, 0, 0) } < 0 {
            break;
        }
    }
}

/// Empties the ambient, effective, permitted and inheritable sets.
pub(super) fn drop_capabilities() -> io::Result<()> {
    #[repr(C)]
    struct Header(u32, i32);
    let header = Header(0x2008_0522, 0);
    let empty = [0u32; 6];
    // SAFETY: version 3 of the interface reads a header and two times three words.
    unsafe {
        libc::prctl(libc::PR_CAP_AMBIENT, libc::PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
        check(libc::syscall(libc::SYS_capset, &raw const header, empty.as_ptr())).map(drop)
    }
}

/// `prctl` with one number.
pub(super) fn prctl(option: c_int, value: u64) -> io::Result<()> {
    // SAFETY: the callers' options take plain numbers.
    check(c_long::from(unsafe { libc::prctl(option, value, 0, 0, 0) })).map(drop)
}

/// Closes every descriptor from `first` on but `kept`.
pub(super) fn close_all_but(kept: c_int, first: c_int) -> io::Result<()> {
    let range = |from: c_int, to: c_long| {
        // SAFETY: only called in a forked child which uses none of the closed descriptors again.
        check(unsafe { libc::syscall(libc::SYS_close_range, from, to, 0) }).map(drop)
    };
    if kept > first {
        range(first, c_long::from(kept - 1))?;
    }
    range(kept.max(first - 1) + 1, c_long::from(u32::MAX))
}

/// Puts a copy of `from` at a fixed number, open across exec.
pub(super) fn place(from: BorrowedFd<'_>, at: c_int) -> io::Result<()> {
    // SAFETY: only called in a forked child, for the three standard numbers, which nothing else owns there.
    check(c_long::from(unsafe { libc::dup2(from.as_raw_fd(), at) })).map(drop)
}

/// Gives every signal its default action and blocks none; only a pipe that nobody reads shall not end a helper.
pub(super) fn reset_signals() {
    for signal in (1..=64).filter(|signal| *signal != libc::SIGPIPE) {
        // SAFETY: default actions run no code of ours; SIGKILL, SIGSTOP are refused.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    // SAFETY: as above, ignoring runs no code either.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    // SAFETY: an all-zero set is a valid empty set.
    unsafe {
        let set: libc::sigset_t = std::mem::zeroed();
        libc::sigprocmask(libc::SIG_SETMASK, &raw const set, std::ptr::null_mut());
    }
}

/// Gives a program's process the one signal back that its helper does not heed.
pub(super) fn heed_pipes() {
    // SAFETY: the default action runs no code of ours.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
}

/// Memory that was let go of goes back to the machine, however much it was: what is kept would be taken off the next run.
pub(super) fn keep_no_memory() {
    // SAFETY: plain numbers; it only changes what the allocator does later.
    #[cfg(target_env = "gnu")]
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 128 << 10);
    }
}

/// Brings the loopback interface of this network namespace up.
pub(super) fn loopback_up(socket: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: all-zero is a valid ifreq; the name is shorter than the field; the kernel only reads it.
    unsafe {
        let mut request: libc::ifreq = std::mem::zeroed();
        for (to, from) in request.ifr_name.iter_mut().zip(b"lo") {
            *to = *from as libc::c_char;
        }
        request.ifr_ifru.ifru_flags = (libc::IFF_UP | libc::IFF_RUNNING) as libc::c_short;
        check(c_long::from(libc::ioctl(
            socket.as_raw_fd(),
            libc::SIOCSIFFLAGS,
            &raw const request,
        )))
        .map(drop)
    }
}

/// A second handle of standard input or output, for a program that owns them for its whole life.
pub(super) fn own_standard(number: c_int) -> io::Result<OwnedFd> {
    // SAFETY: 0 and 1 stay open as long as the helper runs; the borrow ends in this line.
    unsafe { BorrowedFd::borrow_raw(number) }.try_clone_to_owned()
}

/// Makes reads return instead of waiting.
pub(super) fn never_wait(fd: impl AsFd) -> io::Result<()> {
    let flags = rustix::fs::fcntl_getfl(&fd)?;
    rustix::fs::fcntl_setfl(&fd, flags | rustix::fs::OFlags::NONBLOCK)?;
    Ok(())
}

/// Leaves namespaces shared with the parent.
pub(super) fn unshare(flags: c_int) -> io::Result<()> {
    // SAFETY: the helper has one thread and shares no descriptor table, so nothing of it is pulled away.
    check(c_long::from(unsafe { libc::unshare(flags) })).map(drop)
}

/// Confines this process by a filter; with `told`, gives a descriptor at which calls the filter notes are heard.
pub(super) fn confine(program: &[seccompiler::sock_filter], told: bool) -> io::Result<Option<OwnedFd>> {
    let length = u16::try_from(program.len()).map_err(io::Error::other)?;
    let program = libc::sock_fprog {
        len: length,
        // Ours has the same layout, and the kernel only reads it.
        filter: program.as_ptr().cast_mut().cast(),
    };
    let install = |flags: libc::c_ulong| {
        let mode = libc::SECCOMP_SET_MODE_FILTER;
        // SAFETY: the structure and the program behind it outlive the call, and the length is right.
        check(unsafe { libc::syscall(libc::SYS_seccomp, mode, flags, &raw const program) })
    };
    if !told {
        return install(0).map(|_| None);
    }
    let listen = libc::SECCOMP_FILTER_FLAG_NEW_LISTENER;
    // Where it can be had, a signal does not interrupt a call that we have already heard of.
    let fd = install(listen | libc::SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV).or_else(|_| install(listen))?;
    // SAFETY: the kernel has just made this descriptor for us.
    Ok(Some(unsafe { OwnedFd::from_raw_fd(fd as c_int) }))
}

/// A call that a filter tells of, which waits for an answer.
pub(super) struct Call {
    id: u64,
    pub(super) number: i64,
    pub(super) arguments: [u64; 6],
}

/// Hears of one noted call.
pub(super) fn noted(listener: BorrowedFd<'_>) -> io::Result<Call> {
    // SAFETY: all-zero is what the kernel wants to be given; the structure is its own and outlives the call.
    let call = unsafe {
        let mut call: libc::seccomp_notif = std::mem::zeroed();
        let request = libc::SECCOMP_IOCTL_NOTIF_RECV;
        check(c_long::from(libc::ioctl(
            listener.as_raw_fd(),
            request,
            &raw mut call,
        )))?;
        call
    };
    Ok(Call {
        id: call.id,
        number: i64::from(call.data.nr),
        arguments: call.data.args,
    })
}

/// Lets a noted call go on as it was made.
pub(super) fn let_go_on(listener: BorrowedFd<'_>, call: &Call) -> io::Result<()> {
    // SAFETY: all-zero is valid; the structure is the kernel's own and outlives the call.
    unsafe {
        let mut answer: libc::seccomp_notif_resp = std::mem::zeroed();
        answer.id = call.id;
        answer.flags = libc::SECCOMP_USER_NOTIF_FLAG_CONTINUE as u32;
        let request = libc::SECCOMP_IOCTL_NOTIF_SEND;
        check(c_long::from(libc::ioctl(
            listener.as_raw_fd(),
            request,
            &raw mut answer,
        )))
        .map(drop)
    }
}
