//! Proves on the finished bundle, not on the plan of it, that no hidden byte is inside.
use std::fs;
use std::io::Read;

use super::Verification;
use crate::bundle;
use crate::fault::Fault;
use crate::finding::{Code, Finding};
use crate::package::Package;
use crate::package::paths::is_hidden;

/// Shorter contents (`yes`, `0`) are in many files by chance.
const SHORTEST: usize = 64;

/// Looks for every hidden file's name and content in the bundle.
pub(super) fn prove(package: &Package, bundle: &[u8], verification: &mut Verification) -> Result<(), Fault> {
    let broken = |e: std::io::Error| Fault::Package(e.to_string());
    let mut unpacked = Vec::new();
    let decoder = zstd::Decoder::new(bundle).map_err(broken)?;
    decoder.take(4 << 30).read_to_end(&mut unpacked).map_err(broken)?;
    let public = bundle::public_files(package);
    for path in package
        .files
        .keys()
        .filter(|p| !public.contains(*p) && is_hidden(p))
    {
        if let Some(code) = leak(package, path, &unpacked)? {
            let finding = Finding::new(code).file(path);
            match code {
                Code::VerifyAnswerRepeated => verification.warnings.push(finding),
                _ => verification.errors.push(finding),
            }
        }
    }
    Ok(())
}

/// Reference trees share files with starters by right; of them only the names must not travel.
fn leak(package: &Package, path: &str, unpacked: &[u8]) -> Result<Option<Code>, Fault> {
    let contains = |needle: &[u8]| memchr::memmem::find(unpacked, needle).is_some();
    if contains(path.as_bytes()) {
        return Ok(Some(Code::VerifyHiddenBytes));
    }
    if path.starts_with("solutions/") {
        return Ok(None);
    }
    let place = package.path(path);
    let content = fs::read(&place).map_err(Fault::disk(&place))?;
    if content.len() < SHORTEST || !contains(&content) {
        return Ok(None);
    }
    let answer = path.ends_with("/ans") || path.ends_with(".ans");
    Ok(Some(if answer {
        Code::VerifyAnswerRepeated
    } else {
        Code::VerifyHiddenBytes
    }))
}
