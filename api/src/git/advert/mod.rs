//! What a repository has to offer, the first answer of every conversation. For a push it is a list of refs behind what
//! git can do, and to write that takes no process: what git can do is read off one answer of the real git.
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use git2::{Oid, Repository};
use tokio::task::spawn_blocking;

use super::packet::{FLUSH, Packet, first, packet};
use super::upkeep::try_visit;
use super::{Git, Service, is_ref};
use crate::error::Result;

/// Refs that are ours alone, as `transfer.hideRefs` says to git.
const HIDDEN: &[u8] = b"refs/submissions";
/// Features with values that are only for one answer.
const FRESH: [&[u8]; 2] = [b"push-cert=", b"session-id="];

/// Refs by their names.
type Refs = BTreeMap<Vec<u8>, Oid>;

/// What git can do at a push, since it was asked last.
#[derive(Debug, Clone, Default)]
pub(super) struct Features(Arc<Mutex<Option<Known>>>);

#[derive(Debug, Clone)]
struct Known {
    /// Which file git was: its number, and when it was changed.
    program: (u64, i64, i64),
    words: Vec<u8>,
}

impl Git {
    /// What `service` has to offer in `repository`.
    pub(crate) async fn advertise(
        &self,
        service: Service,
        repository: &Path,
        protocol: Option<&str>,
    ) -> Result<Vec<u8>> {
        if service != Service::Receive {
            return self.ask_for_refs(service, repository, protocol).await;
        }
        let program = identity(&self.program)?;
        if let Some(words) = self.features.of(program) {
            let path = repository.to_owned();
            if let Some(refs) = spawn_blocking(move || refs(&path)).await? {
                return Ok(write(&refs, &words));
            }
        }
        let told = self.ask_for_refs(service, repository, protocol).await?;
        self.features.learn(program, &told);
        Ok(told)
    }
}

impl Features {
    fn of(&self, program: (u64, i64, i64)) -> Option<Vec<u8>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .as_ref()
            .filter(|known| known.program == program)
            .map(|known| known.words.clone())
    }

    fn learn(&self, program: (u64, i64, i64), told: &[u8]) {
        let known = words(told).map(|words| Known { program, words });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }
}

/// A program that is replaced while we run is another one.
fn identity(program: &Path) -> Result<(u64, i64, i64)> {
    let meta = fs::metadata(program)?;
    Ok((meta.ino(), meta.mtime(), meta.mtime_nsec()))
}

/// What stands behind the zero byte of the first line, when it would be the same next time.
fn words(told: &[u8]) -> Option<Vec<u8>> {
    let Ok(Some((Packet::Data(line), _))) = first(told) else {
        return None;
    };
    let zero = line.iter().position(|byte| *byte == 0)?;
    let words = line.get(zero + 1..)?.strip_suffix(b"\n")?;
    let is_fresh = |word: &[u8]| FRESH.iter().any(|fresh| word.starts_with(fresh));
    (!words.split(|byte| *byte == b' ').any(is_fresh)).then(|| words.to_vec())
}

fn write(refs: &Refs, words: &[u8]) -> Vec<u8> {
    let (mut told, mut words) = (Vec::new(), [b"\0", words].concat());
    let mut tell = |name: &[u8], id: Oid| {
        let line = [id.to_string().as_bytes(), b" ", name, &words, b"\n"].concat();
        told.extend(packet(&line));
        words.clear();
    };
    refs.iter().for_each(|(name, id)| tell(name, *id));
    if refs.is_empty() {
        tell(b"capabilities^{}", Oid::ZERO_SHA1);
    }
    told.extend_from_slice(FLUSH);
    told
}

/// The refs to show, in git's order; `None` when git itself must be asked: the repository is being packed anew, or holds
/// what our own never do.
fn refs(repository: &Path) -> Option<Refs> {
    let _visit = try_visit(repository)?;
    let odd = ["shallow", "objects/info/alternates", "reftable"];
    if odd.iter().any(|name| repository.join(name).exists()) {
        return None;
    }
    let mut refs = Refs::new();
    // A loose ref counts before a packed one, and is removed after it: looked for first.
    let mut loose = Refs::new();
    add_loose(&repository.join("refs"), b"refs", &mut loose)?;
    add_packed(&repository.join("packed-refs"), &mut refs)?;
    refs.append(&mut loose);
    let repository = Repository::open_bare(repository).ok()?;
    let odb = repository.odb().ok()?;
    // Git warns of a ref to nothing, and leaves it out.
    refs.values().all(|id| odb.exists(*id)).then_some(refs)
}

/// Each in a file of its own. Folders of others' refs are never looked into.
fn add_loose(folder: &Path, prefix: &[u8], refs: &mut Refs) -> Option<()> {
    for entry in fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        let name = [prefix, b"/", entry.file_name().as_bytes()].concat();
        let kind = entry.file_type().ok()?;
        if name.ends_with(b".lock") || name == HIDDEN {
            continue;
        }
        if kind.is_dir() {
            add_loose(&entry.path(), &name, refs)?;
        } else {
            let line = fs::read_to_string(entry.path()).ok()?;
            add(name, line.strip_suffix('\n')?, refs)?;
        }
    }
    Some(())
}

/// All in one file: `ID NAME`, and what only says more of these.
fn add_packed(file: &Path, refs: &mut Refs) -> Option<()> {
    let text = match fs::read_to_string(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Some(()),
        read => read.ok()?,
    };
    for line in text.lines().filter(|line| !line.starts_with(['#', '^'])) {
        let (id, name) = line.split_once(' ')?;
        let below = name.as_bytes().strip_prefix(HIDDEN);
        if below.is_none_or(|rest| !rest.starts_with(b"/")) {
            add(name.as_bytes().to_vec(), id, refs)?;
        }
    }
    Some(())
}

fn add(name: Vec<u8>, id: &str, refs: &mut Refs) -> Option<()> {
    let is_ours = id.len() == 40 && std::str::from_utf8(&name).is_ok_and(is_ref);
    let id = Oid::from_str(id).ok().filter(|_| is_ours)?;
    refs.insert(name, id);
    Some(())
}

#[cfg(test)]
mod tests;
