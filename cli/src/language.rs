//! Which language we speak: `--lang`, `UBUNIFU_LANG`, then `LANG`, then Swahili.
use wire::Language;

/// The choice. `asked` is what the person told us; `system` is `LANG`. Pure.
pub(crate) fn choose(asked: Option<Language>, system: Option<&str>) -> Language {
    asked.or_else(|| Language::preferred(system?)).unwrap_or_default()
}

/// `LANG` as it stands in the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the CLI asks for LANG; the rest is clap's"
)]
pub(crate) fn of_the_system() -> Option<String> {
    std::env::var("LANG").ok()
}

/// Reads the value of `--lang`: `sw`, `en`, also as `sw_TZ.UTF-8`.
pub(crate) fn parse(text: &str) -> Result<Language, String> {
    Language::preferred(text).ok_or_else(|| "sw, en".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{choose, parse};
    use wire::Language::{En, Sw};

    #[test]
    fn what_was_asked_wins_and_swahili_is_the_rest() {
        assert_eq!(choose(Some(En), Some("sw_TZ.UTF-8")), En);
        assert_eq!(choose(None, Some("en_US.UTF-8")), En);
        assert_eq!(choose(None, Some("sw_TZ.UTF-8")), Sw);
        assert_eq!(choose(None, Some("fr_FR.UTF-8")), Sw);
        assert_eq!(choose(None, Some("C")), Sw);
        assert_eq!(choose(None, None), Sw);
        assert!(parse("klingon").is_err());
        assert_eq!(parse("sw-TZ"), Ok(Sw));
    }
}
