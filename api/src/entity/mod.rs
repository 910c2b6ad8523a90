//! One boring file per table.
#![allow(unreachable_pub, reason = "sea-orm derives public items")]

pub mod organization;
pub mod account;
pub mod token;
pub mod event;
pub mod challenge_version;
pub mod event_challenge;
pub mod team;
pub mod membership;
pub mod invitation;
pub mod receipt_key;
pub mod seal;
pub mod submission;
pub mod letter;
pub mod turn;
pub mod worker;
pub mod fault;
pub mod judging;
pub mod progress;
pub mod score;
pub mod standing;
pub mod rejudging;
pub mod rejudging_item;
