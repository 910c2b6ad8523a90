//! A challenge on a runtime of its own: asked for, missing, imported, and the same one everywhere.
use serde_json::Value;

use crate::harness::{House, copy, root};

/// An image around busybox; `extra` makes another one of it.
fn image(house: &House, extra: &[&str]) -> String {
    let path = house.folder("images").join(format!("image-{}.tar", extra.len()));
    let script = root().join("tests/fixtures/runtimes/busybox");
    let made = std::process::Command::new(script).arg(&path).args(extra).status();
    assert!(made.unwrap().success());
    path.display().to_string()
}

#[test]
fn a_runtime_is_the_same_on_laptop_and_server() {
    let house = House::on_sqlite();
    let (author, ganda) = (
        house.author("wizara"),
        root().join("tests/fixtures/challenges/ganda"),
    );
    let package = ganda.to_str().unwrap();
    // Nobody has it yet: each says so, with the command that helps.
    let told = author.cli(&["challenge", "publish", package]).fails(5);
    assert!(
        told.contains("ubunifu-server admin runtime import busybox FILE"),
        "{told}"
    );
    assert_eq!(house.count("challenge_version"), 0);
    let told = author.cli(&["challenge", "verify", package]).fails(6);
    assert!(told.contains("ubunifu runtime import busybox FILE"), "{told}");

    // The running server takes it up.
    let image = image(&house, &[]);
    let printed = house.admin(&["runtime", "import", "busybox", &image]).ok();
    let digest = printed.trim().strip_prefix("busybox ").unwrap().to_owned();
    author.cli(&["challenge", "publish", package]).ok();
    let shown = author.get("/v1/challenges/ganda").is(200);
    assert_eq!(shown["runtime"]["digest"], digest.as_str());

    let ada = house.student("ada");
    ada.makes_team("Blue");
    ada.cli(&["fetch", "ganda"]).ok();
    let work = ada.home.join("ganda");
    copy(&ganda.join("solutions/full"), &work);
    ada.commit(&work, "full");
    let told = ada.cli_in(&work, &["check"]).fails(6);
    assert!(told.contains("ubunifu runtime import busybox FILE"), "{told}");
    let imported: Value = ada
        .cli(&["runtime", "import", "busybox", &image, "--json"])
        .json();
    assert_eq!(imported["digest"], digest.as_str());
    let local: Value = ada.cli_in(&work, &["check", "--json"]).json();
    assert_eq!(
        (&local["verdict"], &local["runtime"]["digest"]),
        (&"accepted".into(), &digest.as_str().into())
    );
    assert!(local["notices"].is_null(), "{local}");
    let sent: Value = ada.cli_in(&work, &["submit", "--yes", "--json"]).json();
    assert_eq!(
        (&sent["points"], &sent["runtime"]),
        (&100.into(), &local["runtime"])
    );

    the_server_changes_it(&house, (&ada, &work), &digest);
}

/// Another tree under the same name: told to whoever has the old one, used for the next judging.
fn the_server_changes_it(
    house: &House,
    (ada, work): (&crate::harness::Actor, &std::path::Path),
    digest: &str,
) {
    let other = image(house, &["moja"]);
    let changed: Value = house
        .admin(&["runtime", "import", "busybox", &other, "--json"])
        .json();
    assert_eq!(changed["replaced"], digest);
    ada.cli_in(work, &["fetch"]).ok();
    let local: Value = ada.cli_in(work, &["check", "--json"]).json();
    assert_eq!(local["verdict"], "accepted");
    assert!(
        local["notices"]
            .to_string()
            .contains(changed["digest"].as_str().unwrap()),
        "{local}"
    );
    let told = ada.cli_in(work, &["check"]).ok();
    assert!(told.contains("ubunifu runtime import busybox FILE"), "{told}");
    ada.commit(work, "again");
    let sent: Value = ada.cli_in(work, &["submit", "--yes", "--json"]).json();
    assert_eq!(
        (&sent["points"], &sent["runtime"]["digest"]),
        (&100.into(), &changed["digest"])
    );

    let listed: Value = house.admin(&["runtime", "list", "--json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    house.admin(&["runtime", "remove", "busybox"]).ok();
    let told = house.admin(&["runtime", "remove", "busybox"]).fails(1);
    assert!(told.contains("busybox"), "{told}");
    let broken = house.folder("images").join("broken.tar");
    std::fs::write(&broken, "no tar at all").unwrap();
    let told = house
        .admin(&["runtime", "import", "busybox", broken.to_str().unwrap()])
        .fails(1);
    assert!(told.contains("OCI"), "{told}");
}
