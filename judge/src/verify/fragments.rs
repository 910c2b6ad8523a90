//! Looks for long parts of hidden files in those that students have: a worked example that is a hidden case, a starter
//! with the table that was to be computed, a statement with a piece of the solution.
use std::collections::HashMap;
use std::fs;

use crate::fault::Fault;
use crate::finding::{Code, Finding};
use crate::package::Package;

/// Bytes that are looked for at once: whatever is twice as long and the same is found for certain.
pub(super) const WINDOW: usize = 64;
/// Different bytes that make a window worth looking for: a line of dashes is in many files.
const VARIED: usize = 10;
/// Windows that are kept in mind.
const MOST_WINDOWS: usize = 1 << 20;
/// Bytes read of one file.
const LONGEST: u64 = 64 << 20;
/// Factor of the rolling hash; any large odd number.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// What is looked for.
pub(super) struct Secrets<'a> {
    /// What is told of one that was found.
    pub(super) code: Code,
    pub(super) files: Vec<&'a str>,
    /// What stands in these as well is no secret.
    pub(super) open: Vec<&'a str>,
}

/// One warning for each secret of which a part stands in a public file.
pub(super) fn find(package: &Package, secrets: &Secrets<'_>, public: &[&str]) -> Result<Vec<Finding>, Fault> {
    let files = &secrets.files;
    let mut known: HashMap<u64, (usize, Vec<u8>)> = HashMap::new();
    for (at, path) in files.iter().enumerate() {
        for window in read(package, path)?.chunks_exact(WINDOW).filter(|w| is_varied(w)) {
            if known.len() < MOST_WINDOWS {
                known.entry(hash(window)).or_insert_with(|| (at, window.to_vec()));
            }
        }
    }
    for path in &secrets.open {
        scan(&read(package, path)?, |_, sum| {
            known.remove(&sum);
        });
    }
    let mut found: Vec<Option<Finding>> = vec![None; files.len()];
    if known.is_empty() {
        return Ok(Vec::new());
    }
    for path in public {
        let bytes = read(package, path)?;
        scan(&bytes, |offset, sum| {
            let Some((at, window)) = known.get(&sum) else {
                return;
            };
            let same = bytes.get(offset..offset + WINDOW) == Some(window.as_slice());
            if let (true, Some(file), Some(place)) = (same, files.get(*at), found.get_mut(*at)) {
                place.get_or_insert_with(|| warning((secrets.code, file), path, (&bytes, offset, WINDOW)));
            }
        });
    }
    Ok(found.into_iter().flatten().collect())
}

/// Says that `length` bytes of a hidden file stand at this offset of a public one.
pub(super) fn warning(
    (code, hidden): (Code, &str),
    public: &str,
    (bytes, offset, length): (&[u8], usize, usize),
) -> Finding {
    let before = bytes.get(..offset).unwrap_or_default();
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let shown = String::from_utf8_lossy(bytes.get(offset..offset + length).unwrap_or_default()).into_owned();
    let finding = Finding::new(code).file(public);
    let finding = finding.line(u32::try_from(line).unwrap_or(u32::MAX));
    finding.arg("answer", hidden).arg("part", shown)
}

pub(super) fn read(package: &Package, path: &str) -> Result<Vec<u8>, Fault> {
    let place = package.path(path);
    if package.files.get(path).is_none_or(|file| file.size > LONGEST) {
        return Ok(Vec::new());
    }
    fs::read(&place).map_err(Fault::disk(&place))
}

fn is_varied(window: &[u8]) -> bool {
    let mut seen = [false; 256];
    for byte in window {
        if let Some(place) = seen.get_mut(usize::from(*byte)) {
            *place = true;
        }
    }
    seen.iter().filter(|seen| **seen).count() >= VARIED
}

fn hash(window: &[u8]) -> u64 {
    window.iter().fold(0, |sum, byte| step(sum, *byte))
}

fn step(sum: u64, byte: u8) -> u64 {
    sum.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1)
}

/// Tells the hash of every window of some bytes, with its offset.
fn scan(bytes: &[u8], mut tell: impl FnMut(usize, u64)) {
    let Some(first) = bytes.get(..WINDOW) else { return };
    let oldest = (0..WINDOW).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let mut sum = hash(first);
    tell(0, sum);
    for (offset, (gone, come)) in bytes.iter().zip(bytes.iter().skip(WINDOW)).enumerate() {
        sum = step(sum, *come).wrapping_sub(oldest.wrapping_mul(u64::from(*gone) + 1));
        tell(offset + 1, sum);
    }
}

#[cfg(test)]
mod tests {
    use super::{WINDOW, hash, scan};

    #[test]
    fn rolling_on_is_the_same_as_beginning_anew() {
        let bytes: Vec<u8> = (0..500u32).map(|n| (n * n % 251) as u8).collect();
        let mut windows = 0;
        scan(&bytes, |offset, sum| {
            assert_eq!(sum, hash(&bytes[offset..offset + WINDOW]), "{offset}");
            windows += 1;
        });
        assert_eq!(windows, bytes.len() - WINDOW + 1);
        scan(&bytes[..WINDOW - 1], |_, _| panic!("too short"));
    }
}
