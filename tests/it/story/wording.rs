//! Refusals that say what holds and what to do, in the words of whoever reads them.
use crate::harness::{Actor, House, Output, jumla, stories};

/// Ada with a team and a repository of a full solution.
fn ada(house: &House) -> (Actor, std::path::PathBuf) {
    house.with_jumla();
    let ada = house.student("ada");
    ada.makes_team("Blue");
    let work = ada.repository_of("work", &jumla().join("solutions/full"));
    (ada, work)
}

/// A push by a git that asks for English.
fn pushes(ada: &Actor, work: &std::path::Path, what: [&str; 2]) -> Output {
    let english = ["-c", "http.extraHeader=accept-language: en", "push"];
    ada.git(work, &[&english[..], &what].concat())
}

/// The problem that `request` gets, in Swahili.
fn problem<B>(
    request: ureq::RequestBuilder<B>,
    send: impl FnOnce(ureq::RequestBuilder<B>) -> ureq::http::Response<ureq::Body>,
) -> wire::Problem {
    let mut answer = send(
        request
            .header("accept-language", "sw")
            .config()
            .http_status_as_error(false)
            .build(),
    );
    answer.body_mut().read_json().unwrap()
}

stories! {
    /// An event that is not open says when it will be, or when it was; and names a command.
    fn a_closed_event_says_when(house) {
        let (ada, work) = ada(house);
        let repository = ada.repository("blue", "jumla");
        let push = [repository.as_str(), "HEAD:main"];
        house.admin(&["event", "--opens", "2099-01-01T00:00:00Z"]).ok();
        let told = pushes(&ada, &work, push).fails(128);
        assert!(told.contains("it opens on 01/01/2099 03:00:00 EAT"), "{told}");
        assert!(told.contains("ubunifu check"), "{told}");
        house.admin(&["event", "--opens", "2020-01-01T00:00:00Z", "--closes", "2026-01-01T00:00:00Z", "--grace", "0"]).ok();
        let told = pushes(&ada, &work, push).fails(128);
        assert!(told.contains("it ended on 01/01/2026 03:00:00 EAT"), "{told}");
        assert!(told.contains("ubunifu status") && !told.contains("/v1/events"), "{told}");
    }

    /// What logs the CLI in does nothing for git: its password is the token.
    fn git_is_told_where_the_token_goes(house) {
        let (ada, work) = ada(house);
        let repository = ada.with_token("ubu_old").repository("blue", "jumla");
        let told = pushes(&ada, &work, [&repository, "HEAD:main"]).fails(128);
        assert!(told.contains("The token is the password"), "{told}");
        assert!(!told.contains("ubunifu login"), "{told}");
    }

    /// A tag is submitted by the command that the refusal names; main is not deleted, and what may be done is said.
    fn what_cannot_be_pushed_has_a_next_step(house) {
        let (ada, work) = ada(house);
        let repository = ada.repository("blue", "jumla");
        ada.git(&work, &["tag", "--annotate", "--message", "one", "v1"]).ok();
        let told = pushes(&ada, &work, [&repository, "v1"]).fails(1);
        assert!(told.contains("git push URL refs/tags/v1^0:refs/heads/main"), "{told}");
        pushes(&ada, &work, [&repository, "refs/tags/v1^0:refs/heads/main"]).ok();
        let told = pushes(&ada, &work, [&repository, ":main"]).fails(1);
        assert!(told.contains("git push --force URL HEAD:main"), "{told}");
        assert_eq!(house.count("submission"), 1);
    }

    /// Whatever cannot be read is said in the reader's language, also where the address is git's.
    fn nothing_is_english_in_swahili(house) {
        let (ada, _) = ada(house);
        let token = format!("Bearer {}", ada.token.clone().unwrap());
        let get = |path: &str| {
            let request = ureq::get(format!("{}{path}", ada.server)).header("authorization", &token);
            problem(request, |request| request.call().unwrap())
        };
        let post = |path: &str, (name, value): (&str, &str), body: &str| {
            let request = ureq::post(format!("{}{path}", ada.server)).header("authorization", &token);
            problem(request.header(name, value), |request| request.send(body).unwrap())
        };
        let json = ("content-type", "application/json");
        let refs = "/git/wazi/blue/jumla.git/info/refs?service=git-upload-pack";
        for (told, code, detail) in [
            (get("/git/%ff/blue/jumla.git/info/refs?service=git-upload-pack"), "not-found", "Hakuna kitu"),
            (get(&format!("{refs}&service=x")), "request.invalid", "`service` imeandikwa mara mbili"),
            (get("/v1/leaderboard?evnt=x"), "request.invalid", "`evnt` haijulikani hapa"),
            (post("/v1/teams", json, "{"), "request.invalid", "si JSON"),
            (post("/v1/teams", json, "{}"), "request.invalid", "`name` haipo"),
            (
                post("/git/wazi/blue/jumla.git/git-receive-pack", ("content-encoding", "br"), "x"),
                "request.encoding", "kimefungwa",
            ),
        ] {
            assert_eq!(told.code, code, "{told:?}");
            assert!(told.detail.contains(detail), "{told:?}");
        }
    }
}
