//! What a person sees of a report, by snapshot, in both languages.
use uuid::Uuid;
use wire::{
    BuildReport, CaseReport, Cause, ChallengeRef, CheckReport, GroupReport, Language, Limit, Localized,
    Points, Report, RunLimits, RuntimeRef, Verdict, Visibility,
};

use super::{Log, lines};
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
        limits: None,
        cause: None,
        hint: None,
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
        reused: None,
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

fn shown(language: Language, report: &Report, log: Log) -> String {
    let all = lines(&Ui::new(language, false), report, log).join("\n");
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
    let mut quorum = check(
        "quorum",
        Localized::both("Akidi", "Quorum"),
        vec![case("1", Verdict::Accepted, None)],
    );
    quorum.limits = Some(LIMITS);
    let mut votes = check("votes", Localized::both("Kura", "Votes"), bad);
    votes.limits = Some(LIMITS);
    votes.hint = Some(Localized::both(
        "Hesabu kura za waliopo.",
        "Count votes of those present.",
    ));
    let mut revote = check("revote", Localized::both("Marudio", "Re-votes"), Vec::new());
    revote.verdict = Verdict::Skipped;
    revote.cause = Some(Cause::After {
        check: "votes".into(),
    });
    report(vec![quorum, votes, revote])
}

const LIMITS: RunLimits = RunLimits {
    cpu_ms: 2000,
    wall_ms: 6000,
    memory_kib: 256 << 10,
    output_bytes: 1 << 20,
    processes: 64,
    disk_bytes: 64 << 20,
};

#[test]
fn a_report_says_what_failed_and_where() {
    insta::assert_snapshot!(shown(Language::En, &sample(), Log::End), @r"
    Result          Check     Group   Points        CPU time             Memory
    ✓ accepted      Quorum    public   10/10  87 ms / 2.00 s  9.5 MiB / 256 MiB
    ✗ wrong answer  Votes     public  3.5/10  87 ms / 2.00 s  9.5 MiB / 256 MiB
    – not run       Re-votes  public   10/10

    ✗ wrong answer votes/2
        The answer differs at line 3, column 5
        expected: ndiyo
        actual:   hapa�[2Jna
        CPU 87 ms of 2.00 s (4%) · wall 90 ms of 6.00 s (1%) · memory 9.5 MiB of 256 MiB (3%)

    ✗ runtime error votes/3
        It ended with status 1
            Traceback
            ValueError: 7
        CPU 87 ms of 2.00 s (4%) · wall 90 ms of 6.00 s (1%) · memory 9.5 MiB of 256 MiB (3%)

    ✗ time limit votes/4
        The limit that was reached: CPU time, 2.00 s
        CPU 87 ms of 2.00 s (4%) · wall 90 ms of 6.00 s (1%) · memory 9.5 MiB of 256 MiB (3%)
        and 1 more case of this check
        Hint of the author: Count votes of those present.

    – not run revote
        It was not run, because the check “Votes” before it is not accepted

    Result          Group   Checks   Points
    ✗ wrong answer  public  public  13.5/20
    – not run       rules   hidden     0/20

    ✗ wrong answer  13.5 of 20 points of the public checks
    ");
}

#[test]
fn the_same_in_swahili() {
    insta::assert_snapshot!(shown(Language::Sw, &sample(), Log::End), @r"
    Tokeo             Kipimo   Kundi    Alama     Muda wa CPU         Kumbukumbu
    ✓ imefaulu        Akidi    public   10/10  87 ms / 2.00 s  9.5 MiB / 256 MiB
    ✗ jibu si sahihi  Kura     public  3.5/10  87 ms / 2.00 s  9.5 MiB / 256 MiB
    – haikuendeshwa   Marudio  public   10/10

    ✗ jibu si sahihi votes/2
        Jibu linatofautiana kwenye mstari wa 3, nafasi ya 5
        lililotarajiwa: ndiyo
        lililotolewa:   hapa�[2Jna
        CPU 87 ms kati ya 2.00 s (4%) · muda wa saa 90 ms kati ya 6.00 s (1%) · kumbukumbu 9.5 MiB kati ya 256 MiB (3%)

    ✗ hitilafu wakati wa kuendesha votes/3
        Programu imemalizika kwa hali 1
            Traceback
            ValueError: 7
        CPU 87 ms kati ya 2.00 s (4%) · muda wa saa 90 ms kati ya 6.00 s (1%) · kumbukumbu 9.5 MiB kati ya 256 MiB (3%)

    ✗ muda umekwisha votes/4
        Kiwango kilichofikiwa: muda wa CPU, 2.00 s
        CPU 87 ms kati ya 2.00 s (4%) · muda wa saa 90 ms kati ya 6.00 s (1%) · kumbukumbu 9.5 MiB kati ya 256 MiB (3%)
        na mfano mwingine 1 katika kipimo hiki
        Dokezo la mwandishi: Hesabu kura za waliopo.

    – haikuendeshwa revote
        Hakijaendeshwa, kwa sababu kipimo “Kura” kilichotangulia hakikufaulu

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
        limits: None,
        limit: None,
        cause: Some(Cause::Exit {
            status: 101,
            stderr: String::new(),
        }),
        log: "error: no such thing".into(),
    });
    insta::assert_snapshot!(shown(Language::En, &report, Log::End), @r"
    ✗ build failed
        It ended with status 101
        error: no such thing


    Result          Group   Checks   Points
    ✗ wrong answer  public  public  13.5/20
    – not run       rules   hidden     0/20

    ✗ build failed  13.5 of 20 points of the public checks
    ");
}

#[test]
fn the_log_of_a_build_is_shown_whole_on_wish() {
    let mut report = report(Vec::new());
    let lines: Vec<String> = (1..=50).map(|n| format!("line {n}")).collect();
    let mut build = BuildReport {
        verdict: Verdict::TimeLimit,
        cpu_ms: 1,
        wall_ms: 1,
        limits: Some(LIMITS),
        limit: Some(Limit::Wall),
        cause: None,
        log: lines.join("\n"),
    };
    report.build = Some(build.clone());
    let end = shown(Language::En, &report, Log::End);
    assert!(
        end.contains("The limit that was reached: wall time, 6.00 s"),
        "{end}"
    );
    assert!(
        end.contains("… 10 earlier lines: see them all with --log"),
        "{end}"
    );
    assert!(!end.contains("line 10\n") && end.contains("line 11\n"), "{end}");
    build.verdict = Verdict::Accepted;
    report.build = Some(build);
    assert!(!shown(Language::En, &report, Log::End).contains("line"));
    assert!(shown(Language::En, &report, Log::Whole).contains("line 1\n"));
}
