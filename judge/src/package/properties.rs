//! What must hold of every manifest and of all names of files: tried by property tests.
use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::cases::{find, natural};
use super::files::{Files, PackageFile};
use super::manifest::Case;
use super::parse::{FILE, parse};
use super::{MANIFEST, paths};
use crate::plan::{Selection, plan};

/// Of any text that is to be a manifest: findings with a place in it, or something that can be judged.
pub(crate) fn hold_of_manifest(text: &str, bundle: bool) {
    let parsed = parse(text, bundle);
    let last = text.split('\n').count();
    for finding in &parsed.findings {
        assert_eq!(finding.file.as_deref(), Some(FILE), "{finding}");
        let line = finding.line.map_or(1, |line| line as usize);
        assert!((1..=last).contains(&line), "{finding} of {last} lines");
        let shown = finding.to_string();
        assert!(shown.len() < 2000, "a finding repeats no page: {shown}");
    }
    for line in parsed.places.values() {
        assert!((1..=last).contains(&(*line as usize)));
    }
    let Some(manifest) = parsed.manifest.filter(|_| parsed.findings.is_empty()) else {
        assert!(!parsed.findings.is_empty(), "no manifest, and nothing wrong");
        return;
    };
    assert!(manifest.groups.iter().all(|group| group.points.0 >= 0));
    for selection in [Selection::All, Selection::Public] {
        let plan = plan(&manifest, selection, |_| true);
        for (at, (_, needs)) in plan.ordered().into_iter().enumerate() {
            let earlier = |need: &usize| *need < at;
            assert!(
                needs.is_none_or(|needs| needs.iter().all(earlier)),
                "what is needed comes first"
            );
        }
    }
    // What the wire carries.
    assert!((0..=1_000_000_000).contains(&manifest.max_points().0));
}

