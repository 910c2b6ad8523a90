//! Numbers that nobody can write down before: `${seed}` in a command, the names of requests, the port of a service.
//! Each case has its own, the same whenever it is judged with the same seed.
//!
//! Cases of public checks have the same numbers everywhere, so that a laptop says what the server says. Those of hidden
//! checks follow from the seed of the judging, which the report names, and from a key, which no report names: seed and
//! formula are public, and a team that could reckon with both would turn a file of its tree until its own numbers came.
use sha2::{Digest, Sha256};

use super::{Bench, Exam};
use crate::bundle;
use crate::package::{Package, SEED, content_hash};

/// What the numbers of a check are made from.
#[derive(Debug, Clone)]
pub(crate) struct Seed {
    own: u64,
    /// Hexadecimal; none where everybody may know the numbers.
    key: Option<String>,
}

impl Seed {
    /// Of every public check, on any machine.
    pub(crate) const PUBLIC: Self = Self { own: 0, key: None };

    /// Of the hidden checks of a judging. The key is what students do not have of the package: every file that does not
    /// travel, and the whole manifest. Whoever has the package can recompute the numbers, and nobody else.
    pub(crate) fn hidden(package: &Package, own: u64) -> Self {
        let public = bundle::public_files(package);
        let kept = package.files.iter().filter(|(path, _)| !public.contains(*path));
        let kept = kept.map(|(path, file)| (path.clone(), file.clone())).collect();
        Self {
            own,
            key: Some(content_hash(&kept)),
        }
    }

    /// What every name of a service's requests is hashed with. Numbers of public checks never change: a laptop may be
    /// older than the server.
    pub(super) fn text(&self) -> String {
        match &self.key {
            None => format!("1\0{}\0", self.own),
            Some(key) => format!("2\0{}\0{key}\0", self.own),
        }
    }

    /// The number of a case, from 0 to 2^31 - 1: every language can hold it.
    fn number(&self, check: &str, case: &str) -> u32 {
        let mut hasher = Sha256::new();
        match &self.key {
            None => hasher.update(b"ubunifu-seed/1\0"),
            Some(key) => {
                hasher.update(b"ubunifu-seed/2\0");
                hasher.update(key.as_bytes());
            }
        }
        hasher.update(self.own.to_le_bytes());
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
}

/// The command with its seeds filled in.
pub(super) fn filled(bench: &Bench<'_>, exam: &Exam<'_>, command: &[String]) -> Vec<String> {
    let one = |word: &String| {
        if word == SEED {
            let number = bench.seed(exam.public).number(exam.check, &exam.case.id);
            number.to_string()
        } else {
            word.clone()
        }
    };
    command.iter().map(one).collect()
}

#[cfg(test)]
impl Seed {
    /// With a key of a test's own.
    pub(super) fn keyed(own: u64, key: &str) -> Self {
        Self {
            own,
            key: Some(key.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests;
