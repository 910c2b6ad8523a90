//! Packages that prove themselves, and packages that do not.
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Verification, verify};
use crate::fixture::{Fixture, SECRET, Scripted, cat, outcome, runtime};
use crate::sandbox::{Ending, Fault, Outcome, Run, Sandbox};

/// Does what the tree's program does: the full solution copies its input, the starter writes an empty line.
fn honest(run: &Run<'_>) -> Result<Outcome, Fault> {
    if is_full(run) {
        cat(run)
    } else {
        Ok(outcome(Ending::Exited(0), b"\n"))
    }
}

fn is_full(run: &Run<'_>) -> bool {
    let full = |l: &PathBuf| l.to_string_lossy().contains("/run/") || l.ends_with("solutions/full");
    run.layers.iter().any(full)
}

fn verified(fixture: &Fixture, sandbox: &dyn Sandbox) -> Verification {
    let package = fixture.load();
    verify(
        &package,
        sandbox,
        (&runtime(), &fixture.empty("scratch")),
        &mut |_| {},
    )
    .unwrap()
}

fn errors(verification: &Verification) -> Vec<String> {
    let all = verification.errors.iter().chain(&verification.warnings);
    all.for_each(crate::finding::tests::assert_complete);
    verification.errors.iter().map(ToString::to_string).collect()
}

#[test]
fn a_good_package_proves_itself() {
    let found = verified(&Fixture::new(), &Scripted(honest));
    assert_eq!(errors(&found), [""; 0]);
    assert_eq!(found.warnings, []);
    let rows: Vec<_> = found
        .references
        .iter()
        .map(|r| format!("{} {} {}", r.path, r.points, r.ok))
        .collect();
    assert_eq!(rows, ["solutions/full 50 true", "starter/shell 0 true"]);
    assert!(found.bundle_size > 0 && serde_json::to_string(&found).unwrap().contains("\"references\""));
}

#[test]
fn an_expectation_must_hold_exactly() {
    let fixture = Fixture::new();
    fixture.edit("points = 50 }", "points = 49.5, group_points = { hidden = 29 } }");
    fixture.edit("hidden = \"skipped\"", "hidden = \"time-limit\"");
    insta::assert_snapshot!(errors(&verified(&fixture, &Scripted(honest))).join("\n"), @r"
    challenge.toml:43: verify-points actual=50 expected=49.5 reference=solutions/full
    challenge.toml:43: verify-group-points actual=30 expected=29 group=hidden reference=solutions/full
    challenge.toml:46: verify-group actual=skipped expected=time-limit group=hidden reference=starter/shell
    challenge.toml: verify-no-full
    ");
}

#[test]
fn a_reference_that_differs_between_runs_is_refused() {
    let runs = AtomicU32::new(0);
    let flaky = |run: &Run<'_>| {
        let first = run.stdin.is_some_and(|p| p.ends_with("echo/2.in"));
        let late = first && runs.fetch_add(1, Ordering::SeqCst) > 0;
        if late {
            Ok(outcome(Ending::Exited(1), b""))
        } else {
            honest(run)
        }
    };
    let found = errors(&verified(&Fixture::new(), &Scripted(flaky)));
    assert!(
        found[0].contains("verify-flaky case=echo/2 first=accepted"),
        "{found:?}"
    );
}

/// What depends on the seed is judged with another one too, wherever the seed stands; public checks have but one.
#[test]
fn another_seed_is_tried_where_one_is_asked_for() {
    let numbers = |change: &dyn Fn(&Fixture)| {
        let fixture = Fixture::new();
        change(&fixture);
        let seen = std::sync::Mutex::new(std::collections::BTreeSet::new());
        let runs = |run: &Run<'_>| {
            let number = run.command.last().and_then(|word| word.parse::<u32>().ok());
            seen.lock().unwrap().extend(number.filter(|_| is_full(run)));
            honest(run)
        };
        assert_eq!(errors(&verified(&fixture, &Scripted(runs))), [""; 0]);
        seen.into_inner().unwrap().len()
    };
    let seeded = "run = [\"./run\", \"${seed}\"]";
    let public = |f: &Fixture| {
        f.edit(
            "echo/*\"\nrun = [\"./run\"]\n[[check]]",
            &format!("echo/*\"\n{seeded}\n[[check]]"),
        );
    };
    let hidden = |f: &Fixture| f.edit("run = [\"./run\"]\n\n", &format!("{seeded}\n\n"));
    let case = |f: &Fixture| f.write("data/hidden/echo/tembo-mkubwa/args", "${seed}\n");
    assert_eq!((numbers(&public), numbers(&hidden), numbers(&case)), (2, 2, 2));
}

