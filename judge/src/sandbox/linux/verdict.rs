//! From what was seen to how a run ended: one pure decision.
use wire::Limit;

use super::cgroup::Account;
use super::spec::{End, SpecLimits};

/// Everything that was seen of a run, none of it told by the team's program.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Why we stopped it, if we did.
    pub(super) stopped: Option<Limit>,
    /// The judge had no more use for it.
    pub(super) released: bool,
    /// Wait status of the program.
    pub(super) status: Option<i32>,
    /// It could not be started.
    pub(super) not_started: bool,
    pub(super) account: Account,
    /// The most memory that was seen at one time.
    pub(super) most: u64,
    /// No space or no file is left where it may write.
    pub(super) full: bool,
    /// Without a group that counts: it was seen at its limit of processes.
    pub(super) crowded: bool,
}

/// How the run ended. The limit that explains an end comes before its symptoms: a program whose fork was refused
/// and which then spins until its time is over has hit the limit of processes.
pub(super) fn end(facts: &Facts, limits: &SpecLimits) -> End {
    if facts.not_started {
        return End::NotStarted;
    }
    if facts.released && well_until_now(facts, limits) {
        // Whoever talked with it knows whether that mattered.
        return match facts {
            _ if facts.full => End::Limited(Limit::Disk),
            _ if facts.account.refused_forks > 0 || facts.crowded => End::Limited(Limit::Processes),
            _ => End::Stopped,
        };
    }
    let clean = facts.stopped.is_none() && facts.status == Some(0);
    let forks = facts.account.refused_forks > 0 || facts.crowded;
    match facts.stopped {
        _ if facts.account.oom_kills > 0 => End::Limited(Limit::Memory),
        None if facts.most > limits.memory => End::Limited(Limit::Memory),
        Some(limit @ (Limit::Output | Limit::Memory | Limit::Disk | Limit::Processes)) => End::Limited(limit),
        _ if forks && !clean => End::Limited(Limit::Processes),
        Some(limit) => End::Limited(limit),
        None if facts.account.cpu_us > limits.cpu_us => End::Limited(Limit::Cpu),
        None => own_end(facts, clean),
    }
}

/// It ran, and had met no limit.
fn well_until_now(facts: &Facts, limits: &SpecLimits) -> bool {
    let account = &facts.account;
    let within = account.oom_kills == 0 && facts.most <= limits.memory && account.cpu_us <= limits.cpu_us;
    within && facts.stopped.is_none() && facts.status.is_none()
}

fn own_end(facts: &Facts, clean: bool) -> End {
    let Some(status) = facts.status else {
        return End::Fault("the box ended without a word".into());
    };
    let signal = status & 0x7f;
    if facts.full && !clean || signal == libc::SIGXFSZ {
        End::Limited(Limit::Disk)
    } else if signal == libc::SIGXCPU {
        End::Limited(Limit::Cpu)
    } else if signal == 0 {
        End::Exited(status >> 8 & 0xff)
    } else {
        End::Signaled(signal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: SpecLimits = SpecLimits {
        cpu_us: 1000,
        wall_us: 1000,
        memory: 1,
        output: 1,
        processes: 1,
        disk: 1,
    };

    fn with(change: impl FnOnce(&mut Facts)) -> End {
        let mut facts = Facts {
            status: Some(0),
            ..Facts::default()
        };
        change(&mut facts);
        end(&facts, &LIMITS)
    }

    #[test]
    fn an_own_end_is_told_as_it_was() {
        assert_eq!(with(|_| ()), End::Exited(0));
        assert_eq!(with(|facts| facts.status = Some(3 << 8)), End::Exited(3));
        assert_eq!(with(|facts| facts.status = Some(11)), End::Signaled(11));
        assert_eq!(with(|facts| facts.status = Some(0x86)), End::Signaled(6));
        assert_eq!(with(|facts| facts.not_started = true), End::NotStarted);
        let released = |change: fn(&mut Facts)| {
            with(|facts| {
                (facts.status, facts.released) = (None, true);
                change(facts);
            })
        };
        assert_eq!(released(|_| ()), End::Stopped);
        assert_eq!(
            released(|f| f.account.refused_forks = 1),
            End::Limited(Limit::Processes)
        );
        assert_eq!(released(|f| f.full = true), End::Limited(Limit::Disk));
        assert_eq!(released(|f| f.status = Some(3 << 8)), End::Exited(3));
        assert_eq!(released(|f| f.account.cpu_us = 1001), End::Limited(Limit::Cpu));
        assert_eq!(released(|f| f.most = 2), End::Limited(Limit::Memory));
        assert_eq!(
            released(|f| f.stopped = Some(Limit::Wall)),
            End::Limited(Limit::Wall)
        );
        assert!(matches!(with(|facts| facts.status = None), End::Fault(_)));
    }

    #[test]
    fn the_limit_comes_before_its_symptoms() {
        assert_eq!(with(|f| f.account.cpu_us = 1001), End::Limited(Limit::Cpu));
        assert_eq!(with(|f| f.account.oom_kills = 1), End::Limited(Limit::Memory));
        assert_eq!(with(|f| f.most = 2), End::Limited(Limit::Memory));
        assert_eq!(
            with(|f| (f.stopped, f.account.refused_forks) = (Some(Limit::Wall), 1)),
            End::Limited(Limit::Processes)
        );
        assert_eq!(
            with(|f| (f.status, f.account.refused_forks) = (Some(256), 1)),
            End::Limited(Limit::Processes)
        );
        assert_eq!(
            with(|f| (f.stopped, f.account.refused_forks) = (Some(Limit::Output), 1)),
            End::Limited(Limit::Output)
        );
        assert_eq!(
            with(|f| (f.status, f.full) = (Some(256), true)),
            End::Limited(Limit::Disk)
        );
        assert_eq!(
            with(|f| f.status = Some(libc::SIGXFSZ)),
            End::Limited(Limit::Disk)
        );
    }

    #[test]
    fn a_program_that_copes_is_not_blamed() {
        assert_eq!(with(|f| f.account.refused_forks = 9), End::Exited(0));
        assert_eq!(with(|f| f.full = true), End::Exited(0));
    }
}
