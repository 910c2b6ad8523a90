//! A real box, the fixtures, and one judging.
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use judge::redact;
use judge::sandbox::{Linux, Runtime};
use judge::{Fault, Identity, Job, Package, Selection, judge};
use wire::{Progress, Report};

static LINUX: LazyLock<Linux> = LazyLock::new(|| {
    Linux::with_helper(env!("CARGO_BIN_EXE_judge-box").into(), true).expect("this machine holds a box")
});
static HOST: LazyLock<Runtime> = LazyLock::new(|| Runtime::host().expect("a runtime"));

/// A file or folder below `tests/fixtures`.
pub(crate) fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/fixtures")
        .join(path)
}

pub(crate) fn load(folder: &Path) -> Package {
    Package::load(folder).unwrap_or_else(|invalid| panic!("{invalid}"))
}

/// What one judging says: to us, and to the team.
pub(crate) struct Judged {
    pub(crate) whole: Report,
    pub(crate) team: Report,
    pub(crate) progress: Vec<Progress>,
}

pub(crate) fn judged(package: &Package, tree: &Path) -> Result<Judged, Fault> {
    let scratch = tempfile::tempdir().unwrap();
    let job = Job {
        package,
        tree,
        runtime: &HOST,
        selection: Selection::All,
        seed: 1,
        identity: Identity::default(),
        local: false,
        scratch: scratch.path(),
    };
    let mut progress = Vec::new();
    let whole = judge(&job, &*LINUX, &mut |p| progress.push(p))?;
    Ok(Judged {
        team: redact::for_team(&whole, package),
        progress: progress
            .iter()
            .filter_map(|p| redact::progress(p, package))
            .collect(),
        whole,
    })
}

/// Copies a folder over another: files with their modes, and links.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

pub(crate) fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
    let mode = if text.starts_with("#!") { 0o755 } else { 0o644 };
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
}

pub(crate) fn link(file: &Path, to: &str) {
    symlink(to, file).unwrap();
}

/// Names of the folders in a folder, in order.
pub(crate) fn folders(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).unwrap().map(Result::unwrap);
    let mut names: Vec<_> = entries
        .filter(|e| e.file_type().unwrap().is_dir())
        .map(|e| e.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
