//! The only door to git: repositories through libgit2, pushes through our own smart HTTP.
use git2::Config;

/// The author git would write into a commit here, `Name <address>`.
pub(crate) fn author() -> Option<String> {
    let config = Config::open_default().ok()?.snapshot().ok()?;
    let (name, email) = (
        config.get_str("user.name").ok()?,
        config.get_str("user.email").ok()?,
    );
    Some(format!("{name} <{email}>"))
}
