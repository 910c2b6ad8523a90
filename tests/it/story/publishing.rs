//! Institutions publish challenges; readers get everything that is not hidden.
use crate::harness::{copy, jumla, stories};

stories! {
    /// Published, listed, shown, and published again without a change.
    fn a_package_is_published_once(house) {
        let author = house.with_jumla();
        let package = jumla();
        let again: serde_json::Value = author.cli(&["challenge", "publish", package.to_str().unwrap(), "--json"]).json();
        assert_eq!(again["created"], false);
        let anybody = house.stranger("anybody");
        let list = anybody.get("/v1/challenges").is(200);
        assert_eq!(list["items"][0]["id"], "jumla");
        let shown = anybody.get("/v1/challenges/jumla").is(200);
        assert!(shown["statement"]["sw"].as_str().unwrap().contains("Jumla"));
        assert_eq!(shown["max"], 100);
    }

    /// A package with mistakes is refused with all of them, before and at the server.
    fn a_broken_package_is_refused_with_every_mistake(house) {
        let author = house.author("wizara");
        let folder = house.folder("broken").join("jumla");
        copy(&jumla(), &folder);
        let manifest = std::fs::read_to_string(folder.join("challenge.toml")).unwrap();
        let broken = manifest.replace("compare =", "compair =").replace("group = \"hidden\"", "group = \"hiden\"");
        std::fs::write(folder.join("challenge.toml"), broken).unwrap();
        let told = author.cli(&["challenge", "publish", folder.to_str().unwrap()]).fails(6);
        assert!(told.contains("compair") && told.contains("compare") && told.contains("challenge.toml:"), "{told}");
        assert_eq!(house.count("challenge_version"), 0);
    }

    /// Changed content under the same version is refused; a higher version is taken.
    fn a_version_never_changes(house) {
        let author = house.with_jumla();
        let folder = house.folder("next").join("jumla");
        copy(&jumla(), &folder);
        std::fs::write(folder.join("data/hidden/add/1-big/ans"), "78100777 \n").unwrap();
        let refused = author.cli(&["challenge", "publish", folder.to_str().unwrap()]).fails(5);
        assert!(refused.contains("1.0.0"), "{refused}");
        let manifest = std::fs::read_to_string(folder.join("challenge.toml")).unwrap();
        std::fs::write(folder.join("challenge.toml"), manifest.replace("1.0.0", "1.0.1")).unwrap();
        author.cli(&["challenge", "publish", folder.to_str().unwrap()]).ok();
        assert_eq!(house.stranger("anybody").get("/v1/challenges/jumla").is(200)["version"], "1.0.1");
    }

    /// The public bundle holds no hidden byte, is the same each time, and is not sent twice.
    fn the_bundle_holds_nothing_hidden(house) {
        house.with_jumla();
        let anybody = house.stranger("anybody");
        let bundle = anybody.get("/v1/challenges/jumla/bundle");
        assert_eq!(bundle.status, 200);
        let folder = house.folder("bundle");
        let limits = judge::archive::Limits::PACKAGE;
        judge::archive::unpack(bundle.body.as_slice(), &folder, limits).unwrap();
        let all = std::process::Command::new("grep").args(["-rE", "77700777|78100777|1-big|add-more"]).arg(&folder).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&all.stdout), "", "a hidden byte is in the bundle");
        assert!(folder.join("statement.sw.md").exists() && folder.join("starter/sh/run").exists());
        assert!(bundle.header("etag").is_some_and(|tag| tag.starts_with('"')));
    }

    /// Another institution cannot take over a challenge; a student cannot publish at all.
    fn a_challenge_belongs_to_who_published_it_first(house) {
        house.with_jumla();
        let (other, package) = (house.author("idara"), jumla());
        let publish = ["challenge", "publish", package.to_str().unwrap()];
        assert!(other.cli(&publish).fails(5).contains("jumla"));
        house.student("ada").cli(&publish).fails(5);
        house.stranger("nobody").cli(&publish).fails(4);
    }
}
