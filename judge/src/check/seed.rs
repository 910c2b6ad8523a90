//! `${seed}` in a command: a number of each case, the same whenever it is judged with the same seed.
//!
//! Cases of public checks have the same number everywhere, so that a laptop says what the server says. Those of hidden
//! checks depend on the seed of the judging, which the report names; none tells of another.
use sha2::{Digest, Sha256};

use super::{Bench, Exam};
use crate::package::SEED;

/// The command with its seeds filled in.
pub(super) fn filled(bench: &Bench<'_>, exam: &Exam<'_>, command: &[String]) -> Vec<String> {
    let seed = if exam.public { 0 } else { bench.seed };
    let number = number(seed, exam.check, &exam.case.id);
    let one = |word: &String| {
        if word == SEED {
            number.to_string()
        } else {
            word.clone()
        }
    };
    command.iter().map(one).collect()
}

/// From 0 to 2^31 - 1: every language can hold it.
fn number(seed: u64, check: &str, case: &str) -> u32 {
    let mut hasher = Sha256::new();
    hasher.update(b"ubunifu-seed/1\0");
    hasher.update(seed.to_le_bytes());
    for name in [check, case] {
        hasher.update(name.as_bytes());
        hasher.update([0]);
    }
    let digest: [u8; 32] = hasher.finalize().into();
    digest
        .iter()
        .take(4)
        .fold(0u32, |sum, byte| sum << 8 | u32::from(*byte))
        & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn each_case_of_each_seed_has_its_own() {
        let all = [
            number(1, "a", "1"),
            number(2, "a", "1"),
            number(1, "b", "1"),
            number(1, "a", "2"),
            number(1, "a1", ""),
        ];
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        // Published scores are recomputed by it: it must never change.
        assert_eq!(number(7, "quorum", "1"), 1_081_805_154);
    }
}
