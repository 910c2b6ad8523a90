//! The engine on a real challenge, in the real box.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed step is a failed test"
)]
mod house;
mod real;
mod small;
mod many;
mod graders;
mod interactive;
mod service;
mod runtime;
