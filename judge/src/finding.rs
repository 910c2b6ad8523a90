//! What is wrong with a package, an archive or a repository: a stable code with arguments, never a sentence.
//!
//! The sentence stands in `locales/<tag>/judge.ftl` under the code's word, what to do next in its `.hint`.
use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($name:ident = $word:literal,)*) => {
        /// The kinds of findings. The word is stable: callers look sentences up by it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the sentence in judge.ftl is the documentation")]
        pub enum Code { $($name,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable word, also the key of the sentence.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

codes! {
    // challenge.toml
    ManifestMissing = "package-manifest-missing",
    ManifestUnreadable = "package-manifest-unreadable",
    TomlSyntax = "package-toml-syntax",
    UnknownKey = "package-unknown-key",
    MissingKey = "package-missing-key",
    WrongType = "package-wrong-type",
    BadValue = "package-bad-value",
    OutOfRange = "package-out-of-range",
    BadSize = "package-bad-size",
    BadDuration = "package-bad-duration",
    BadPath = "package-bad-path",
    BadGlob = "package-bad-glob",
    BadId = "package-bad-id",
    FolderName = "package-folder-name",
    BadVersion = "package-bad-version",
    BadUuid = "package-bad-uuid",
    Languages = "package-languages",
    TextMissing = "package-text-missing",
    TextExtra = "package-text-extra",
    Duplicate = "package-duplicate",
    UnknownGroup = "package-unknown-group",
    RequiresLater = "package-requires-later",
    RequiresHidden = "package-requires-hidden",
    AfterUnknown = "package-after-unknown",
    AfterSelf = "package-after-self",
    AfterLater = "package-after-later",
    AfterHidden = "package-after-hidden",
    GroupEmpty = "package-group-empty",
    NoGroups = "package-no-groups",
    PointsSum = "package-points-sum",
    // files of a package
    StatementMissing = "package-statement-missing",
    PathMissing = "package-path-missing",
    PublicUsesHidden = "package-public-uses-hidden",
    Symlink = "package-symlink",
    SpecialFile = "package-special-file",
    FileName = "package-file-name",
    TooLarge = "package-too-large",
    Unreadable = "package-unreadable",
    NoCases = "package-no-cases",
    CaseWithoutAnswer = "package-case-without-answer",
    CaseUnknownFile = "package-case-unknown-file",
    GraderMissing = "package-grader-missing",
    GraderHidden = "package-grader-hidden",
    GraderNotExecutable = "package-grader-not-executable",
    GraderAndCompare = "package-grader-and-compare",
    GraderAndRequests = "package-grader-and-requests",
    NoRequests = "package-no-requests",
    BadJsonPath = "package-bad-json-path",
    BadPattern = "package-bad-pattern",
    UnknownName = "package-unknown-name",
    BundleNotAllowed = "package-bundle-not-allowed",
    BundleBroken = "package-bundle-broken",
    // archives
    ArchiveBroken = "archive-broken",
    ArchiveName = "archive-name",
    ArchiveNameLong = "archive-name-long",
    ArchiveKind = "archive-kind",
    ArchiveDuplicate = "archive-duplicate",
    ArchiveCase = "archive-case",
    ArchiveTooLarge = "archive-too-large",
    ArchiveTooMany = "archive-too-many",
    ArchiveTooDeep = "archive-too-deep",
    // runtimes
    RuntimeName = "runtime-name",
    RuntimeSource = "runtime-source",
    RuntimeInside = "runtime-inside",
    RuntimeLink = "runtime-link",
    RuntimeEmpty = "runtime-empty",
    RuntimeOldArchive = "runtime-old-archive",
    RuntimeDocument = "runtime-document",
    RuntimeBlob = "runtime-blob",
    RuntimeMedia = "runtime-media",
    RuntimeArchitecture = "runtime-architecture",
    RuntimePath = "runtime-path",
    // rules over a repository
    PolicyRequired = "policy-required",
    PolicyRepoLarge = "policy-repo-large",
    PolicyFileLarge = "policy-file-large",
    PolicyTooMany = "policy-too-many",
    PolicyTooDeep = "policy-too-deep",
    PolicySubmodule = "policy-submodule",
    PolicySymlink = "policy-symlink",
    PolicyGitName = "policy-git-name",
    PolicyCase = "policy-case",
    PolicyName = "policy-name",
    PolicyForbidden = "policy-forbidden",
    PolicyKind = "policy-kind",
    PolicyEmpty = "policy-empty",
    PolicyPointer = "policy-pointer",
    PolicyDeclare = "policy-declare",
    PolicyDeclareFile = "policy-declare-file",
    PolicyDeclareLong = "policy-declare-long",
    PolicyDeclareText = "policy-declare-text",
    // verification
    VerifyFlaky = "verify-flaky",
    VerifyVerdict = "verify-verdict",
    VerifyPoints = "verify-points",
    VerifyGroup = "verify-group",
    VerifyGroupPoints = "verify-group-points",
    VerifyHiddenBytes = "verify-hidden-bytes",
    VerifyAnswerRepeated = "verify-answer-repeated",
    VerifyNoReference = "verify-no-reference",
    VerifyNoFull = "verify-no-full",
    VerifyHiddenRepeated = "verify-hidden-repeated",
    VerifyAnswerPart = "verify-answer-part",
    VerifySolutionPart = "verify-solution-part",
    VerifyUnsteady = "verify-unsteady",
    VerifyLimitClose = "verify-limit-close",
    VerifyLimitWide = "verify-limit-wide",
    VerifyLimitFar = "verify-limit-far",
    VerifyLimitNever = "verify-limit-never",
    VerifyStatementHtml = "verify-statement-html",
    VerifyStatementLink = "verify-statement-link",
    VerifyStatementPicture = "verify-statement-picture",
    VerifyStatementHeadings = "verify-statement-headings",
    VerifyGrader = "verify-grader",
    VerifyGraderFragile = "verify-grader-fragile",
    VerifyGraderGenerous = "verify-grader-generous",
    VerifyOverlayVisible = "verify-overlay-visible",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// One thing that is wrong, where, and the values its sentence needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, relative to the package or repository, `/` between names, made safe to print.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What is wrong.
    pub code: Code,
    /// Values for the sentence, by the name of its placeholder.
    pub args: BTreeMap<&'static str, String>,
}

impl Finding {
    /// A finding without a place.
    pub fn new(code: Code) -> Self {
        Self {
            file: None,
            line: None,
            code,
            args: BTreeMap::new(),
        }
    }

    /// In this file; the sentence may also name it as `$path`.
    #[must_use]
    pub fn file(mut self, file: &str) -> Self {
        let shown = crate::text::escape(file.as_bytes(), false);
        self.args.entry("path").or_insert_with(|| shown.clone());
        self.file = Some(shown);
        self
    }

    /// At this line.
    #[must_use]
    pub fn line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// With this value for a placeholder; made safe to print.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let shown = crate::text::escape(value.to_string().as_bytes(), false);
        self.args
            .insert(name, crate::text::cut(&shown, crate::text::EXCERPT));
        self
    }
}

/// For logs: place, code and values. People read the sentence from `locales`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}:")?;
        }
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.code)?;
        for (name, value) in self.args.iter().filter(|(name, _)| **name != "path") {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

/// A package that cannot be used, with everything that is wrong with it. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invalid {
    /// In the order of files and lines.
    pub findings: Vec<Finding>,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, finding) in self.findings.iter().enumerate() {
            write!(f, "{}{finding}", if n == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Invalid {}

#[cfg(test)]
pub(crate) mod tests;
