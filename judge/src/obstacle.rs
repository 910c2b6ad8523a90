//! Whether a check's turn has come: what its group requires and what it comes after is accepted. Pure.
use wire::{Cause, Verdict};

use crate::package::{Check, Group};

/// What stands in the way of a check; nothing when it is to be run. `group` and `check` tell the verdict of one that
/// was judged before.
pub(crate) fn obstacle(
    (group, check): (&Group, &Check),
    verdict_of_group: impl Fn(&str) -> Option<Verdict>,
    verdict_of_check: impl Fn(&str) -> Option<Verdict>,
) -> Option<Cause> {
    let failed = |verdict: Option<Verdict>| !verdict.is_some_and(Verdict::is_accepted);
    let required = group.requires.iter().find(|id| failed(verdict_of_group(id)));
    let earlier = check.after.iter().find(|id| failed(verdict_of_check(id)));
    let of_group = required.map(|group| Cause::Requires { group: group.clone() });
    of_group.or_else(|| earlier.map(|check| Cause::After { check: check.clone() }))
}
