//! `label.toml` beside a tree: what the tree tries, and what must come of it.
use std::collections::BTreeMap;
use std::path::Path;

use judge::Package;
use judge::package::Group;
use serde::Deserialize;
use wire::Report;

use crate::house::fixture;

/// What must come of a cheat. What a label leaves out is as with the program it starts from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Label {
    /// One line for people.
    pub(crate) tries: String,
    /// The challenge of the test tree that it is handed in for.
    #[serde(default = "fortress")]
    pub(crate) challenge: String,
    /// The reference solution of the challenge whose files are there too: `honest` or `naive`.
    pub(crate) base: String,
    /// Points of the whole.
    points: Option<f64>,
    /// Verdicts of groups.
    #[serde(default)]
    groups: BTreeMap<String, String>,
    /// Verdict of the build.
    build: Option<String>,
    /// Protected files that were put back.
    #[serde(default)]
    notices: Vec<String>,
    /// What the team must not read; the secrets of the challenge in any case.
    #[serde(default)]
    pub(crate) absent: Vec<String>,
    /// Files of the tree that this repository cannot hold itself.
    #[serde(default)]
    pub(crate) files: BTreeMap<String, String>,
    /// Links of the tree.
    #[serde(default)]
    pub(crate) links: BTreeMap<String, String>,
    /// Rules of acceptance that refuse the tree at the door.
    #[serde(default)]
    pub(crate) refused: Vec<String>,
    /// With other secrets the team must read the very same.
    #[serde(default)]
    pub(crate) twin: bool,
    /// With other secrets the team may read other verdicts and points, and nothing else that differs.
    #[serde(default)]
    pub(crate) leaks: bool,
    /// What bounds a cheat that brings something.
    pub(crate) bounded: Option<String>,
}

fn fortress() -> String {
    "ngome".to_owned()
}

impl Label {
    pub(crate) fn read(cheat: &str) -> Self {
        let path = fixture("cheats").join(cheat).join("label.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        toml::from_str(&text).unwrap_or_else(|error| panic!("{cheat}: {error}"))
    }

    /// Whether the program it starts from solves the challenge.
    pub(crate) fn honest(&self) -> bool {
        self.base == "honest"
    }

    /// The outcome it must have, in words.
    pub(crate) fn outcome(&self, package: &Package, tree: &Path) -> Vec<String> {
        let (verdict, points) = if self.honest() {
            ("accepted", 100.0)
        } else {
            ("wrong-answer", 0.0)
        };
        let group = |group: &Group| {
            let own = self.groups.get(&group.id).map_or(verdict, String::as_str);
            format!("group {}: {own}", group.id)
        };
        let mut lines: Vec<_> = package.manifest.groups.iter().map(group).collect();
        lines.push(format!("points: {:.2}", self.points.unwrap_or(points)));
        let built = tree.join("build").exists().then_some("accepted");
        lines.push(format!(
            "build: {}",
            self.build.as_deref().or(built).unwrap_or("none")
        ));
        lines.extend(self.notices.iter().map(|path| format!("restored: {path}")));
        lines
    }

    /// Points above those of the program it starts from, or something learnt.
    pub(crate) fn pays(&self) -> bool {
        self.leaks || !self.honest() && self.points.unwrap_or(0.0) > 0.0
    }
}

/// The outcome that a report tells, in the same words.
pub(crate) fn outcome(report: &Report) -> Vec<String> {
    let groups = report.groups.iter();
    let mut lines: Vec<_> = groups.map(|g| format!("group {}: {}", g.id, g.verdict)).collect();
    lines.push(format!("points: {:.2}", report.points.0 as f64 / 100.0));
    let build = report
        .build
        .as_ref()
        .map_or("none".to_owned(), |b| b.verdict.to_string());
    lines.push(format!("build: {build}"));
    lines.extend(report.notices.iter().filter_map(|notice| match notice {
        wire::Notice::ProtectedRestored { path } => Some(format!("restored: {path}")),
        _ => None,
    }));
    lines
}
