//! The server `ubunifu-server`: a line of rooms in the order in which a submission meets them.
//!
//! Tools come first, then rooms, then fronts. A room may use earlier rooms, never later ones; each table has
//! one writing room; only `store.rs` files, `db.rs`, `entity/` and `queue/` speak SQL; only `web/` speaks HTTP.
//!
//! The scoreboard stands before judging, because judging tells it in its own transaction: a board never lags
//! behind the report that changed it.

// tools
mod config;
mod error;
mod rules;
mod paging;
mod clock;
mod alert;
mod pace;
mod crowd;
mod disk;
mod db;
mod entity;
mod blobs;
mod library;
mod queue;
mod git;
mod hub;
mod notary;
mod app;
mod herald;
// rooms
mod account;
mod organization;
mod event;
mod challenge;
mod team;
mod submission;
mod scoreboard;
mod judging;
mod rejudging;
// fronts
mod web;
mod worker;
mod command;

pub use command::main;

#[cfg(test)]
mod testing;
