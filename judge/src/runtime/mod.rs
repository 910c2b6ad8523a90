//! Runtimes: what programs find around them. `host` is this machine's own `/usr`; every other one was imported from
//! a root file system (a folder, or a tar of it) or an OCI image, and is named by a digest of its content.
//!
//! What is imported is hostile. It is written by `tree` alone, which the kernel keeps inside one folder; owners,
//! set-id bits and devices do not come along, and what a box brings itself is put in its place (`settle`).
mod host;
mod name;
mod tree;
mod settle;
mod digest;
mod stream;
mod headers;
mod unpack;
mod folder;
mod oci;
mod source;
mod index;
mod installed;
mod store;
mod library;

pub use host::HOST;
pub use installed::{Imported, Installed, Removed};
pub use library::{Runtimes, Unavailable};
pub use source::architecture;
pub use store::Store;
pub use tree::Limits;

/// What a runtime is imported, or refused, with.
pub use crate::archive::Error;

/// `PATH` where nobody says otherwise.
pub const USUAL_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Whether `text` may name a runtime: 1 to 48 of `a-z`, `0-9`, `.` and `-`, a letter or digit first.
pub fn is_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    (1..=48).contains(&text.len())
        && text.bytes().next().is_some_and(plain)
        && text.bytes().all(|b| plain(b) || b == b'.' || b == b'-')
}

/// Whether `text` is `sha256:` and 64 hexadecimal digits.
pub fn is_digest(text: &str) -> bool {
    hex_of(text).is_some()
}

/// The digits of a digest.
pub(crate) fn hex_of(digest: &str) -> Option<&str> {
    let digits = digest.strip_prefix("sha256:")?;
    let small = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    (digits.len() == 64 && digits.bytes().all(small)).then_some(digits)
}

#[cfg(test)]
mod tests;
