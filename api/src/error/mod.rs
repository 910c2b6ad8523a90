//! The one error of the server. What the public may read (code, values, details) and what only the log may
//! hold (context) are different fields, and this type has no `Display`, so the private half cannot slip out.
mod words;
mod kept;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// `Result` with the server's error.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// An error, cheap to clone so that it can travel in a response to the layer that writes it out.
#[derive(Debug, Clone)]
pub(crate) struct Error(Arc<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    code: Code,
    values: Vec<(Cow<'static, str>, Word)>,
    details: Vec<Line>,
    next: Option<&'static str>,
    context: Option<String>,
}

/// A value in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Word {
    /// Shown as it is.
    Text(String),
    /// A sentence of `locales/` by its key; it may use the other values. The reader's language is known
    /// only where the error is written out.
    Sentence(Cow<'static, str>),
}

/// A further public line: a place such as `challenge.toml:12`, and a sentence of `locales/` with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// Where it is; may be empty.
    pub(crate) place: String,
    /// Key of the sentence.
    pub(crate) key: String,
    /// Its values.
    pub(crate) values: Vec<(String, String)>,
}

impl Error {
    /// An error that says what its code says.
    pub(crate) fn new(code: Code) -> Self {
        Self(Arc::new(Inner {
            code,
            values: Vec::new(),
            details: Vec::new(),
            next: None,
            context: None,
        }))
    }

    /// A fault of ours; `context` goes to the log alone.
    pub(crate) fn fault(context: impl fmt::Display) -> Self {
        Self::new(Code::ServerFault).because(context)
    }

    /// A value for the sentence's placeholder `name`.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let value = Word::Text(value.to_string());
        Arc::make_mut(&mut self.0).values.push((name.into(), value));
        self
    }

    /// The sentence `key` as value of the placeholder `name`.
    #[must_use]
    pub(crate) fn with_sentence(mut self, name: &'static str, key: &'static str) -> Self {
        Arc::make_mut(&mut self.0)
            .values
            .push((name.into(), Word::Sentence(key.into())));
        self
    }

    fn with_values(mut self, values: Vec<(Cow<'static, str>, Word)>) -> Self {
        Arc::make_mut(&mut self.0).values = values;
        self
    }

    /// One more public line, shown among the hints (a finding of a package, a rule of a repository).
    #[must_use]
    pub(crate) fn line(mut self, line: Line) -> Self {
        Arc::make_mut(&mut self.0).details.push(line);
        self
    }

    /// The sentence `key` as what to do next, instead of what its code says.
    #[must_use]
    pub(crate) fn next(mut self, key: &'static str) -> Self {
        Arc::make_mut(&mut self.0).next = Some(key);
        self
    }

    /// Private context for the log.
    #[must_use]
    pub(crate) fn because(mut self, context: impl fmt::Display) -> Self {
        Arc::make_mut(&mut self.0).context = Some(context.to_string());
        self
    }

    /// The stable code.
    pub(crate) fn code(&self) -> Code {
        self.0.code
    }

    /// Values for the sentence.
    pub(crate) fn values(&self) -> &[(Cow<'static, str>, Word)] {
        &self.0.values
    }

    /// Further public lines.
    pub(crate) fn details(&self) -> &[Line] {
        &self.0.details
    }

    /// Key of the sentence that says what to do next.
    pub(crate) fn next_step(&self) -> String {
        let own = || format!("{}.hint", self.code().sentence());
        self.0.next.map_or_else(own, str::to_owned)
    }

    /// For the log, never for a response.
    pub(crate) fn context(&self) -> Option<&str> {
        self.0.context.as_deref()
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

macro_rules! ours {
    ($($error:ty),+) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::fault(format_args!("{}: {error}", stringify!($error)))
            }
        }
    )+};
}

ours!(
    sea_orm::DbErr,
    std::io::Error,
    serde_json::Error,
    git2::Error,
    tokio::task::JoinError,
    getrandom::Error
);

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $key:literal,)+) => {
        /// Everything the server can refuse, with its HTTP status and its stable key.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            /// Every code; the tests look up a sentence in each language for each.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable key, e.g. `team.slug-taken`.
            pub(crate) fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// The HTTP status.
            pub(crate) fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }

            /// Name of its sentence in `locales/*/server.ftl`; `.hint` beside it says what to do next.
            pub(crate) fn sentence(self) -> String {
                format!("problem-{}", self.key().replace('.', "-"))
            }
        }
    };
}