#[test]
fn hidden_content_in_a_public_file_is_found() {
    let fixture = Fixture::new();
    fixture.write("starter/shell/hint.txt", &format!("psst: {SECRET}"));
    let found = verified(&fixture, &Scripted(honest));
    let expected = "data/hidden/echo/tembo-mkubwa/in: verify-hidden-bytes";
    assert_eq!(errors(&found), [expected]);
    assert_eq!(found.warnings[0].code.word(), "verify-answer-repeated");
}

#[test]
fn slow_solutions_and_missing_proofs_are_told() {
    let fixture = Fixture::new();
    fixture.edit(
        "[[check]]\nid = \"echo\"",
        "[limits]\ncpu = \"10ms\"\n[[check]]\nid = \"echo\"",
    );
    let slow = |run: &Run<'_>| {
        honest(run).map(|o| Outcome {
            cpu: std::time::Duration::from_millis(8),
            ..o
        })
    };
    let found = verified(&fixture, &Scripted(slow));
    let codes: Vec<_> = found.warnings.iter().map(|w| w.code.word()).collect();
    assert_eq!(codes, ["verify-limit-close"; 2]);
    let fixture = Fixture::new();
    fixture.edit("points = 50 }", "points = 1 }");
    assert!(
        errors(&verified(&fixture, &Scripted(honest)))
            .iter()
            .any(|e| e.contains("verify-no-full"))
    );
}

fn warnings(verification: &Verification) -> Vec<String> {
    let _ = errors(verification);
    verification.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_told_must_be_the_same_twice_too() {
    let fixture = Fixture::new();
    let runs = AtomicU32::new(0);
    let restless = |run: &Run<'_>| {
        let number = runs.fetch_add(1, Ordering::SeqCst);
        let starter = run.layers.iter().any(|l| l.ends_with("starter/shell"));
        if starter {
            Ok(outcome(Ending::Exited(0), format!("at {number}\n").as_bytes()))
        } else {
            honest(run)
        }
    };
    let found = verified(&fixture, &Scripted(restless));
    assert_eq!(errors(&found), [""; 0]);
    let found = warnings(&found);
    assert!(
        found[0].contains("verify-unsteady case=echo/1 first=at "),
        "{found:?}"
    );
}

