//! `kind = "service"`: what a service check asks, and what it expects.
use std::time::Duration;

use serde_json::Value;

use super::json_path::JsonPath;
use super::manifest::{Case, Grader};
use super::template::Template;
use crate::sandbox::Limits;

/// For one reply unless its step says otherwise.
pub const STEP_WITHIN: Duration = Duration::from_secs(5);
/// For a service to become ready unless the check says otherwise.
pub const READY_WITHIN: Duration = Duration::from_secs(5);
/// What a case of a grader is called when the check names none.
pub const ONLY_CASE: &str = "service";

/// A check that starts the team's service and talks with it. Each case has a fresh start.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceCheck {
    /// The command that starts it; it stays in the foreground.
    pub start: Vec<String>,
    /// When it counts as ready.
    pub ready: Ready,
    /// Who talks with it.
    pub prober: Prober,
    /// Limits of each case, from the start to the last reply.
    pub limits: Limits,
}

/// When a service counts as ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// A path that must be answered with a status from 200 to 299; without, a connection must be taken.
    pub path: Option<String>,
    /// So long after its start.
    pub within: Duration,
}

/// Who talks with a service.
#[derive(Debug, Clone, PartialEq)]
pub enum Prober {
    /// The judge, by requests that are written as data.
    Requests {
        /// Glob of the files, as written.
        glob: String,
        /// One case per file, in natural order.
        cases: Vec<Requests>,
    },
    /// An author's program.
    Grader {
        /// The program.
        grader: Grader,
        /// Glob of its cases, as written; without, there is one case.
        glob: Option<String>,
        /// The cases found, in natural order.
        cases: Vec<Case>,
    },
}

/// One case: requests in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Requests {
    /// File stem.
    pub id: String,
    /// The file.
    pub file: String,
    /// The requests.
    pub steps: Vec<Step>,
}

/// One request and what its reply must be.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its name, else its number.
    pub name: String,
    /// `GET`, `POST`, ...
    pub method: String,
    /// Path and query.
    pub path: Template,
    /// Headers in order.
    pub headers: Vec<(String, Template)>,
    /// What is sent with it.
    pub body: Body,
    /// Time for the whole reply.
    pub within: Duration,
    /// What the reply must be.
    pub expect: Expected,
    /// What is kept of the reply, by name.
    pub capture: Vec<(String, Source)>,
}

/// What is sent with a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Nothing.
    None,
    /// A text.
    Text(Template),
    /// JSON; texts in it are templates.
    Json(Value),
    /// The fields of a form.
    Form(Vec<(String, Template)>),
}

/// What a reply must be. Everything must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expected {
    /// One of these.
    pub status: Vec<u16>,
    /// Of headers, by name.
    pub headers: Vec<(String, Vec<Test>)>,
    /// Of the body as text.
    pub body: Vec<Test>,
    /// Of values in the body as JSON.
    pub json: Vec<(JsonPath, Vec<Test>)>,
}

/// One assertion. Texts in values are templates.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It is this value; numbers by their amount.
    Equals(Value),
    /// It is of this JSON type.
    Type(Type),
    /// A text has this part; a list has this element; an object has these keys.
    Contains(Value),
    /// A part of the text looks like this.
    Matches(Pattern),
    /// Characters of a text, elements of a list, keys of an object.
    Length(u64),
    /// It is not there.
    Absent,
    /// It is this number, about.
    Near(f64, f64),
    /// It is a number, and not below this.
    Min(f64),
    /// It is a number, and not above this.
    Max(f64),
}

/// A type of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are their names")]
pub enum Type {
    String,
    Number,
    Integer,
    Boolean,
    Array,
    Object,
    Null,
}

/// A regular expression; matching takes time in proportion to the text.
#[derive(Debug, Clone)]
pub struct Pattern(pub(crate) regex::Regex);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

/// Where a captured value comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A text, number or boolean of the body as JSON.
    Json(JsonPath),
    /// A header.
    Header(String),
    /// The value of a cookie that is set.
    Cookie(String),
}
