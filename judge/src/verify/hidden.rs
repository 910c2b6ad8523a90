//! Proves on the finished bundle, not on the plan of it, that no hidden byte is inside.
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;

use super::fragments::Secrets;
use super::{Verification, fragments, small};
use crate::bundle;
use crate::fault::Fault;
use crate::finding::{Code, Finding};
use crate::package::paths::{is_below, is_hidden};
use crate::package::service::Prober;
use crate::package::{Case, CheckKind, Package};

/// Reference trees.
const SOLUTIONS: &str = "solutions";
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
    let (known, told): (Vec<&str>, Vec<&str>) = search
        .public
        .iter()
        .map(String::as_str)
        .partition(|path| answers.contains(path));
    let warnings = &mut verification.warnings;
    warnings.extend(small::find(package, &apart, (&told, &known))?);
    let secrets = Secrets {
        code: Code::VerifyAnswerPart,
        files: apart,
        open: Vec::new(),
    };
    warnings.extend(fragments::find(package, &secrets, &told)?);
    warnings.extend(solutions(package, &search.public)?);
    Ok(())
}

/// Parts of solutions where students read them. What a team begins with, and what lies over its tree, is in solutions on
/// purpose, and a statement may show it.
fn solutions(package: &Package, public: &BTreeSet<String>) -> Result<Vec<Finding>, Fault> {
    let starters = package.manifest.starters.values();
    let begun =
        |path: &str| starters.clone().any(|folder| is_below(path, folder)) || is_below(path, "protected");
    let (open, told): (Vec<&str>, Vec<&str>) =
        public.iter().map(String::as_str).partition(|path| begun(path));
    let files = package.files.keys().map(String::as_str);
    let secrets = Secrets {
        code: Code::VerifySolutionPart,
        files: files.filter(|path| is_below(path, SOLUTIONS)).collect(),
        open,
    };
    fragments::find(package, &secrets, &told)
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
    /// Reference trees share files with starters by right: of them only the names must not travel, and long parts that
    /// no starter has.
    ///
    /// A hidden answer may equal a public one by chance, and a helper may lie in both places on purpose: these are
    /// told. What a hidden case asks must not be public at all.
    fn leak(&self, path: &str, answer: bool) -> Result<Option<Finding>, Fault> {
        let contains = |needle: &[u8]| memchr::memmem::find(&self.unpacked, needle).is_some();
        if contains(path.as_bytes()) {
            return Ok(Some(Finding::new(Code::VerifyHiddenBytes).file(path)));
        }
        if is_below(path, SOLUTIONS) {
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
