//! How a run ended, by table.
use std::time::Duration;

use wire::{Cause, Limit, Verdict};

use super::{ended, hit};
use crate::fixture::outcome;
use crate::package::DEFAULT_LIMITS;
use crate::sandbox::Ending;

#[test]
fn endings_to_verdicts() {
    use Ending::{Exited, Limited, NotStarted, Signaled};
    let table = [
        (Exited(0), 0, Verdict::Accepted),
        (Exited(1), 0, Verdict::RuntimeError),
        (Exited(3), 3, Verdict::Accepted),
        (Exited(0), 3, Verdict::RuntimeError),
        (Signaled(11), 0, Verdict::RuntimeError),
        (NotStarted, 0, Verdict::RuntimeError),
        (Limited(Limit::Cpu), 0, Verdict::TimeLimit),
        (Limited(Limit::Wall), 0, Verdict::TimeLimit),
        (Limited(Limit::Memory), 0, Verdict::MemoryLimit),
        (Limited(Limit::Output), 0, Verdict::OutputLimit),
        (Limited(Limit::Disk), 0, Verdict::OutputLimit),
        (Limited(Limit::Processes), 0, Verdict::RuntimeError),
    ];
    for (ending, exit, verdict) in table {
        let outcome = outcome(ending.clone(), b"");
        assert_eq!(ended(&outcome, DEFAULT_LIMITS, exit).0, verdict, "{ending:?}");
    }
}

#[test]
fn cpu_time_over_the_limit_counts_even_when_it_exited() {
    let mut late = outcome(Ending::Exited(0), b"");
    late.cpu = DEFAULT_LIMITS.cpu + Duration::from_millis(1);
    assert_eq!(ended(&late, DEFAULT_LIMITS, 0).0, Verdict::TimeLimit);
    assert_eq!(hit(&late, DEFAULT_LIMITS), Some(Limit::Cpu));
    late.cpu = DEFAULT_LIMITS.cpu;
    assert_eq!(ended(&late, DEFAULT_LIMITS, 0).0, Verdict::Accepted);
}

#[test]
fn standard_error_is_data() {
    let mut failed = outcome(Ending::Exited(2), b"");
    failed.stderr = b"\x1b]0;title\x07oops\n".to_vec();
    let (_, cause) = ended(&failed, DEFAULT_LIMITS, 0);
    let stderr = "\\u{1b}]0;title\\u{7}oops\n".to_owned();
    assert_eq!(cause, Some(Cause::Exit { status: 2, stderr }));
}
