//! Who may do what: every operation of the API description, tried by everyone.
//!
//! A new operation without a row fails here: add its row, think about who may call it.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{Actor, House, jumla};

/// What happens to somebody: may, no token (401), not this role (403), not theirs to see (404).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    May,
    Unknown,
    Forbidden,
    Unseen,
}
use Fate::{Forbidden as F, May as Y, Unknown as U, Unseen as N};

/// Who tries, in the order of the columns below.
const WHO: [&str; 7] = [
    "anonymous",
    "stranger",
    "member",
    "coordinator",
    "outsider",
    "author",
    "operator",
];

/// Operation -> fate of each. `stranger` is a student of another team, `coordinator` of the team's own
/// university, `outsider` a coordinator of another one.
const TABLE: &[(&str, [Fate; 7])] = &[
    ("GET /healthz", [Y, Y, Y, Y, Y, Y, Y]),
    ("GET /readyz", [Y, Y, Y, Y, Y, Y, Y]),
    ("GET /v1", [Y, Y, Y, Y, Y, Y, Y]),
    ("GET /v1/receipt-keys", [Y, Y, Y, Y, Y, Y, Y]),
    ("GET /v1/whoami", [U, Y, Y, Y, Y, Y, Y]),
    ("GET /v1/organizations", [Y, Y, Y, Y, Y, Y, Y]),
    ("POST /v1/organizations", [U, F, F, F, F, F, Y]),
    ("GET /v1/organizations/{slug}", [Y, Y, Y, Y, Y, Y, Y]),
    ("POST /v1/organizations/{slug}/members", [U, F, F, Y, F, F, Y]),
    ("GET /v1/events", [Y, Y, Y, Y, Y, Y, Y]),
    ("GET /v1/events/{event}", [Y, Y, Y, Y, Y, Y, Y]),
    ("GET /v1/challenges", [Y, Y, Y, Y, Y, Y, Y]),
    ("POST /v1/challenges", [U, F, F, F, F, Y, Y]),
    ("GET /v1/challenges/{id}", [Y, Y, Y, Y, Y, Y, Y]),
    ("GET /v1/challenges/{id}/bundle", [Y, Y, Y, Y, Y, Y, Y]),
    ("GET /v1/teams", [U, Y, Y, Y, Y, Y, Y]),
    ("POST /v1/teams", [U, Y, Y, F, F, F, F]),
    ("GET /v1/teams/{id}", [U, N, Y, Y, N, N, Y]),
    ("POST /v1/teams/{id}/invitations", [U, N, Y, Y, N, N, F]),
    ("POST /v1/invitations/accept", [Y, Y, Y, F, F, F, F]),
    ("GET /v1/attempts", [U, N, Y, Y, N, N, Y]),
    ("GET /v1/submissions", [U, Y, Y, Y, Y, Y, Y]),
    ("GET /v1/submissions/{id}", [U, N, Y, Y, N, N, Y]),
    ("GET /v1/submissions/{id}/receipt", [U, N, Y, Y, N, N, Y]),
    ("GET /v1/submissions/{id}/report", [U, N, Y, F, N, N, Y]),
    ("GET /v1/submissions/{id}/judgings", [U, N, Y, F, N, N, Y]),
    ("GET /v1/submissions/{id}/events", [U, N, Y, Y, N, N, Y]),
    ("POST /v1/seals", [U, N, Y, N, N, N, N]),
    ("GET /v1/seals/{id}", [U, N, Y, N, N, N, N]),
    ("HEAD /v1/seals/{id}/content", [U, N, Y, N, N, N, N]),
    ("DELETE /v1/seals/{id}/content", [U, N, Y, N, N, N, N]),
    ("PATCH /v1/seals/{id}/content", [U, N, Y, N, N, N, N]),
    ("POST /v1/seals/{id}/finish", [U, N, Y, N, N, N, N]),
    ("POST /v1/bundles", [U, N, Y, Y, N, N, Y]),
    ("GET /v1/queue", [U, F, F, F, F, F, Y]),
    ("GET /v1/workers", [U, F, F, F, F, F, Y]),
    ("GET /v1/letters", [U, F, F, F, F, F, Y]),
    ("POST /v1/letters/retry", [U, F, F, F, F, F, Y]),
    ("POST /v1/letters/{id}/retry", [U, F, F, F, F, F, Y]),
    ("GET /v1/rejudgings", [U, F, F, F, F, F, Y]),
    ("POST /v1/rejudgings", [U, F, F, F, F, F, Y]),
    ("GET /v1/rejudgings/{id}", [U, F, F, F, F, F, Y]),
    ("GET /v1/rejudgings/{id}/items", [U, F, F, F, F, F, Y]),
    ("POST /v1/rejudgings/{id}/apply", [U, F, F, F, F, F, Y]),
    ("POST /v1/rejudgings/{id}/drop", [U, F, F, F, F, F, Y]),
    ("GET /v1/leaderboard", [Y, Y, Y, Y, Y, Y, Y]),
    ("DELETE /v1/teams/{id}/members/me", [U, N, Y, N, N, N, N]),
];