codes! {
    /// No token where one is needed.
    AuthMissing = 401 "auth.missing",
    /// Unknown, expired or revoked token.
    AuthInvalid = 401 "auth.invalid",
    /// The account may not do this.
    AuthForbidden = 403 "auth.forbidden",
    /// The request could not be read.
    RequestInvalid = 400 "request.invalid",
    /// The body came too slowly.
    RequestSlow = 408 "request.slow",
    /// The body is larger than allowed.
    RequestTooLarge = 413 "request.too-large",
    /// The body is of another kind than this address takes.
    RequestMediaType = 415 "request.media-type",
    /// The body is packed in a way that is not read here.
    RequestEncoding = 415 "request.encoding",
    /// A value breaks a rule; `field` and `rule` say which.
    ValueInvalid = 422 "request.value",
    /// Nothing at this address.
    NotFound = 404 "not-found",
    /// The address does not take this method.
    MethodNotAllowed = 405 "request.method",
    /// Our fault.
    ServerFault = 500 "server.fault",
    /// This machine cannot hold a box; said to the operator at start-up alone.
    ServerNoBox = 500 "server.no-box",
    /// No control group counts what programs use here; said to the operator at start-up alone.
    ServerUncounted = 500 "server.uncounted",
    /// Too busy now.
    ServerBusy = 503 "server.busy",
    /// The disk is nearly full.
    ServerFull = 507 "server.full",
    /// The short name is in use.
    OrganizationSlugTaken = 409 "organization.slug-taken",
    /// No such organization.
    OrganizationNotFound = 404 "organization.not-found",
    /// No such event.
    EventNotFound = 404 "event.not-found",
    /// The event takes no submissions now.
    EventClosed = 403 "event.closed",
    /// No such challenge.
    ChallengeNotFound = 404 "challenge.not-found",
    /// The challenge has no such version.
    ChallengeVersionNotFound = 404 "challenge.version-not-found",
    /// The package has mistakes; the details say which.
    ChallengeInvalid = 422 "challenge.invalid",
    /// This version exists with other content.
    ChallengeVersionExists = 409 "challenge.version-exists",
    /// A newer version is published already.
    ChallengeVersionOld = 409 "challenge.version-old",
    /// The package asks for a runtime that this server does not have.
    ChallengeRuntime = 422 "challenge.runtime",
    /// The package asks for another digest of a runtime than this server has.
    ChallengeRuntimeDigest = 422 "challenge.runtime-digest",
    /// What an operator wanted to import is no runtime; the details say why.
    RuntimeInvalid = 422 "runtime.invalid",
    /// No runtime of this name was imported.
    RuntimeNotFound = 404 "runtime.not-found",
    /// The challenge belongs to another organization.
    ChallengeNotOwner = 403 "challenge.not-owner",
    /// No such team for this reader.
    TeamNotFound = 404 "team.not-found",
    /// The short name is in use in this event.
    TeamSlugTaken = 409 "team.slug-taken",
    /// The account is in a team of this event already.
    TeamAlreadyMember = 409 "team.already-member",
    /// The team has no free place.
    TeamFull = 409 "team.full",
    /// Unknown, used up or expired invitation.
    InvitationInvalid = 404 "invitation.invalid",
    /// No such submission for this reader.
    SubmissionNotFound = 404 "submission.not-found",
    /// There is no report yet.
    SubmissionNotJudged = 409 "submission.not-judged",
    /// The repository breaks a rule of the challenge; the details say which.
    SubmissionPolicy = 422 "submission.policy",
    /// Only `main` submits.
    SubmissionBranch = 422 "submission.branch",
    /// It was not there before the event ended.
    SubmissionLate = 403 "submission.late",
    /// No attempt is left.
    SubmissionAttempts = 429 "submission.attempts",
    /// No such seal for this reader.
    SealNotFound = 404 "seal.not-found",
    /// The team has sealed too much.
    SealTooMany = 429 "seal.too-many",
    /// The team has begun to send more than may lie there at once.
    UploadFull = 429 "upload.full",
    /// The sender and the server do not agree on how much has come; `offset` says it.
    UploadOffset = 409 "upload.offset",
    /// The bytes are no bundle of this commit.
    BundleInvalid = 422 "bundle.invalid",
    /// Another push changed the branch in between.
    SubmissionOvertaken = 409 "submission.overtaken",
    /// No such rejudging.
    RejudgingNotFound = 404 "rejudging.not-found",
    /// Not everything in it has been judged again.
    RejudgingUnfinished = 409 "rejudging.unfinished",
    /// It was applied or dropped before.
    RejudgingDecided = 409 "rejudging.decided",
    /// The letter does not wait for a person.
    LetterNotStopped = 409 "letter.not-stopped",
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn every_code_has_a_sentence_and_a_hint_in_both_languages() {
        for code in Code::ALL {
            for tag in locales::LANGUAGES {
                for key in [code.sentence(), format!("{}.hint", code.sentence())] {
                    assert!(
                        locales::find(tag, &key, &[]).is_some(),
                        "{tag}: `{key}` is missing"
                    );
                }
            }
        }
    }
}
