//! What `challenge.toml` says, after it was found to be right.
use std::collections::BTreeMap;

use uuid::Uuid;
use wire::{Keep, Localized, Points, Verdict, Visibility};

use super::service::ServiceCheck;
use crate::compare::Compare;
use crate::sandbox::Limits;

/// A challenge package's `challenge.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// Name, also the package's folder.
    pub id: String,
    /// Stays the same when the challenge is renamed.
    pub uuid: Uuid,
    /// Semantic version, three numbers.
    pub version: String,
    /// Languages of every text.
    pub languages: Vec<String>,
    /// What people call it.
    pub title: Localized,
    /// Licence of the package.
    pub license: String,
    /// Who owns what a team makes: `team-retains`, `licence-to-owner`, `assigned-to-owner`.
    pub rights: String,
    /// Which of the twelve resolutions it serves.
    pub resolutions: Vec<u8>,
    /// Name to folder of each starter.
    pub starters: BTreeMap<String, String>,
    /// Groups in the order of the file.
    pub groups: Vec<Group>,
    /// Rules over what a team sends.
    pub submission: SubmissionRules,
    /// What the code is built and run on.
    pub environment: Environment,
    /// Limits of one run unless a check says otherwise.
    pub limits: Limits,
    /// Checks in the order of the file; in a public bundle those of public groups.
    pub checks: Vec<Check>,
    /// Trees with known results; none in a public bundle.
    pub references: Vec<Reference>,
    /// For human judges.
    pub rubric: Option<Rubric>,
    /// Which submission counts, and how ties are broken.
    pub score: ScoreRules,
}

impl Manifest {
    /// The group of this name.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// The checks of a group, in the order of the file.
    pub fn checks_of<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a Check> {
        self.checks.iter().filter(move |check| check.group == group)
    }

    /// Points the automatic checks can bring.
    pub fn max_points(&self) -> Points {
        self.groups.iter().map(|group| group.points).sum()
    }

    /// Whether the seed of a judging changes what is asked: by a command or an argument of a case, or by the requests and
    /// the port of a service. Public checks ask the same with every seed.
    pub fn is_seeded(&self) -> bool {
        let hidden = self.checks.iter().filter(|check| !self.is_public(check));
        hidden.into_iter().any(|check| match &check.kind {
            CheckKind::Run(run) => {
                let grader = run.grader.iter().flat_map(|grader| &grader.run);
                let arguments = run.cases.iter().flat_map(|case| &case.args);
                let mut words = run.run.iter().chain(grader).chain(arguments);
                words.any(|word| word == super::SEED)
            }
            CheckKind::Service(_) => true,
            CheckKind::Repository(_) => false,
        })
    }

    /// Whether a check belongs to a public group.
    pub fn is_public(&self, check: &Check) -> bool {
        self.group(&check.group)
            .is_some_and(|group| group.visibility == Visibility::Public)
    }
}

/// How the cases of a group become points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// Weighted mean over the checks of the mean of their cases.
    Sum,
    /// The lowest case decides.
    Min,
    /// Everything or nothing.
    All,
}

/// What a team sees of a hidden group's checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reveal {
    /// Name, title and verdict of each check.
    Checks,
    /// Nothing but the group's own line.
    Group,
}

/// A group of checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Name in the package.
    pub id: String,
    /// Points it can bring.
    pub points: Points,
    /// Whether students have its checks.
    pub visibility: Visibility,
    /// How its cases become points.
    pub aggregate: Aggregate,
    /// Groups that must be accepted first; they stand before it in the file.
    pub requires: Vec<String>,
    /// What a team sees of its checks when it is hidden.
    pub reveal: Reveal,
}

/// `[submission]`: rules over what a team sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionRules {
    /// Bytes of all files together.
    pub max_repo: u64,
    /// Bytes of one file.
    pub max_file: u64,
    /// Files and folders.
    pub max_entries: u64,
    /// Files that must be there.
    pub required: Vec<String>,
    /// Globs of files that must not be there.
    pub forbidden: Vec<String>,
    /// Globs of files that are put back from the package before judging.
    pub protected: Vec<String>,
    /// Declarations the team makes when it submits.
    pub declare: Vec<String>,
}

