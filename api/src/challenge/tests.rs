//! Publishing real packages into a real store.
use std::fs;
use std::path::Path;

use tempfile::{NamedTempFile, TempDir};
use wire::{OrganizationKind, Published, Role};

use super::*;
use crate::account::Account;
use crate::blobs::Shelf;
use crate::organization::Organization;
use crate::testing::House;

const MANIFEST: &str = r#"format = "challenge/1"
id = "mfano"
uuid = "6f0a6c1e-6a0e-4a7e-9a62-0d7f6b1f3c12"
version = "VERSION"
languages = ["sw", "en"]
title = { sw = "Mfano", en = "Example" }
license = "CC-BY-4.0"
rights = "team-retains"
starter = { shell = "starter/shell" }
[[group]]
id = "public"
points = 20
visibility = "public"
[[group]]
id = "hidden"
points = 30
visibility = "hidden"
[[check]]
id = "echo"
group = "public"
kind = "run"
title = { sw = "Mwangwi", en = "Echo" }
cases = "data/public/echo/*"
run = ["./run"]
[[check]]
id = "siri"
group = "hidden"
kind = "run"
title = { sw = "Siri", en = "Secret" }
cases = "data/hidden/echo/*"
run = ["./run"]
"#;

fn package(version: &str, statement: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("challenge.toml", MANIFEST.replace("VERSION", version).as_str()),
        ("statement.sw.md", "# Mfano\n"),
        ("statement.en.md", statement),
        ("starter/shell/run", "#!/bin/sh\necho\n"),
        ("data/public/echo/1.in", "moja\n"),
        ("data/public/echo/1.ans", "moja\n"),
        ("data/hidden/echo/1.in", "siri\n"),
        ("data/hidden/echo/1.ans", "siri\n"),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

struct Desk {
    house: House,
    author: Account,
    owner: Organization,
}

impl Desk {
    async fn open() -> Self {
        let house = House::open().await;
        let owner = house.organization("ega", OrganizationKind::Institution).await;
        let author = house.member(&owner, "Neema", Role::Author).await;
        Self { house, author, owner }
    }

    async fn publish(&self, package: &Path) -> Result<Published> {
        let archive = NamedTempFile::new().unwrap();
        judge::archive::pack(package, archive.reopen().unwrap()).unwrap();
        publish(&self.house.app, &self.author, &self.owner, archive).await
    }

    async fn listed(&self) -> Version {
        let db = self.house.app.db().read();
        let event = crate::event::current(db).await.unwrap();
        listed(db, event.id, "mfano").await.unwrap()
    }
}

fn left_behind(house: &House) -> usize {
    let scratch = fs::read_dir(house.app.folder("tmp")).unwrap().count();
    let blobs = fs::read_dir(house.app.folder("blobs")).map_or(0, Iterator::count);
    scratch + blobs
}

#[tokio::test]
async fn a_version_is_published_once_and_its_bundle_holds_nothing_hidden() {
    let desk = Desk::open().await;
    let folder = package("1.0.0", "# Example\n");
    assert!(desk.publish(folder.path()).await.unwrap().created);
    assert!(!desk.publish(folder.path()).await.unwrap().created);
    let version = desk.listed().await;
    let outline = details(version.clone()).unwrap();
    assert_eq!(outline.checks.len(), 1);
    assert_eq!(outline.summary.organization, "ega");
    let bundle = desk.house.app.blobs().path(Shelf::Bundles, &version.bundle_hash);
    assert_eq!(fs::metadata(&bundle).unwrap().len(), outline.bundle_size);
    let unpacked = tempfile::tempdir().unwrap();
    let limits = judge::archive::Limits::PACKAGE;
    judge::archive::unpack(fs::File::open(bundle).unwrap(), unpacked.path(), limits).unwrap();
    assert!(unpacked.path().join("data/public/echo/1.ans").exists());
    assert!(!unpacked.path().join("data/hidden").exists());
}

#[tokio::test]
async fn the_event_lists_the_newest_version_and_older_ones_are_refused() {
    let desk = Desk::open().await;
    for version in ["1.9.0", "1.10.0"] {
        desk.publish(package(version, "# Example\n").path())
            .await
            .unwrap();
    }
    assert_eq!(desk.listed().await.version, "1.10.0");
    for (version, statement, code) in [
        ("1.9.1", "# Example\n", Code::ChallengeVersionOld),
        ("1.10.0", "# Other\n", Code::ChallengeVersionExists),
    ] {
        let refused = desk.publish(package(version, statement).path()).await;
        assert_eq!(refused.unwrap_err().code(), code, "{version}");
    }
    assert_eq!(desk.listed().await.version, "1.10.0");
}

#[tokio::test]
async fn a_wrong_package_is_told_whole_and_leaves_nothing() {
    let desk = Desk::open().await;
    let folder = package("one", "# Example\n");
    fs::remove_file(folder.path().join("statement.en.md")).unwrap();
    let error = desk.publish(folder.path()).await.unwrap_err();
    let (_, lines) = error.words(wire::Language::En);
    assert!(
        lines.iter().any(|line| line.starts_with("challenge.toml:4: ")),
        "{lines:?}"
    );
    assert!(
        lines.iter().any(|line| line.contains("statement.en.md")),
        "{lines:?}"
    );
    assert_eq!(left_behind(&desk.house), 0);
}

#[tokio::test]
async fn a_missing_or_damaged_package_is_made_again_from_the_store() {
    let desk = Desk::open().await;
    desk.publish(package("1.0.0", "# Example\n").path())
        .await
        .unwrap();
    let (app, version) = (&desk.house.app, desk.listed().await);
    let folder = app.folder("packages").join(&version.hash);
    fs::write(folder.join("data/hidden/echo/1.ans"), "something else\n").unwrap();
    let mended = super::package(app, &version).await.unwrap();
    assert_eq!(
        (mended.hash.as_str(), &mended.root),
        (version.hash.as_str(), &folder)
    );
    let answer = fs::read_to_string(folder.join("data/hidden/echo/1.ans")).unwrap();
    assert_eq!(answer, "siri\n");
    fs::remove_dir_all(&folder).unwrap();
    let (one, two) = tokio::join!(super::package(app, &version), super::package(app, &version));
    assert_eq!((one.unwrap().root, two.unwrap().root), (folder.clone(), folder));
}

#[tokio::test]
async fn a_package_whose_runtime_is_not_here_is_refused() {
    let desk = Desk::open().await;
    let folder = package("1.0.0", "# Example\n");
    let asks = |runtime: &str| {
        let text = MANIFEST.replace("VERSION", "1.0.0");
        let asked = format!("[environment]\nruntime = {runtime}\n[[group]]\n");
        fs::write(
            folder.path().join("challenge.toml"),
            text.replacen("[[group]]\n", &asked, 1),
        )
        .unwrap();
    };
    let pinned = |hex: &str| format!("{{ name = \"ganda\", digest = \"sha256:{hex}\" }}");
    asks("\"ganda\"");
    let refused = desk.publish(folder.path()).await.unwrap_err();
    assert_eq!(refused.code(), Code::ChallengeRuntime);
    assert_eq!(left_behind(&desk.house), 0);
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("bin")).unwrap();
    fs::copy("/bin/sh", root.path().join("bin/sh")).unwrap();
    let store = desk.house.app.runtimes().store();
    let scratch = store.scratch().unwrap();
    let imported = store.import("ganda", (root.path(), scratch.path()), &mut |_| {});
    let digest = imported.unwrap().runtime.digest;
    asks(&pinned(&"0".repeat(64)));
    let refused = desk.publish(folder.path()).await.unwrap_err();
    assert_eq!(refused.code(), Code::ChallengeRuntimeDigest);
    asks(&pinned(digest.trim_start_matches("sha256:")));
    assert!(desk.publish(folder.path()).await.unwrap().created);
    let told = runtime(&desk.house.app, &desk.listed().await).await.unwrap();
    assert_eq!(told.map(|told| told.digest), Some(digest));
}
