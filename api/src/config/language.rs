//! The language in which the operator is spoken to on the terminal.
use wire::Language;

/// From `UBUNIFU_LANG`, else from the locale of the shell; Swahili when neither names one of ours.
pub(crate) fn language() -> Language {
    let wanted = ["UBUNIFU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(read);
    wanted.unwrap_or_default()
}

fn read(name: &str) -> Option<Language> {
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    let value = std::env::var(name).ok()?;
    Language::preferred(&value)
}
