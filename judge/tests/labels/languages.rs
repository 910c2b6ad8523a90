//! A program and a failing build in each language, with the limits that `challenges/FORMAT.md` proposes.
use std::path::{Path, PathBuf};

use judge::{Fault, Package};
use serde::Deserialize;
use tempfile::TempDir;
use toml::Table;
use wire::{Report, Verdict};

use crate::house::{copy, fixture, folders, judged, load, write};
use crate::rounds::Program;

/// `label.toml` of a language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    /// As people call it.
    name: String,
    /// What the log of the failing build must hold: the compiler's own words.
    log: String,
    /// As in `challenge.toml`.
    environment: Table,
    /// As in `challenge.toml`.
    limits: Table,
}

/// Every language of the test tree.
pub(crate) fn programs() -> Vec<Program> {
    let languages = folders(&fixture("languages")).into_iter();
    languages.flat_map(|name| [hello(&name), broken(&name)]).collect()
}

fn hello(name: &str) -> Program {
    let (tree, challenge) = (hello_of(name), Challenge::of(name));
    Program::new(&format!("{name}, hello"), move || {
        let report = challenge.judge(&tree)?;
        let all = report.points == report.max && report.verdict == Verdict::Accepted;
        Ok(unless(all, &report))
    })
}

fn broken(name: &str) -> Program {
    let (tree, challenge) = (
        fixture("languages").join(name).join("broken"),
        Challenge::of(name),
    );
    Program::new(&format!("{name}, broken"), move || {
        let report = challenge.judge(&tree)?;
        let said = report
            .build
            .as_ref()
            .is_some_and(|b| b.log.contains(&challenge.log));
        let failed = report.verdict == Verdict::BuildFailed && report.points.0 == 0;
        Ok(unless(said && failed, &report))
    })
}

fn unless(holds: bool, report: &Report) -> Vec<String> {
    if holds {
        Vec::new()
    } else {
        vec![format!("{report:#?}")]
    }
}

/// The challenge with a language's limits.
struct Challenge {
    _folder: TempDir,
    package: Package,
    log: String,
}

impl Challenge {
    fn of(name: &str) -> Self {
        let label = label(name);
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("ongeza");
        copy(&fixture("challenges/ongeza"), &root);
        let own = toml::to_string(
            &[("environment", label.environment), ("limits", label.limits)]
                .into_iter()
                .collect::<std::collections::BTreeMap<_, _>>(),
        );
        let manifest = std::fs::read_to_string(root.join("challenge.toml")).unwrap();
        write(
            &root.join("challenge.toml"),
            &format!("{manifest}\n{}", own.unwrap()),
        );
        Self {
            package: load(&root),
            _folder: folder,
            log: label.log,
        }
    }

    fn judge(&self, tree: &Path) -> Result<Report, Fault> {
        judged(&self.package, tree).map(|judged| judged.whole)
    }
}

fn label(name: &str) -> Label {
    let path = fixture("languages").join(name).join("label.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What a language uses, for the table in `challenges/FORMAT.md`.
pub(crate) fn used(name: &str) -> String {
    let report = Challenge::of(name).judge(&hello_of(name)).unwrap();
    let cases: Vec<_> = report.checks.iter().flat_map(|c| c.cases.clone()).collect();
    let cpu = cases.iter().map(|c| c.cpu_ms).max().unwrap();
    let peak = cases.iter().map(|c| c.peak_kib.div_ceil(1024)).max().unwrap();
    let build = report.build.map(|b| b.cpu_ms).unwrap();
    format!("{name}: build {build} ms; run {cpu} ms, {peak} MiB")
}

fn hello_of(name: &str) -> PathBuf {
    fixture("languages").join(name).join("hello")
}

/// The table for authors proposes the limits with which these programs are judged here.
#[test]
fn the_format_proposes_limits_that_are_proven() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../challenges/FORMAT.md");
    let format = std::fs::read_to_string(path).unwrap();
    for name in folders(&fixture("languages")) {
        let label = label(&name);
        let (build, run) = (&label.environment["limits"], &label.limits);
        let limits =
            |key: &str| [build[key].to_string(), run[key].to_string()].map(|word| word.replace('"', ""));
        let [[build_memory, memory], [build_processes, processes]] = [limits("memory"), limits("processes")];
        let row = format!(
            "| {} | {build_memory} | {build_processes} | {memory} | {processes} |",
            label.name
        );
        assert!(format.contains(&row), "{row}");
    }
}
