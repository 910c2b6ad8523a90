//! Trees that cheat: what each brings, and that nothing is learnt of what is hidden.
use std::path::PathBuf;
use std::sync::LazyLock;

use judge::{Fault, Package};
use tempfile::TempDir;

use crate::house::{Judged, copy, fixture, folders, judged, link, load, write};
use crate::label::{Label, outcome};
use crate::rounds::Program;
use crate::view;

/// Challenges that have an honest and a naive solution.
static CHALLENGES: LazyLock<Vec<Package>> = LazyLock::new(|| {
    let names = ["kisia", "lango", "majaribio", "ngome"];
    names.map(|name| load(&fixture("challenges").join(name))).into()
});
/// The one that has a twin with other secrets.
static FORTRESS: LazyLock<&Package> = LazyLock::new(|| challenge("ngome"));
static TWIN: LazyLock<(TempDir, Package)> = LazyLock::new(twin);

/// Every cheat of the test tree.
pub(crate) fn programs() -> Vec<Program> {
    let cheats = folders(&fixture("cheats")).into_iter();
    cheats
        .map(|name| {
            let cheat = Cheat::new(&name);
            Program::new(&name, move || cheat.judge())
        })
        .collect()
}

fn challenge(name: &str) -> &'static Package {
    let named = CHALLENGES.iter().find(|package| package.manifest.id == name);
    named.unwrap_or_else(|| panic!("no challenge {name}"))
}

struct Cheat {
    label: Label,
    package: &'static Package,
    folder: TempDir,
}

impl Cheat {
    fn new(name: &str) -> Self {
        let label = Label::read(name);
        let cheat = Self {
            package: challenge(&label.challenge),
            label,
            folder: tempfile::tempdir().unwrap(),
        };
        let base = if cheat.label.honest() { "full" } else { "naive" };
        copy(&cheat.package.path(&format!("solutions/{base}")), &cheat.tree());
        let own = fixture("cheats").join(name).join("tree");
        if own.exists() {
            copy(&own, &cheat.tree());
        }
        for (path, text) in &cheat.label.files {
            write(&cheat.tree().join(path), text);
        }
        for (path, to) in &cheat.label.links {
            link(&cheat.tree().join(path), to);
        }
        cheat
    }

    fn tree(&self) -> PathBuf {
        self.folder.path().join("tree")
    }

    /// What is not as it must be.
    fn judge(&self) -> Result<Vec<String>, Fault> {
        let judged = judged(self.package, &self.tree())?;
        let (wanted, found) = (
            self.label.outcome(self.package, &self.tree()),
            outcome(&judged.whole),
        );
        let mut wrong = Vec::new();
        if wanted != found {
            wrong.push(format!("wanted {wanted:?}, found {found:?}"));
        }
        let here = self.folder.path().to_string_lossy().into_owned();
        let absent = self.label.absent.iter().cloned().chain([here]);
        wrong.extend(view::leaked(
            &judged,
            view::secrets(self.package).into_iter().chain(absent),
        ));
        wrong.extend(view::too_much(&judged, self.package));
        wrong.extend(view::unsafe_to_print(&judged));
        wrong.extend(self.beside_its_twin(&judged)?);
        Ok(wrong)
    }

    /// A team must not be able to tell two challenges apart that differ in their secrets alone.
    fn beside_its_twin(&self, one: &Judged) -> Result<Vec<String>, Fault> {
        if !self.label.twin && !self.label.leaks {
            return Ok(Vec::new());
        }
        let other = judged(&TWIN.1, &self.tree())?;
        let reads = if self.label.leaks {
            view::without_verdicts
        } else {
            view::without_measures
        };
        let (one_reads, other_reads) = (reads(one), reads(&other));
        let same = one_reads == other_reads;
        let differ = self.label.leaks && outcome(&one.whole) == outcome(&other.whole);
        let mut wrong = Vec::new();
        if !same {
            wrong.push(format!("secrets are told apart: {one_reads} and {other_reads}"));
        }
        if differ {
            wrong.push("it is labelled as a leak and tells nothing".to_owned());
        }
        Ok(wrong)
    }
}

/// The challenge with other words and numbers in hidden cases.
fn twin() -> (TempDir, Package) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("ngome");
    copy(&FORTRESS.root, &root);
    for path in FORTRESS
        .files
        .keys()
        .filter(|path| path.starts_with("data/hidden/"))
    {
        let text = std::fs::read_to_string(root.join(path)).unwrap();
        let words: Vec<_> = text.split_whitespace().collect();
        let other = match words.as_slice() {
            [word, a, b] => format!("{} {} {b}\n", turned(word), a.parse::<i64>().unwrap() + 111),
            [secret] if path.contains("/guess/") => format!("{}\n", secret.parse::<i64>().unwrap() + 1),
            [sum] => format!("{}\n", sum.parse::<i64>().unwrap() + 111),
            other => panic!("{path}: {other:?}"),
        };
        write(&root.join(path), &other);
    }
    let package = load(&root);
    (folder, package)
}

/// Each letter by the next one.
fn turned(word: &str) -> String {
    let next = |c: char| {
        if c.is_ascii_lowercase() {
            (((c as u8 - b'a' + 1) % 26) + b'a').into()
        } else {
            c
        }
    };
    word.chars().map(next).collect()
}

/// A cheat that brings something says what bounds it; any other brings nothing.
#[test]
fn every_cheat_that_pays_is_bounded_in_words() {
    for name in folders(&fixture("cheats")) {
        let label = Label::read(&name);
        assert!(label.tries.len() > 20 && !label.tries.contains('\n'), "{name}");
        assert!(["honest", "naive"].contains(&label.base.as_str()), "{name}");
        assert_eq!(label.pays(), label.bounded.is_some(), "{name}");
    }
}

/// What is refused at the door, by the rules that laptop and server share; and that nothing else is.
#[test]
fn the_rules_of_acceptance_refuse_what_they_can() {
    for name in folders(&fixture("cheats")) {
        let cheat = Cheat::new(&name);
        let entries = view::entries(&cheat.tree());
        let findings = judge::policy::check(&cheat.package.manifest.submission, &entries, None);
        let mut words: Vec<_> = findings.iter().map(|f| f.code.word()).collect();
        words.dedup();
        assert_eq!(words, cheat.label.refused, "{name}: {findings:?}");
    }
}

/// The challenges themselves are sound: the honest solution gets everything, the naive one nothing.
#[test]
fn both_solutions_get_what_the_challenge_says() {
    for package in CHALLENGES.iter() {
        for (path, points) in [("solutions/full", 10_000), ("solutions/naive", 0)] {
            let judged = judged(package, &package.path(path)).unwrap();
            assert_eq!(judged.whole.points.0, points, "{:#?}", judged.whole);
        }
    }
}
