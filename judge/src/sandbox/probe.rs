//! Short programs that try what a box must hold, each in a box of its own: whether it does is seen, not believed.
use std::time::Duration;

use wire::Limit;

use super::{Ending, Fault, Limits, Outcome, Run, Runtime, Sandbox};

/// What was tried, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Probe {
    /// A word for it.
    pub name: &'static str,
    /// The box held.
    pub held: bool,
    /// What was found, for whoever looks for the cause.
    pub found: String,
}

/// One thing to try.
struct Trial {
    name: &'static str,
    /// For `sh`, with what every machine has.
    script: &'static str,
    /// How it must end, and what it may say.
    end: Ending,
    says: &'static str,
}

/// Files and folders of the machine that no program may see; a way to write where the machine's programs are.
const FILES: &str = "ls -d /root /home /boot /sys /run /etc/shadow /etc/machine-id /proc/1/environ/x 2>/dev/null; \
    cat /proc/1/environ /proc/kcore 2>/dev/null; echo x 2>/dev/null > /usr/bin/ubunifu-probe && echo written; true";

/// As many processes as there may be, for long enough to be seen where nothing counts them, and one more.
const CROWD: &str = "for n in 1 2 3 4 5 6 7; do sleep 9 & done; \
    while [ $n -lt 200000 ]; do n=$((n+1)); done; sleep 9";

const TRIALS: [Trial; 7] = [
    Trial {
        name: "network",
        script: "while read -r name rest; do case $name in *:) echo $name;; esac; done < /proc/self/net/dev",
        end: Ending::Exited(0),
        says: "lo:\n",
    },
    Trial {
        name: "files",
        script: FILES,
        end: Ending::Exited(0),
        says: "",
    },
    Trial {
        name: "memory",
        script: "head -c 200000000 /dev/zero | tail -c 200000000",
        end: Ending::Limited(Limit::Memory),
        says: "",
    },
    Trial {
        name: "processes",
        script: CROWD,
        end: Ending::Limited(Limit::Processes),
        says: "",
    },
    Trial {
        name: "output",
        script: "while :; do echo 0123456789012345678901234567890123456789; done",
        end: Ending::Limited(Limit::Output),
        says: "0123456789",
    },
    Trial {
        name: "cpu",
        script: "while :; do :; done & while :; do :; done",
        end: Ending::Limited(Limit::Cpu),
        says: "",
    },
    Trial {
        name: "wall",
        script: "trap '' TERM INT HUP; sleep 9",
        end: Ending::Limited(Limit::Wall),
        says: "",
    },
];

/// Tries everything; takes a second or two.
///
/// # Errors
/// When a box cannot be made.
pub fn probe(sandbox: &dyn Sandbox) -> Result<Vec<Probe>, Fault> {
    let runtime = Runtime::usr()?;
    TRIALS
        .iter()
        .map(|trial| attempt(sandbox, &runtime, trial))
        .collect()
}

fn attempt(sandbox: &dyn Sandbox, runtime: &Runtime, trial: &Trial) -> Result<Probe, Fault> {
    let command = ["sh", "-c", trial.script].map(str::to_owned);
    let outcome = sandbox.run(&Run {
        runtime,
        layers: &[],
        command: &command,
        stdin: None,
        limits: limits(trial.name),
        keep: None,
        spill: None,
    })?;
    Ok(Probe {
        name: trial.name,
        held: held(trial, &outcome),
        found: found(&outcome),
    })
}

fn limits(name: &str) -> Limits {
    let milliseconds = Duration::from_millis;
    Limits {
        cpu: milliseconds(if name == "cpu" { 200 } else { 5000 }),
        wall: milliseconds(match name {
            "wall" => 200,
            // Some shells try again for a while.
            "processes" => 2000,
            _ => 10_000,
        }),
        memory: 64 << 20,
        output: 1024,
        processes: 8,
        disk: 1 << 20,
    }
}

fn held(trial: &Trial, outcome: &Outcome) -> bool {
    let said = String::from_utf8_lossy(&outcome.stdout);
    let says = match trial.end {
        Ending::Limited(Limit::Output) => said.starts_with(trial.says) && said.len() <= 1024,
        _ => said == trial.says,
    };
    outcome.ending == trial.end && says
}

/// How it ended, and the first of what it said, in one line.
fn found(outcome: &Outcome) -> String {
    let said = String::from_utf8_lossy(&outcome.stdout);
    let first: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let first: String = first.chars().take(60).collect();
    format!("{:?} {first}", outcome.ending).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Scripted, outcome};

    #[test]
    fn a_box_that_holds_nothing_is_found_out() {
        let open = Scripted(|run: &Run<'_>| {
            let script = run.command.last().unwrap();
            let said: &[u8] = if script.contains("/proc/self/net/dev") {
                b"lo:\neth0:\n"
            } else if script.contains("shadow") {
                b"/etc/shadow\n"
            } else {
                b""
            };
            Ok(outcome(Ending::Exited(0), said))
        });
        let probes = probe(&open).unwrap();
        assert_eq!(probes.len(), TRIALS.len());
        assert!(probes.iter().all(|probe| !probe.held), "{probes:?}");
        assert_eq!(probes[0].found, "Exited(0) lo: eth0:");
    }

    #[test]
    fn what_was_cut_must_have_been_cut() {
        let trial = TRIALS.iter().find(|trial| trial.name == "output").unwrap();
        let end = Ending::Limited(Limit::Output);
        let with = |length| held(trial, &outcome(end.clone(), &b"0123456789".repeat(length)));
        assert!(with(102) && !with(103));
        assert!(!held(trial, &outcome(end.clone(), b"")));
    }
}
