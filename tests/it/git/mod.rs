//! git as hostile and as ordinary people use it: repositories made byte by byte, and the real git in all its ways.
mod forge;
mod pack;
mod post;
mod awkward;
mod taken;
mod trees;
mod commits;
mod refs;
mod overtaken;
mod packs;
mod client;
mod passwords;
mod secrets;
mod memory;
