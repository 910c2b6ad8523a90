//! What may go wrong: a kind, a sentence, its causes, what to do next, and the exit code.
use std::fmt;
use std::process::ExitCode;
use std::time::Duration;

use wire::Problem;

/// How the process ends. The numbers are a promise to scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Ok = 0,
    /// It worked, and not every check is accepted.
    Failed = 1,
    /// The command line or what it names is wrong.
    Usage = 2,
    /// The server cannot be reached.
    Network = 3,
    /// There is no valid token.
    Login = 4,
    /// A rule says no.
    Refused = 5,
    /// A package, a repository or a project folder is broken.
    Invalid = 6,
    /// Our fault: the judge, the server or this machine.
    Fault = 7,
    /// Not finished yet.
    Pending = 8,
    /// Ended by the person at the keyboard.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A sentence, by its key in `locales` or as the server said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sentence {
    /// Looked up when it is shown.
    Key(String, Vec<(&'static str, String)>),
    /// Shown as it is.
    Said(String),
}

/// An error for people.
#[derive(Debug)]
pub(crate) struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    exit: Exit,
    sentence: Sentence,
    causes: Vec<Sentence>,
    hints: Vec<Sentence>,
    code: Option<String>,
    /// How long the server says to wait.
    wait: Option<Duration>,
}

impl Error {
    /// The sentence `key`; `key.hint`, if there is one, says what to do next.
    pub(crate) fn new(exit: Exit, key: &'static str) -> Self {
        let hints = vec![Sentence::Key(format!("{key}.hint"), Vec::new())];
        Self(Box::new(Inner {
            exit,
            sentence: Sentence::Key(key.to_owned(), Vec::new()),
            causes: Vec::new(),
            hints,
            code: None,
            wait: None,
        }))
    }

    /// Fills a placeholder of the sentence and of its hint.
    #[must_use]
    pub(crate) fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let value = value.to_string();
        let inner = &mut *self.0;
        for sentence in std::iter::once(&mut inner.sentence).chain(&mut inner.hints) {
            if let Sentence::Key(_, args) = sentence {
                args.push((name, value.clone()));
            }
        }
        self
    }

    /// Adds what lies beneath, and beneath that.
    #[must_use]
    pub(crate) fn cause(mut self, error: &dyn std::error::Error) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            let text = error.to_string();
            // Many errors repeat their source in their own text.
            let said = |c: &Sentence| matches!(c, Sentence::Said(c) if c.contains(&text));
            if !self.0.causes.iter().any(said) {
                self.0.causes.push(Sentence::Said(text));
            }
            next = error.source();
        }
        self
    }

    /// Adds a line of explanation.
    #[must_use]
    pub(crate) fn because(mut self, text: impl Into<String>) -> Self {
        self.0.causes.push(Sentence::Said(text.into()));
        self
    }

    /// Adds a sentence of ours as explanation.
    #[must_use]
    pub(crate) fn because_of(mut self, key: &'static str) -> Self {
        self.0.causes.push(Sentence::Key(key.to_owned(), Vec::new()));
        self
    }

    /// Adds what another error of ours said.
    #[must_use]
    pub(crate) fn cause_of(mut self, other: &Self) -> Self {
        self.0.causes.push(other.0.sentence.clone());
        self.0.causes.extend(other.0.causes.iter().cloned());
        self
    }

    /// The server says how long to wait.
    #[must_use]
    pub(crate) fn after(mut self, wait: Option<Duration>) -> Self {
        self.0.wait = wait;
        self
    }

    pub(crate) fn wait(&self) -> Option<Duration> {
        self.0.wait
    }

    pub(crate) fn exit(&self) -> Exit {
        self.0.exit
    }

    /// The server's stable code, when the server said this.
    pub(crate) fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Whether trying again may help: no connection, a gateway's trouble, or a server that is busy or unwell. A
    /// quota that is used up has a code of its own and does not pass within minutes.
    pub(crate) fn is_passing(&self) -> bool {
        match &self.0.sentence {
            Sentence::Key(key, _) => ["error-unreachable", "error-gateway"].contains(&key.as_str()),
            Sentence::Said(_) => self
                .code()
                .is_some_and(|code| code.starts_with("server.") || code == "request.slow"),
        }
    }

    pub(crate) fn sentence(&self) -> &Sentence {
        &self.0.sentence
    }

    pub(crate) fn causes(&self) -> &[Sentence] {
        &self.0.causes
    }

    pub(crate) fn hints(&self) -> &[Sentence] {
        &self.0.hints
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self(Box::new(Inner {
            exit: exit_of(&problem.code, problem.status),
            sentence: Sentence::Said(problem.detail),
            // The operator finds a fault by it; a plain "no" needs none.
            causes: problem
                .instance
                .filter(|_| problem.status >= 500)
                .map(Sentence::Said)
                .into_iter()
                .collect(),
            hints: problem.hints.into_iter().map(Sentence::Said).collect(),
            code: Some(problem.code),
            wait: None,
        }))
    }
}

