//! `ubunifu challenge new NAME`: a small package that is complete, proves itself, and waits to be changed.
mod files;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;
use uuid::Uuid;

use super::super::Context;
use crate::args::Template;
use crate::error::{Error, Exit, disk};
use crate::interrupt::{Scratch, undisturbed};
use crate::slug::is_slug;
use crate::ui::Ui;

/// Columns of a comment.
const WIDTH: usize = 100;

/// Makes the folder `name` here. Either all of it is there afterwards, or nothing.
pub(super) fn run(context: &Context, name: &str, template: Template) -> Result<Exit, Error> {
    let ui = &context.ui;
    if !is_id(name) {
        return Err(Error::new(Exit::Usage, "error-new-name")
            .arg("name", name)
            .arg("better", suggestion(name)));
    }
    let folder = Path::new(name);
    if folder.symlink_metadata().is_ok() {
        return Err(Error::new(Exit::Refused, "error-new-exists").arg("path", name));
    }
    let scratch = Scratch::inside(Path::new("."))?;
    let made = scratch.path().join(name);
    let values = Values::new(name, template);
    let mut written = Vec::new();
    for file in files::of(template, ui.language) {
        let path = values.fill(&file.path);
        let content = comments(ui, &values.fill(file.content));
        write(&made.join(&path), &content, file.executable)?;
        written.push(path);
    }
    undisturbed(|| fs::rename(&made, folder)).map_err(disk(folder))?;
    tell(ui, (name, &written))?;
    Ok(Exit::Ok)
}

fn tell(ui: &Ui, (name, written): (&str, &[String])) -> Result<(), Error> {
    if ui.json {
        return ui.json(&json!({ "id": name, "folder": name, "files": written }));
    }
    let count = i64::try_from(written.len()).unwrap_or(i64::MAX);
    ui.good("new-done", &[("path", name.into()), ("count", count.into())]);
    for next in ["new-next-verify", "new-next-write", "new-next-publish"] {
        ui.hint(next, &[("path", name.into())]);
    }
    Ok(())
}

/// What stands in the place of `{{name}}`.
struct Values([(&'static str, String); 4]);

impl Values {
    fn new(name: &str, template: Template) -> Self {
        Self([
            ("{{id}}", name.to_owned()),
            ("{{uuid}}", Uuid::now_v7().to_string()),
            ("{{title}}", title(name)),
            ("{{language}}", template.name().to_owned()),
        ])
    }

    fn fill(&self, text: &str) -> String {
        let fill = |text: String, (mark, value): &(&str, String)| text.replace(mark, value);
        self.0.iter().fold(text.to_owned(), fill)
    }
}

/// Lines `{{# key}}` become that sentence, as comments.
fn comments(ui: &Ui, text: &str) -> String {
    let one = |line: &str| {
        let key = line.strip_prefix("{{# ").and_then(|rest| rest.strip_suffix("}}"));
        key.map_or_else(|| format!("{line}\n"), |key| comment(&ui.text(key, &[])))
    };
    text.split_inclusive('\n')
        .map(|line| one(line.trim_end_matches('\n')))
        .collect()
}

fn comment(text: &str) -> String {
    let mut lines = vec![String::from("#")];
    for word in text.split(' ') {
        if lines
            .last()
            .is_some_and(|line| line.chars().count() + word.chars().count() >= WIDTH)
        {
            lines.push(String::from("#"));
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

fn write(path: &Path, content: &str, executable: bool) -> Result<(), Error> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(disk(parent))?;
    }
    fs::write(path, content).map_err(disk(path))?;
    let mode = if executable { 0o755 } else { 0o644 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(disk(path))
}

/// Whether the judge takes it as the name of a challenge. Pure.
fn is_id(name: &str) -> bool {
    name.len() >= 3 && is_slug(name)
}

/// `maji-safi` to `Maji safi`. Pure.
fn title(name: &str) -> String {
    let text = name.replace('-', " ");
    let mut letters = text.trim().chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// A name that would do, made of the one that does not. Pure.
fn suggestion(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join("-");
    let mut short: String = joined.chars().take(48).collect();
    short.truncate(short.trim_end_matches('-').len());
    match short.as_str() {
        "" => "changamoto-yangu".to_owned(),
        brief if brief.len() < 3 => format!("changamoto-{brief}"),
        _ => short,
    }
}

#[cfg(test)]
mod tests {
    use wire::Language;

    use super::{comments, is_id, suggestion, title};
    use crate::ui::Ui;

    #[test]
    fn a_bad_name_brings_a_good_one() {
        for (bad, better) in [
            ("Maji Safi!", "maji-safi"),
            ("../etc/passwd", "etc-passwd"),
            ("ab", "changamoto-ab"),
            ("-a-b-c", "a-b-c"),
            ("ñ", "changamoto-yangu"),
            ("", "changamoto-yangu"),
            (&"ab-".repeat(20), &"ab-".repeat(16)[..47]),
        ] {
            assert!(!is_id(bad), "{bad}");
            assert_eq!(suggestion(bad), better, "{bad}");
            assert!(is_id(&suggestion(bad)), "{better}");
        }
        assert_eq!(title("maji-safi-2"), "Maji safi 2");
    }

    #[test]
    fn comments_are_in_the_language_of_the_author_and_not_too_wide() {
        for language in Language::ALL {
            let text = comments(&Ui::new(language, false), "{{# new-toml-groups}}\na = 1\n");
            let lines: Vec<_> = text.lines().collect();
            assert!(lines.len() > 2 && lines.last() == Some(&"a = 1"), "{text}");
            assert!(
                lines
                    .iter()
                    .rev()
                    .skip(1)
                    .all(|l| l.starts_with("# ") && l.chars().count() <= 100)
            );
        }
    }
}
