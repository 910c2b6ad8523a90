//! Tries every grader on answers that no honest team would send: a team must not be able to bring it down.
use std::fs;
use std::path::Path;

use wire::Verdict;

use super::Verification;
use crate::check::run::Written;
use crate::check::seed::Seed;
use crate::check::{Bench, Exam, grade, interactive, service};
use crate::fault::Fault;
use crate::finding::{Code, Finding};
use crate::package::service::{Prober, ServiceCheck};
use crate::package::{Case, Check, CheckKind, Grader, MANIFEST, Package, RunCheck};
use crate::sandbox::{Runtime, Sandbox};

/// Nothing at all; no text; a long line without an end.
const ANSWERS: [(&str, &[u8]); 3] = [
    ("empty", b""),
    ("binary", b"\xff\xfe\0\x01 -1 \x80\n\0"),
    ("no line end", &[b'9'; 5000]),
];

/// Programs to talk with: one that ends at once, one that never listens and never ends.
const PARTNERS: [(&str, &str); 2] = [("silent", "true"), ("endless", "yes")];

/// Looks for graders that fail, or that pay for nothing.
pub(super) fn probe(
    package: &Package,
    (sandbox, runtime, scratch): (&dyn Sandbox, &Runtime, &Path),
    verification: &mut Verification,
) -> Result<(), Fault> {
    let own = scratch.join("graders");
    fs::create_dir_all(&own).map_err(Fault::disk(&own))?;
    let bench = Bench {
        package,
        sandbox,
        runtime,
        tree: &own,
        scratch: &own,
        layers: Vec::new(),
        build: Verdict::Accepted,
        hidden_seed: Seed::hidden(package, 0),
    };
    for check in &package.manifest.checks {
        match &check.kind {
            CheckKind::Run(run) => one(&bench, check, run, verification)?,
            CheckKind::Service(service) => without_service(&bench, check, service, verification)?,
            CheckKind::Repository(_) => {}
        }
    }
    fs::remove_dir_all(&own).map_err(Fault::disk(&own))
}

fn one(
    bench: &Bench<'_>,
    check: &Check,
    run: &RunCheck,
    verification: &mut Verification,
) -> Result<(), Fault> {
    let (Some(grader), Some(case)) = (&run.grader, run.cases.first()) else {
        return Ok(());
    };
    let exam = Exam {
        check: &check.id,
        public: bench.package.manifest.is_public(check),
        case,
        desk: bench.scratch,
    };
    let names: Vec<&str> = if run.interactive {
        PARTNERS.iter().map(|(name, _)| *name).collect()
    } else {
        ANSWERS.iter().map(|(name, _)| *name).collect()
    };
    for name in names {
        let finding = |code| {
            let finding = Finding::new(code).file(MANIFEST);
            finding
                .arg("check", &check.id)
                .arg("case", &case.id)
                .arg("answer", name)
        };
        judged(ask(bench, (run, grader), &exam, name), verification, finding)?;
    }
    Ok(())
}

/// What is to be said of a grader that said this.
fn judged(
    said: Result<(Verdict, u32), Fault>,
    verification: &mut Verification,
    finding: impl Fn(Code) -> Finding,
) -> Result<(), Fault> {
    match said {
        Ok((Verdict::Accepted, score)) if score > 0 => {
            verification.warnings.push(finding(Code::VerifyGraderGenerous));
        }
        Ok(_) => {}
        Err(Fault::Grader { reason, .. }) => {
            let finding = finding(Code::VerifyGraderFragile).arg("reason", reason);
            verification.errors.push(finding);
        }
        Err(fault) => return Err(fault),
    }
    Ok(())
}

/// A grader of services must bear that nobody listens; services that hang are a matter of its limits.
fn without_service(
    bench: &Bench<'_>,
    check: &Check,
    service: &ServiceCheck,
    verification: &mut Verification,
) -> Result<(), Fault> {
    let Prober::Grader { grader, cases, .. } = &service.prober else {
        return Ok(());
    };
    let Some(case) = cases.first() else {
        return Ok(());
    };
    let exam = Exam {
        check: &check.id,
        public: bench.package.manifest.is_public(check),
        case,
        desk: bench.scratch,
    };
    let said = service::alone(bench, (service.limits, grader), &exam);
    judged(
        said.map(|(verdict, grade)| (verdict, grade.score)),
        verification,
        |code| {
            let finding = Finding::new(code).file(MANIFEST).arg("check", &check.id);
            finding.arg("case", &case.id).arg("answer", "absent")
        },
    )
}

/// What the grader says of the answer or partner of this name.
fn ask(
    bench: &Bench<'_>,
    (run, grader): (&RunCheck, &Grader),
    exam: &Exam<'_>,
    name: &str,
) -> Result<(Verdict, u32), Fault> {
    if let Some((_, answer)) = ANSWERS.iter().find(|(n, _)| *n == name) {
        let (verdict, grade) = grade::grade(bench, exam, grader, Written::Bytes(answer))?;
        return Ok((verdict, grade.score));
    }
    let partner = PARTNERS
        .iter()
        .find(|(n, _)| *n == name)
        .map(|(_, program)| *program);
    let case = Case {
        args: Vec::new(),
        files: None,
        ..exam.case.clone()
    };
    let exam = Exam { case: &case, ..*exam };
    let run = RunCheck {
        run: partner.into_iter().map(str::to_owned).collect(),
        overlay: None,
        exit: 0,
        ..run.clone()
    };
    let report = interactive::case(bench, &run, &exam, grader)?;
    Ok((report.verdict, report.grade.map_or(0, |grade| grade.score)))
}
