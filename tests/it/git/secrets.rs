//! Nobody gets another team's object, by whatever name it is asked for.
use super::post::packet;
use crate::harness::{Actor, House, jumla};

const PATH: &str = "/git/wazi/{}/jumla.git";

fn path(team: &str) -> String {
    PATH.replace("{}", team)
}

/// Asks `team`'s repository for the object `id`, in the old protocol and in the new; the answers.
fn ask(actor: &Actor, team: &str, id: &str) -> [String; 2] {
    let old = [
        &packet(format!("want {id} side-band-64k ofs-delta\n").as_bytes())[..],
        b"0000",
        &packet(b"done\n"),
    ];
    let new = [
        &packet(b"command=fetch")[..],
        &packet(b"object-format=sha1"),
        b"0001",
        &packet(format!("want {id}\n").as_bytes()),
        &packet(b"done\n"),
        b"0000",
    ];
    [(old.concat(), "version=0"), (new.concat(), "version=2")].map(|(body, version)| {
        let answer = ureq::post(format!("{}{}/git-upload-pack", actor.server, path(team)))
            .config()
            .http_status_as_error(false)
            .build()
            .header("git-protocol", version)
            .header("content-type", "application/x-git-upload-pack-request")
            .header(
                "authorization",
                format!("Bearer {}", actor.token.as_deref().unwrap()),
            )
            .send(&body[..])
            .unwrap();
        let status = answer.status();
        let body = answer.into_body().read_to_vec().unwrap();
        format!("{} {status}", String::from_utf8_lossy(&body))
    })
}

#[test]
fn an_object_is_where_its_team_is_and_nowhere_else() {
    let house = House::on_sqlite();
    house.with_jumla();
    let (ada, eve) = (house.student("ada"), house.student("eve"));
    ada.makes_team("Blue");
    eve.makes_team("Red");
    let mine = ada.repository_of("work", &jumla().join("solutions/full"));
    ada.pushes(&mine, "blue", "jumla");
    let hers = eve.repository_of("work", &jumla().join("solutions/partial"));
    eve.pushes(&hers, "red", "jumla");
    let id = |actor: &Actor, folder: &std::path::Path, name| {
        actor.git(folder, &["rev-parse", name]).ok().trim().to_owned()
    };
    let (commit, blob) = (id(&ada, &mine, "HEAD"), id(&ada, &mine, "HEAD:run"));

    for object in [&commit, &blob] {
        for told in ask(&eve, "red", object) {
            assert!(told.contains("not our ref") && !told.contains("PACK"), "{told}");
        }
        for told in ask(&eve, "blue", object) {
            assert!(told.contains("404") && !told.contains("PACK"), "{told}");
        }
    }
    assert!(
        ask(&ada, "blue", &commit)
            .iter()
            .all(|told| told.contains("PACK"))
    );

    // A force push takes the old commit off every branch: the old protocol does not give it out by its name.
    ada.git(&mine, &["commit", "--quiet", "--amend", "--message", "anew"])
        .ok();
    ada.pushes(&mine, "blue", "jumla");
    let [old, _] = ask(&ada, "blue", &commit);
    assert!(old.contains("not our ref") && !old.contains("PACK"), "{old}");
}

/// A pack that only names what another team has does not bring it along.
#[test]
fn a_change_of_another_teams_object_finds_nothing() {
    let house = House::on_sqlite();
    house.with_jumla();
    let (ada, eve) = (house.student("ada"), house.student("eve"));
    ada.makes_team("Blue");
    eve.makes_team("Red");
    let mine = ada.repository_of("work", &jumla().join("solutions/full"));
    ada.pushes(&mine, "blue", "jumla");
    let blob = ada.git(&mine, &["rev-parse", "HEAD:run"]).ok();
    let blob = git2::Oid::from_str(blob.trim()).unwrap();
    let pack = super::pack::Pack::of(1).change_of_named(blob.as_bytes(), b"\x10\x02\x90\x02");
    let sent = super::post::Push::main(blob, pack.sealed());
    let seen = super::post::Refs::of(&eve, &path("red"));
    let told = super::post::push(&eve, &path("red"), sent.body(&seen));
    assert!(told.contains("Objects are missing"), "{told}");
    // Nor does a commit whose tree she only knows by name.
    let tree = ada.git(&mine, &["rev-parse", "HEAD^{tree}"]).ok();
    let mut forge = super::forge::Forge::new();
    let commit = forge.commit(git2::Oid::from_str(tree.trim()).unwrap());
    let sent = super::post::Push::main(commit, forge.pack());
    let told = super::post::push(&eve, &path("red"), sent.body(&seen));
    assert!(told.contains("Objects are missing"), "{told}");
}
