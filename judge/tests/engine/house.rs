//! A real box and the real challenge.
use std::path::PathBuf;
use std::sync::LazyLock;

use judge::Package;
use judge::sandbox::{Linux, Runtime};

pub(crate) static LINUX: LazyLock<Linux> = LazyLock::new(|| {
    Linux::with_helper(env!("CARGO_BIN_EXE_judge-box").into(), true).expect("this machine holds a box")
});
pub(crate) static HOST: LazyLock<Runtime> = LazyLock::new(|| Runtime::host().expect("a runtime"));

/// The flagship challenge as its authors have it.
pub(crate) fn council() -> Package {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../challenges/baraza-bila-karatasi");
    Package::load(&folder).unwrap_or_else(|invalid| panic!("{invalid}"))
}
