//! What the judge found wrong, as sentences: place, sentence, what to do.
use judge::{Finding, Invalid};

use crate::error::{Error, Exit};
use crate::ui::{Ui, Value, clean};

/// `challenge.toml:12: sentence`, then what to do on a line of its own.
pub(crate) fn text(ui: &Ui, finding: &Finding) -> String {
    let args: Vec<(&str, Value<'_>)> = finding
        .args
        .iter()
        .map(|(name, value)| (*name, value.into()))
        .collect();
    let word = finding.code.word();
    let sentence = ui.text(word, &args);
    let place = match (&finding.file, finding.line) {
        (Some(file), Some(line)) => format!("{}:{line}: ", clean(file)),
        // Many sentences name the file themselves.
        (Some(file), None) if !sentence.contains(&clean(file)) => format!("{}: ", clean(file)),
        (_, _) => String::new(),
    };
    let hint = locales::find(ui.language.tag(), &format!("{word}.hint"), &[]).map(|_| {
        format!(
            "\n    {} {}",
            ui.text("word-arrow", &[]),
            ui.text(&format!("{word}.hint"), &args)
        )
    });
    format!("{place}{sentence}{}", hint.unwrap_or_default())
}

/// An error with every finding beneath.
pub(crate) fn error(ui: &Ui, error: Error, findings: &[Finding]) -> Error {
    findings
        .iter()
        .fold(error, |error, finding| error.because(text(ui, finding)))
}

/// A package that is not one.
pub(crate) fn invalid(ui: &Ui, key: &'static str, invalid: &Invalid) -> Error {
    error(ui, Error::new(Exit::Invalid, key), &invalid.findings)
}

/// An archive that was not made or not unpacked.
pub(crate) fn archive(ui: &Ui, failure: &judge::archive::Error) -> Error {
    match failure {
        judge::archive::Error::Refused(finding) => error(
            ui,
            Error::new(Exit::Invalid, "error-archive"),
            std::slice::from_ref(finding),
        ),
        judge::archive::Error::Io(io) => Error::new(Exit::Fault, "error-archive").cause(io),
    }
}
