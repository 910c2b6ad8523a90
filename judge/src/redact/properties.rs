//! What a team must not read is not in its report, whatever the whole report says.
use std::collections::BTreeMap;

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use wire::{
    Asked, BuildReport, CaseReport, Cause, ChallengeRef, CheckReport, Grade, GroupReport, Limit, Localized,
    NoReply, Notice, Part, Points, Report, RunLimits, RuntimeRef, Verdict, Visibility,
};

use super::{for_team, progress};
use crate::fixture::Fixture;
use crate::package::Package;

/// Stands in everything that only a hidden case says.
const MARK: &str = "SIRI-KUBWA";

fn text() -> BoxedStrategy<String> {
    prop_oneof![
        "\\PC{0,9}",
        any::<String>().prop_map(|t| t.chars().take(9).collect())
    ]
    .boxed()
}

fn localized(text: BoxedStrategy<String>) -> impl Strategy<Value = Localized> {
    text.prop_map(|text| {
        Localized(BTreeMap::from([
            ("sw".to_owned(), text.clone()),
            ("en".to_owned(), text),
        ]))
    })
}

fn verdict() -> impl Strategy<Value = Verdict> {
    use Verdict::{
        Accepted, BuildFailed, JudgeError, MemoryLimit, OutputLimit, RuntimeError, Skipped, TimeLimit,
        WrongAnswer,
    };
    select(vec![
        Accepted,
        WrongAnswer,
        TimeLimit,
        MemoryLimit,
        OutputLimit,
        RuntimeError,
        BuildFailed,
        Skipped,
        JudgeError,
    ])
}

fn cause(text: BoxedStrategy<String>) -> impl Strategy<Value = Cause> {
    let t = move || text.clone();
    prop_oneof![
        (any::<u64>(), any::<u64>(), t(), t()).prop_map(|(line, column, expected, actual)| {
            Cause::Difference {
                line,
                column,
                expected,
                actual,
            }
        }),
        (any::<i32>(), t()).prop_map(|(status, stderr)| Cause::Exit { status, stderr }),
        (any::<i32>(), t()).prop_map(|(signal, stderr)| Cause::Signal { signal, stderr }),
        t().prop_map(|command| Cause::NotStarted { command }),
        t().prop_map(|check| Cause::After { check }),
        t().prop_map(|group| Cause::Requires { group }),
        (t(), option::of(t())).prop_map(|(rule, path)| Cause::Rule { rule, path }),
        of_service(t()),
    ]
}

/// What only services come to.
fn of_service(text: BoxedStrategy<String>) -> impl Strategy<Value = Cause> {
    let t = move || text.clone();
    prop_oneof![
        (asked(t()), part(), option::of(t()), [t(), t(), t()]).prop_map(
            |(asked, part, place, [expected, actual, body])| Cause::Reply {
                asked,
                part,
                place,
                expected,
                actual,
                body,
            }
        ),
        (asked(t()), no_reply()).prop_map(|(asked, problem)| Cause::NoReply { asked, problem }),
        (option::of(t()), any::<u64>(), t()).prop_map(|(path, within_ms, stderr)| Cause::NotReady {
            path,
            within_ms,
            stderr,
        }),
        (
            option::of(asked(t())),
            option::of(any::<i32>()),
            option::of(any::<i32>()),
            t()
        )
            .prop_map(|(asked, status, signal, stderr)| Cause::ServiceEnded {
                asked,
                status,
                signal,
                stderr,
            }),
    ]
}

fn asked(text: BoxedStrategy<String>) -> impl Strategy<Value = Asked> {
    [text.clone(), text.clone(), text].prop_map(|[step, method, path]| Asked { step, method, path })
}

fn part() -> impl Strategy<Value = Part> {
    select(vec![Part::Status, Part::Header, Part::Body, Part::Json])
}

fn no_reply() -> impl Strategy<Value = NoReply> {
    use NoReply::{Closed, Garbled, Late, Refused, TooLong};
    select(vec![Refused, Closed, Late, Garbled, TooLong])
}

fn notice() -> impl Strategy<Value = Notice> {
    prop_oneof![
        text().prop_map(|path| Notice::ProtectedRestored { path }),
        [text(), text(), text()].prop_map(|[name, here, there]| Notice::RuntimeDiffers { name, here, there }),
    ]
}

fn limits() -> impl Strategy<Value = RunLimits> {
    any::<[u64; 5]>().prop_map(
        |[cpu_ms, wall_ms, memory_kib, output_bytes, disk_bytes]| RunLimits {
            cpu_ms,
            wall_ms,
            memory_kib,
            output_bytes,
            processes: 7,
            disk_bytes,
        },
    )
}

fn limit() -> impl Strategy<Value = Limit> {
    select(vec![
        Limit::Cpu,
        Limit::Wall,
        Limit::Memory,
        Limit::Output,
        Limit::Processes,
        Limit::Disk,
    ])
}

fn case(text: BoxedStrategy<String>) -> impl Strategy<Value = CaseReport> {
    let grade = (
        any::<u32>(),
        option::of(localized(text.clone())),
        option::of(text.clone()),
    )
        .prop_map(|(score, message, note)| Grade { score, message, note });
    let used = any::<[u64; 3]>();
    (
        text.clone(),
        verdict(),
        used,
        option::of(limit()),
        option::of(cause(text)),
        option::of(grade),
    )
        .prop_map(
            |(id, verdict, [cpu_ms, wall_ms, peak_kib], limit, cause, grade)| CaseReport {
                id,
                verdict,
                cpu_ms,
                wall_ms,
                peak_kib,
                limit,
                cause,
                grade,
            },
        )
}

