//! Assertions by table.
use serde_json::{Value, json};
use wire::Part;

use super::*;
use crate::check::seed::Seed;
use crate::package::JsonPath;
use crate::package::service::Pattern;

fn values() -> Values {
    Values::new(&Seed::PUBLIC, "check", "case")
}

fn found(tests: &[Test], value: &Value) -> bool {
    tests
        .iter()
        .all(|test| holds(test, Some(value), (&values(), false)))
}

#[test]
fn each_assertion_holds_or_not() {
    let pattern = |text| Test::Matches(Pattern(regex::Regex::new(text).unwrap()));
    let user = json!({"name": "Asha", "age": 20, "tags": ["a", {"id": 1, "x": 2}]});
    let table = [
        (Test::Equals(json!(1)), json!(1.0), json!(2)),
        (
            Test::Equals(json!(9_007_199_254_740_993_i64)),
            json!(9_007_199_254_740_993_i64),
            json!(9_007_199_254_740_992_i64),
        ),
        (Test::Equals(json!("1")), json!("1"), json!(1)),
        (
            Test::Equals(json!({"a": [1.0]})),
            json!({"a": [1]}),
            json!({"a": [1], "b": 2}),
        ),
        (Test::Equals(json!([1])), json!([1]), json!([1, 1])),
        (Test::Type(Type::Integer), json!(2.0), json!(2.5)),
        (Test::Type(Type::Number), json!(2.5), json!("2")),
        (Test::Type(Type::Null), json!(null), json!(false)),
        (Test::Contains(json!("sh")), json!("Asha"), json!("Juma")),
        (Test::Contains(json!(12)), json!("no 12"), json!("no 2")),
        (
            Test::Contains(json!({"id": 1})),
            user["tags"].clone(),
            json!([{"id": 2}]),
        ),
        (
            Test::Contains(json!({"age": 20})),
            user.clone(),
            json!({"name": "Asha"}),
        ),
        (Test::Contains(json!(3)), json!([1, 3.0]), json!([[3]])),
        (pattern("^A.*a$"), json!("Asha"), json!(5)),
        (Test::Length(4), json!("Asha"), json!("é")),
        (Test::Length(2), json!("éé"), json!([1])),
        (Test::Length(3), user, json!(3)),
        (Test::Near(1.0, 0.1), json!(1.05), json!(1.2)),
        (Test::Min(2.0), json!(2), json!("3")),
        (Test::Max(2.0), json!(-2), json!(2.1)),
    ];
    for (test, right, wrong) in table {
        assert!(found(std::slice::from_ref(&test), &right), "{test:?} {right}");
        assert!(!found(std::slice::from_ref(&test), &wrong), "{test:?} {wrong}");
    }
    assert!(!found(&[Test::Absent], &json!(null)));
    assert!(holds(&Test::Absent, None, (&values(), false)));
    assert!(!holds(&Test::Equals(json!(null)), None, (&values(), false)));
}

fn reply_of(body: &str) -> Reply {
    Reply {
        status: 200,
        headers: vec![
            ("content-type".into(), "text/plain".into()),
            ("x-count".into(), "5".into()),
        ],
        body: body.as_bytes().to_vec(),
    }
}

#[test]
fn the_first_difference_is_told() {
    let path = |text| JsonPath::parse(text).unwrap();
    let expected = Expected {
        status: vec![200, 201],
        headers: vec![
            ("x-count".into(), vec![Test::Equals(json!(5)), Test::Min(4.0)]),
            ("x-none".into(), vec![Test::Absent]),
        ],
        body: vec![],
        json: vec![
            (path("$.a"), vec![Test::Equals(json!("${seed}!"))]),
            (path("$.b"), vec![Test::Absent]),
        ],
    };
    let values = values();
    let seed = values.json(&json!("${seed}!"));
    let told = |reply: &Reply| {
        super::reply(reply, &expected, &values).map(|m| (m.part, m.place, m.expected, m.actual))
    };
    let right = json!({"a": seed}).to_string();
    assert_eq!(told(&reply_of(&right)), None);
    let json = |place: &str, expected: &str, actual: &str| {
        Some((
            Part::Json,
            Some(place.to_owned()),
            expected.to_owned(),
            actual.to_owned(),
        ))
    };
    assert_eq!(
        told(&reply_of(r#"{"a": "\u001b"}"#)),
        json("$.a", &seed.to_string(), "\"\\\\u001b\"").map(|mut m| {
            m.3 = "\"\\u001b\"".into();
            m
        })
    );
    assert_eq!(told(&reply_of("{}")), json("$.a", &seed.to_string(), ABSENT));
    assert_eq!(
        told(&reply_of("<html>")),
        json("$.a", &seed.to_string(), "<html>")
    );
    let both = json!({"a": seed, "b": null}).to_string();
    assert_eq!(told(&reply_of(&both)), json("$.b", ABSENT, "null"));
    let mut bad = reply_of(&right);
    bad.headers.push(("x-none".into(), "1".into()));
    assert_eq!(
        told(&bad),
        Some((Part::Header, Some("x-none".into()), ABSENT.into(), "1".into()))
    );
    bad.status = 404;
    assert_eq!(
        told(&bad),
        Some((Part::Status, None, "200, 201".into(), "404".into()))
    );
}

#[test]
fn an_empty_body_is_a_text_and_nothing() {
    for (test, empty) in [
        (Test::Equals(json!("")), true),
        (Test::Length(0), true),
        (Test::Absent, true),
        (Test::Contains(json!("a")), false),
    ] {
        let expected = Expected {
            status: vec![200],
            body: vec![test],
            ..Expected::default()
        };
        assert_eq!(reply(&reply_of(""), &expected, &values()).is_none(), empty);
    }
}
