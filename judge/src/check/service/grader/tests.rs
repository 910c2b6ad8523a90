//! Who fails first decides, by table.
use wire::{Grade, Verdict};

use super::{End, decide};
use crate::fault::Fault;

#[test]
fn who_fails_first_decides() {
    use Verdict::{Accepted, RuntimeError, TimeLimit, WrongAnswer};
    let table = [
        (false, Accepted, Some(Accepted), Some(Accepted)),
        (false, Accepted, Some(WrongAnswer), Some(WrongAnswer)),
        (false, Accepted, None, None),
        (false, TimeLimit, Some(Accepted), Some(TimeLimit)),
        (false, TimeLimit, Some(WrongAnswer), Some(WrongAnswer)),
        (true, RuntimeError, Some(WrongAnswer), Some(RuntimeError)),
        (true, RuntimeError, Some(Accepted), Some(RuntimeError)),
        (true, RuntimeError, None, Some(RuntimeError)),
        (true, TimeLimit, None, None),
        (true, Accepted, Some(Accepted), Some(Accepted)),
    ];
    for (first, ended, decision, expected) in table {
        let end = End {
            first,
            waited: ended == TimeLimit,
        };
        let decision = || match decision {
            Some(verdict) => Ok((verdict, Grade::default())),
            None => Err(Fault::Package("undecided".to_owned())),
        };
        let found = decide(end, (ended, None), decision).ok();
        assert_eq!(found.map(|(verdict, ..)| verdict), expected, "{first} {ended}");
    }
}
