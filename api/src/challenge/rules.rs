//! Decisions about publishing.
use wire::OrganizationId;

use crate::error::{Code, Error, Result};
use crate::rules::refused;

/// What counts of a version when another is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) challenge: String,
    pub(super) organization: OrganizationId,
    pub(super) version: String,
    pub(super) precedence: i64,
    pub(super) hash: String,
}

/// What publishing comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It is there already, byte for byte.
    Nothing,
    /// It becomes the newest version.
    Add,
}

/// What publishing `new` comes to, when `newest` is the newest version of the challenge and `same` the one
/// with the same number. A challenge belongs to the organization that published it first.
pub(super) fn step(newest: Option<&Known>, same: Option<&Known>, new: &Known) -> Result<Step> {
    if newest.is_some_and(|newest| newest.organization != new.organization) {
        return Err(Error::new(Code::ChallengeNotOwner).with("challenge", &new.challenge));
    }
    match (same, newest) {
        (Some(same), _) if same.hash == new.hash => Ok(Step::Nothing),
        (Some(_), _) => Err(Error::new(Code::ChallengeVersionExists).with("version", &new.version)),
        (None, Some(newest)) if newest.precedence > new.precedence => {
            Err(Error::new(Code::ChallengeVersionOld)
                .with("version", &new.version)
                .with("newest", &newest.version))
        }
        (None, _) => Ok(Step::Add),
    }
}

/// A version as a number that sorts like it.
pub(super) fn precedence(version: &str) -> Result<i64> {
    const EACH: u64 = 1_000_000;
    let number = judge::package::version(version)
        .filter(|parts| parts.iter().all(|part| *part < EACH))
        .map(|[major, minor, patch]| (major * EACH + minor) * EACH + patch);
    number
        .and_then(|number| i64::try_from(number).ok())
        .ok_or_else(|| refused("version", "rule-version").with("limit", EACH - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(organization: OrganizationId, version: &str, hash: &str) -> Known {
        Known {
            challenge: "baraza".to_owned(),
            organization,
            version: version.to_owned(),
            precedence: precedence(version).unwrap(),
            hash: hash.to_owned(),
        }
    }

    #[test]
    fn versions_only_rise_and_never_change() {
        let (ours, theirs) = (OrganizationId::fresh(), OrganizationId::fresh());
        let (first, tenth) = (known(ours, "1.9.0", "a"), known(ours, "1.10.0", "b"));
        for (newest, same, new, expected) in [
            (None, None, known(ours, "0.1.0", "x"), Ok(Step::Add)),
            (Some(&first), None, known(ours, "1.10.0", "b"), Ok(Step::Add)),
            (
                Some(&tenth),
                Some(&tenth),
                known(ours, "1.10.0", "b"),
                Ok(Step::Nothing),
            ),
            (
                Some(&tenth),
                Some(&first),
                known(ours, "1.9.0", "a"),
                Ok(Step::Nothing),
            ),
            (
                Some(&tenth),
                Some(&first),
                known(ours, "1.9.0", "x"),
                Err(Code::ChallengeVersionExists),
            ),
            (
                Some(&tenth),
                None,
                known(ours, "1.9.9", "x"),
                Err(Code::ChallengeVersionOld),
            ),
            (
                Some(&tenth),
                None,
                known(theirs, "2.0.0", "x"),
                Err(Code::ChallengeNotOwner),
            ),
            (
                Some(&tenth),
                Some(&tenth),
                known(theirs, "1.10.0", "b"),
                Err(Code::ChallengeNotOwner),
            ),
        ] {
            let got = step(newest, same, &new).map_err(|error| error.code());
            assert_eq!(got, expected, "{new:?}");
        }
    }

    #[test]
    fn precedence_sorts_like_the_version() {
        let sorted = [
            "0.0.1",
            "0.0.10",
            "0.2.0",
            "0.10.0",
            "1.0.0",
            "1.0.1",
            "999999.999999.999999",
        ];
        let numbers: Vec<_> = sorted.iter().map(|text| precedence(text).unwrap()).collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
        for text in ["1000000.0.0", "1.0", "18446744073709551615.0.0", "", "v1.0.0"] {
            assert!(precedence(text).is_err(), "{text}");
        }
    }
}
