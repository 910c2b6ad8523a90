//! The one integration binary: stories told through public doors, on SQLite and PostgreSQL.
//!
//! `harness/` builds the world (real server process, real CLI, real git), `story/` tells what people do in it,
//! `cli/`, `api/` and `git/` look closer at one door, `tidy/` keeps the laws of the house.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test starts processes and reads the environment of its own, and a panic is how it fails"
)]

mod harness;
mod story;
mod api;
mod cli;
mod git;
mod tidy;
