//! What must hold of every comparison, whatever is compared: tried by property tests.
use std::io::BufReader;

use super::{Compare, Difference, Mode, Tolerance, compare, tokens};
use crate::text::EXCERPT;

pub(crate) const MODES: [Mode; 4] = [Mode::Exact, Mode::Lines, Mode::Tokens, Mode::Json];

/// Everything at once.
pub(crate) fn hold(tolerance: Option<Tolerance>, ignore_case: bool, [a, b]: [&[u8]; 2]) {
    for mode in MODES {
        let how = Compare {
            mode,
            tolerance,
            ignore_case,
        };
        let difference = told(how, a, b);
        assert_eq!(told(how, a, a), None, "{mode:?}: an answer is equal to itself");
        if a == b {
            assert_eq!(difference, None);
        }
        // A tolerance that is relative is one to what is expected.
        if mode != Mode::Tokens || tolerance.is_none_or(|t| t.relative == 0.0) {
            assert_eq!(
                told(how, b, a).is_none(),
                difference.is_none(),
                "{mode:?}: both ways"
            );
        }
        if let Some(expected) = simply(how, a, b) {
            assert_eq!(difference.is_none(), expected, "{mode:?}: as it is written down");
        }
        difference.iter().for_each(is_short_and_safe);
    }
}

/// What is said of bytes that come at once, and in pieces.
fn told(how: Compare, expected: &[u8], actual: &[u8]) -> Option<Difference> {
    let whole = compare(how, &mut &*expected, &mut &*actual).ok();
    let pieces = if expected.len() + actual.len() > 400 {
        [(61, 97), (64, 5)]
    } else {
        [(1, 7), (7, 2)]
    };
    for (one, other) in pieces {
        let mut expected = BufReader::with_capacity(one, expected);
        let mut actual = BufReader::with_capacity(other, actual);
        assert_eq!(
            compare(how, &mut expected, &mut actual).ok(),
            whole,
            "{how:?}: in pieces"
        );
    }
    assert!(whole.is_some(), "bytes can be read");
    whole.flatten()
}

fn is_short_and_safe(difference: &Difference) {
    assert!(difference.line > 0 && difference.column > 0);
    for text in [&difference.expected, &difference.actual] {
        assert!(text.chars().count() <= EXCERPT + 1, "{text}");
        assert!(!text.chars().any(char::is_control), "{text}");
    }
}

/// Whether they are equal, said as simply as can be; JSON is not.
fn simply(how: Compare, a: &[u8], b: &[u8]) -> Option<bool> {
    fn lines(text: &[u8]) -> Vec<&[u8]> {
        let lines = text.trim_ascii_end().split(|byte| *byte == b'\n');
        lines.map(<[u8]>::trim_ascii_end).collect()
    }
    fn words(text: &[u8]) -> Vec<&[u8]> {
        let words = text.split(|byte| tokens::is_space(*byte));
        words.filter(|word| !word.is_empty()).collect()
    }
    let same = |(a, b): (&&[u8], &&[u8])| {
        let lower = |word| String::from_utf8_lossy(word).to_uppercase().to_lowercase();
        match (how.tolerance, tokens::number(a), tokens::number(b)) {
            (Some(tolerance), Some(x), Some(y)) => a == b || tokens::near(x, y, tolerance),
            _ => a == b || how.ignore_case && lower(a) == lower(b),
        }
    };
    match how.mode {
        Mode::Exact => Some(a == b),
        Mode::Lines => Some(lines(a) == lines(b)),
        Mode::Tokens => {
            let (a, b) = (words(a), words(b));
            Some(a.len() == b.len() && a.iter().zip(&b).all(same))
        }
        Mode::Json => json(a, b),
    }
}

