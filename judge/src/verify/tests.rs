//! Packages that prove themselves, and packages that do not.
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Verification, verify};
use crate::fixture::{Fixture, SECRET, Scripted, cat, outcome, runtime};
use crate::sandbox::{Ending, Fault, Outcome, Run, Sandbox};

/// Does what the tree's program does: the full solution copies its input, the starter writes an empty line.
fn honest(run: &Run<'_>) -> Result<Outcome, Fault> {
    let full = run
        .layers
        .iter()
        .any(|l| l.to_string_lossy().contains("run-") || l.ends_with("solutions/full"));
    if full {
        cat(run)
    } else {
        Ok(outcome(Ending::Exited(0), b"\n"))
    }
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
    challenge.toml: verify-points actual=50 expected=49.5 reference=solutions/full
    challenge.toml: verify-group-points actual=30 expected=29 group=hidden reference=solutions/full
    challenge.toml: verify-group actual=skipped expected=time-limit group=hidden reference=starter/shell
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
    assert_eq!(codes, ["verify-near-limit"; 2]);
    let fixture = Fixture::new();
    fixture.edit("points = 50 }", "points = 1 }");
    assert!(
        errors(&verified(&fixture, &Scripted(honest)))
            .iter()
            .any(|e| e.contains("verify-no-full"))
    );
}
