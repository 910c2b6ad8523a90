//! What a run has used so far: asked of its control group, or, where there is none, put together from what can be seen.
use super::cgroup::{Account, Group};
use super::payload::own_cpu_us;
use super::watch::Watch;
use super::work::Work;

/// Of files a process has this much mapped at least, where nobody has looked: that is no memory of its own.
const FILES: u64 = 64 << 20;

impl Watch {
    /// Brings the account up to date; `reaped_us` is what the kernel told at the end.
    pub(super) fn count(&mut self, group: &Group, reaped_us: u64) {
        if matches!(group, Group::None) {
            self.sample(reaped_us);
        } else {
            let own_us = own_cpu_us() - self.seen.own_us;
            let held = self.stdout.held() + self.stderr.held();
            let (helper_us, held) = if group.holds_helper() {
                (own_us, held)
            } else {
                (0, 0)
            };
            let account = &mut self.seen.facts.account;
            *account = group.account();
            account.cpu_us = account.cpu_us.saturating_sub(helper_us + self.seen.set_up_us);
            account.memory = account.memory.saturating_sub(held);
        }
        let memory = self.seen.facts.account.memory;
        self.seen.facts.most = self.seen.facts.most.max(memory);
        self.seen.peak = self.seen.peak.max(memory);
    }

    fn sample(&mut self, reaped_us: u64) {
        let init = self.pid.as_raw_nonzero().get().unsigned_abs();
        let sample = self.seen.sampler.look(init);
        let reaped_us = reaped_us.saturating_sub(self.seen.set_up_us);
        let facts = &mut self.seen.facts;
        facts.account = Account {
            cpu_us: facts.account.cpu_us.max(sample.cpu_us).max(reaped_us),
            memory: sample.memory + self.seen.shared + self.work.as_ref().map_or(0, Work::used),
            ..Account::default()
        };
        facts.crowded |= sample.processes >= self.limits.processes;
        // What sockets hold cannot be seen, only what they could: that must fit on its own.
        facts.most = facts.most.max(sample.sockets);
        self.seen.files = self.seen.files.max(sample.files);
    }

    /// The kernel's word of the largest process that has ended, which nobody may have looked at while it was so large.
    pub(super) fn own_peak(&mut self, group: &Group, bytes: u64) {
        self.seen.peak = self.seen.peak.max(bytes);
        if matches!(group, Group::None) {
            let own = bytes.saturating_sub(self.seen.files.max(FILES));
            self.seen.facts.most = self.seen.facts.most.max(own);
        }
    }
}