#[test]
fn a_helper_may_lie_in_both_places_and_what_a_case_asks_may_not() {
    let fixture = Fixture::new();
    let long = "Msaidizi huyu anasoma mistari na kuihesabu, wazi na kwa siri, kwa njia moja.\n";
    fixture.write("checks/hidden/helper", long);
    fixture.write("starter/shell/helper", long);
    let found = verified(&fixture, &Scripted(honest));
    assert_eq!(errors(&found), [""; 0]);
    let told = "checks/hidden/helper: verify-hidden-repeated other=starter/shell/helper";
    assert_eq!(warnings(&found), [told]);
    fixture.write("data/public/echo/3/in", SECRET);
    fixture.write("data/public/echo/3/ans", "x");
    let found = errors(&verified(&fixture, &Scripted(honest)));
    assert!(
        found.contains(&"data/hidden/echo/tembo-mkubwa/in: verify-hidden-bytes".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_long_part_of_a_hidden_answer_is_found_in_a_statement() {
    let fixture = Fixture::new();
    let rows: Vec<String> = (0..40)
        .map(|n| format!("kata {} wakazi {}", n * 7 % 41, n * n + 1000))
        .collect();
    fixture.write("data/hidden/echo/tembo-mkubwa/ans", &rows.join("\n"));
    let part = rows[10..25].join("\n");
    fixture.write("data/public/echo/4.in", "nne\n");
    fixture.write("data/public/echo/4.ans", &part);
    let found = warnings(&verified(&fixture, &Scripted(honest)));
    assert_eq!(found, [""; 0], "answers of one kind look alike");
    fixture.write("statement.sw.md", &format!("# Mfano\n\n```\n{part}\n```\n"));
    let found = warnings(&verified(&fixture, &Scripted(honest)));
    assert!(
        found.len() == 1 && found[0].contains("verify-answer-part answer=data/hidden/echo/tembo-mkubwa/ans"),
        "{found:?}"
    );
}

/// A short answer that is no word of the task, where students read it.
#[test]
fn a_whole_short_answer_is_found_in_a_statement() {
    let fixture = Fixture::new();
    let hidden = |name: &str, text: &str| {
        for part in ["in", "ans"] {
            fixture.write(&format!("data/hidden/echo/{name}/{part}"), text);
        }
    };
    let statement =
        "# Mfano\n\nAndika `hakuna akidi`, `imefungwa kabisa` au namba: 42, 1000000.\n\nMfano: Juma 4021.\n";
    fixture.write("statement.sw.md", statement);
    hidden("a", "42\n");
    hidden("b", "1000000\n");
    hidden("c", "imefungwa kabisa\n");
    hidden("d", "imefungwa kabisa\n");
    hidden("e", "hakuna akidi\n");
    fixture.write("data/public/echo/3.in", "hakuna akidi\n");
    fixture.write("data/public/echo/3.ans", "hakuna akidi\n");
    assert_eq!(warnings(&verified(&fixture, &Scripted(honest))), [""; 0]);
    hidden("f", "Juma 4021\n");
    let told = "statement.sw.md:5: verify-answer-part answer=data/hidden/echo/f/ans part=Juma 4021";
    assert_eq!(warnings(&verified(&fixture, &Scripted(honest))), [told]);
}

/// What the starter has is in solutions on purpose, anything else of them is not for students.
#[test]
fn a_long_part_of_a_solution_is_found_outside_of_starters() {
    let fixture = Fixture::new();
    let lines = |from: u32| -> String {
        let line = |n: u32| format!("hatua_{n}=$((hatua_{} * {} + {}))\n", n + 7, n * n, n * 31 % 17);
        (from..from + 10).map(line).collect()
    };
    let (begun, own) = (lines(1), lines(100));
    fixture.write("starter/shell/lib.sh", &begun);
    fixture.write("solutions/full/lib.sh", &format!("{begun}{own}"));
    let statement = |code: &str| fixture.write("statement.sw.md", &format!("# Mfano\n\n```\n{code}```\n"));
    statement(&begun);
    assert_eq!(warnings(&verified(&fixture, &Scripted(honest))), [""; 0]);
    statement(&own);
    let found = warnings(&verified(&fixture, &Scripted(honest)));
    assert!(
        found.len() == 1 && found[0].contains("verify-solution-part answer=solutions/full/lib.sh part="),
        "{found:?}"
    );
}

#[test]
fn statements_are_rendered_and_compared() {
    let fixture = Fixture::new();
    fixture.write("statement.sw.md", "# Mfano\n\n## Ingizo\n\n[Sheria](sheria.md)\n");
    fixture.write("statement.en.md", "# Example\n\n### Input\n\n<br>\n");
    let found = verified(&fixture, &Scripted(honest));
    let expected = [
        "statement.sw.md:5: verify-statement-link value=sheria.md",
        "statement.en.md:5: verify-statement-html value=<br>",
    ];
    assert_eq!(errors(&found), expected);
    let told = "statement.en.md: verify-statement-headings count=2 number=2 other=statement.sw.md others=2";
    assert_eq!(warnings(&found), [told]);
    assert!(found.statements[0].html.contains("<h2 id=\"ingizo\">Ingizo</h2>"));
    fixture.write(
        "statement.en.md",
        "# Example\n\n## Input\n\n![Map](statement/map.png)\n",
    );
    fixture.write("statement.sw.md", "# Mfano\n\n## Ingizo\n");
    fixture.write("statement/map.png", "png");
    let found = verified(&fixture, &Scripted(honest));
    assert_eq!((errors(&found).len(), found.statements[1].links), (0, 1));
}

/// A starter that takes this long, and is stopped where the limit is.
fn slow(milliseconds: u64) -> impl Fn(&Run<'_>) -> Result<Outcome, Fault> {
    move |run: &Run<'_>| {
        let cpu = std::time::Duration::from_millis(milliseconds);
        if is_full(run) {
            return honest(run);
        }
        let stopped = cpu > run.limits.cpu;
        let ending = if stopped {
            Ending::Limited(wire::Limit::Cpu)
        } else {
            Ending::Exited(0)
        };
        Ok(Outcome {
            cpu: cpu.min(run.limits.cpu),
            ..outcome(ending, b"\n")
        })
    }
}

#[test]
fn what_must_fail_must_fail_on_a_fast_day_too() {
    let fixture = Fixture::new();
    fixture.edit("public = \"wrong-answer\"", "public = \"time-limit\"");
    let found = verified(&fixture, &Scripted(slow(4000)));
    assert_eq!((errors(&found).len(), warnings(&found).len()), (0, 0));
    assert!(
        found
            .limits
            .iter()
            .all(|advice| advice.proposed.is_none() && advice.needed.is_none())
    );
    let found = verified(&fixture, &Scripted(slow(2500)));
    assert_eq!(errors(&found), [""; 0]);
    let told = "challenge.toml:28: verify-limit-wide check=echo failing=starter/shell key=cpu limit=2s needed=2500ms";
    assert!(warnings(&found)[0].starts_with(told), "{:?}", found.warnings);
    let advice = found
        .limits
        .iter()
        .find(|a| a.check == "echo" && a.limit == wire::Limit::Cpu)
        .unwrap();
    assert_eq!(
        (advice.current, advice.used, advice.needed),
        (2000, Some(3), Some(2500))
    );
    assert!((6..=1666).contains(&advice.proposed.unwrap()), "{advice:?}");
}

/// The longest answer that is expected must fit, and a limit that nothing comes near is told too.
#[test]
fn output_and_wall_time_are_looked_at() {
    let fixture = Fixture::new();
    let long = "siri ".repeat(200);
    fixture.write("data/hidden/echo/tembo-mkubwa/in", &long);
    fixture.write("data/hidden/echo/tembo-mkubwa/ans", &long);
    let limits = "[limits]\nwall = \"2min\"\n[[check]]\nid = \"echo\"";
    fixture.edit("[[check]]\nid = \"echo\"", limits);
    let hidden = "group = \"hidden\"\nkind = \"run\"";
    fixture.edit(
        hidden,
        &format!("{hidden}\nlimits = {{ output = \"1500\", wall = \"10ms\" }}"),
    );
    let unhurried = |run: &Run<'_>| {
        let wall = std::time::Duration::from_millis(6);
        honest(run).map(|outcome| Outcome { wall, ..outcome })
    };
    let found = warnings(&verified(&fixture, &Scripted(unhurried)));
    insta::assert_snapshot!(found.join("\n"), @r"
    challenge.toml:30: verify-limit-far check=echo failing= key=wall limit=120s needed=0s proposed=5s reference=solutions/full used=6ms
    challenge.toml:41: verify-limit-close check=tai-wa-siri failing= key=wall limit=10ms needed=0s proposed=20ms reference=solutions/full used=6ms
    challenge.toml:41: verify-limit-close check=tai-wa-siri failing= key=output limit=1500 needed=0 proposed=4KiB reference=data/hidden/echo/tembo-mkubwa/ans used=1000
    ");
}
