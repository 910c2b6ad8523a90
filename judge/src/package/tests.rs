//! Whole packages: right ones, wrong ones, hostile ones.
use std::path::Path;

use proptest::prelude::*;

use super::{CheckKind, Package};
use crate::compare::Tolerance;
use crate::finding::Invalid;
use crate::finding::tests::assert_complete;
use crate::fixture::{Fixture, MANIFEST};

#[test]
fn the_real_challenges_are_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../challenges");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.join("challenge.toml").is_file() {
            Package::load(&path).unwrap_or_else(|invalid| panic!("{}:\n{invalid}", path.display()));
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn a_right_package_is_read_whole() {
    let package = Fixture::new().load();
    assert_eq!(package.manifest.version, "1.2.3");
    assert_eq!(package.max_points().to_string(), "50");
    let CheckKind::Run(run) = &package.manifest.checks[0].kind else {
        panic!()
    };
    let ids: Vec<_> = run.cases.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(package.statement.0.len(), 2);
    assert_eq!(package.hash.len(), 64);
}

fn invalid(fixture: &Fixture) -> String {
    let Err(Invalid { findings }) = Package::load(&fixture.dir()) else {
        panic!("accepted")
    };
    findings.iter().for_each(assert_complete);
    findings
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn everything_is_said_at_once_with_its_line() {
    let fixture = Fixture::new();
    fixture.edit("points = 20\nvisibility", "pionts = 20\nvisibility");
    fixture.edit("version = \"1.2.3\"", "version = \"one\"");
    fixture.edit("{ sw = \"Siri\", en = \"Secret\" }", "{ sw = \"Siri\" }");
    fixture.edit("requires = [\"public\"]", "requires = [\"secret\"]");
    fixture.edit("cases = \"data/public/echo/*\"", "cases = \"data/public/eko/*\"");
    insta::assert_snapshot!(invalid(&fixture), @r"
    challenge.toml:4: package-bad-version key=version value=one
    challenge.toml:11: package-missing-key key=points
    challenge.toml:13: package-unknown-key key=pionts nearest=points valid=visibility, aggregate, reveal, id, points, requires
    challenge.toml:19: package-requires-later key=requires value=secret
    challenge.toml:33: package-no-cases value=data/public/eko/*
    challenge.toml:39: package-text-missing key=title language=en
    ");
}

#[test]
fn each_mistake_has_its_code() {
    let table: [(&str, &str, &str); 29] = [
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

#[test]
fn files_that_must_not_be_in_a_package() {
    use std::os::unix::fs::symlink;
    let fixture = Fixture::new();
    symlink("/etc/passwd", fixture.dir().join("data/public/echo/1/secret")).unwrap();
    std::fs::remove_file(fixture.dir().join("statement.en.md")).unwrap();
    symlink("/etc/hostname", fixture.dir().join("statement.en.md")).unwrap();
    fixture.write("a\\b", "");
    fixture.write(crate::bundle::MARKER, "");
    insta::assert_snapshot!(invalid(&fixture), @r"
    .bundle.toml: package-bundle-not-allowed
    a\b: package-file-name
    data/public/echo/1/secret: package-symlink
    statement.en.md: package-symlink
    statement.en.md: package-statement-missing
    ");
}

#[test]
fn no_folder_and_no_manifest() {
    let fixture = Fixture::new();
    std::fs::remove_file(fixture.dir().join("challenge.toml")).unwrap();
    assert!(invalid(&fixture).contains("package-manifest-missing"));
    assert!(Package::load(&fixture.dir().join("nowhere")).is_err());
}

#[test]
fn the_hash_is_of_names_modes_and_contents() {
    let fixture = Fixture::new();
    let hash = fixture.load().hash;
    assert_eq!(fixture.load().hash, hash);
    fixture.write("notes.txt", "changed\n");
    assert_ne!(fixture.load().hash, hash);
}

#[test]
fn deep_and_huge_manifests_are_refused_not_followed() {
    for text in [
        "a = ".to_owned() + &"[".repeat(100_000),
        "[a.".repeat(50_000),
        "a.".repeat(50_000) + "b = 1",
    ] {
        assert!(!super::parse::parse(&text, false).findings.is_empty());
    }
    let fixture = Fixture::new();
    fixture.write("challenge.toml", &"#".repeat(2 << 20));
    assert!(invalid(&fixture).contains("package-manifest-unreadable"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,200}", bundle: bool) {
        let _ = super::parse::parse(&text, bundle);
    }

    /// A right manifest with something cut out and something put in.
    #[test]
    fn no_edit_makes_the_parser_panic(at in 0..MANIFEST.len(), cut in 0usize..60, put in "[\\PC\n]{0,12}") {
        let end = (at + cut).min(MANIFEST.len());
        if let (Some(head), Some(tail)) = (MANIFEST.get(..at), MANIFEST.get(end..)) {
            let _ = super::parse::parse(&format!("{head}{put}{tail}"), false);
        }
    }
}
