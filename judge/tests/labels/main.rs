//! Labelled programs: trees that cheat, trees in every language, and what the judge must say of each.
//!
//! The trees lie in `tests/fixtures/cheats` and `tests/fixtures/languages`, each with a `label.toml`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed step is a failed test"
)]
mod house;
mod label;
mod view;
mod cheats;
mod languages;
mod rounds;
