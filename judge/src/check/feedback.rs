//! What a grader left in its feedback folder. It comes from an author's program that read a team's answer: bounded and
//! made safe to print.
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use wire::Localized;

use crate::score::Score;
use crate::text;

/// Bytes read of one file.
const LONGEST: u64 = 16 << 10;
/// Characters of a message for the team.
const MESSAGE: usize = 500;
/// Characters of a message for the author.
const NOTE: usize = 2000;

/// Everything a grader may say beside its exit status.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Feedback {
    pub(super) score: Option<Score>,
    pub(super) message: Option<Localized>,
    pub(super) note: Option<String>,
}

/// Reads the folder; the text tells what is wrong with it.
pub(super) fn read(folder: &Path, languages: &[String]) -> Result<Feedback, String> {
    let file = |name: &str| head(&folder.join(name)).map_err(|error| format!("{name}: {error}"));
    let score = match file("score.txt")? {
        None => None,
        Some(text) => Some(score(&text)?),
    };
    let shown = |bytes: Vec<u8>, most| Some(text::cut(text::escape(&bytes, true).trim(), most));
    let note = file("judgemessage.txt")?.and_then(|bytes| shown(bytes, NOTE));
    let any = file("teammessage.txt")?.and_then(|bytes| shown(bytes, MESSAGE));
    let mut message = Localized::default();
    for language in languages {
        let own = file(&format!("teammessage.{language}.txt"))?.and_then(|bytes| shown(bytes, MESSAGE));
        if let Some(text) = own.or_else(|| any.clone()).filter(|text| !text.is_empty()) {
            message.0.insert(language.clone(), text);
        }
    }
    Ok(Feedback {
        score,
        message: Some(message).filter(|m| !m.0.is_empty()),
        note: note.filter(|note| !note.is_empty()),
    })
}

fn score(bytes: &[u8]) -> Result<Score, String> {
    let text = String::from_utf8_lossy(bytes);
    let wrong = || {
        let shown = text::cut(&text::escape(bytes, false), 40);
        format!("score.txt: `{shown}` is no number from 0 to 1")
    };
    Score::parse(text.trim()).ok_or_else(wrong)
}

/// The beginning of a regular file; nothing when it is not there.
fn head(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let facts = match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    if !facts.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests;
