//! What went wrong on our side: never a verdict on the team.
use std::io;
use std::path::{Path, PathBuf};

use crate::sandbox;

/// Our fault. The caller tries again or calls a person; the team loses nothing.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The box itself failed.
    #[error(transparent)]
    Sandbox(#[from] sandbox::Fault),
    /// A file of ours could not be read or written.
    #[error("{path}: {source}")]
    Disk {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The author's grader did not decide.
    #[error("grader of check `{check}`, case `{case}`: {reason}")]
    Grader {
        /// The check.
        check: String,
        /// The case.
        case: String,
        /// What it did instead; safe to print.
        reason: String,
    },
    /// The package is not what it was when it was loaded, or needs what this judge does not know.
    #[error("package: {0}")]
    Package(String),
}

impl Fault {
    /// Remembers which file an IO error was about: `.map_err(Fault::disk(path))`.
    pub(crate) fn disk(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Disk { path, source }
    }
}
