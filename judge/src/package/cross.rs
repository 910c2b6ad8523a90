//! What can only be seen when the manifest and the files lie side by side.
use std::path::Path;

use wire::Visibility;

use super::files::Files;
use super::manifest::{Case, Check, CheckKind, Grader, Manifest};
use super::parse::{FILE, Places};
use super::reader::Section;
use super::{GRADERS, cases, paths};
use crate::finding::{Code, Finding};

/// A group without checks can bring no points.
pub(super) fn groups_have_checks(manifest: &Manifest, root: &Section<'_, '_>) {
    for group in &manifest.groups {
        if manifest.checks_of(&group.id).next().is_none() {
            let sections = root.get("group").map(|n| n.tables()).unwrap_or_default();
            let named = |s: &&Section<'_, '_>| s.get("id").and_then(|n| n.text()) == Some(&group.id);
            let line = sections.iter().find(named).map_or(1, Section::line);
            root.add(line, Finding::new(Code::GroupEmpty).arg("value", &group.id));
        }
    }
}

/// The manifest beside the files of its package.
pub(super) struct Cross<'a> {
    pub(super) root: &'a Path,
    pub(super) files: &'a Files,
    pub(super) places: &'a Places,
    pub(super) findings: &'a mut Vec<Finding>,
}

impl Cross<'_> {
    pub(super) fn add(&mut self, place: &str, finding: Finding) {
        let line = self.places.get(place).copied().unwrap_or(1);
        self.findings.push(finding.file(FILE).line(line));
    }

    /// Finds the cases and checks every path that the manifest names.
    pub(super) fn complete(&mut self, manifest: &mut Manifest) {
        for (name, folder) in &manifest.starters {
            let place = format!("starter.{name}");
            self.folder(&place, folder);
            if paths::is_hidden(folder) {
                self.add(&place, Finding::new(Code::PublicUsesHidden).arg("value", folder));
            }
        }
        for reference in &manifest.references {
            self.folder(&format!("reference.{}", reference.path), &reference.path);
        }
        for language in &manifest.languages {
            let statement = format!("statement.{language}.md");
            if !self.files.contains_key(&statement) {
                self.findings
                    .push(Finding::new(Code::StatementMissing).file(&statement));
            }
        }
        let groups = manifest.groups.clone();
        for check in &mut manifest.checks {
            let public = groups
                .iter()
                .any(|g| g.id == check.group && g.visibility == Visibility::Public);
            self.check(check, public);
        }
    }

    fn folder(&mut self, place: &str, folder: &str) {
        let prefix = format!("{folder}/");
        let mut below = self.files.range(prefix.clone()..);
        if !below.next().is_some_and(|(path, _)| path.starts_with(&prefix)) {
            self.add(place, Finding::new(Code::PathMissing).arg("value", folder));
        }
    }

    fn check(&mut self, check: &mut Check, public: bool) {
        let id = check.id.clone();
        let run = match &mut check.kind {
            CheckKind::Run(run) => run,
            CheckKind::Service(service) => return self.service(&id, service, public),
            CheckKind::Repository(_) => return,
        };
        if !run.glob.is_empty() {
            run.cases = self.cases(&id, (&run.glob, run.grader.is_none()), public);
        }
        let place = format!("check.{id}.overlay");
        if let Some(overlay) = &run.overlay {
            self.folder(&place, overlay);
        }
        if let Some(grader) = &run.grader {
            self.grader(&format!("check.{id}.grader"), grader, public);
        }
        if public {
            self.none_is_hidden(&place, run.overlay.iter());
        }
    }

    /// The cases of a glob with all that belongs to them. What students lack of a public one, they cannot run.
    pub(super) fn cases(&mut self, id: &str, (glob, compared): (&str, bool), public: bool) -> Vec<Case> {
        let place = format!("check.{id}.cases");
        let before = self.findings.len();
        let mut found = cases::find(glob, self.files, compared, self.findings);
        for finding in self.findings.split_off(before) {
            match &finding.file {
                Some(_) => self.findings.push(finding),
                None => self.add(&place, finding),
            }
        }
        if found.is_empty() && self.findings.len() == before {
            self.add(&place, Finding::new(Code::NoCases).arg("value", glob));
        }
        for case in &mut found {
            self.arguments(case);
        }
        if public {
            let parts = |case: &Case| {
                let answer = Some(case.answer.clone());
                [
                    case.input.clone(),
                    answer,
                    case.args_file.clone(),
                    case.files.clone(),
                ]
            };
            let used: Vec<String> = found.iter().flat_map(parts).flatten().collect();
            self.none_is_hidden(&place, used.iter());
        }
        found
    }

    /// Tells the first of these paths that does not travel to students.
    pub(super) fn none_is_hidden<'p>(&mut self, place: &str, used: impl Iterator<Item = &'p String>) {
        if let Some(path) = used.filter(|path| paths::is_hidden(path)).min() {
            self.add(place, Finding::new(Code::PublicUsesHidden).arg("value", path));
        }
    }

    /// A grader is a file below `graders`, or made of such files; one of a public check travels to students.
    pub(super) fn grader(&mut self, place: &str, grader: &Grader, public: bool) {
        let plain = |word: &'_ String| word.strip_prefix("./").unwrap_or(word).to_owned();
        let program = grader.run.first().map(plain);
        let words = grader.run.iter().chain(grader.build.iter().flatten()).map(plain);
        let own: Vec<String> = words.filter(|word| paths::is_below(word, GRADERS)).collect();
        let built = grader.build.is_some();
        if !grader.run.is_empty() && !own.iter().any(|word| !built || self.files.contains_key(word)) {
            let finding = Finding::new(Code::GraderMissing).arg("value", grader.run.join(" "));
            self.add(place, finding);
        }
        for word in &own {
            let code = match self.files.get(word) {
                _ if public && paths::is_hidden(word) && (built || self.files.contains_key(word)) => {
                    Some(Code::GraderHidden)
                }
                // The build makes it.
                None if built => None,
                None => Some(Code::GraderMissing),
                Some(file) if program.as_ref() == Some(word) && !file.executable => {
                    Some(Code::GraderNotExecutable)
                }
                Some(_) => None,
            };
            if let Some(code) = code {
                self.add(place, Finding::new(code).arg("value", word));
            }
        }
    }

    /// Arguments of a case, one a line; 64 KiB are plenty.
    pub(super) fn arguments(&mut self, case: &mut Case) {
        let Some(path) = &case.args_file else {
            return;
        };
        match super::read_text(self.root, path, 64 << 10) {
            Ok(text) if !text.contains('\0') => case.args = text.lines().map(str::to_owned).collect(),
            _ => self.findings.push(
                Finding::new(Code::Unreadable)
                    .file(path)
                    .arg("reason", "UTF-8, 64 KiB"),
            ),
        }
    }
}
