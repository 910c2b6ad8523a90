//! Errors are problem documents in the reader's language, whatever comes in.
use serde_json::json;

use crate::harness::stories;

stories! {
    /// Whatever is sent, the answer is a problem with code, sentence and next step; never a 500, never plain text.
    fn bad_input_gets_a_problem(house) {
        let student = house.student("ada");
        let json = |text: &str| Some((text.as_bytes().to_vec(), "application/json"));
        let tries = [
            ("GET", "/nowhere", None, 404),
            ("GET", "/v1/challenges/UPPER..case", None, 404),
            ("GET", "/v1/teams/not-a-uuid", None, 404),
            ("GET", "/v1/submissions?limit=0", None, 422),
            ("GET", "/v1/submissions?limit=many", None, 400),
            ("GET", "/v1/leaderboard?cursor=%00%ff", None, 422),
            ("GET", "/v1/leaderboard?event=none", None, 404),
            ("PUT", "/v1/teams", json("{}"), 405),
            ("POST", "/v1/teams", json("{"), 400),
            ("POST", "/v1/teams", json("{\"name\": 5}"), 400),
            ("POST", "/v1/teams", json("{\"name\": \"Blue\", \"nmae\": 1}"), 400),
            ("POST", "/v1/teams", json("{\"name\": \"\"}"), 422),
            ("POST", "/v1/teams", json("{\"name\": \"a\\u202eb\"}"), 422),
            ("POST", "/v1/teams", Some((b"name=Blue".to_vec(), "text/plain")), 415),
            ("POST", "/v1/invitations/accept", json("{\"code\": \"AAAA\"}"), 404),
        ];
        for (method, path, body, status) in tries {
            let answer = student.request(method, path, body);
            assert_eq!(answer.status, status, "{method} {path}: {}", String::from_utf8_lossy(&answer.body));
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{method} {path}");
            let problem: wire::Problem = answer.json();
            assert!(!problem.detail.starts_with("problem-"), "{problem:?}");
            assert!(!problem.hints.is_empty(), "{problem:?}");
        }
        assert_eq!(house.count("team"), 0);
    }

    /// The sentence follows Accept-Language; Swahili is the default.
    fn problems_speak_the_readers_language(house) {
        let anybody = house.stranger("anybody");
        let ask = |language: &str| {
            let mut answer = ureq::get(format!("{}/v1/whoami", anybody.server))
                .header("accept-language", language).config().http_status_as_error(false).build().call().unwrap();
            answer.body_mut().read_json::<wire::Problem>().unwrap().detail
        };
        assert_eq!(ask("en-GB,en;q=0.9"), "This request carries no token.");
        assert_eq!(ask("sw"), ask("fr"));
        assert_ne!(ask("sw"), ask("en"));
    }

    /// A long list comes in parts that fit together.
    fn lists_are_pages(house) {
        let operator = house.operator();
        for n in 0..5 {
            operator.post("/v1/organizations", &json!({"slug": format!("org-{n}"), "name": "X", "kind": "partner"})).is(201);
        }
        let mut seen = Vec::new();
        let mut path = "/v1/organizations?limit=2".to_owned();
        loop {
            let page = operator.get(&path).is(200);
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 2);
            seen.extend(items.iter().map(|o| o["slug"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/v1/organizations?limit=2&cursor={next}");
        }
        seen.sort();
        assert_eq!(seen, ["org-0", "org-1", "org-2", "org-3", "org-4"]);
    }
}
