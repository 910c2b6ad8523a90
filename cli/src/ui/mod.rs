//! The only door to the terminal: the result to stdout, the talk to stderr.
//!
//! Logic names what a text is (`Label`), never a colour. Colours, bars and questions depend on what stands at the
//! other end and on `NO_COLOR`; a symbol and a word are always there too.
mod text;
mod table;
mod bar;

use std::io::{self, BufRead, IsTerminal, Read, Write};

use serde::Serialize;
use wire::Language;

pub(crate) use bar::Bar;
pub(crate) use locales::Value;
pub(crate) use table::{Align, Table};
pub(crate) use text::{
    Label, Span, bytes, clean, clean_block, duration, moment, of_verdict, paint, short, span,
};

use crate::error::{Error, Exit, Sentence, disk};

/// The longest secret we read.
const LONGEST_SECRET: u64 = 4096;
/// The longest line somebody types.
const LONGEST_ANSWER: u64 = 16 << 10;

/// How we speak in this process.
pub(crate) struct Ui {
    pub(crate) language: Language,
    pub(crate) json: bool,
}

impl Ui {
    pub(crate) fn new(language: Language, json: bool) -> Self {
        Self { language, json }
    }

    /// The sentence `key`. Values come from outside, so they are made safe to print.
    pub(crate) fn text(&self, key: &str, args: &[(&str, Value<'_>)]) -> String {
        let safe: Vec<(&str, String)> = args
            .iter()
            .filter_map(|(name, value)| match value {
                Value::Text(text) => Some((*name, clean(text))),
                Value::Number(_) => None,
            })
            .collect();
        let numbers = args
            .iter()
            .filter(|(_, v)| matches!(v, Value::Number(_)))
            .cloned();
        let mut values: Vec<(&str, Value<'_>)> = numbers.collect();
        values.extend(safe.iter().map(|(name, text)| (*name, Value::from(text))));
        locales::text(self.language.tag(), key, &values)
    }

    /// A sentence of talk.
    pub(crate) fn say(&self, key: &str, args: &[(&str, Value<'_>)]) {
        self.talk(&self.text(key, args));
    }

    /// Good news: symbol, colour and the sentence.
    pub(crate) fn good(&self, key: &str, args: &[(&str, Value<'_>)]) {
        self.talk(&format!("{} {}", paint(Label::Good, "✓"), self.text(key, args)));
    }

    /// Something to know that stops nothing.
    pub(crate) fn warn(&self, key: &str, args: &[(&str, Value<'_>)]) {
        let word = self.text("word-warning", &[]);
        self.talk(&format!(
            "{} {}",
            paint(Label::Warn, &format!("! {word}:")),
            self.text(key, args)
        ));
    }

    /// What to do next.
    pub(crate) fn hint(&self, key: &str, args: &[(&str, Value<'_>)]) {
        self.hint_text(&self.text(key, args));
    }

    /// A hint whose text is there already.
    pub(crate) fn hint_text(&self, text: &str) {
        let word = self.text("word-hint", &[]);
        self.talk(&format!("{} {text}", paint(Label::Hint, &format!("{word}:"))));
    }

    /// A line of talk as it is.
    pub(crate) fn talk(&self, line: &str) {
        let _ = writeln!(anstream::stderr().lock(), "{line}");
    }

    /// A line of the result as it is. A reader that went away is no error.
    pub(crate) fn out(&self, line: &str) -> Result<(), Error> {
        written(writeln!(anstream::stdout().lock(), "{line}"))
    }

    /// The result as one JSON document.
    pub(crate) fn json(&self, value: &impl Serialize) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|e| Error::new(Exit::Fault, "error-json").cause(&e))?;
        written(writeln!(io::stdout().lock(), "{text}"))
    }

    /// Raw bytes of the result.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Result<(), Error> {
        written(io::stdout().lock().write_all(bytes))
    }

    /// An error: what happened, why, what to do.
    pub(crate) fn error(&self, error: &Error) {
        let word = self.text("word-error", &[]);
        let sentence = self.sentence(error.sentence()).unwrap_or_default();
        self.talk(&format!(
            "{} {sentence}",
            paint(Label::Bad, &format!("✗ {word}:"))
        ));
        for cause in error.causes().iter().filter_map(|cause| self.sentence(cause)) {
            for line in cause.lines() {
                self.talk(&format!("    {line}"));
            }
        }
        for hint in error.hints().iter().filter_map(|hint| self.sentence(hint)) {
            self.hint_text(&hint);
        }
    }

    /// Last words on Ctrl-C.
    pub(crate) fn interrupted(&self) {
        self.talk("");
        self.say("say-interrupted", &[]);
    }

    /// `None` when a key is not a sentence: not every error has a hint.
    pub(crate) fn sentence(&self, sentence: &Sentence) -> Option<String> {
        match sentence {
            Sentence::Said(text) => Some(clean_block(text)),
            Sentence::Key(key, args) => {
                let args: Vec<(&str, Value<'_>)> = args.iter().map(|(n, v)| (*n, Value::from(v))).collect();
                let known = locales::find(self.language.tag(), key, &[]).is_some();
                known.then(|| self.text(key, &args))
            }
        }
    }

    /// Whether a person can be asked.
    pub(crate) fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks; only a clear yes is one.
    pub(crate) fn confirm(&self, key: &str) -> Result<bool, Error> {
        let mut err = anstream::stderr().lock();
        let _ = write!(err, "{} ", self.text(key, &[])).and_then(|()| err.flush());
        let mut answer = String::new();
        let read = io::stdin().lock().take(LONGEST_SECRET).read_line(&mut answer);
        read.map_err(disk(std::path::Path::new("stdin")))?;
        // A bare `n` is "ndiyo" to some and "no" to others, so it is never a yes.
        Ok(["ndiyo", "ndio", "y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
    }

    /// Asks for a line of text, without the space around it; nothing at the end of what is typed.
    pub(crate) fn ask(&self, prompt: &str) -> Result<Option<String>, Error> {
        let mut err = anstream::stderr().lock();
        let _ = write!(err, "{prompt}: ").and_then(|()| err.flush());
        let mut answer = String::new();
        let read = io::stdin().lock().take(LONGEST_ANSWER).read_line(&mut answer);
        let read = read.map_err(disk(std::path::Path::new("stdin")))?;
        Ok((read > 0).then(|| answer.trim().to_owned()))
    }

    /// A secret from stdin, without the space around it.
    pub(crate) fn secret(&self) -> Result<String, Error> {
        let mut text = String::new();
        if io::stdin().is_terminal() {
            self.say("login-paste", &[]);
            let read = io::stdin().lock().take(LONGEST_SECRET).read_line(&mut text);
            read.map_err(disk(std::path::Path::new("stdin")))?;
        } else {
            let read = io::stdin().lock().take(LONGEST_SECRET).read_to_string(&mut text);
            read.map_err(disk(std::path::Path::new("stdin")))?;
        }
        Ok(text.trim().to_owned())
    }
}

/// A closed pipe (`| head`) ends our part of the talk, not in an error.
fn written(result: io::Result<()>) -> Result<(), Error> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(disk(std::path::Path::new("stdout"))(error))
        }
        _ => Ok(()),
    }
}
