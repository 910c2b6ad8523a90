//! The file with the secret half: 64 hexadecimal digits, readable for the server alone.
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use crate::error::{Error, Result};

/// Bytes of a seed.
const SEED: usize = 32;
/// More is no key.
const LONGEST: u64 = 1024;

/// Reads the key, or makes one where there is none. Two servers that start at once end up with the same.
pub(super) fn read_or_make(path: &Path) -> Result<[u8; SEED]> {
    match File::open(path) {
        Ok(file) => read(path, file),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make(path).map_err(|error| broken(path, error))?;
            read(path, File::open(path).map_err(|error| broken(path, error))?)
        }
        Err(error) => Err(broken(path, error)),
    }
}

fn read(path: &Path, file: File) -> Result<[u8; SEED]> {
    let mode = file
        .metadata()
        .map_err(|error| broken(path, error))?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        return Err(broken(path, "others can read this secret key: chmod 600"));
    }
    let mut text = String::new();
    let read = file.take(LONGEST).read_to_string(&mut text);
    read.map_err(|error| broken(path, error))?;
    let mut seed = [0; SEED];
    hex::decode_to_slice(text.trim(), &mut seed).map_err(|_| broken(path, "not 64 hexadecimal digits"))?;
    Ok(seed)
}

/// Written whole beside its place and linked there: nobody reads half a key, and the first one stays.
fn make(path: &Path) -> std::io::Result<()> {
    let mut seed = [0; SEED];
    getrandom::fill(&mut seed).map_err(std::io::Error::other)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let fresh = tempfile::Builder::new().make_in(folder, |path| {
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
    })?;
    writeln!(fresh.as_file(), "{}", hex::encode(seed))?;
    fresh.as_file().sync_all()?;
    match std::fs::hard_link(fresh.path(), path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    File::open(folder)?.sync_all()
}

fn broken(path: &Path, why: impl std::fmt::Display) -> Error {
    Error::fault(format_args!("{}: {why}", path.display()))
}
