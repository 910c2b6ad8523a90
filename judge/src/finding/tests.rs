//! Every code has its sentence in both languages.
use super::{Code, Finding};

#[test]
fn every_code_has_a_sentence_in_both_languages() {
    let sources = [
        include_str!("../../../locales/sw/judge.ftl"),
        include_str!("../../../locales/en/judge.ftl"),
    ];
    for source in sources {
        for code in Code::ALL {
            let head = format!("{code} =");
            assert!(
                source.lines().any(|l| l.starts_with(&head)),
                "no sentence for `{code}`"
            );
        }
    }
}

#[test]
fn values_of_strangers_are_made_safe() {
    let finding = Finding::new(Code::BadPath)
        .file("a\u{1b}b")
        .line(3)
        .arg("value", "x\n\u{202e}");
    assert_eq!(
        finding.to_string(),
        "a\\u{1b}b:3: package-bad-path value=x\\n\\u{202e}"
    );
}
