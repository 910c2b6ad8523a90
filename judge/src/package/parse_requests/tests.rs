//! Files of requests: right ones, and everything that can be wrong in one.
use std::time::Duration;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::finding::tests::assert_complete;
use crate::package::service::Test;

const RIGHT: &str = r#"
[[step]]
name = "log in"
method = "POST"
path = "/tokens?who=${uuid}"
headers = { X-Trace = "t-${seed}" }
json = { user = "asha", numbers = [1, 2.5, true], deep = { id = "${uuid.2}" } }
expect = { status = 201, headers = { content-type = { contains = "json" } } }
capture = { token = "$.token", next = { header = "Location" }, sid = { cookie = "sid" } }

[[step]]
path = "${next}"
headers = { authorization = "Bearer ${token}", cookie = "sid=${sid}" }
within = "2s"
expect = { status = [200, 203], json = { "$.items" = { type = "array", length = 2 }, "$.who" = "asha" }, body = { matches = "a+" } }

[[step]]
method = "PUT"
path = "/x"
form = { a = "1 ${token}" }
expect.status = 204
"#;

fn read(source: &str) -> (Vec<Step>, String) {
    let (steps, findings) = requests("checks/a.toml", source);
    findings.iter().for_each(assert_complete);
    let told: Vec<_> = findings.iter().map(ToString::to_string).collect();
    (steps, told.join("\n"))
}

#[test]
fn a_right_file_is_read_whole() {
    let (steps, findings) = read(RIGHT);
    assert_eq!(findings, "");
    let names: Vec<_> = steps
        .iter()
        .map(|s| (s.name.as_str(), s.method.as_str()))
        .collect();
    assert_eq!(names, [("log in", "POST"), ("2", "GET"), ("3", "PUT")]);
    let [one, two, three] = steps.as_slice() else {
        panic!()
    };
    assert_eq!(
        one.body,
        Body::Json(json!({"user": "asha", "numbers": [1, 2.5, true], "deep": {"id": "${uuid.2}"}}))
    );
    assert_eq!(
        one.capture[0],
        ("next".to_owned(), Source::Header("location".to_owned()))
    );
    assert_eq!((one.within, two.within), (STEP_WITHIN, Duration::from_secs(2)));
    assert_eq!(two.expect.status, [200, 203]);
    assert_eq!(two.expect.json[0].1.len(), 2);
    assert_eq!(two.expect.json[1].1, [Test::Equals(json!("asha"))]);
    assert!(matches!(&three.body, Body::Form(fields) if fields.len() == 1));
}

#[test]
fn everything_is_said_at_once_with_its_line() {
    let wrong = r#"
[[step]]
name = "one"
methd = "GET"
path = "items"
expect = { status = 99 }
[[step]]
name = "one"
method = "CONNECT"
path = "/${tokn}"
headers = { "a b" = "x", Content-Length = "5" }
json = { a = "${" }
form = { a = "1" }
expect = { status = 200, json = { "$..a" = 1, "$.b" = { lenght = 3 }, "$.c" = { matches = "(" }, "$.d" = {} } }
capture = { seed = "$.a", x = "a", y = { header = "a", cookie = "b" }, z = { headr = "a" } }
[[step]]
path = "/"
within = "1ms"
[other]
"#;
    insta::assert_snapshot!(read(wrong).1, @r#"
    checks/a.toml:5: package-bad-value key=path valid=/path?name=value value=items
    checks/a.toml:6: package-out-of-range high=599 key=status low=100
    checks/a.toml:4: package-unknown-key key=methd nearest=method valid=within, method, path, headers, body, json, form, expect, capture, name
    checks/a.toml:9: package-bad-value key=method valid=GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS value=CONNECT
    checks/a.toml:10: package-unknown-name key=path nearest=seed valid=seed, uuid value=tokn
    checks/a.toml:11: package-bad-value key=Content-Length valid=accept, authorization, content-type, cookie, ... value=Content-Length
    checks/a.toml:11: package-bad-value key=a b valid=accept, authorization, content-type, cookie, ... value=a b
    checks/a.toml:13: package-bad-value key=form valid=json value=form
    checks/a.toml:12: package-bad-value key=json valid=${name} value=${
    checks/a.toml:14: package-bad-json-path key=$..a value=$..a
    checks/a.toml:14: package-unknown-key key=lenght nearest=length valid=tolerance, number, absent, length, equals, type, contains, matches, min, max
    checks/a.toml:14: package-bad-pattern key=matches value=(
    checks/a.toml:14: package-bad-value key=$.d valid={ type = "string" }, { equals = {} } value={}
    checks/a.toml:15: package-bad-value key=seed valid=a-z, 0-9, -, _ value=seed
    checks/a.toml:15: package-bad-json-path key=x value=a
    checks/a.toml:15: package-bad-value key=y valid="$.path", { header = "location" }, { cookie = "session" } value={}
    checks/a.toml:15: package-unknown-key key=headr nearest=header valid=header, cookie
    checks/a.toml:15: package-bad-value key=z valid="$.path", { header = "location" }, { cookie = "session" } value={}
    checks/a.toml:8: package-duplicate key=name value=one
    checks/a.toml:18: package-out-of-range high=30min key=within low=10ms
    checks/a.toml:16: package-missing-key key=expect
    checks/a.toml:19: package-unknown-key key=other nearest=step valid=step
    "#);
}

#[test]
fn a_name_must_have_a_value_by_then() {
    let both = "[[step]]\npath = \"/${a}\"\nexpect.status = 200\ncapture = { a = \"$\" }\n[[step]]\npath = \"/${a}/${b}\"\nexpect.status = 200\n";
    insta::assert_snapshot!(read(both).1, @r"
    checks/a.toml:2: package-unknown-name key=path nearest=seed valid=seed, uuid value=a
    checks/a.toml:6: package-unknown-name key=path nearest=a valid=seed, uuid, a value=b
    ");
    for empty in ["", "step = []", "[[step]"] {
        let (steps, findings) = read(empty);
        assert!(steps.is_empty() && !findings.is_empty(), "{empty}: {findings}");
    }
    let many = "[[step]]\npath = \"/\"\nexpect.status = 200\n".repeat(201);
    assert!(read(&many).1.contains("package-out-of-range"));
}

proptest! {
    #[test]
    fn no_edit_makes_it_panic(at in 0..RIGHT.len(), cut in 0usize..60, put in "[\\PC\n]{0,12}") {
        let end = (at + cut).min(RIGHT.len());
        if let (Some(head), Some(tail)) = (RIGHT.get(..at), RIGHT.get(end..)) {
            let _ = requests("a.toml", &format!("{head}{put}{tail}"));
        }
    }
}
