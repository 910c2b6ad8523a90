//! Right and wrong answers by table.
use std::io::BufReader;

use proptest::prelude::*;

use super::{Compare, Difference, Mode, Tolerance};

fn how(mode: Mode) -> Compare {
    Compare {
        mode,
        ..Compare::default()
    }
}

fn both(number: f64) -> Tolerance {
    Tolerance {
        absolute: number,
        relative: number,
    }
}

/// Of bytes that are there at once, and of the same in small pieces: no difference.
fn compare(how: Compare, expected: &[u8], actual: &[u8]) -> Option<Difference> {
    let whole = super::compare(how, &mut &*expected, &mut &*actual).unwrap();
    let pieces = |bytes| BufReader::with_capacity(3, bytes);
    let (mut expected, mut actual) = (pieces(expected), pieces(actual));
    assert_eq!(super::compare(how, &mut expected, &mut actual).unwrap(), whole);
    whole
}

fn right(how: Compare, expected: &str, actual: &str) -> bool {
    compare(how, expected.as_bytes(), actual.as_bytes()).is_none()
}

#[test]
fn exact_means_every_byte() {
    assert!(right(how(Mode::Exact), "a\n", "a\n"));
    for (a, b) in [("a\n", "a"), ("a", "a "), ("", "\n"), ("é", "e")] {
        assert!(!right(how(Mode::Exact), a, b), "{a:?} {b:?}");
    }
}

#[test]
fn lines_forgive_what_cannot_be_seen() {
    for (a, b) in [
        ("a\nb\n", "a\nb"),
        ("a\nb", "a  \nb\t\n\n"),
        ("", "\n\n"),
        ("a\r\nb", "a\nb"),
    ] {
        assert!(right(how(Mode::Lines), a, b), "{a:?} {b:?}");
    }
    for (a, b) in [
        ("a\nb", "a\n\nb"),
        ("a", " a"),
        ("a b", "a  b"),
        ("a\nb", "a"),
        ("a", "a\nb"),
    ] {
        assert!(!right(how(Mode::Lines), a, b), "{a:?} {b:?}");
    }
}

#[test]
fn tokens_forgive_spacing() {
    for (a, b) in [("1 2\n3", "1\n2 3\n"), ("", "  \n")] {
        assert!(right(how(Mode::Tokens), a, b), "{a:?} {b:?}");
    }
    for (a, b) in [
        ("1 2", "12"),
        ("a", "A"),
        ("1", "1.0"),
        ("1 2", "1"),
        ("1", "1 2"),
    ] {
        assert!(!right(how(Mode::Tokens), a, b), "{a:?} {b:?}");
    }
}

#[test]
fn numbers_and_capitals_on_wish() {
    let near = Compare {
        tolerance: Some(both(1e-6)),
        ..how(Mode::Tokens)
    };
    for (a, b) in [
        ("1.0", "1"),
        ("1e6", "1000000.5"),
        ("0", "-0.0000005"),
        ("x", "x"),
    ] {
        assert!(right(near, a, b), "{a:?} {b:?}");
    }
    for (a, b) in [
        ("1.0", "1.1"),
        ("nan", "NaN"),
        ("inf", "1e999"),
        ("1", "one"),
        ("0", "0.1"),
    ] {
        assert!(!right(near, a, b), "{a:?} {b:?}");
    }
    let fold = Compare {
        ignore_case: true,
        ..how(Mode::Tokens)
    };
    assert!(right(fold, "NDIYO", "ndiyo") && !right(fold, "ndiyo", "hapana"));
}

#[test]
fn absolute_and_relative_are_two_things() {
    let with = |absolute, relative| Compare {
        tolerance: Some(Tolerance { absolute, relative }),
        ..how(Mode::Tokens)
    };
    for (how, expected, actual, is) in [
        (with(0.5, 0.0), "1000000", "1000000.5", true),
        (with(0.5, 0.0), "1000000", "1000001", false),
        (with(0.0, 1e-6), "1000000", "1000001", true),
        (with(0.0, 1e-6), "1000000", "1000002", false),
        (with(0.0, 1e-6), "0", "0.0000001", false),
        (with(0.0, 0.0), "1", "1.0", true),
    ] {
        assert_eq!(right(how, expected, actual), is, "{how:?} {expected} {actual}");
    }
}

