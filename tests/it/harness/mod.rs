//! The world of a story: a server of its own, people with a CLI, git and HTTP.
mod actor;
mod gate;
mod house;
mod output;
mod postgres;
mod proxy;
mod server;

use std::path::{Path, PathBuf};

pub(crate) use actor::{Actor, Answer, remote};
pub(crate) use gate::Gate;
pub(crate) use house::House;
pub(crate) use output::Output;
pub(crate) use postgres::fresh_database;
pub(crate) use proxy::Proxy;
pub(crate) use server::{PROGRAM as SERVER, Settings, boxless, groupless, path};

/// Tells each story twice: on SQLite and on PostgreSQL, each time in a house of its own.
macro_rules! stories {
    ($($(#[$doc:meta])* fn $name:ident($house:ident) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$doc])*
            fn story($house: &$crate::harness::House) $body

            #[test]
            fn on_sqlite() {
                story(&$crate::harness::House::on_sqlite());
            }

            #[test]
            fn on_postgres() {
                story(&$crate::harness::House::on_postgres());
            }
        }
    )+};
}
pub(crate) use stories;

/// The folder of the whole project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A small, fast challenge made for these tests.
pub(crate) fn jumla() -> PathBuf {
    root().join("tests/fixtures/challenges/jumla")
}

/// A small challenge whose answers are services.
pub(crate) fn lango() -> PathBuf {
    root().join("tests/fixtures/challenges/lango")
}

/// A small challenge whose checks compare, grade and talk.
pub(crate) fn ngome() -> PathBuf {
    root().join("tests/fixtures/challenges/ngome")
}

/// The flagship challenge of the catalogue.
pub(crate) fn baraza() -> PathBuf {
    root().join("challenges/baraza-bila-karatasi")
}

/// Copies a folder, executable bits included.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Bytes that do not compress.
pub(crate) fn noise(seed: u64, size: usize) -> Vec<u8> {
    let mut state = seed + 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..size).map(|_| next()).collect()
}
