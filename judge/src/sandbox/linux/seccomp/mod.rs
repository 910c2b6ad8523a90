//! Which calls of the kernel a team's program may make: a list of what is allowed, all else is refused.
use std::collections::BTreeMap;
use std::io;
use std::os::fd::OwnedFd;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, sock_filter,
};

use super::sys;
use search::Answer;

mod calls;
mod search;

/// The only calls by which a program gets a socket that nobody else had: a connection that is accepted needs one first.
const SOCKETS: [i64; 2] = [libc::SYS_socket, libc::SYS_socketpair];
/// The console's own tricks, pasting among them.
const TIOCLINUX: u64 = 0x541C;

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// The filter of every box.
#[derive(Debug, Clone)]
pub(super) struct Filters {
    program: BpfProgram,
    /// The same, but that calls for sockets, and for pages to share where nothing counts them, are allowed only once
    /// the helper has heard of them.
    telling: Option<BpfProgram>,
}

/// A call that must not be made.
const DENIED: SeccompAction = SeccompAction::Errno(libc::EPERM as u32);
/// The library knows no action that tells of a call; it is made one in the end, see `heard`.
const TOLD: SeccompAction = SeccompAction::Trace(0);

impl Filters {
    /// `counted`: whether memory that no process has mapped is counted too. `local`: whether the box may have local
    /// sockets; those without a file are one for all boxes that share a network.
    pub(super) fn new(counted: bool, local: bool) -> io::Result<Self> {
        let answers = answers(counted)?;
        let program = |sockets_are, pages_are| {
            let mut rules = vec![
                compiled(restricted(), SeccompAction::Allow, DENIED)?,
                compiled(sockets(local), sockets_are, DENIED)?,
                compiled(ignored(counted), SeccompAction::Errno(0), SeccompAction::Allow)?,
            ];
            if !counted {
                rules.push(compiled(shared_pages(), pages_are, SeccompAction::Allow)?);
            }
            search::before(&answers, &rules)
        };
        // A network that is another box's anyway need not be watched.
        let sockets_are = if local { TOLD } else { SeccompAction::Allow };
        Ok(Self {
            program: program(SeccompAction::Allow, DENIED)?,
            telling: (local || !counted)
                .then(|| program(sockets_are, TOLD))
                .transpose()?,
        })
    }

    /// Confines this process and its children for good; gives a descriptor at which calls for sockets are heard, where
    /// that is possible: a surrounding container may listen already.
    pub(super) fn apply(&self) -> io::Result<Option<OwnedFd>> {
        if let Some(telling) = &self.telling
            && let Ok(listener) = sys::confine(telling, true)
        {
            return Ok(listener);
        }
        sys::confine(&self.program, false)
    }
}

/// A call is told of by what the library takes for a tracer.
fn heard(mut step: sock_filter) -> sock_filter {
    if step.code == search::RETURN && step.k == libc::SECCOMP_RET_TRACE {
        step.k = libc::SECCOMP_RET_USER_NOTIF;
    }
    step
}

fn compiled(
    rules: Result<Rules, BackendError>,
    matching: SeccompAction,
    other: SeccompAction,
) -> io::Result<BpfProgram> {
    let arch = std::env::consts::ARCH.try_into().map_err(io::Error::other)?;
    let program: BpfProgram = rules
        .and_then(|rules| SeccompFilter::new(rules, other, matching, arch))
        .and_then(TryInto::try_into)
        .map_err(io::Error::other)?;
    Ok(program.into_iter().map(heard).collect())
}

/// Calls whose arguments do not matter, and those for sockets.
fn answers(counted: bool) -> io::Result<BTreeMap<u32, Answer>> {
    // Programs fall back to older calls only when they hear that a call does not exist. `clone3` hides its
    // flags behind a pointer, where no filter can read them.
    let absent = Answer::Now(libc::SECCOMP_RET_ERRNO | libc::ENOSYS as u32);
    let allowed = calls::ALLOWED
        .iter()
        .chain(calls::OLD)
        .filter(|call| counted || !calls::HIDES_MEMORY.contains(call))
        .map(|call| (*call, Answer::Now(libc::SECCOMP_RET_ALLOW)));
    let ruled = restricted().map_err(io::Error::other)?;
    let ruled = ruled.into_keys().map(|call| (call, Answer::Rules(0)));
    let sockets = SOCKETS.map(|call| (call, Answer::Rules(1)));
    let done = Answer::Now(libc::SECCOMP_RET_ERRNO);
    let uncounted = [
        (libc::SYS_setsockopt, Answer::Rules(2)),
        (libc::SYS_mmap, Answer::Rules(3)),
    ];
    // Should a call stand in several lists, the last counts.
    allowed
        .chain(ruled)
        .chain(sockets)
        .chain([(libc::SYS_msync, Answer::Rules(2))])
        .chain(calls::IGNORED.iter().map(|call| (*call, done)))
        .chain(uncounted.into_iter().filter(|_| !counted))
        .chain(calls::ABSENT.iter().map(|call| (*call, absent)))
        .map(|(call, answer)| Ok((u32::try_from(call).map_err(io::Error::other)?, answer)))
        .collect()
}

