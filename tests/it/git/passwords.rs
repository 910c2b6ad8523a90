//! Tokens as git's own helpers keep and give them.
use crate::harness::{Actor, House, jumla};

/// The address without anything secret in it.
fn bare(actor: &Actor) -> String {
    format!("{}/git/wazi/blue/jumla.git", actor.server)
}

fn store(actor: &Actor) -> String {
    format!(
        "credential.helper=store --file={}",
        actor.home.join("stored").display()
    )
}

fn keep(actor: &Actor, token: &str) {
    let line = actor.server.replace("http://", &format!("http://ada:{token}@"));
    std::fs::write(actor.home.join("stored"), line + "\n").unwrap();
}

#[test]
fn a_stored_token_is_asked_for_once_and_kept_or_forgotten() {
    let house = House::on_sqlite();
    house.with_jumla();
    let ada = house.student("ada");
    ada.makes_team("Blue");
    let work = ada.repository_of("work", &jumla().join("solutions/full"));

    // Nobody to ask: a clear end, not a loop.
    let told = ada.git(&work, &["push", &bare(&ada), "HEAD:main"]).fails(128);
    assert!(told.contains("could not read Username"), "{told}");

    keep(&ada, ada.token.as_deref().unwrap());
    let helper = store(&ada);
    // Larger than git's buffer: the body cannot be sent twice, so the token must be asked for before.
    std::fs::write(work.join("noise"), super::client::noise(3, 700_000)).unwrap();
    ada.commit(&work, "noise");
    let small = "http.postBuffer=65536";
    ada.git(
        &work,
        &["-c", &helper, "-c", small, "push", &bare(&ada), "HEAD:main"],
    )
    .ok();
    ada.git(
        &ada.home,
        &["-c", &helper, "clone", "--quiet", &bare(&ada), "copy"],
    )
    .ok();

    // A token that is no more is forgotten by the helper, so that git asks for the new one.
    keep(&ada, "ubu_old");
    ada.git(&work, &["-c", &helper, "fetch", &bare(&ada)]).fails(128);
    assert_eq!(std::fs::read_to_string(ada.home.join("stored")).unwrap(), "");
}

#[test]
fn a_helper_is_told_the_realm_and_what_is_asked_for() {
    let house = House::on_sqlite();
    house.with_jumla();
    let ada = house.student("ada");
    ada.makes_team("Blue");
    let heard = ada.home.join("heard");
    let token = ada.token.as_deref().unwrap();
    let helper = format!(
        "credential.helper=!f() {{ echo $1 >> {0}; cat >> {0}; test $1 != get || printf 'username=x\\npassword={token}\\n'; }}; f",
        heard.display()
    );
    ada.git(&ada.home, &["-c", &helper, "ls-remote", &bare(&ada)])
        .ok();
    let heard = std::fs::read_to_string(heard).unwrap();
    // Git says it since 2.41; what the server says is looked at below.
    assert!(
        !heard.contains("wwwauth[]") || heard.contains("wwwauth[]=Basic realm=\"ubunifu\""),
        "{heard}"
    );
    assert!(
        heard.contains("get\n") && heard.contains("store\n") && !heard.contains("erase\n"),
        "{heard}"
    );
}

#[test]
fn both_services_challenge_before_anything_else() {
    let house = House::on_sqlite();
    house.with_jumla();
    let ada = house.student("ada");
    ada.makes_team("Blue");
    let nobody = house.stranger("nobody");
    for service in ["git-receive-pack", "git-upload-pack"] {
        for (method, path) in [
            ("GET", format!("info/refs?service={service}")),
            ("POST", service.to_owned()),
        ] {
            let body = (method == "POST").then(|| (b"0000".to_vec(), "application/x-git"));
            let answer = nobody.request(method, &format!("/git/wazi/blue/jumla.git/{path}"), body);
            assert_eq!(answer.status, 401, "{method} {path}");
            assert!(
                answer
                    .header("www-authenticate")
                    .unwrap()
                    .starts_with("Basic realm=")
            );
        }
    }
}
