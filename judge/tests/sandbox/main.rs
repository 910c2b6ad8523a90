//! The box, tried from inside by programs that mean harm. Each case runs a real program in a real box.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed step is a failed test"
)]
mod house;
mod cores;
mod ends;
mod join;
mod files;
mod limits;
mod modes;
mod tools;
mod walls;
mod remains;
mod serve;