/// Calls that depend on an argument.
fn restricted() -> Result<Rules, BackendError> {
    let mut rules = Rules::new();
    let namespaces = (libc::CLONE_NEWUSER
        | libc::CLONE_NEWNS
        | libc::CLONE_NEWPID
        | libc::CLONE_NEWNET
        | libc::CLONE_NEWIPC
        | libc::CLONE_NEWUTS
        | libc::CLONE_NEWCGROUP) as u64;
    rules.insert(
        libc::SYS_clone,
        vec![when(0, SeccompCmpOp::MaskedEq(namespaces), 0)?],
    );
    // Typing into a terminal on behalf of its owner.
    rules.insert(
        libc::SYS_ioctl,
        vec![SeccompRule::new(vec![
            condition(1, SeccompCmpOp::Ne, libc::TIOCSTI)?,
            condition(1, SeccompCmpOp::Ne, TIOCLINUX)?,
            condition(1, SeccompCmpOp::Ne, libc::TIOCSETD)?,
        ])?],
    );
    // Whoever lowers the limit of core dumps to 0 starts the machine's own crash handler, see `payload`.
    let core = u64::from(libc::RLIMIT_CORE);
    rules.insert(libc::SYS_setrlimit, vec![when(0, SeccompCmpOp::Ne, core)?]);
    // Only one's own limits: the box's first process may have the same user, and must not be given any.
    let own = |and| SeccompRule::new(vec![condition(0, SeccompCmpOp::Eq, 0)?, and]);
    let only_asks = SeccompCondition::new(2, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0)?;
    rules.insert(
        libc::SYS_prlimit64,
        vec![own(condition(1, SeccompCmpOp::Ne, core)?)?, own(only_asks)?],
    );
    let kinds = [0, 0x0008, 0x0002_0000, 0x0002_0008, 0xffff_ffff];
    rules.insert(
        libc::SYS_personality,
        kinds
            .into_iter()
            .map(|kind| equals(0, kind))
            .collect::<Result<_, _>>()?,
    );
    Ok(rules)
}

/// Families that live inside a network namespace, and of netlink only routes: what `getifaddrs` asks.
fn sockets(local: bool) -> Result<Rules, BackendError> {
    // Raw sockets need a capability nobody has here; streams, datagrams and sequenced packets remain.
    let mut rules = Vec::new();
    let own = local.then_some(libc::AF_UNIX);
    for family in own.into_iter().chain([libc::AF_INET, libc::AF_INET6]) {
        rules.push(equals(0, family as u64)?);
    }
    rules.push(SeccompRule::new(vec![
        condition(0, SeccompCmpOp::Eq, libc::AF_NETLINK as u64)?,
        condition(2, SeccompCmpOp::Eq, libc::NETLINK_ROUTE as u64)?,
    ])?);
    let [one, pair] = SOCKETS;
    Ok(Rules::from([
        (one, rules),
        (pair, vec![equals(0, libc::AF_UNIX as u64)?]),
    ]))
}

/// Pages that processes share without a file: they stay when nobody has them mapped any more, and only who touched
/// them is seen with them.
fn shared_pages() -> Result<Rules, BackendError> {
    let wanted = (libc::MAP_SHARED | libc::MAP_ANONYMOUS) as u64;
    let rule = when(3, SeccompCmpOp::MaskedEq(wanted), wanted)?;
    Ok(Rules::from([(libc::SYS_mmap, vec![rule])]))
}

/// What is answered as if it were done: waiting until pages of a file are on disk, see [`calls::IGNORED`], and, where
/// nothing counts what sockets hold, wishes for more room in one than all others have.
fn ignored(counted: bool) -> Result<Rules, BackendError> {
    let wait = libc::MS_SYNC as u64;
    let mut rules = Rules::from([(
        libc::SYS_msync,
        vec![when(2, SeccompCmpOp::MaskedEq(wait), wait)?],
    )]);
    if !counted {
        let room = |option| {
            SeccompRule::new(vec![
                condition(1, SeccompCmpOp::Eq, libc::SOL_SOCKET as u64)?,
                condition(2, SeccompCmpOp::Eq, option as u64)?,
            ])
        };
        let wishes = vec![room(libc::SO_SNDBUF)?, room(libc::SO_RCVBUF)?];
        rules.insert(libc::SYS_setsockopt, wishes);
    }
    Ok(rules)
}

fn equals(argument: u8, value: u64) -> Result<SeccompRule, BackendError> {
    when(argument, SeccompCmpOp::Eq, value)
}

fn when(argument: u8, how: SeccompCmpOp, value: u64) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(vec![condition(argument, how, value)?])
}

fn condition(argument: u8, how: SeccompCmpOp, value: u64) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, how, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_programs_to_do_is_not_done() {
        for counted in [true, false] {
            let answers = answers(counted).unwrap();
            for call in calls::IGNORED {
                let answer = answers.get(&u32::try_from(*call).unwrap());
                assert_eq!(answer, Some(&Answer::Now(libc::SECCOMP_RET_ERRNO)), "{call}");
                assert!(
                    !calls::ALLOWED.contains(call) && !calls::OLD.contains(call),
                    "{call}"
                );
            }
        }
    }
}
