//! Renders both statements, and looks whether they are the same text in two languages.
use serde::Serialize;

use super::Verification;
use crate::bundle;
use crate::finding::{Code, Finding};
use crate::package::Package;
use crate::statement::{Rendered, Trouble, render};

/// One statement as it was rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Its language.
    pub language: String,
    /// Its file in the package.
    pub path: String,
    /// Headings in it.
    pub headings: usize,
    /// Links and pictures in it.
    pub links: usize,
    /// The body of a page; a document of its own, so not part of this one.
    #[serde(skip)]
    pub html: String,
}

/// Renders them; what a page must not hold is an error.
pub(super) fn look(package: &Package, verification: &mut Verification) {
    let public = bundle::public_files(package);
    let mut levels: Vec<(String, Vec<u8>)> = Vec::new();
    for language in &package.manifest.languages {
        let Some(text) = package.statement.0.get(language) else {
            continue;
        };
        let path = format!("statement.{language}.md");
        let rendered = render(text, &public);
        verification.errors.extend(troubles(&path, &rendered));
        levels.push((path.clone(), rendered.headings.clone()));
        verification.statements.push(Statement {
            language: language.clone(),
            path,
            headings: rendered.headings.len(),
            links: rendered.targets,
            html: rendered.html,
        });
    }
    verification.warnings.extend(differ(&levels));
}

fn troubles(path: &str, rendered: &Rendered) -> Vec<Finding> {
    let one = |(line, trouble): &(u32, Trouble)| {
        let (code, value) = match trouble {
            Trouble::Html(text) => (Code::VerifyStatementHtml, text),
            Trouble::Link(target) => (Code::VerifyStatementLink, target),
            Trouble::Picture(target) => (Code::VerifyStatementPicture, target),
        };
        Finding::new(code).file(path).line(*line).arg("value", value)
    };
    rendered.troubles.iter().map(one).collect()
}

/// The first heading that has no counterpart, or one of another level. Pure.
fn differ(levels: &[(String, Vec<u8>)]) -> Option<Finding> {
    let [(first, own), (second, other)] = levels else {
        return None;
    };
    if own == other {
        return None;
    }
    let at = own
        .iter()
        .zip(other)
        .position(|(a, b)| a != b)
        .unwrap_or(own.len().min(other.len()));
    let finding = Finding::new(Code::VerifyStatementHeadings)
        .file(second)
        .arg("other", first);
    let finding = finding.arg("number", at + 1);
    Some(finding.arg("count", other.len()).arg("others", own.len()))
}