/// A check as the package has it, or one that is unknown. Everything that a hidden one alone says is marked.
fn check() -> impl Strategy<Value = CheckReport> {
    let names = select(vec![
        ("echo", "public"),
        ("tai-wa-siri", "hidden"),
        ("gone", "gone"),
        ("echo", "hidden"),
    ]);
    (names, any::<bool>()).prop_flat_map(|((id, group), _)| {
        let open = group == "public";
        let said = if open {
            text()
        } else {
            text().prop_map(|t| format!("{t}{MARK}{t}")).boxed()
        };
        let body = (
            verdict(),
            [0..=1_000_000_000i32, 0..=1_000_000_000i32],
            option::of(limits()),
            option::of(cause(said.clone())),
        );
        // A title and a hint are written for the team.
        (
            body,
            localized(text()),
            option::of(localized(text())),
            proptest::collection::vec(case(said), 0..4),
        )
            .prop_map(
                move |((verdict, [points, max], limits, cause), title, hint, cases)| CheckReport {
                    id: id.to_owned(),
                    group: group.to_owned(),
                    title,
                    verdict,
                    points: Points(points),
                    max: Points(max),
                    limits,
                    cause,
                    hint,
                    cases,
                },
            )
    })
}

fn group() -> impl Strategy<Value = GroupReport> {
    (
        select(vec!["public", "hidden", "gone"]),
        verdict(),
        [0..=1_000_000_000i32, 0..=1_000_000_000i32],
        any::<bool>(),
    )
        .prop_map(|(id, verdict, [points, max], open)| GroupReport {
            id: id.to_owned(),
            visibility: if open {
                Visibility::Public
            } else {
                Visibility::Hidden
            },
            verdict,
            points: Points(points),
            max: Points(max),
        })
}

fn build() -> impl Strategy<Value = BuildReport> {
    (
        verdict(),
        any::<[u64; 2]>(),
        option::of(limits()),
        option::of(limit()),
        option::of(cause(text())),
        text(),
    )
        .prop_map(
            |(verdict, [cpu_ms, wall_ms], limits, limit, cause, log)| BuildReport {
                verdict,
                cpu_ms,
                wall_ms,
                limits,
                limit,
                cause,
                log,
            },
        )
}

fn report() -> impl Strategy<Value = Report> {
    let lists = (
        proptest::collection::vec(group(), 0..3),
        proptest::collection::vec(check(), 0..5),
        proptest::collection::vec(notice(), 0..3),
    );
    (
        lists,
        option::of(build()),
        option::of(text()),
        any::<bool>(),
        any::<u64>(),
        [0..=1_000_000_000i32, 0..=1_000_000_000i32],
        verdict(),
    )
        .prop_map(
            |((groups, checks, notices), build, commit, local, seed, [points, max], verdict)| Report {
                schema: 1,
                local,
                challenge: ChallengeRef {
                    id: "mfano".to_owned(),
                    uuid: uuid::Uuid::nil(),
                    version: "1.2.3".to_owned(),
                    hash: "0".repeat(64),
                },
                submission: None,
                tree: commit.clone(),
                commit,
                received_at: None,
                runtime: RuntimeRef {
                    name: "host".to_owned(),
                    digest: "x".to_owned(),
                },
                reused: None,
                formula: 1,
                seed,
                verdict,
                points: Points(points),
                max: Points(max),
                groups,
                checks,
                build,
                notices,
            },
        )
}

thread_local! {
    static PACKAGES: [Package; 2] = {
        let closed = Fixture::new();
        closed.edit("requires = [\"public\"]", "reveal = \"group\"");
        [Fixture::new().load(), closed.load()]
    };
}

proptest! {
    #[test]
    fn a_report_survives_the_way(report in report()) {
        let text = serde_json::to_string(&report).unwrap();
        let read: Report = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &report);
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), text);
        let bare = report.without_measurements();
        prop_assert_eq!(&bare.without_measurements(), &bare);
    }

    #[test]
    fn nothing_hidden_reaches_a_team(report in report()) {
        PACKAGES.with(|packages| for (at, package) in packages.iter().enumerate() {
            let team = for_team(&report, package);
            let text = serde_json::to_string(&team).unwrap();
            assert!(!text.contains(MARK), "{text}");
            assert_eq!(for_team(&team, package), team, "once is enough");
            assert!(at == 0 || team.checks.iter().all(|check| check.group == "public"));
            for check in &team.checks {
                let whole = report.checks.iter().filter(|one| (&one.id, &one.group) == (&check.id, &check.group));
                assert!(whole.into_iter().any(|one| one.hint == check.hint), "{}", check.id);
            }
            assert!(team.checks.iter().flat_map(|c| &c.cases).all(|c| c.grade.as_ref().is_none_or(|g| g.note.is_none())));
            for check in &report.checks {
                let told = wire::Progress::Checked {
                    id: check.id.clone(), title: check.title.clone(), verdict: check.verdict, done: 1, checks: 1,
                };
                let known = package.manifest.checks.iter().any(|c| c.id == check.id);
                let open = at == 0 || check.id == "echo";
                assert_eq!(progress(&told, package).is_some(), known && open, "{}", check.id);
            }
        });
    }
}
