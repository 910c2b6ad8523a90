//! A closer look at the HTTP door.
mod authorization;
mod description;
mod problems;
