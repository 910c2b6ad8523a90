//! What a program is told about its surroundings: built from nothing, the same on every machine.
use std::sync::LazyLock;

use super::spec::Spec;

/// Cores of the machine. Asked once: the answer is put together from several files.
pub(super) static CORES: LazyLock<usize> =
    LazyLock::new(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));

/// Environment variables. The last ones tell runtimes that size themselves by the machine how large their box is.
pub(super) fn variables(spec: &Spec) -> Vec<String> {
    let mib = (spec.limits.memory >> 20).max(16);
    let has = match spec.cores.len() {
        0 => *CORES,
        cores => cores,
    };
    let cores = has.min(spec.limits.processes as usize / 8).clamp(1, 8);
    let list = [
        format!("PATH={}", spec.path),
        "HOME=/tmp".into(),
        "TMPDIR=/tmp".into(),
        "LANG=C.UTF-8".into(),
        "USER=team".into(),
        "CARGO_HOME=/tmp/cargo".into(),
        "PYTHONDONTWRITEBYTECODE=1".into(),
        "PYTHONHASHSEED=0".into(),
        format!(
            "JAVA_TOOL_OPTIONS=-XX:MaxRAM={mib}m -XX:MaxRAMPercentage=60 -XX:ActiveProcessorCount={cores}"
        ),
        format!("NODE_OPTIONS=--max-old-space-size={}", mib * 3 / 4),
        format!("GOMAXPROCS={cores}"),
        format!("CARGO_BUILD_JOBS={cores}"),
        // Asked by Python from 3.13 on; an older one asks a file that tells of the machine.
        format!("PYTHON_CPU_COUNT={cores}"),
        format!("GOMEMLIMIT={}MiB", mib * 9 / 10),
    ];
    let own = spec.env.iter().map(|(name, value)| format!("{name}={value}"));
    list.into_iter().chain(own).collect()
}

/// Where to look for the program: a name with `/` is meant from `/work`, any other is looked up in `PATH`.
pub(super) fn places(spec: &Spec) -> Vec<String> {
    let name = spec.command.first().map_or("", String::as_str);
    if name.is_empty() || name.contains('/') {
        return vec![name.to_owned()];
    }
    spec.path
        .split(':')
        .filter(|folder| folder.starts_with('/'))
        .map(|folder| format!("{folder}/{name}"))
        .collect()
}
