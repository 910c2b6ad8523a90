//! `admin doctor`: whether this machine can judge, tried with real boxes. It needs no installation.
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use judge::sandbox::{Facts, Groups, Linux, Probe, probe};
use serde::Serialize;

use crate::config::language;
use crate::error::{Code, Error, Result};

/// Exit code when something does not hold, as the CLI has it for faults of judge and server.
const FAULT: u8 = 7;

/// What was found.
#[derive(Serialize)]
struct Findings<'a> {
    tier: char,
    groups: &'static str,
    made_by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_no_groups: Option<&'a str>,
    probes: &'a [Probe],
}

/// Looks, says what was found, and whether all of it holds.
///
/// # Errors
/// When this machine cannot hold a box at all.
pub(super) fn run(json: bool) -> Result<ExitCode> {
    let no_box = |why| Error::new(Code::ServerNoBox).because(why);
    let linux = Linux::detect().map_err(no_box)?;
    let probes = probe(&linux).map_err(no_box)?;
    let facts = linux.describe();
    let mut out = std::io::stdout();
    if json {
        let findings = Findings {
            tier: facts.tier(),
            groups: facts.groups.word(),
            made_by: facts.maker(),
            why_no_groups: linux.ungrouped(),
            probes: &probes,
        };
        writeln!(out, "{}", serde_json::to_string(&findings)?)?;
    } else {
        for line in [vec![about(facts, linux.ungrouped())], tried(&probes)].concat() {
            writeln!(out, "{line}")?;
        }
    }
    let held = probes.iter().all(|probe| probe.held);
    Ok(if held {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAULT)
    })
}

fn text(key: &str, args: &[(&str, locales::Value<'_>)]) -> String {
    locales::text(language().tag(), key, args)
}

/// What carries the limits, why, who makes the boxes, and what would help.
fn about(facts: Facts, why: Option<&str>) -> String {
    let (tier, maker) = (facts.tier().to_string(), facts.maker());
    let key = format!("doctor-box-{}", facts.groups.word());
    let mut parts = vec![text(&key, &[("tier", (&tier).into())])];
    parts.extend(why.map(|why| text("doctor-box-why", &[("why", why.into())])));
    parts.push(text(&format!("doctor-box-{maker}"), &[]));
    let own = format!("{}: {}", text("doctor-sandbox", &[]), parts.join("; "));
    if facts.groups != Groups::None {
        return own;
    }
    let help = text("doctor-box-none-root", &[]);
    format!("{own}\n    {} {help}", text("word-arrow", &[]))
}

fn tried(probes: &[Probe]) -> Vec<String> {
    let colours = std::io::stdout().is_terminal();
    let line = |probe: &Probe| {
        let (mark, colour, word, says) = if probe.held {
            ("✓", "\x1b[32m", "doctor-ok", "doctor-held")
        } else {
            ("✗", "\x1b[31m", "doctor-fails", "doctor-not-held")
        };
        let mut word = format!("{mark} {}", text(word, &[]));
        if colours {
            word = format!("{colour}{word}\x1b[0m");
        }
        let name = text(&format!("doctor-probe-{}", probe.name), &[]);
        format!(
            "{word} {name}: {}",
            text(says, &[("found", (&probe.found).into())])
        )
    };
    probes.iter().map(line).collect()
}
