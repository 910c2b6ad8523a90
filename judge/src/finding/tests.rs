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

/// The finding has every value that its sentence and hint ask for.
pub(crate) fn assert_complete(finding: &Finding) {
    let source = include_str!("../../../locales/en/judge.ftl");
    let head = format!("{} =", finding.code);
    let mut lines = source.lines().skip_while(|l| !l.starts_with(&head));
    let own = lines
        .next()
        .into_iter()
        .chain(lines.take_while(|l| l.starts_with(' ')));
    for name in own
        .flat_map(|line| line.split("{ $").skip(1))
        .filter_map(|rest| rest.split(' ').next())
    {
        assert!(
            finding.args.contains_key(name),
            "`${name}` of {}: {finding}",
            finding.code
        );
    }
}
