//! What a person sees of a report, by snapshot, in both languages.
use std::time::Duration;

use judge::sandbox::Limits;
use uuid::Uuid;
use wire::{
    BuildReport, CaseReport, Cause, ChallengeRef, CheckReport, GroupReport, Language, Limit, Localized,
    Points, Report, RuntimeRef, Verdict, Visibility,
};

use super::{Bounds, lines};
use crate::ui::Ui;

fn case(id: &str, verdict: Verdict, cause: Option<Cause>) -> CaseReport {
    CaseReport {
        id: id.into(),
        verdict,
        cpu_ms: 87,
        wall_ms: 90,
        peak_kib: 9728,
        limit: None,
        cause,
        grade: None,
    }
}

fn check(id: &str, title: Localized, cases: Vec<CaseReport>) -> CheckReport {
    let verdict = cases
        .iter()
        .map(|c| c.verdict)
        .find(|v| !v.is_accepted())
        .unwrap_or(Verdict::Accepted);
    let points = if verdict.is_accepted() {
        Points::whole(10)
    } else {
        Points(350)
    };
    CheckReport {
        id: id.into(),
        group: "public".into(),
        title,
        verdict,
        points,
        max: Points::whole(10),
        cases,
    }
}

fn report(checks: Vec<CheckReport>) -> Report {
    let challenge = ChallengeRef {
        id: "baraza".into(),
        uuid: Uuid::nil(),
        version: "1.0.0".into(),
        hash: "ab".into(),
    };
    let group = |id: &str, visibility, verdict, points| GroupReport {
        id: id.into(),
        visibility,
        verdict,
        points: Points(points),
        max: Points::whole(20),
    };
    Report {
        schema: 1,
        local: true,
        challenge,
        submission: None,
        commit: None,
        tree: None,
        received_at: None,
        runtime: RuntimeRef {
            name: "host".into(),
            digest: "x".into(),
        },
        formula: 1,
        seed: 0,
        verdict: Verdict::WrongAnswer,
        points: Points(1350),
        max: Points::whole(20),
        groups: vec![
            group("public", Visibility::Public, Verdict::WrongAnswer, 1350),
            group("rules", Visibility::Hidden, Verdict::Skipped, 0),
        ],
        checks,
        build: None,
        notices: Vec::new(),
    }
}

fn shown(language: Language, report: &Report, bounds: &Bounds) -> String {
    let all = lines(&Ui::new(language, false), report, bounds).join("\n");
    let plain = anstream::adapter::strip_str(&all).to_string();
    plain.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn sample() -> Report {
    let differs = Cause::Difference {
        line: 3,
        column: 5,
        expected: "ndiyo".into(),
        actual: "hapa\x1b[2Jna".into(),
    };
    let mut slow = case("4", Verdict::TimeLimit, None);
    slow.limit = Some(Limit::Cpu);
    let crash = Cause::Exit {
        status: 1,
        stderr: "Traceback\nValueError: 7".into(),
    };
    let bad = vec![
        case("1", Verdict::Accepted, None),
        case("2", Verdict::WrongAnswer, Some(differs)),
        case("3", Verdict::RuntimeError, Some(crash)),
        slow,
        case("5", Verdict::WrongAnswer, None),
    ];
    let quorum = check(
        "quorum",
        Localized::both("Akidi", "Quorum"),
        vec![case("1", Verdict::Accepted, None)],
    );
    report(vec![
        quorum,
        check("votes", Localized::both("Kura", "Votes"), bad),
    ])
}

fn bounds() -> Bounds {
    let limits = Limits {
        cpu: Duration::from_secs(2),
        wall: Duration::from_secs(6),
        memory: 256 << 20,
        output: 1 << 20,
        processes: 64,
        disk: 64 << 20,
    };
    Bounds::from([("quorum".to_owned(), limits)])
}

#[test]
fn a_report_says_what_failed_and_where() {
    insta::assert_snapshot!(shown(Language::En, &sample(), &bounds()), @r"
    Result          Check   Group   Points        CPU time             Memory
    ✓ accepted      Quorum  public   10/10  87 ms / 2.00 s  9.5 MiB / 256 MiB
    ✗ wrong answer  Votes   public  3.5/10           87 ms            9.5 MiB

    ✗ wrong answer votes/2
        The answer differs at line 3, column 5
        expected: ndiyo
        actual:   hapa�[2Jna

    ✗ runtime error votes/3
        It ended with status 1
            Traceback
            ValueError: 7

    ✗ time limit votes/4
        The limit that was reached: CPU time
        and 1 more case of this check

    Result          Group   Checks   Points
    ✗ wrong answer  public  public  13.5/20
    – not run       rules   hidden     0/20

    ✗ wrong answer  13.5 of 20 points of the public checks
    ");
}

#[test]
fn the_same_in_swahili() {
    insta::assert_snapshot!(shown(Language::Sw, &sample(), &bounds()), @r"
    Tokeo             Kipimo  Kundi    Alama     Muda wa CPU         Kumbukumbu
    ✓ imefaulu        Akidi   public   10/10  87 ms / 2.00 s  9.5 MiB / 256 MiB
    ✗ jibu si sahihi  Kura    public  3.5/10           87 ms            9.5 MiB

    ✗ jibu si sahihi votes/2
        Jibu linatofautiana kwenye mstari wa 3, nafasi ya 5
        lililotarajiwa: ndiyo
        lililotolewa:   hapa�[2Jna

    ✗ hitilafu wakati wa kuendesha votes/3
        Programu imemalizika kwa hali 1
            Traceback
            ValueError: 7

    ✗ muda umekwisha votes/4
        Kiwango kilichofikiwa: muda wa CPU
        na mfano mwingine 1 katika kipimo hiki

    Tokeo             Kundi   Vipimo           Alama
    ✗ jibu si sahihi  public  vya wazi       13.5/20
    – haikuendeshwa   rules   vilivyofichwa     0/20

    ✗ jibu si sahihi  Alama 13.5 kati ya 20 za vipimo vya wazi
    ");
}

#[test]
fn a_failed_build_shows_its_log() {
    let mut report = report(Vec::new());
    report.verdict = Verdict::BuildFailed;
    report.build = Some(BuildReport {
        verdict: Verdict::BuildFailed,
        cpu_ms: 1,
        wall_ms: 1,
        limit: None,
        cause: Some(Cause::Exit {
            status: 101,
            stderr: String::new(),
        }),
        log: "error: no such thing".into(),
    });
    insta::assert_snapshot!(shown(Language::En, &report, &Bounds::new()), @r"
    ✗ build failed
        It ended with status 101
        error: no such thing


    Result          Group   Checks   Points
    ✗ wrong answer  public  public  13.5/20
    – not run       rules   hidden     0/20

    ✗ build failed  13.5 of 20 points of the public checks
    ");
}
