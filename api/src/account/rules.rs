//! Decisions about accounts and tokens.
use wire::Timestamp;

/// Whether a token counts at `now`.
pub(super) fn is_valid(revoked: Option<Timestamp>, expires: Option<Timestamp>, now: Timestamp) -> bool {
    revoked.is_none() && expires.is_none_or(|end| now < end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_counts_until_it_is_revoked_or_expires() {
        let at = |moment: Option<i64>| moment.map(Timestamp);
        for (revoked, expires, now, valid) in [
            (None, None, i64::MAX, true),
            (None, Some(10), 9, true),
            (None, Some(10), 10, false),
            (Some(5), None, 4, false),
            (Some(5), Some(10), 6, false),
        ] {
            assert_eq!(
                is_valid(at(revoked), at(expires), Timestamp(now)),
                valid,
                "{revoked:?} {expires:?}"
            );
        }
    }
}
