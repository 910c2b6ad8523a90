//! A submission as a git bundle: a file that every git can read, with what the server lacks.
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use git2::{Oid, PackBuilder};

use super::{Repo, broken};
use crate::error::{Error, Exit, disk};

/// The branch that submits.
const BRANCH: &str = "refs/heads/main";

/// What goes into a bundle.
pub(crate) struct Parcel<'a> {
    pub(crate) commit: Oid,
    /// Commits the server has already.
    pub(crate) have: &'a [String],
    /// Whose it is, for a file that travels without us: event, team, challenge.
    pub(crate) address: [&'a str; 3],
}

impl Repo {
    /// Writes a bundle into `path`, whole or not at all. Memory does not grow with it.
    pub(crate) fn bundle(&self, path: &Path, parcel: &Parcel<'_>) -> Result<(), Error> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let fresh = tempfile::NamedTempFile::new_in(folder).map_err(disk(folder))?;
        let known = self.known(parcel.have);
        let mut file = BufWriter::new(fresh.as_file());
        file.write_all(head(parcel, &known).as_bytes())
            .map_err(disk(path))?;
        let mut builder = self.pack(parcel.commit, &known).map_err(|e| broken(&e))?;
        let mut failed = None;
        let packed = builder.foreach(|part| {
            failed = file.write_all(part).err();
            failed.is_none()
        });
        if let Some(error) = failed {
            return Err(disk(path)(error));
        }
        packed.map_err(|e| broken(&e))?;
        file.flush().map_err(disk(path))?;
        drop(file);
        fresh.as_file().sync_all().map_err(disk(path))?;
        fresh.persist(path).map_err(|e| disk(path)(e.error))?;
        Ok(())
    }

    /// What we do not know ourselves cannot be built on.
    fn known(&self, have: &[String]) -> Vec<Oid> {
        let ours = |hash: &String| {
            Oid::from_str(hash)
                .ok()
                .filter(|oid| self.0.find_commit(*oid).is_ok())
        };
        have.iter().filter_map(ours).collect()
    }

    /// Everything that `commit` needs and that `known` does not hold.
    fn pack(&self, commit: Oid, known: &[Oid]) -> Result<PackBuilder<'_>, git2::Error> {
        let mut walk = self.0.revwalk()?;
        walk.push(commit)?;
        for oid in known {
            walk.hide(*oid)?;
        }
        let mut builder = self.0.packbuilder()?;
        builder.insert_walk(&mut walk)?;
        Ok(builder)
    }
}

/// What stands before the pack. Pure.
fn head(parcel: &Parcel<'_>, known: &[Oid]) -> String {
    let builds_on: String = known.iter().map(|oid| format!("-{oid} \n")).collect();
    let (commit, address) = (parcel.commit, parcel.address.join("/"));
    format!("# v2 git bundle\n{builds_on}{commit} {BRANCH}\n{commit} refs/ubunifu/{address}\n\n")
}

/// The size of a bundle that was written.
pub(crate) fn size_of(path: &Path) -> Result<u64, Error> {
    let about = File::open(path).and_then(|file| file.metadata());
    about.map(|about| about.len()).map_err(disk(path))
}

/// A file must not be laid over something else.
pub(crate) fn free(path: &Path) -> Result<(), Error> {
    if path.exists() {
        return Err(Error::new(Exit::Usage, "error-bundle-there").arg("path", path.display()));
    }
    Ok(())
}
