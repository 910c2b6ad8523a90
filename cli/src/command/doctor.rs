//! `ubunifu doctor`
use judge::sandbox::{Groups, Linux, Probe, probe};
use serde::Serialize;
use wire::{ServerInfo, Whoami};

use super::Context;
use crate::error::{Error, Exit};
use crate::ui::{Label, clean, paint};

/// Start of the names of what was tried in a box.
const PROBE: &str = "probe-";

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    name: String,
    ok: bool,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    #[serde(skip)]
    exit: Exit,
}

/// Looks at everything, whatever fails.
pub(crate) fn run(context: &Context) -> Result<Exit, Error> {
    let ui = &context.ui;
    let mut findings = vec![
        finding(context, "server", server(context)),
        finding(context, "login", login(context)),
        finding(context, "git", git(context)),
    ];
    match Linux::detect() {
        Ok(linux) => {
            findings.push(finding(context, "sandbox", Ok(sandbox(context, &linux))));
            findings.extend(probes(context, &linux));
        }
        Err(why) => findings.push(finding(context, "sandbox", Err::<Seen, _>(fault(&why)))),
    }
    findings.push(finding(context, "runtimes", runtimes(context)));
    if ui.json {
        ui.json(&findings)?;
    } else {
        for finding in &findings {
            let (mark, label) = if finding.ok {
                ("✓", Label::Good)
            } else {
                ("✗", Label::Bad)
            };
            let word = match finding.ok {
                true => "doctor-ok",
                false if finding.name.starts_with(PROBE) => "doctor-fails",
                false => "doctor-bad",
            };
            let word = ui.text(word, &[]);
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
    Ok(ended(&findings))
}

/// As the first failure; a box that does not hold goes before what is only missing.
fn ended(findings: &[Finding]) -> Exit {
    let bad = || findings.iter().filter(|finding| !finding.ok);
    let worst = bad().find(|finding| finding.name.starts_with(PROBE));
    worst
        .or_else(|| bad().next())
        .map_or(Exit::Ok, |finding| finding.exit)
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

fn finding(context: &Context, name: &str, looked: Result<impl Into<Seen>, Error>) -> Finding {
    match looked.map(Into::into) {
        Ok(Seen { detail, hint }) => Finding {
            name: name.to_owned(),
            ok: true,
            detail,
            hint,
            exit: Exit::Ok,
        },
        Err(error) => Finding {
            name: name.to_owned(),
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
    let list = context.runtimes()?.references().map_err(|why| fault(&why))?;
    let named = |r: &wire::RuntimeRef| format!("{} ({})", r.name, super::brief(&r.digest));
    Ok(list.iter().map(named).collect::<Vec<_>>().join(", "))
}

fn fault(why: &judge::sandbox::Fault) -> Error {
    Error::new(Exit::Fault, "error-sandbox").cause(why)
}

/// What carries the limits of a box here, who makes it, and how far it can be relied on.
fn sandbox(context: &Context, linux: &Linux) -> Seen {
    let (ui, facts) = (&context.ui, linux.describe());
    let tier = facts.tier().to_string();
    let mut parts = vec![ui.text(&meaning(facts.groups), &[("tier", (&tier).into())])];
    parts.extend(
        linux
            .ungrouped()
            .map(|why| ui.text("doctor-box-why", &[("why", why.into())])),
    );
    parts.push(ui.text(&format!("doctor-box-{}", facts.maker()), &[]));
    let help = format!("doctor-box-none-{}", facts.maker());
    Seen {
        detail: parts.join("; "),
        hint: (facts.groups == Groups::None).then(|| ui.text(&help, &[])),
    }
}

fn meaning(groups: Groups) -> String {
    format!("doctor-box-{}", groups.word())
}

/// What boxes must hold, tried in boxes.
fn probes(context: &Context, linux: &Linux) -> Vec<Finding> {
    match probe(linux) {
        Ok(probes) => probes.iter().map(|probe| tried(context, probe)).collect(),
        Err(why) => vec![finding(context, "probes", Err::<Seen, _>(fault(&why)))],
    }
}

fn tried(context: &Context, probe: &Probe) -> Finding {
    let (key, exit) = if probe.held {
        ("doctor-held", Exit::Ok)
    } else {
        ("doctor-not-held", Exit::Fault)
    };
    Finding {
        name: format!("{PROBE}{}", probe.name),
        ok: probe.held,
        detail: context.ui.text(key, &[("found", (&probe.found).into())]),
        hint: None,
        exit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_that_does_not_hold_is_told_before_what_is_missing() {
        let finding = |name: &str, exit: Option<Exit>| Finding {
            name: name.to_owned(),
            ok: exit.is_none(),
            detail: String::new(),
            hint: None,
            exit: exit.unwrap_or(Exit::Ok),
        };
        let (login, network) = (
            finding("login", Some(Exit::Login)),
            finding("probe-network", Some(Exit::Fault)),
        );
        let git = finding("git", None);
        assert_eq!(ended(&[git]), Exit::Ok);
        assert_eq!(ended(&[login]), Exit::Login);
        let login = finding("login", Some(Exit::Login));
        assert_eq!(ended(&[login, network]), Exit::Fault);
    }

    #[test]
    fn every_way_to_hold_limits_is_told_apart_in_both_languages() {
        for tag in ["sw", "en"] {
            let said = |groups| locales::text(tag, &meaning(groups), &[("tier", "X".into())]);
            let [v2, v1, none] = [Groups::V2, Groups::V1, Groups::None].map(said);
            assert!(
                v2 != v1 && v1 != none && v2.contains('2') && v1.contains('1'),
                "{v2} {v1} {none}"
            );
            let help = |key| locales::text(tag, key, &[]);
            assert!(help("doctor-box-none-root").contains("Delegate=yes"));
            assert!(help("doctor-box-none-user").starts_with("systemd-run --user --scope"));
            for name in ["network", "files", "memory", "processes", "output", "cpu", "wall"] {
                let key = format!("doctor-probe-{name}");
                assert_ne!(locales::text(tag, &key, &[]), key);
            }
            assert!([v2, v1, none].iter().all(|text| text.contains('X')));
        }
    }
}
