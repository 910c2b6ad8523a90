//! A challenge package and a folder of code in, a [`wire::Report`] out. No HTTP, no database, no terminal.
//!
//! The same engine answers `ubunifu check` on a laptop and judges on the server. The way of a judging through
//! the modules is their order below: a package is loaded, a tree is checked, a plan is made, the box runs it, the
//! answers are compared, the score is counted, the report is redacted. [`verify`] does all of it for the trees
//! an author sends along.
//!
//! The judge never writes a sentence: findings are codes with arguments, sentences stand in `locales`.
pub mod text;
pub mod finding;
pub mod fault;
mod glob;
pub mod package;
pub mod archive;
pub mod bundle;
pub mod statement;
pub mod policy;
pub mod plan;
mod obstacle;
mod tree;
pub mod sandbox;
pub mod runtime;
pub mod compare;
mod check;
pub mod score;
mod judging;
pub mod redact;
pub mod verify;

pub use fault::Fault;
pub use finding::{Code, Finding, Invalid};
pub use judging::{Identity, Job, judge};
pub use package::Package;
pub use plan::Selection;

#[cfg(test)]
mod fixture;
