//! Whole submissions: the largest sum of a stretch of at most 1,000 numbers, 20 cases, in C with its compile and in Python.
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use judge::sandbox::{Linux, Runtime};
use judge::{Identity, Job, Package, Selection};
use wire::Verdict;

use crate::commands::{shell, wrapped};
use crate::meter::{Line, Meter};
use crate::{Result, memory, table};

const CASES: u32 = 20;
/// Cases of the long check.
const MANY: u32 = 1000;
const C: &str = include_str!("solution.c");
const PYTHON: &str = include_str!("solution.py");

struct Language {
    name: &'static str,
    cases: u32,
    file: (&'static str, &'static str),
    build: Option<&'static str>,
    run: &'static str,
}

const LANGUAGES: [Language; 2] = [
    Language {
        name: "C",
        cases: CASES,
        file: ("solution.c", C),
        build: Some("gcc -O2 -o solution solution.c"),
        run: "./solution",
    },
    Language {
        name: "Python",
        cases: CASES,
        file: ("solution.py", PYTHON),
        build: None,
        run: "/usr/bin/python3 solution.py",
    },
];

/// A program that computes for a millisecond.
const BRIEF: Language = Language {
    name: "C, 1 ms each",
    cases: MANY,
    file: ("solution.c", include_str!("brief.c")),
    build: Some("gcc -O2 -o solution solution.c"),
    run: "./solution",
};

/// Measures and prints them, and what the judge itself needed at most.
pub(crate) fn measure(meter: &Meter, boxes: (&Linux, &Runtime), rounds: usize) -> Result<()> {
    let [c, python] = &LANGUAGES;
    one(meter, boxes, (c, rounds, true))?;
    one(meter, boxes, (python, rounds, true))?;
    one(meter, boxes, (&BRIEF, (rounds / 10).max(3), false))
}

/// `others`: also under bubblewrap.
fn one(
    meter: &Meter,
    boxes: (&Linux, &Runtime),
    (language, rounds, others): (&Language, usize, bool),
) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let team = scratch.path().join("team");
    fs::create_dir_all(&team)?;
    fs::write(team.join(language.file.0), language.file.1)?;
    let package = package(&scratch.path().join("jumla"), language)?;
    let loops = scratch.path().join("loop");
    fs::create_dir_all(&loops)?;
    fs::write(loops.join(language.file.0), language.file.1)?;
    let data = scratch.path().join("jumla/data");
    let mut lines = vec![
        Line::new(
            "shell loop, no box",
            Box::new(|| shell(&script(language, &data, ""), &loops)),
        ),
        Line::new("judge", Box::new(|| judged(&package, &team, boxes))),
    ];
    if others {
        lines.push(Line::new(
            "bubblewrap loop",
            Box::new(|| {
                open(&loops).and_then(|()| shell(&script(language, &data, &wrapped(&loops)), &loops))
            }),
        ));
    }
    meter.rounds(&mut lines, rounds)?;
    table::show(
        &format!("{}, {} cases, {rounds} rounds", language.name, language.cases),
        &lines,
        language.cases,
    );
    drop(lines);
    memory::reset();
    judged(&package, &team, boxes)?;
    table::note(&format!(
        "The judge itself needed {} KiB at most.",
        memory::peak_kib()?
    ));
    Ok(())
}

/// Inside, bubblewrap's user is not the owner of the folder.
fn open(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(folder, fs::Permissions::from_mode(0o777))?)
}

/// The least a loop can do: no program but the solution is started for a case.
fn script(language: &Language, data: &Path, before: &str) -> String {
    let build = language
        .build
        .map_or_else(String::new, |build| format!("{before}{build}\n"));
    format!(
        "set -e\n{build}for in in {}/*.in; do\n read -r want < ${{in%.in}}.ans\n got=$({before}{} < $in)\n \
         [ \"$got\" = \"$want\" ]\ndone",
        data.display(),
        language.run
    )
}

fn judged(package: &Package, team: &Path, (linux, runtime): (&Linux, &Runtime)) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let job = Job {
        package,
        tree: team,
        runtime,
        selection: Selection::All,
        seed: 1,
        identity: Identity::default(),
        local: false,
        scratch: scratch.path(),
    };
    let report = judge::judge(&job, linux, &mut |_| ())?;
    match report.verdict {
        Verdict::Accepted => Ok(()),
        other => Err(format!("{other:?}: {:?}", report.build).into()),
    }
}

fn package(folder: &Path, language: &Language) -> Result<Package> {
    fs::create_dir_all(folder.join("data"))?;
    fs::create_dir_all(folder.join("starter"))?;
    fs::create_dir_all(folder.join("solutions"))?;
    let words = |command: &str| {
        command
            .split(' ')
            .map(|word| format!("{word:?}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let build = language
        .build
        .map_or_else(String::new, |build| format!("build = [{}]", words(build)));
    let manifest = include_str!("challenge.toml")
        .replace("BUILD", &build)
        .replace("RUN", &words(language.run));
    fs::write(folder.join("challenge.toml"), manifest)?;
    for tongue in ["sw", "en"] {
        fs::write(folder.join(format!("statement.{tongue}.md")), "# Jumla\n")?;
    }
    for place in ["starter", "solutions"] {
        fs::write(folder.join(place).join(language.file.0), language.file.1)?;
    }
    let mut state: u64 = 7;
    for case in 0..language.cases {
        let (input, answer) = numbers(&mut state, (case as usize % 20 + 1) * 50)?;
        fs::write(folder.join(format!("data/{case:03}.in")), input)?;
        fs::write(folder.join(format!("data/{case:03}.ans")), answer)?;
    }
    Package::load(folder).map_err(|invalid| invalid.to_string().into())
}

fn numbers(state: &mut u64, count: usize) -> Result<(String, String)> {
    let (mut text, mut here, mut best) = (format!("{count}\n"), 0i64, i64::MIN);
    for _ in 0..count {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let number = i64::try_from(*state >> 33)? % 2001 - 1000;
        write!(text, "{number} ")?;
        here = number.max(here + number);
        best = best.max(here);
    }
    text.push('\n');
    Ok((text, format!("{best}\n")))
}