/// The exit code for what the server said. Pure.
fn exit_of(code: &str, status: u16) -> Exit {
    match (code, status) {
        ("submission.not-judged", _) => Exit::Pending,
        ("challenge.invalid", _) => Exit::Invalid,
        ("team.not-found" | "submission.not-found" | "invitation.invalid", _) => Exit::Refused,
        (code, 400 | 422) if code.starts_with("request.") => Exit::Usage,
        (_, 401) => Exit::Login,
        (_, 408) => Exit::Network,
        (_, 400 | 404) => Exit::Usage,
        (_, 403 | 409 | 410 | 412 | 413 | 422 | 423 | 429) => Exit::Refused,
        (_, 500..) => Exit::Fault,
        _ => Exit::Refused,
    }
}

/// Something of this machine failed: a disk, a pipe. `path` says where.
pub(crate) fn disk(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.display().to_string();
    move |error| {
        Error::new(Exit::Fault, "error-disk")
            .arg("path", path)
            .cause(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, Exit, Sentence, exit_of};

    #[test]
    fn codes_of_the_server_become_exit_codes() {
        let table = [
            ("auth.missing", 401, Exit::Login),
            ("auth.invalid", 401, Exit::Login),
            ("auth.forbidden", 403, Exit::Refused),
            ("event.closed", 403, Exit::Refused),
            ("challenge.not-found", 404, Exit::Usage),
            ("team.not-found", 404, Exit::Refused),
            ("submission.policy", 422, Exit::Refused),
            ("request.value", 422, Exit::Usage),
            ("challenge.invalid", 422, Exit::Invalid),
            ("challenge.version-exists", 409, Exit::Refused),
            ("request.too-large", 413, Exit::Refused),
            ("submission.not-judged", 409, Exit::Pending),
            ("request.slow", 408, Exit::Network),
            ("server.fault", 500, Exit::Fault),
            ("server.busy", 503, Exit::Fault),
            ("unheard-of", 599, Exit::Fault),
        ];
        for (code, status, exit) in table {
            assert_eq!(exit_of(code, status), exit, "{code}");
        }
    }

    #[test]
    fn what_passes_is_tried_again() {
        let said = |status: u16, code: &str| {
            let text = serde_json::json!({"type": "about:blank", "title": "", "status": status, "code": code,
                "detail": "d", "hints": []});
            Error::from(serde_json::from_value::<wire::Problem>(text).unwrap())
        };
        for (status, code, passing) in [
            (500, "server.fault", true),
            (503, "server.busy", true),
            (429, "seal.too-many", false),
            (429, "submission.attempts", false),
            (409, "upload.offset", false),
            (403, "event.closed", false),
        ] {
            assert_eq!(said(status, code).is_passing(), passing, "{code}");
        }
        assert!(Error::new(Exit::Network, "error-gateway").is_passing());
        assert!(!Error::new(Exit::Network, "error-foreign").is_passing());
    }

    #[test]
    fn numbers_are_the_promised_ones() {
        let numbers = [
            Exit::Ok,
            Exit::Failed,
            Exit::Usage,
            Exit::Network,
            Exit::Login,
            Exit::Refused,
        ];
        assert_eq!(numbers.map(|e| e as u8), [0, 1, 2, 3, 4, 5]);
        let numbers = [Exit::Invalid, Exit::Fault, Exit::Pending, Exit::Interrupted];
        assert_eq!(numbers.map(|e| e as u8), [6, 7, 8, 130]);
    }

    #[test]
    fn arguments_reach_sentence_and_hint() {
        let error = Error::new(Exit::Usage, "error-x").arg("id", 7);
        let filled = vec![("id", "7".to_owned())];
        assert_eq!(error.sentence(), &Sentence::Key("error-x".into(), filled.clone()));
        assert_eq!(error.hints(), [Sentence::Key("error-x.hint".into(), filled)]);
    }
}
