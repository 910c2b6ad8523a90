//! `ubunifu declare`: answers what the challenge asks a team to declare, in `DECLARATIONS.toml`.
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use judge::finding::Code;
use judge::package::declarations::{self, Answers, FILE, LARGEST};
use judge::package::nearest;

use super::{Context, check};
use crate::args;
use crate::error::{Error, Exit, disk};
use crate::findings;
use crate::project::replace;
use crate::ui::Ui;

/// Takes the answers that are given, asks for those that are missing, and writes all of them.
pub(crate) fn run(context: &Context, args: &args::Declare) -> Result<Exit, Error> {
    let project = context.project()?;
    let ui = &context.ui;
    let asked = check::load(ui, &project)?.manifest.submission.declare;
    let path = project.root.join(FILE);
    if asked.is_empty() {
        return told(ui, ("declare-nothing", &path), &Answers::new());
    }
    let mut answers = given(args, &asked)?;
    let fresh = answers.len();
    for (key, answer) in before(ui, &path, &asked)? {
        answers.entry(key).or_insert(answer);
    }
    let open: Vec<_> = asked.iter().filter(|key| !answers.contains_key(*key)).collect();
    if fresh == 0 && open.is_empty() {
        return told(ui, ("declare-done", &path), &answers);
    }
    if !open.is_empty() && !ui.can_ask() {
        return Err(unanswered(&open));
    }
    for key in open {
        answers.insert(key.clone(), ask(ui, key)?);
    }
    let text = file(ui, &asked, &answers);
    refuse(ui, Exit::Usage, &declarations::read(&asked, text.as_bytes()).1)?;
    replace(&path, text.as_bytes())?;
    told(ui, ("declare-written", &path), &answers)
}

fn told(ui: &Ui, (key, path): (&str, &Path), answers: &Answers) -> Result<Exit, Error> {
    if ui.json {
        ui.json(answers)?;
    }
    let path = path.display().to_string();
    ui.good(key, &[("path", (&path).into())]);
    if !answers.is_empty() {
        ui.hint("declare-next", &[("file", FILE.into())]);
    }
    Ok(Exit::Ok)
}

/// The answers of the command line; the last one counts.
fn given(args: &args::Declare, asked: &[String]) -> Result<Answers, Error> {
    let mut answers = Answers::new();
    for (key, answer) in &args.answer {
        if !asked.contains(key) {
            let near = nearest(key, asked.iter().map(String::as_str));
            let error = Error::new(Exit::Usage, "error-declare-unknown").arg("key", key);
            let valid = asked.join(", ");
            return Err(error.arg("nearest", near.unwrap_or("-")).arg("valid", valid));
        }
        answers.insert(key.clone(), answer.clone());
    }
    Ok(answers)
}

/// The answers that stand in the file. What else is wrong with it is told: nothing of the person's is overwritten.
fn before(ui: &Ui, path: &Path, asked: &[String]) -> Result<Answers, Error> {
    let Some(content) = content(path)? else {
        return Ok(Answers::new());
    };
    let (answers, mut found) = declarations::read(asked, &content);
    found.retain(|finding| finding.code != Code::PolicyDeclare);
    refuse(ui, Exit::Invalid, &found)?;
    Ok(answers)
}

/// The content of a plain file, cut where it is too large; a link is followed by nobody, so it has none.
fn content(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(disk(path)(error)),
        Ok(meta) if !meta.is_file() => {
            return Err(Error::new(Exit::Invalid, "error-declare-file").arg("path", path.display()));
        }
        Ok(_) => {}
    }
    let mut content = Vec::new();
    let file = fs::File::open(path).map_err(disk(path))?;
    let read = file.take(LARGEST + 1).read_to_end(&mut content);
    read.map_err(disk(path))?;
    Ok(Some(content))
}

fn refuse(ui: &Ui, exit: Exit, found: &[judge::Finding]) -> Result<(), Error> {
    if found.is_empty() {
        return Ok(());
    }
    Err(findings::error(ui, Error::new(exit, "error-declare"), found))
}

/// Nobody can be asked: the command that answers.
fn unanswered(open: &[&String]) -> Error {
    let flags: Vec<_> = open.iter().map(|key| format!("--answer {key}=\"...\"")).collect();
    Error::new(Exit::Usage, "error-declare-open").arg("flags", flags.join(" "))
}

/// Asks until there is an answer.
fn ask(ui: &Ui, key: &str) -> Result<String, Error> {
    ui.talk("");
    ui.say(&sentence(key), &[]);
    loop {
        match ui.ask(key)? {
            Some(answer) if answer.is_empty() => ui.say("declare-empty", &[]),
            Some(answer) => return Ok(answer),
            // The end of what is typed: nothing is written.
            None => return Err(unanswered(&[&key.to_owned()])),
        }
    }
}

fn sentence(key: &str) -> String {
    format!("declaration-{key}")
}

/// The file with what is answered; what is not stands there empty. Comments say what is asked.
fn file(ui: &Ui, asked: &[String], answers: &Answers) -> String {
    let mut text = format!("# {}\n", ui.text("declare-head", &[]));
    for key in asked {
        let answer = answers.get(key).map(String::as_str).unwrap_or_default();
        let answer = toml::Value::from(answer);
        text += &format!("\n# {}\n{key} = {answer}\n", ui.text(&sentence(key), &[]));
    }
    text
}

/// Lays the file with every answer open into a new project, where the challenge asks and the starter has none.
pub(super) fn lay(ui: &Ui, asked: &[String], project: &Path) -> Result<(), Error> {
    let path: PathBuf = project.join(FILE);
    if asked.is_empty() || fs::symlink_metadata(&path).is_ok() {
        return Ok(());
    }
    fs::write(&path, file(ui, asked, &Answers::new())).map_err(disk(&path))
}

#[cfg(test)]
mod tests {
    use judge::package::declarations::{KNOWN, read};
    use wire::Language;

    use super::*;

    #[test]
    fn what_is_written_is_read_again_in_every_language() {
        let asked = KNOWN.map(str::to_owned);
        let awkward = "a \"b\" \\ 'c' = # ''' \"\"\"\n[d]\tè 🤖";
        let answers: Answers = asked
            .iter()
            .map(|key| (key.clone(), awkward.to_owned()))
            .collect();
        for language in [Language::Sw, Language::En] {
            let ui = Ui::new(language, false);
            for key in KNOWN {
                assert_ne!(ui.text(&sentence(key), &[]), sentence(key), "no sentence");
            }
            let text = file(&ui, &asked, &answers);
            assert_eq!(read(&asked, text.as_bytes()), (answers.clone(), vec![]), "{text}");
            let empty = file(&ui, &asked, &Answers::new());
            let (none, open) = read(&asked, empty.as_bytes());
            assert!(none.is_empty(), "{empty}");
            assert!(open.iter().all(|f| f.code == Code::PolicyDeclare), "{open:?}");
            assert_eq!(open.len(), KNOWN.len());
        }
    }
}