#[test]
fn json_by_value() {
    for (a, b) in [
        (r#"{"a":1,"b":[1.0,true]}"#, r#"{ "b" : [1, true], "a" : 1e0 }"#),
        ("\"\\u00e9\"", "\"é\""),
        ("null", " null\n"),
        ("18446744073709551615", "18446744073709551615"),
    ] {
        assert!(right(how(Mode::Json), a, b), "{a} {b}");
    }
    for (a, b) in [
        (r#"{"a":1}"#, r#"{"a":1,"a":1}"#),
        (r#"{"a":1}"#, r#"{"a":1,"b":2}"#),
        (r#"{"a":1}"#, "{}"),
        ("[1,2]", "[2,1]"),
        ("[1]", "[1,1]"),
        ("1", "\"1\""),
        ("1", "1 1"),
        ("1", ""),
        ("9007199254740993", "9007199254740992"),
        ("null", "false"),
    ] {
        assert!(!right(how(Mode::Json), a, b), "{a} {b}");
    }
}

#[test]
fn the_first_difference_is_named() {
    let shown = |mode, expected: &[u8], actual: &[u8]| {
        let d = compare(how(mode), expected, actual).unwrap();
        format!("{}:{} {} | {}", d.line, d.column, d.expected, d.actual)
    };
    assert_eq!(shown(Mode::Lines, b"a\nbcd\n", b"a\nbxd\n"), "2:2 bcd | bxd");
    assert_eq!(shown(Mode::Lines, b"a\nb", b"a"), "2:1 b | ");
    assert_eq!(shown(Mode::Exact, b"a\n", b"a"), "1:2 a\\n | a");
    assert_eq!(
        shown(Mode::Tokens, "é moja mbili".as_bytes(), "é moja\ntatu".as_bytes()),
        "2:1 mbili | tatu"
    );
    assert_eq!(shown(Mode::Tokens, b"1 2", b"1\x1b[2J 2"), "1:1 1 | 1\\u{1b}[2J");
    assert_eq!(
        shown(Mode::Json, b"{\"a\":[1,2]}", b"{\"a\":[1,3]}"),
        "1:1 $.a[1] = 2 | $.a[1] = 3"
    );
    assert_eq!(
        shown(Mode::Json, b"{\"a\":[1]}", b"{\"a\":[1,[]]}"),
        "1:1 $.a[1] =  | $.a[1] = [\u{2026}0]"
    );
    assert_eq!(
        shown(Mode::Json, b"{\"b\":1}", b"{\"a\":\"x\",\"b\":1}"),
        "1:1 $.a =  | $.a = \"x\""
    );
    assert_eq!(
        shown(
            Mode::Json,
            b"{\"seq\":1,\"head\":{\"z\":1,\"hash\":2}}",
            b"{\"head\":{\"hash\":3,\"z\":4},\"seq\":1}"
        ),
        "1:1 $.head.z = 1 | $.head.z = 4"
    );
    assert_eq!(
        shown(Mode::Json, b"{\"b\":1}", b"{\"z\":1,\"c\":2,\"b\":1}"),
        "1:1 $.z =  | $.z = 1"
    );
    assert_eq!(shown(Mode::Json, b"{}", b"Traceback"), "1:1 {} | Traceback");
}

#[test]
fn excerpts_are_short_even_of_endless_lines() {
    let actual = vec![b'\x01'; 1 << 20];
    let difference = compare(how(Mode::Lines), b"", &actual).unwrap();
    assert!(difference.actual.chars().count() <= crate::text::EXCERPT + 1);
}

#[test]
fn deep_json_is_refused_not_followed() {
    let deep = "[".repeat(100_000);
    assert!(!right(how(Mode::Json), "[]", &deep));
}

proptest! {
    #[test]
    fn equal_is_right_and_nothing_panics(a: Vec<u8>, b: Vec<u8>, tolerance in proptest::option::of(0.0..1.0), fold: bool) {
        for mode in [Mode::Exact, Mode::Lines, Mode::Tokens, Mode::Json] {
            let how = Compare { mode, tolerance: tolerance.map(both), ignore_case: fold };
            prop_assert!(compare(how, &a, &a).is_none() || mode == Mode::Json);
            let _ = compare(how, &a, &b);
        }
    }

    #[test]
    fn near_misses_do_not_panic(a in "[ab1.e\\-\n {}\\[\\]\",:]{0,40}", b in "[ab1.e\\-\n {}\\[\\]\",:]{0,40}") {
        for mode in [Mode::Exact, Mode::Lines, Mode::Tokens, Mode::Json] {
            let how = Compare { mode, tolerance: Some(both(0.1)), ignore_case: true };
            let _ = compare(how, a.as_bytes(), b.as_bytes());
        }
    }
}
