//! A challenge package and a folder of code in, a [`wire::Report`] out. No HTTP, no database, no terminal.
//!
//! The same engine answers `ubunifu check` on a laptop and judges on the server.
pub mod sandbox;
