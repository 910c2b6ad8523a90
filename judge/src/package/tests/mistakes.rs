//! Mistakes in a manifest, one at a time: the code, the line, the nearest word.
use super::super::CheckKind;
use super::invalid;
use crate::compare::Tolerance;
use crate::fixture::Fixture;

/// One line of what was found holds all these words.
fn says(found: &str, words: &str) -> bool {
    found.lines().any(|line| {
        let line: Vec<_> = line
            .strip_prefix("challenge.toml:")
            .unwrap_or(line)
            .split(' ')
            .collect();
        words.split(' ').all(|word| line.contains(&word))
    })
}

#[test]
fn each_mistake_has_its_code() {
    let table: [(&str, &str, &str); 31] = [
        (
            "format = \"challenge/1\"",
            "format = \"challenge/9\"",
            "package-bad-value",
        ),
        ("id = \"mfano\"", "id = \"Mfano!\"", "package-bad-id"),
        ("id = \"mfano\"", "id = \"mfano-2\"", "package-folder-name"),
        ("uuid = \"6", "uuid = \"x", "package-bad-uuid"),
        ("[\"sw\", \"en\"]", "[\"sw\"]", "package-languages"),
        (
            "en = \"Example\"",
            "en = \"Example\", fr = \"Exemple\"",
            "package-text-extra",
        ),
        ("en = \"Example\"", "en = \" \"", "package-text-missing"),
        ("points = 30", "points = \"30\"", "package-wrong-type"),
        ("points = 30", "points = -1", "package-out-of-range"),
        ("points = 30", "points = 0.001", "package-bad-value"),
        ("id = \"hidden\"", "id = \"public\"", "package-duplicate"),
        ("group = \"hidden\"", "group = \"hiden\"", "package-unknown-group"),
        (
            "required = [\"run\"]",
            "required = [\"../run\"]",
            "package-bad-path",
        ),
        ("required = [\"run\"]", "max_repo = \"20MB\"", "package-bad-size"),
        (
            "build = [\"./build\"]",
            "limits = { cpu = \"2 s\" }",
            "package-bad-duration",
        ),
        (
            "protected = [\"tests/**\"]",
            "protected = [\"[\"]",
            "package-bad-glob",
        ),
        (
            "\"data/hidden/echo/*\"",
            "\"data/hidden/none/*\"",
            "package-no-cases",
        ),
        (
            "\"data/public/echo/*\"",
            "\"data/hidden/echo/*\"",
            "package-public-uses-hidden",
        ),
        (
            "path = \"solutions/full\"",
            "path = \"solutions/none\"",
            "package-path-missing",
        ),
        (
            "kind = \"run\"",
            "kind = \"service\"",
            "package-missing-key key=start",
        ),
        (
            "kind = \"run\"",
            "kind = \"service\"",
            "package-missing-key key=requests",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\ninteractive = true",
            "package-missing-key key=grader",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\ngrader = { run = [\"true\"] }",
            "package-grader-missing",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\ngrader = { run = [\"graders/none\"] }",
            "package-grader-missing",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\ngrader = { run = [\"graders/f1\"] }",
            "package-grader-not-executable",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\ngrader = { run = [\"sh\", \"./graders/f1\"] }",
            "package-grader-hidden",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\ngrader = { run = [\"graders/f1\"] }\ncompare = { mode = \"exact\" }",
            "package-grader-and-compare",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\ngrader = { run = [\"sh\", \"graders/f1\"], limit = {} }",
            "nearest=limits",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\ngrader = { run = [\"graders/made\"], build = [\"cc\", \"none.c\"] }",
            "package-grader-missing",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\ngrader = { run = [\"graders/public/made\"], build = [\"sh\", \"graders/f1\"] }",
            "package-grader-hidden",
        ),
        (
            "title = { sw = \"Mfano\"",
            "title = { sw = \"Mfano\" \"",
            "package-toml-syntax",
        ),
    ];
    for (from, to, code) in table {
        let fixture = Fixture::new();
        fixture.write("graders/f1", "exit 42\n");
        fixture.edit(from, to);
        let found = invalid(&fixture);
        assert!(found.contains(code), "{to}: {found}");
    }
}

/// A public case whose files do not travel cannot be judged on a laptop, whatever decides it.
#[test]
fn a_public_check_uses_nothing_that_is_hidden() {
    for part in ["in", "args", "files/a"] {
        let fixture = Fixture::new();
        fixture.write("graders/public/f1", "exit 42\n");
        std::fs::remove_dir_all(fixture.dir().join("data/hidden")).unwrap();
        fixture.write(&format!("data/hidden/echo/tembo-mkubwa/{part}"), "x\n");
        fixture.edit("\"data/public/echo/*\"", "\"data/hidden/echo/*\"");
        fixture.edit(
            "run = [\"./run\"]",
            "run = [\"./run\"]\ngrader = { run = [\"sh\", \"graders/public/f1\"] }",
        );
        let told = format!(
            "challenge.toml:33: package-public-uses-hidden value=data/hidden/echo/tembo-mkubwa/{}",
            part.trim_end_matches("/a")
        );
        assert_eq!(invalid(&fixture), told);
    }
    let fixture = Fixture::new();
    fixture.write("checks/hidden/unit/a", "x\n");
    fixture.edit(
        "run = [\"./run\"]\n[[check]]",
        "run = [\"./run\"]\noverlay = \"checks/hidden/unit\"\n[[check]]",
    );
    let told = "challenge.toml:35: package-public-uses-hidden value=checks/hidden/unit";
    assert_eq!(invalid(&fixture), told);
}

/// What is missing is told where the cases are asked for, by its whole name; each finding has a file.
#[test]
fn a_case_without_an_answer_has_a_place() {
    let fixture = Fixture::new();
    std::fs::remove_file(fixture.dir().join("data/public/echo/1/ans")).unwrap();
    fixture.write("data/public/echo/7.in", "saba\n");
    fixture.write("data/public/echo/8/kumbuka", "nane\n");
    insta::assert_snapshot!(invalid(&fixture), @r"
    challenge.toml:33: package-case-without-answer value=data/public/echo/1
    challenge.toml:33: package-case-without-answer value=data/public/echo/7
    challenge.toml:33: package-case-without-answer value=data/public/echo/8
    data/public/echo/8/kumbuka: package-case-unknown-file
    ");
}

/// Each group may have 100000 points; what they bring together must be readable in a report.
#[test]
fn the_points_of_all_groups_have_a_bound() {
    let with = |more: usize, points: &str| {
        let fixture = Fixture::new();
        let group = |n| format!("[[group]]\nid = \"g{n}\"\npoints = {points}\nvisibility = \"public\"\n");
        let groups: String = (0..more).map(group).collect();
        fixture.edit("[submission]", &format!("{groups}[submission]"));
        fixture.edit("version = \"1.2.3\"", "version = \"one\"");
        fixture.edit("points = 20", "points = 100000");
        fixture.edit("points = 30", "points = 100000");
        invalid(&fixture)
    };
    // Something else is always wrong, so that there are always findings.
    for (more, points, told) in [
        (0, "100000", None),
        (98, "100000", None),
        (
            99,
            "100000",
            Some("challenge.toml:415: package-points-sum high=10000000 key=points value=10100000"),
        ),
        (99, "98989.89", None),
        (
            99,
            "98989.9",
            Some("challenge.toml:415: package-points-sum high=10000000 key=points value=10000000.1"),
        ),
        (
            150,
            "100000",
            Some("challenge.toml:415: package-points-sum high=10000000 key=points value=10100000"),
        ),
    ] {
        let found = with(more, points);
        let sums: Vec<_> = found
            .lines()
            .filter(|line| line.contains("package-points-sum"))
            .collect();
        assert_eq!(sums, Vec::from_iter(told), "{more} groups of {points}");
    }
}

/// The fixture has the check `echo` in a public group and `tai-wa-siri` in a hidden one.
#[test]
fn a_check_waits_only_for_what_is_judged_earlier_and_seen_as_well() {
    let after = |own: &str, list: &str| {
        let fixture = Fixture::new();
        fixture.edit(
            &format!("[[check]]\nid = \"{own}\""),
            &format!("[[check]]\nid = \"{own}\"\nafter = {list}"),
        );
        fixture
    };
    let right = after("tai-wa-siri", "[\"echo\"]").load();
    assert_eq!(right.manifest.checks[1].after, ["echo"]);
    for (own, list, code) in [
        ("echo", "[\"echo\"]", "30: package-after-self"),
        ("echo", "[\"tai-wa-siri\"]", "30: package-after-later"),
        (
            "tai-wa-siri",
            "[\"ekho\"]",
            "package-after-unknown key=after nearest=echo value=ekho",
        ),
        ("tai-wa-siri", "[\"echo\", \"echo\"]", "package-duplicate"),
        ("tai-wa-siri", "\"echo\"", "package-wrong-type"),
        ("tai-wa-siri", "[7]", "package-wrong-type"),
    ] {
        let found = invalid(&after(own, list));
        assert!(found.contains(code), "{own} {list}: {found}");
    }
    // Round in a circle: one of the two is always the later one.
    let fixture = after("tai-wa-siri", "[\"echo\"]");
    fixture.edit("id = \"echo\"\n", "id = \"echo\"\nafter = [\"tai-wa-siri\"]\n");
    assert!(invalid(&fixture).contains("package-after-later"));
}

#[test]
fn nobody_learns_of_a_hidden_check_by_what_waits_for_it() {
    let order = |first: &str, second: &str| {
        let fixture = Fixture::new();
        fixture.edit(
            "[submission]",
            "[[group]]\nid = \"more\"\npoints = 1\nvisibility = \"hidden\"\n[submission]",
        );
        fixture.edit("requires = [\"public\"]", first);
        fixture.edit("id = \"more\"", &format!("id = \"more\"\n{second}"));
        fixture.edit(
            "[[reference]]\npath = \"solutions/full\"",
            "[[check]]\nid = \"late\"\ngroup = \"more\"\nkind = \"run\"\nafter = [\"tai-wa-siri\"]\n\
            title = { sw = \"Tatu\", en = \"Third\" }\ncases = \"data/hidden/echo/*\"\nrun = [\"./run\"]\n\
            [[reference]]\npath = \"solutions/full\"",
        );
        fixture
    };
    order("", "").load();
    order("reveal = \"group\"", "reveal = \"group\"").load();
    assert!(invalid(&order("reveal = \"group\"", "")).contains("package-after-hidden"));
    let public = order("", "");
    public.edit(
        "points = 1\nvisibility = \"hidden\"",
        "points = 1\nvisibility = \"public\"",
    );
    public.edit(
        "group = \"more\"\nkind = \"run\"",
        "group = \"more\"\nhint = { sw = \"a\", en = \"b\" }\nkind = \"run\"",
    );
    assert!(invalid(&public).contains("package-after-hidden"));
}

#[test]
fn tolerances_are_two() {
    let with = |compare: &str| {
        let fixture = Fixture::new();
        let text =
            format!("run = [\"./run\"]\ncompare = {{ mode = \"tokens\", float_tolerance = {compare} }}");
        fixture.edit("run = [\"./run\"]", &text);
        fixture
    };
    for (text, absolute, relative) in [
        ("1e-6", 1e-6, 1e-6),
        ("{ absolute = 0.5 }", 0.5, 0.0),
        ("{ relative = 1e-9, absolute = 2 }", 2.0, 1e-9),
    ] {
        let package = with(text).load();
        let CheckKind::Run(run) = &package.manifest.checks[0].kind else {
            panic!()
        };
        assert_eq!(
            run.compare.tolerance,
            Some(Tolerance { absolute, relative }),
            "{text}"
        );
    }
    for (text, code) in [
        ("{}", "package-missing-key key=absolute"),
        ("{ relativ = 1e-9, absolute = 1 }", "nearest=relative"),
        ("{ relative = 2 }", "package-out-of-range"),
        ("-1", "package-out-of-range"),
        ("\"1e-6\"", "package-wrong-type"),
    ] {
        let found = invalid(&with(text));
        assert!(found.contains(code), "{text}: {found}");
    }
}

/// One mistyped key in every table there is: its line, and the key that was meant.
const MISTYPED: [(&str, &str, &str); 22] = [
    (
        "title = { sw = \"Mfano\"",
        "titel = { sw = \"Mfano\"",
        "6: package-unknown-key key=titel nearest=title",
    ),
    (
        "license =",
        "licence =",
        "7: package-unknown-key key=licence nearest=license",
    ),
    (
        "points = 20",
        "point = 20",
        "13: package-unknown-key key=point nearest=points",
    ),
    (
        "requires =",
        "require =",
        "19: package-unknown-key key=require nearest=requires",
    ),
    (
        "required =",
        "requird =",
        "22: package-unknown-key key=requird nearest=required",
    ),
    (
        "protected =",
        "protect =",
        "23: package-unknown-key key=protect nearest=protected",
    ),
    (
        "build = [",
        "buld = [",
        "26: package-unknown-key key=buld nearest=build",
    ),
    (
        "build = [\"./build\"]",
        "limits = { cpus = \"2s\" }",
        "26: package-unknown-key key=cpus nearest=cpu",
    ),
    (
        "[environment]",
        "[limits]\nmemry = \"1MiB\"\n[environment]",
        "26: package-unknown-key key=memry nearest=memory",
    ),
    (
        "[environment]",
        "[score]\nkep = \"best\"\n[environment]",
        "26: package-unknown-key key=kep nearest=keep",
    ),
    (
        "cases = \"data/public",
        "case = \"data/public",
        "33: package-unknown-key key=case nearest=cases",
    ),
    (
        "run = [\"./run\"]\n",
        "run = [\"./run\"]\ncompares = {}\n",
        "35: package-unknown-key key=compares nearest=compare",
    ),
    (
        "run = [\"./run\"]\n",
        "run = [\"./run\"]\ncompare = { mod = \"json\" }\n",
        "35: package-unknown-key key=mod nearest=mode",
    ),
    (
        "run = [\"./run\"]\n",
        "run = [\"./run\"]\ncompare = { mode = \"json\", cases = 1 }\n",
        "35: package-unknown-key key=cases nearest=case",
    ),
    (
        "run = [\"./run\"]\n",
        "run = [\"./run\"]\nhints = {}\n",
        "35: package-unknown-key key=hints nearest=hint",
    ),
    (
        "run = [\"./run\"]\n",
        "run = [\"./run\"]\ngrader = { run = [\"sh\", \"graders/f1\"], built = 1 }\n",
        "nearest=build",
    ),
    (
        "path = \"solutions",
        "paht = \"solutions",
        "44: package-unknown-key key=paht nearest=path",
    ),
    (
        "verdict = \"acc",
        "verdit = \"acc",
        "45: package-unknown-key key=verdit nearest=verdict",
    ),
    (
        "groups = { public",
        "group = { public",
        "48: package-unknown-key key=group nearest=groups",
    ),
    (
        "groups = { public",
        "groups = { publik",
        "48: package-unknown-group key=publik nearest=public value=publik",
    ),
    (
        "requires = [\"public\"]",
        "requires = [\"pablic\"]",
        "19: package-unknown-group key=requires nearest=public value=pablic",
    ),
    (
        "[environment]",
        "[score]\ntie_break = [\"hiden\"]\n[environment]",
        "26: package-unknown-group key=tie_break nearest=hidden value=hiden",
    ),
];

#[test]
fn each_mistyped_key_is_told_with_its_line_and_the_nearest_key() {
    for (from, to, told) in MISTYPED {
        let fixture = Fixture::new();
        fixture.write("graders/f1", "exit 42\n");
        fixture.edit(from, to);
        let found = invalid(&fixture);
        assert!(says(&found, told), "{to}: {found}");
        // Both languages have a sentence for it, with every value in it: `invalid` has looked.
    }
}

/// The other tables and texts that may be wrong, each with its line.
#[test]
fn each_wrong_value_is_told_with_its_line() {
    let rubric = |more: &str| format!("[rubric]\n{more}\n[environment]");
    let repository = |rules: &str| {
        format!(
            "[[check]]\nid = \"r\"\ngroup = \"public\"\nkind = \"repository\"\ntitle = {{ sw = \"a\", en = \"b\" }}\nrules = {rules}\n[environment]"
        )
    };
    let table: [(&str, &str, &str); 18] = [
        (
            "rights = \"team-retains\"",
            "rights = \"mine\"",
            "8: package-bad-value key=rights",
        ),
        (
            "visibility = \"public\"",
            "visibility = \"open\"",
            "14: package-bad-value key=visibility",
        ),
        (
            "points = 20",
            "points = 20\naggregate = \"max\"",
            "14: package-bad-value key=aggregate",
        ),
        (
            "points = 30",
            "points = 30\nreveal = \"all\"",
            "18: package-bad-value key=reveal",
        ),
        (
            "group = \"hidden\"",
            "group = \"public\"",
            "15: package-group-empty",
        ),
        (
            "id = \"tai-wa-siri\"",
            "id = \"echo\"",
            "36: package-duplicate key=id value=echo",
        ),
        (
            "cases = \"data/public/echo/*\"",
            "cases = \"/etc/*\"",
            "33: package-bad-path key=cases",
        ),
        ("run = [\"./run\"]", "run = []", "34: package-bad-value key=run"),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\nexit = 256",
            "35: package-out-of-range key=exit",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\nweight = 0",
            "35: package-out-of-range key=weight",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\nhint = { sw = \"a\" }",
            "35: package-text-missing key=hint language=en",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\nlimits = { wall = \"1h\" }",
            "35: package-bad-duration",
        ),
        (
            "run = [\"./run\"]",
            "run = [\"./run\"]\noverlay = \"checks/none\"",
            "35: package-path-missing",
        ),
        (
            "required = [\"run\"]",
            "declare = [\"ai\"]",
            "22: package-bad-value key=declare",
        ),
        (
            "[environment]",
            &repository("{ max_binari = \"1MiB\" }"),
            "30: package-unknown-key key=max_binari nearest=max_binary",
        ),
        (
            "[environment]",
            &repository("{ readme_languages = [\"fr\"] }"),
            "30: package-bad-value key=readme_languages",
        ),
        (
            "[environment]",
            &rubric("points = 30\njudge = 3"),
            "27: package-unknown-key key=judge nearest=judges",
        ),
        (
            "[environment]",
            &rubric(
                "points = 30\njudges = 3\n[[rubric.criterion]]\nid = \"a\"\nwieght = 1\ntitle = { sw = \"a\", en = \"b\" }",
            ),
            "30: package-unknown-key key=wieght nearest=weight",
        ),
    ];
    for (from, to, told) in table {
        let fixture = Fixture::new();
        fixture.edit(from, to);
        let found = invalid(&fixture);
        assert!(says(&found, told), "{to}: {found}");
    }
}
