//! Proves on the finished bundle, not on the plan of it, that no hidden byte is inside.
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;

use super::{Verification, fragments};
use crate::bundle;
use crate::fault::Fault;
use crate::finding::{Code, Finding};
use crate::package::paths::is_hidden;
use crate::package::service::Prober;
use crate::package::{Case, CheckKind, Package};

/// Shorter contents (`yes`, `0`) are in many files by chance.
const SHORTEST: usize = 64;

/// Looks for every hidden file's name and content in the bundle, and for long parts of hidden answers.
pub(super) fn prove(package: &Package, bundle: &[u8], verification: &mut Verification) -> Result<(), Fault> {
    let broken = |e: std::io::Error| Fault::Package(e.to_string());
    let mut unpacked = Vec::new();
    let decoder = zstd::Decoder::new(bundle).map_err(broken)?;
    decoder.take(4 << 30).read_to_end(&mut unpacked).map_err(broken)?;
    let search = Search {
        package,
        public: bundle::public_files(package),
        unpacked,
        inputs: parts(package, |case| [case.input.as_ref(), case.args_file.as_ref()]),
    };
    let answers = parts(package, |case| [Some(&case.answer), None]);
    let mut apart = Vec::new();
    let hidden = package
        .files
        .keys()
        .filter(|p| !search.public.contains(*p) && is_hidden(p));
    for path in hidden {
        let answer = answers.contains(path.as_str());
        match search.leak(path, answer)? {
            None if answer => apart.push(path.as_str()),
            None => {}
            Some(finding) if finding.code == Code::VerifyHiddenBytes => verification.errors.push(finding),
            Some(finding) => verification.warnings.push(finding),
        }
    }
    // An answer may stand in a public answer: both are made by the same rules.
    let told = search
        .public
        .iter()
        .map(String::as_str)
        .filter(|path| !answers.contains(path));
    verification
        .warnings
        .extend(fragments::find(package, &apart, &told.collect::<Vec<_>>())?);
    Ok(())
}

/// These files of every case.
fn parts(package: &Package, of: impl Fn(&Case) -> [Option<&String>; 2]) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for check in &package.manifest.checks {
        let cases: &[Case] = match &check.kind {
            CheckKind::Run(run) => &run.cases,
            CheckKind::Service(service) => match &service.prober {
                Prober::Grader { cases, .. } => cases,
                Prober::Requests { .. } => &[],
            },
            CheckKind::Repository(_) => &[],
        };
        found.extend(cases.iter().flat_map(&of).flatten().map(String::as_str));
    }
    found
}

struct Search<'a> {
    package: &'a Package,
    public: BTreeSet<String>,
    unpacked: Vec<u8>,
    /// What cases are asked.
    inputs: BTreeSet<&'a str>,
}

impl Search<'_> {
    /// Reference trees share files with starters by right; of them only the names must not travel.
    ///
    /// A hidden answer may equal a public one by chance, and a helper may lie in both places on purpose: these are
    /// told. What a hidden case asks must not be public at all.
    fn leak(&self, path: &str, answer: bool) -> Result<Option<Finding>, Fault> {
        let contains = |needle: &[u8]| memchr::memmem::find(&self.unpacked, needle).is_some();
        if contains(path.as_bytes()) {
            return Ok(Some(Finding::new(Code::VerifyHiddenBytes).file(path)));
        }
        if path.starts_with("solutions/") {
            return Ok(None);
        }
        let place = self.package.path(path);
        let content = fs::read(&place).map_err(Fault::disk(&place))?;
        if content.len() < SHORTEST || !contains(&content) {
            return Ok(None);
        }
        let twin = self.twin(path).filter(|_| !self.inputs.contains(path));
        Ok(Some(match twin {
            _ if answer => Finding::new(Code::VerifyAnswerRepeated).file(path),
            Some(other) => Finding::new(Code::VerifyHiddenRepeated)
                .file(path)
                .arg("other", other),
            None => Finding::new(Code::VerifyHiddenBytes).file(path),
        }))
    }

    /// A public file with the same content.
    fn twin(&self, path: &str) -> Option<&str> {
        let sum = |path: &str| self.package.files.get(path).map(|file| file.sha256);
        let own = sum(path);
        let same = self
            .public
            .iter()
            .find(|other| own.is_some() && sum(other) == own);
        same.map(String::as_str)
    }
}