#[test]
fn every_operation_is_for_whom_the_table_says() {
    let house = House::on_sqlite();
    let world = World::new(&house);
    let table: BTreeMap<&str, [Fate; 7]> = TABLE.iter().copied().collect();
    let mut wrong = Vec::new();
    for operation in in_order(operations(&world.people[0])) {
        let Some(row) = table.get(operation.as_str()) else {
            wrong.push(format!("{operation}: no row; add one to TABLE in {}", file!()));
            continue;
        };
        for ((name, person), fate) in WHO.iter().zip(&world.people).zip(row) {
            let seen = world.try_as(person, &operation);
            if seen != *fate {
                wrong.push(format!(
                    "{operation} as {name}: {seen:?}, the table says {fate:?}"
                ));
            }
        }
    }
    let known = operations(&world.people[0]);
    wrong.extend(
        table
            .keys()
            .filter(|o| !known.contains(&(**o).to_owned()))
            .map(|o| format!("{o}: is no operation any more")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Leaving the team comes last, or the member would be a stranger for what follows.
fn in_order(mut operations: Vec<String>) -> Vec<String> {
    operations.sort_by_key(|o| (o.starts_with("DELETE"), o.clone()));
    operations
}

/// `METHOD /path` of everything in the description.
fn operations(anyone: &Actor) -> Vec<String> {
    let description = anyone.get("/v1/openapi.json").is(200);
    let mut found = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        found.extend(
            methods
                .as_object()
                .unwrap()
                .keys()
                .map(|m| format!("{} {path}", m.to_uppercase())),
        );
    }
    assert!(found.len() >= 20, "the description is empty");
    found
}

struct World {
    people: [Actor; 7],
    team: String,
    submission: String,
    seal: String,
    rejudging: String,
    /// A seal of the commit that was submitted, as JSON.
    new_seal: Value,
}

impl World {
    fn new(house: &House) -> Self {
        let author = house.with_jumla();
        for slug in ["udom", "udsm"] {
            house.organization(slug, "university");
        }
        let member = house.person("member", "student", Some("udom"));
        let stranger = house.person("stranger", "student", Some("udom"));
        member.makes_team("Blue");
        stranger.makes_team("Red");
        let work = member.repository_of("work", &jumla().join("solutions/full"));
        let receipt = member.pushes(&work, "blue", "jumla");
        member.waits_for_report(&receipt["submission"]);
        let text = |v: &Value| v.as_str().unwrap().to_owned();
        let new_seal = json!({"event": "wazi", "team": "blue", "challenge": "jumla",
            "commit": receipt["commit"], "tree": receipt["tree"]});
        let seal = member.post("/v1/seals", &new_seal).is(201);
        let people = [
            house.stranger("anonymous"),
            stranger,
            member,
            house.person("coordinator", "coordinator", Some("udom")),
            house.person("outsider", "coordinator", Some("udsm")),
            author,
            house.operator(),
        ];
        let again = json!({"reason": "try", "submission": receipt["submission"]});
        let rejudging = people[6].post("/v1/rejudgings", &again).is(201);
        Self {
            people,
            team: text(&receipt["team"]["id"]),
            submission: text(&receipt["submission"]),
            seal: text(&seal["id"]),
            rejudging: text(&rejudging["id"]),
            new_seal,
        }
    }

    /// The head of a bundle of the team, without its pack.
    fn bundle(&self) -> Vec<u8> {
        let commit = self.new_seal["commit"].as_str().unwrap();
        format!("# v2 git bundle\n{commit} refs/heads/main\n{commit} refs/ubunifu/wazi/blue/jumla\n\n")
            .into_bytes()
    }

    /// Who gets as far as being told that the body is wrong was allowed in.
    fn try_as(&self, person: &Actor, operation: &str) -> Fate {
        let (method, template) = operation.split_once(' ').unwrap();
        let id = match template {
            t if t.contains("/teams/") => &self.team,
            t if t.contains("/submissions/") => &self.submission,
            t if t.contains("/seals/") => &self.seal,
            t if t.contains("/rejudgings/") => &self.rejudging,
            // No letter was given up; who is told so was allowed to ask.
            t if t.contains("/letters/") => &self.submission,
            _ => "jumla",
        };
        let path = template
            .replace("{id}", id)
            .replace("{slug}", "udom")
            .replace("{event}", "wazi");
        let path = match template {
            "/v1/attempts" => format!("{path}?team={}&challenge=jumla", self.team),
            _ => path,
        };
        let body = (method == "POST").then(|| match template {
            "/v1/challenges" => (b"junk".to_vec(), "application/zstd"),
            "/v1/invitations/accept" => (b"{\"code\": \"0000-0000-0000\"}".to_vec(), "application/json"),
            "/v1/organizations/{slug}/members" => (
                b"{\"name\": \"X\", \"role\": \"student\"}".to_vec(),
                "application/json",
            ),
            "/v1/seals" => (self.new_seal.to_string().into_bytes(), "application/json"),
            "/v1/bundles" => (self.bundle(), "application/x-git-bundle"),
            _ => (b"{}".to_vec(), "application/json"),
        });
        let piece = (Vec::new(), "application/offset+octet-stream");
        let body = if method == "PATCH" { Some(piece) } else { body };
        let answer = person.request(method, &path, body);
        match answer.status {
            401 => U,
            403 => F,
            404 if method == "HEAD" => N,
            404 if answer.code() != "invitation.invalid" => N,
            500.. => panic!("{operation} as {}: {answer:?}", person.name),
            _ => Y,
        }
    }
}
