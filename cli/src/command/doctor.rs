//! `ubunifu doctor`
use judge::sandbox::Groups;
use serde::Serialize;
use wire::{ServerInfo, Whoami};

use super::Context;
use crate::error::{Error, Exit};
use crate::ui::{Label, clean, paint};

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    name: &'static str,
    ok: bool,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    #[serde(skip)]
    exit: Exit,
}

/// Looks at everything, whatever fails; the exit code is that of the first failure.
pub(crate) fn run(context: &Context) -> Result<Exit, Error> {
    let ui = &context.ui;
    let findings = [
        finding(context, "server", server(context)),
        finding(context, "login", login(context)),
        finding(context, "git", git(context)),
        finding(context, "sandbox", sandbox(context)),
        finding(context, "runtimes", runtimes(context)),
    ];
    if ui.json {
        ui.json(&findings)?;
    } else {
        for finding in &findings {
            let (mark, label) = if finding.ok {
                ("✓", Label::Good)
            } else {
                ("✗", Label::Bad)
            };
            let word = ui.text(if finding.ok { "doctor-ok" } else { "doctor-bad" }, &[]);
            let name = ui.text(&format!("doctor-{}", finding.name), &[]);
            ui.out(&format!(
                "{} {name}: {}",
                paint(label, &format!("{mark} {word}")),
                clean(&finding.detail)
            ))?;
            if let Some(hint) = &finding.hint {
                ui.out(&format!("    {} {hint}", ui.text("word-arrow", &[])))?;
            }
        }
    }
    let bad = findings.iter().find(|finding| !finding.ok);
    Ok(bad.map_or(Exit::Ok, |finding| finding.exit))
}

/// What was seen, and what would make it better.
struct Seen {
    detail: String,
    hint: Option<String>,
}

impl From<String> for Seen {
    fn from(detail: String) -> Self {
        Self { detail, hint: None }
    }
}

fn finding(context: &Context, name: &'static str, looked: Result<impl Into<Seen>, Error>) -> Finding {
    match looked.map(Into::into) {
        Ok(Seen { detail, hint }) => Finding {
            name,
            ok: true,
            detail,
            hint,
            exit: Exit::Ok,
        },
        Err(error) => Finding {
            name,
            ok: false,
            detail: context.ui.sentence(error.sentence()).unwrap_or_default(),
            hint: error.hints().iter().find_map(|hint| context.ui.sentence(hint)),
            exit: error.exit(),
        },
    }
}

fn server(context: &Context) -> Result<String, Error> {
    let client = context.client()?;
    let info: ServerInfo = client.get_once("/v1")?;
    let event = info.event.map_or_else(|| "-".to_owned(), |event| event.slug);
    let args = [
        ("server", client.address.as_str().into()),
        ("version", (&info.version).into()),
        ("event", (&event).into()),
    ];
    Ok(context.ui.text("doctor-server-found", &args))
}

fn login(context: &Context) -> Result<String, Error> {
    let who: Whoami = context.logged_in()?.get_once("/v1/whoami")?;
    let role = context.ui.text(&format!("role-{}", who.role.word()), &[]);
    Ok(format!("{} ({role})", who.name))
}

/// Commits need a name and an address.
fn git(context: &Context) -> Result<String, Error> {
    let author = crate::git::author().ok_or_else(|| Error::new(Exit::Invalid, "error-git-author"))?;
    Ok(context
        .ui
        .text("doctor-git-found", &[("author", (&author).into())]))
}

/// What challenges can run on here, with the digests by which machines are compared.
fn runtimes(context: &Context) -> Result<String, Error> {
    let fault = |e: judge::sandbox::Fault| Error::new(Exit::Fault, "error-sandbox").cause(&e);
    let list = context.runtimes()?.references().map_err(fault)?;
    let named = |r: &wire::RuntimeRef| format!("{} ({})", r.name, super::brief(&r.digest));
    Ok(list.iter().map(named).collect::<Vec<_>>().join(", "))
}

/// Tries a real box, as `check` makes it.
fn sandbox(context: &Context) -> Result<Seen, Error> {
    let fault = |e: judge::sandbox::Fault| Error::new(Exit::Fault, "error-sandbox").cause(&e);
    let linux = judge::sandbox::Linux::detect().map_err(fault)?;
    let facts = linux.describe();
    let (ui, tier) = (&context.ui, facts.tier().to_string());
    let mut parts = vec![ui.text(meaning(facts.groups), &[("tier", (&tier).into())])];
    parts.extend(
        linux
            .ungrouped()
            .map(|why| ui.text("doctor-box-why", &[("why", why.into())])),
    );
    let (who, hint) = if facts.root {
        ("doctor-box-root", "doctor-box-none-root")
    } else {
        ("doctor-box-user", "doctor-box-none-user")
    };
    parts.push(ui.text(who, &[]));
    Ok(Seen {
        detail: parts.join("; "),
        hint: (facts.groups == Groups::None).then(|| ui.text(hint, &[])),
    })
}

/// What carries the limits here, and how far it can be relied on.
fn meaning(groups: Groups) -> &'static str {
    match groups {
        Groups::V2 => "doctor-box-v2",
        Groups::V1 => "doctor-box-v1",
        Groups::None => "doctor-box-none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_hold_limits_is_told_apart_in_both_languages() {
        for tag in ["sw", "en"] {
            let said = |groups| locales::text(tag, meaning(groups), &[("tier", "X".into())]);
            let [v2, v1, none] = [Groups::V2, Groups::V1, Groups::None].map(said);
            assert!(
                v2 != v1 && v1 != none && v2.contains('2') && v1.contains('1'),
                "{v2} {v1} {none}"
            );
            let help = |key| locales::text(tag, key, &[]);
            assert!(help("doctor-box-none-root").contains("Delegate=yes"));
            assert!(help("doctor-box-none-user").starts_with("systemd-run --user --scope"));
            assert!([v2, v1, none].iter().all(|text| text.contains('X')));
        }
    }
}
