//! Who fails first decides, by table.
use wire::{Grade, Verdict};

use super::{End, decide, patient};
use crate::fault::Fault;
use crate::package::{DEFAULT_LIMITS, GRADER_LIMITS};

#[test]
fn who_fails_first_decides() {
    use Verdict::{Accepted, RuntimeError, TimeLimit, WrongAnswer};
    let table = [
        (true, Accepted, Some(Accepted), Some(Accepted)),
        (true, Accepted, Some(WrongAnswer), Some(WrongAnswer)),
        (true, Accepted, None, None),
        (true, RuntimeError, Some(Accepted), Some(RuntimeError)),
        (true, RuntimeError, Some(WrongAnswer), Some(RuntimeError)),
        (true, TimeLimit, None, Some(TimeLimit)),
        (false, Accepted, Some(Accepted), Some(Accepted)),
        (false, RuntimeError, Some(Accepted), Some(RuntimeError)),
        (false, RuntimeError, Some(WrongAnswer), Some(WrongAnswer)),
        (false, TimeLimit, Some(WrongAnswer), Some(WrongAnswer)),
        (false, Accepted, None, None),
        (false, RuntimeError, None, None),
    ];
    for (team_first, ended, decision, expected) in table {
        let decision = || match decision {
            Some(verdict) => Ok((verdict, Grade::default())),
            None => Err(Fault::Package("undecided".to_owned())),
        };
        let end = End {
            first: team_first,
            waited: false,
        };
        let found = decide(end, (ended, None), decision).ok();
        assert_eq!(
            found.map(|(verdict, ..)| verdict),
            expected,
            "{team_first} {ended}"
        );
    }
}

#[test]
fn nobody_is_blamed_for_waiting_for_a_grader_that_is_ill() {
    let end = End {
        first: true,
        waited: true,
    };
    let ended = || (Verdict::TimeLimit, None);
    let well = decide(end, ended(), || Ok((Verdict::WrongAnswer, Grade::default())));
    assert_eq!(well.ok().map(|(verdict, ..)| verdict), Some(Verdict::TimeLimit));
    assert!(decide(end, ended(), || Err(Fault::Package("undecided".to_owned()))).is_err());
}

#[test]
fn a_grader_outlasts_the_program_it_waits_for() {
    let limits = patient(GRADER_LIMITS, DEFAULT_LIMITS);
    assert!(limits.wall > DEFAULT_LIMITS.wall && limits.wall > GRADER_LIMITS.wall);
    assert_eq!(limits.cpu, GRADER_LIMITS.cpu);
}
