//! A closer look at the CLI: its whole reference, and what it says.
mod reference;
mod words;