/// `[environment]`: what the code is built and run on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Name of a runtime.
    pub runtime: String,
    /// The digest it must have, when the package says one.
    pub digest: Option<String>,
    /// Build command; not run when its program is a path that the team does not have.
    pub build: Option<Vec<String>>,
    /// Limits of the build.
    pub limits: Limits,
}

/// One check.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Name in the package.
    pub id: String,
    /// Its group.
    pub group: String,
    /// What people call it.
    pub title: Localized,
    /// Its share in a group that adds up.
    pub weight: u32,
    /// Checks that must be accepted first; they are judged before it.
    pub after: Vec<String>,
    /// What the author says to a team whose answer is not accepted.
    pub hint: Option<Localized>,
    /// What it does.
    pub kind: CheckKind,
}

impl Check {
    /// Limits of each of its runs; none when it runs nothing.
    pub fn limits(&self) -> Option<Limits> {
        match &self.kind {
            CheckKind::Run(run) => Some(run.limits),
            CheckKind::Service(service) => Some(service.limits),
            CheckKind::Repository(_) => None,
        }
    }
}

/// What a check does.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckKind {
    /// A command per case, its output compared.
    Run(Box<RunCheck>),
    /// A service that is started and talked with.
    Service(Box<ServiceCheck>),
    /// Rules over the tree; nothing is run.
    Repository(RepositoryRules),
}

/// `kind = "run"`.
#[derive(Debug, Clone, PartialEq)]
pub struct RunCheck {
    /// Glob of the cases, as written.
    pub glob: String,
    /// The cases found, in natural order.
    pub cases: Vec<Case>,
    /// The command; a case may add arguments.
    pub run: Vec<String>,
    /// How the output is compared.
    pub compare: Compare,
    /// The author's program that looks at the output instead.
    pub grader: Option<Grader>,
    /// The grader talks with the command while it runs.
    pub interactive: bool,
    /// Limits of each case.
    pub limits: Limits,
    /// The exit status a right answer has.
    pub exit: i32,
    /// Folder laid over the team's tree for this check.
    pub overlay: Option<String>,
}

/// `grader = ...`: an author's program, run in a box of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Grader {
    /// The command; a path is meant from the package's root and lies below `graders`.
    pub run: Vec<String>,
    /// Builds the graders, once per judging, in a box of their own.
    pub build: Option<Vec<String>>,
    /// Limits of one grading.
    pub limits: Limits,
}

/// One case of a run check: paths relative to the package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// Folder name or file stem.
    pub id: String,
    /// File for standard input.
    pub input: Option<String>,
    /// File with the expected output; empty where a grader needs none.
    pub answer: String,
    /// File with arguments, one a line.
    pub args_file: Option<String>,
    /// The arguments in it.
    pub args: Vec<String>,
    /// Folder laid over the tree for this case.
    pub files: Option<String>,
}

/// `kind = "repository"`: each rule that is set counts as one case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepositoryRules {
    /// There is a licence file worth the name.
    pub license: bool,
    /// Nothing that looks like a key or a password.
    pub no_secrets: bool,
    /// No binary file above this size.
    pub max_binary: Option<u64>,
    /// A README in each of these languages.
    pub readme_languages: Vec<String>,
}

/// `[[reference]]`: a tree with a known result, proof that the package works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Folder in the package.
    pub path: String,
    /// What it must get.
    pub expect: Expect,
}

/// What a reference must get; what is absent may be anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expect {
    /// Verdict of the whole.
    pub verdict: Option<Verdict>,
    /// Points of the whole.
    pub points: Option<Points>,
    /// Verdicts of groups.
    pub groups: BTreeMap<String, Verdict>,
    /// Points of groups.
    pub group_points: BTreeMap<String, Points>,
}

/// `[rubric]`: how human judges score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rubric {
    /// Points it can bring.
    pub points: Points,
    /// Judges per submission.
    pub judges: u32,
    /// What they look at.
    pub criteria: Vec<Criterion>,
}

/// One criterion of a rubric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Name in the package.
    pub id: String,
    /// Its share beside the other criteria.
    pub weight: u32,
    /// What people call it.
    pub title: Localized,
    /// What a mark means.
    pub anchors: BTreeMap<u32, Localized>,
}

/// `[score]`: which submission counts, and how ties are broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreRules {
    /// Which submission counts.
    pub keep: Keep,
    /// Group ids or `receipt-time`, the strongest first.
    pub tie_break: Vec<String>,
}