/// Of any files and any glob.
pub(crate) fn hold_of_cases(glob: &str, names: &[&str], compared: bool) {
    let file = PackageFile {
        size: 0,
        executable: false,
        sha256: [0; 32],
    };
    let files: Files = names
        .iter()
        .map(|name| ((*name).to_owned(), file.clone()))
        .collect();
    let mut findings = Vec::new();
    let cases = find(glob, &files, compared, &mut findings);
    for pair in cases.windows(2) {
        if let [a, b] = pair {
            let order = natural(&a.id, &b.id);
            assert!(
                order == Ordering::Less || order == Ordering::Equal && !findings.is_empty(),
                "{a:?} {b:?}"
            );
        }
    }
    let parts = |case: &Case| {
        let answer = Some(case.answer.clone()).filter(|path| !path.is_empty());
        [case.input.clone(), answer, case.args_file.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
    };
    let mut seen = BTreeSet::new();
    for case in &cases {
        assert!(!case.id.contains('/') && (!compared || !case.answer.is_empty()));
        for path in parts(case) {
            assert!(files.contains_key(&path), "{path} is a file");
            assert!(seen.insert(path), "no file is part of two cases");
        }
    }
}

/// Of any three names: the order in which people count is one.
pub(crate) fn hold_of_order([a, b, c]: [&str; 3]) {
    assert_eq!(natural(a, b), natural(b, a).reverse());
    assert_eq!(natural(a, b) == Ordering::Equal, a == b);
    if natural(a, b) != Ordering::Greater && natural(b, c) != Ordering::Greater {
        assert_ne!(natural(a, c), Ordering::Greater, "{a:?} {b:?} {c:?}");
    }
}

/// Of any glob and path: what matches is matched by the rules, without a panic and without crossing a folder by `*`.
pub(crate) fn hold_of_globs(glob: &str, path: &str) {
    let set = crate::glob::any(&[glob.to_owned()]);
    let one = crate::glob::one(glob);
    assert_eq!(one.is_some_and(|one| one.is_match(path)), set.is_match(path));
    if !glob.contains("**") && set.is_match(path) && !path.contains('\\') {
        let depth = |text: &str| text.matches('/').count();
        // Alternatives of different depth aside.
        assert!(glob.contains('{') || depth(glob) == depth(path), "{glob} {path}");
    }
    assert_eq!(
        paths::is_safe(path),
        paths::is_safe(path.trim_start_matches('\0')) && !path.contains('\0')
    );
    let _ = (
        super::units::size(path),
        super::units::duration(path),
        super::version(path),
    );
    assert_eq!(MANIFEST, FILE);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;
    use crate::fixture::MANIFEST;
    use crate::package::units::{duration, size};

    /// Words of the format, and values that may stand anywhere.
    const WORDS: [&str; 44] = [
        "[[group]]",
        "[[check]]",
        "[limits]",
        "[environment]",
        "[submission]",
        "[rubric]",
        "[[rubric.criterion]]",
        "[score]",
        "[[reference]]",
        "id = \"public\"",
        "points = -1",
        "points = 1e300",
        "points = 99999999999",
        "points = nan",
        "points = 0.001",
        "visibility = \"hidden\"",
        "requires = [\"hidden\"]",
        "after = [\"echo\"]",
        "reveal = \"group\"",
        "aggregate = \"min\"",
        "weight = 0",
        "weight = 1001",
        "cpu = \"999999999999min\"",
        "memory = \"99999999999GiB\"",
        "wall = \"0s\"",
        "exit = 4294967296",
        "interactive = true",
        "grader = { run = [] }",
        "kind = \"repository\"",
        "rules = { max_binary = \"1TiB\" }",
        "compare = { mode = \"tokens\", float_tolerance = nan }",
        "cases = \"**\"",
        "cases = \"{a,{b,{c\"",
        "title = { sw = \"\" }",
        "version = \"1.0.99999999999999999999\"",
        "resolutions = [0, 13]",
        "expect = { groups = { public = \"x\" } }",
        "\u{202e}",
        "\"\"\"",
        "'''",
        "x.y.z = 1",
        "[a",
        "2026-11-24T00:00:00Z",
        "\u{0}",
    ];

    /// The right manifest, a few times changed.
    fn manifest() -> impl Strategy<Value = String> {
        let put = prop_oneof![
            select(WORDS.to_vec()).prop_map(str::to_owned),
            "[\\PC\n]{0,12}",
            "[0-9a-z\"=\\[\\]{}., \n]{0,9}"
        ];
        let edit = (any::<Index>(), 0usize..80, put, any::<bool>());
        proptest::collection::vec(edit, 1..5).prop_map(|edits| {
            let mut lines = MANIFEST.to_owned();
            for (at, cut, put, whole) in edits {
                let starts: Vec<usize> = if whole {
                    std::iter::once(0)
                        .chain(lines.match_indices('\n').map(|(at, _)| at + 1))
                        .collect()
                } else {
                    lines.char_indices().map(|(at, _)| at).collect()
                };
                let (at, cut) = (at.get(&starts), if whole { 0 } else { cut });
                let end = (*at + cut).min(lines.len());
                let end = (end..=lines.len())
                    .find(|end| lines.is_char_boundary(*end))
                    .unwrap();
                lines.replace_range(*at..end, &format!("{put}{}", if whole { "\n" } else { "" }));
                if lines.is_empty() {
                    lines.push('\n');
                }
            }
            lines
        })
    }

    fn name() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "[0-9]{1,3}",
            "0{0,3}[0-9]{0,25}",
            "[ab]{0,2}[0-9]{0,2}[ab]{0,1}",
            "\\PC{0,5}",
            select(vec![
                "in", "ans", "args", "files", "x.in", "x.ans", "x", ".", "..", "", ".in", "x."
            ])
            .prop_map(str::to_owned),
        ];
        proptest::collection::vec(part, 1..4).prop_map(|parts| parts.join("/"))
    }

    proptest! {
        #[test]
        fn of_manifests(text in manifest(), bundle: bool) {
            hold_of_manifest(&text, bundle);
        }

        #[test]
        fn of_any_text(text in "[\\PC\n]{0,200}", bundle: bool) {
            hold_of_manifest(&text, bundle);
        }

        #[test]
        fn of_files(names in proptest::collection::vec(name(), 0..30), glob in prop_oneof![
            Just("*".to_owned()), Just("*/*".to_owned()), Just("**".to_owned()), Just("**/x.*".to_owned()), "\\PC{0,6}", name(),
        ], compared: bool) {
            let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| paths::is_safe(name)).collect();
            hold_of_cases(&glob, &names, compared);
        }

        #[test]
        fn of_the_order(names in [name(), name(), name()], more in ["[a0-9]{0,4}", "[a0-9]{0,4}", "[a0-9]{0,4}"]) {
            hold_of_order([&names[0], &names[1], &names[2]]);
            hold_of_order([&more[0], &more[1], &more[2]]);
        }

        #[test]
        fn of_globs(glob in prop_oneof!["[ab*?/{},!\\[\\]-]{0,12}", "\\PC{0,12}"], path in prop_oneof!["[ab/]{0,8}", name(), "\\PC{0,12}"]) {
            hold_of_globs(&glob, &path);
        }

        #[test]
        fn of_units(number: u64, text in "[0-9a-zA-Z. ]{0,12}") {
            prop_assert_eq!(size(&number.to_string()), Some(number));
            prop_assert_eq!(size(&format!("{number}KiB")), number.checked_mul(1024));
            prop_assert_eq!(duration(&format!("{number}s")).map(|d| d.as_millis()), number.checked_mul(1000).map(u128::from));
            let _ = (size(&text), duration(&text), crate::package::version(&text));
        }
    }
}