/// Of two documents that another reader finds right; keys that stand twice are refused, which it does not see.
fn json(a: &[u8], b: &[u8]) -> Option<bool> {
    use serde_json::Value;
    fn same(a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            (Value::Object(a), Value::Object(b)) => {
                let found = |(key, a): (&String, &Value)| b.get(key).is_some_and(|b| same(a, b));
                a.len() == b.len() && a.iter().all(found)
            }
            (Value::Number(a), Value::Number(b)) => {
                a == b || (a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64()
            }
            _ => a == b,
        }
    }
    let keys = |text: &[u8]| memchr::memchr_iter(b':', text).count();
    let (x, y): (Value, Value) = (serde_json::from_slice(a).ok()?, serde_json::from_slice(b).ok()?);
    fn entries(value: &Value) -> usize {
        match value {
            Value::Array(list) => list.iter().map(entries).sum(),
            Value::Object(map) => map.len() + map.values().map(entries).sum::<usize>(),
            _ => 0,
        }
    }
    // Every colon is one of a key: none stands twice, and none is in a text.
    let plain = keys(a) == entries(&x) && keys(b) == entries(&y);
    plain.then(|| same(&x, &y))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tolerance() -> impl Strategy<Value = Option<Tolerance>> {
        let number = prop_oneof![Just(0.0), Just(1e-6), 0.0..2.0, Just(f64::MAX)];
        proptest::option::of(
            (number.clone(), number).prop_map(|(absolute, relative)| Tolerance { absolute, relative }),
        )
    }

    /// Numbers that are none, that are too large, and that only look different.
    fn number() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<i64>().prop_map(|n| n.to_string()),
            any::<f64>().prop_map(|n| n.to_string()),
            any::<f64>().prop_map(|n| format!("{n:e}")),
            "[+-]?[0-9]{0,30}[.]?[0-9]{0,30}([eE][+-]?[0-9]{1,5})?",
            proptest::sample::select(vec![
                "NaN",
                "inf",
                "-inf",
                "1e999",
                "-0",
                "0.0",
                "1e-400",
                "9007199254740993",
                "0x1"
            ])
            .prop_map(str::to_owned),
        ]
    }

    fn document() -> impl Strategy<Value = String> {
        let text = prop_oneof![
            "[a-c]{0,3}".prop_map(|text| format!("{text:?}")),
            "\\PC{0,6}".prop_map(|text| serde_json::to_string(&text).unwrap()),
            proptest::sample::select(vec![
                r#""\ud800""#,
                r#""\u00e9""#,
                "\"é\"",
                r#""\ud83d\ude00""#,
                "\"\u{1f600}\""
            ])
            .prop_map(str::to_owned),
        ];
        let plain = proptest::sample::select(vec!["null", "true", "false", ""]).prop_map(str::to_owned);
        let leaf = prop_oneof![number(), text.clone(), plain];
        leaf.prop_recursive(6, 40, 5, move |inner| {
            let entry = (text.clone(), inner.clone()).prop_map(|(key, value)| format!("{key} : {value}"));
            prop_oneof![
                proptest::collection::vec(inner, 0..5).prop_map(|list| format!("[{}]", list.join(" ,"))),
                proptest::collection::vec(entry, 0..5).prop_map(|list| format!("{{{}}}", list.join(",\n"))),
            ]
        })
    }

    /// Two texts of which the second is the first with a little changed.
    fn near(text: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = [Vec<u8>; 2]> {
        let put = prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..4),
            "[ \t\n\r\x0b\x0c]{0,4}".prop_map(String::into_bytes),
            "[a-zA-ZéÉßσςΣıK0-9.,:\\[\\]{}\"e+-]{0,4}".prop_map(String::into_bytes),
        ];
        (text, any::<prop::sample::Index>(), 0usize..4, put).prop_map(|(text, at, cut, put)| {
            let at = at.index(text.len() + 1);
            let end = (at + cut).min(text.len());
            let other = [&text[..at], &put, &text[end..]].concat();
            [text, other]
        })
    }

    fn hold_of(tolerance: Option<Tolerance>, fold: bool, texts: &[Vec<u8>; 2]) {
        hold(tolerance, fold, [&texts[0], &texts[1]]);
        hold(tolerance, fold, [&texts[1], &texts[0]]);
    }

    proptest! {
        #[test]
        fn of_any_bytes(texts: [Vec<u8>; 2], tolerance in tolerance(), fold: bool) {
            hold_of(tolerance, fold, &texts);
        }

        #[test]
        fn of_bytes_nearly_the_same(texts in near(proptest::collection::vec(any::<u8>(), 0..80)), fold: bool) {
            hold_of(None, fold, &texts);
        }

        #[test]
        fn of_lines(texts in near("([a-cé ]{0,5}[ \t\r]{0,3}\n{0,3}){0,8}".prop_map(String::into_bytes)), fold: bool) {
            hold_of(None, fold, &texts);
        }

        #[test]
        fn of_numbers(
            a in proptest::collection::vec(number(), 0..5), b in proptest::collection::vec(number(), 0..5),
            tolerance in tolerance(),
        ) {
            let [a, b] = [a, b].map(|list| list.join(" ").into_bytes());
            hold_of(tolerance, false, &[a.clone(), b]);
            hold_of(tolerance, true, &[a.clone(), a]);
        }

        #[test]
        fn of_words_and_their_capitals(texts in near("([a-zA-ZéÉßσςΣıİK]{1,6}[ \n]?){0,6}".prop_map(String::into_bytes))) {
            hold_of(None, true, &texts);
            let large = String::from_utf8_lossy(&texts[0]).to_uppercase().into_bytes();
            let how = Compare { mode: Mode::Tokens, tolerance: None, ignore_case: true };
            prop_assert_eq!(told(how, &texts[0], &large), None);
        }

        #[test]
        fn of_documents(texts in near(document().prop_map(String::into_bytes)), other in document()) {
            hold_of(None, false, &texts);
            hold_of(None, false, &[texts[0].clone(), other.into_bytes()]);
        }
    }

    proptest! {
        // Long ones take their time.
        #![proptest_config(crate::fixture::one_in(16))]

        #[test]
        fn of_long_lines(texts in near("[a-zé0-9 ]{0,9}".prop_map(|part| part.repeat(500).into_bytes())), fold: bool) {
            hold_of(None, fold, &texts);
        }
    }

    #[test]
    fn of_brackets_in_brackets() {
        for depth in [1, 126, 127, 128, 129, 5000] {
            let list = ["[".repeat(depth), "]".repeat(depth)].concat();
            let open = "{\"a\":".repeat(depth);
            hold_of(None, false, &[list.clone().into_bytes(), open.into_bytes()]);
            hold_of(
                None,
                false,
                &[b"{}".to_vec(), format!("{{\"z\":{list}}}").into_bytes()],
            );
        }
    }
}
