//! Folders, stems and what is neither.
use super::super::files::{Files, PackageFile};
use super::{find, natural};

fn files(paths: &[&str]) -> Files {
    let file = PackageFile {
        size: 0,
        executable: false,
        sha256: [0; 32],
    };
    paths.iter().map(|p| ((*p).to_owned(), file.clone())).collect()
}

fn codes(glob: &str, paths: &[&str]) -> (Vec<String>, Vec<&'static str>) {
    let mut findings = Vec::new();
    let cases = find(glob, &files(paths), true, &mut findings);
    let ids = cases.into_iter().map(|c| c.id).collect();
    (ids, findings.into_iter().map(|f| f.code.word()).collect())
}

#[test]
fn folders_and_stems_in_natural_order() {
    let (ids, findings) = codes(
        "d/*",
        &[
            "d/10/in",
            "d/10/ans",
            "d/2/ans",
            "d/x.in",
            "d/x.ans",
            "d/2/files/a/b",
        ],
    );
    assert_eq!(ids, ["2", "10", "x"]);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn parts_land_where_they_belong() {
    let mut findings = Vec::new();
    let cases = find(
        "d/*",
        &files(&["d/1/in", "d/1/ans", "d/1/args", "d/1/files/x"]),
        true,
        &mut findings,
    );
    let case = &cases[0];
    assert_eq!(case.input.as_deref(), Some("d/1/in"));
    assert_eq!(case.answer, "d/1/ans");
    assert_eq!(case.args_file.as_deref(), Some("d/1/args"));
    assert_eq!(case.files.as_deref(), Some("d/1/files"));
}

#[test]
fn what_is_no_case_is_reported() {
    assert_eq!(codes("d/*", &["d/1/in"]).1, ["package-case-without-answer"]);
    assert_eq!(
        codes("d/*", &["d/1/ans", "d/1/note"]).1,
        ["package-case-unknown-file"]
    );
    assert_eq!(codes("d/*", &["d/README"]).1, ["package-case-unknown-file"]);
    assert_eq!(codes("d/*", &["d/1/ans", "d/1.ans"]).1, ["package-duplicate"]);
    assert_eq!(codes("e/*", &["d/1/ans"]), (vec![], vec![]));
}

#[test]
fn a_grader_may_do_without_answers() {
    let mut findings = Vec::new();
    let cases = find("d/*", &files(&["d/1/in", "d/2.in"]), false, &mut findings);
    let answers: Vec<_> = cases.iter().map(|c| (c.id.as_str(), c.answer.as_str())).collect();
    assert_eq!((answers, findings.len()), (vec![("1", ""), ("2", "")], 0));
}

#[test]
fn natural_order_is_total() {
    let mut names = ["b10", "b9", "a", "01", "1", "b", ""];
    names.sort_by(|a, b| natural(a, b));
    assert_eq!(names, ["", "01", "1", "a", "b", "b9", "b10"]);
}
