//! The flagship challenge: every reference solution gets exactly its points, by every way there is.
use serde_json::Value;

use crate::harness::{House, baraza, root};

/// (path, points, group id -> verdict) of each reference in a package.
fn references(package: &std::path::Path) -> Vec<(String, f64)> {
    let manifest: toml::Table = std::fs::read_to_string(package.join("challenge.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let list = manifest["reference"].as_array().unwrap().iter();
    let number = |v: &toml::Value| v.as_float().or_else(|| v.as_integer().map(|i| i as f64)).unwrap();
    list.map(|r| {
        (
            r["path"].as_str().unwrap().to_owned(),
            number(&r["expect"]["points"]),
        )
    })
    .collect()
}

/// `challenge verify` runs each twice and compares with what the package says.
#[test]
fn verify_proves_every_package_of_the_catalogue() {
    let house = House::on_sqlite();
    let author = house.stranger("author");
    for package in std::fs::read_dir(root().join("challenges"))
        .unwrap()
        .flatten()
        .map(|e| e.path())
    {
        if package.join("challenge.toml").exists() {
            let verified = author.cli(&["challenge", "verify", package.to_str().unwrap(), "--json"]);
            let found: Value = verified.json();
            assert_eq!(found["warnings"], serde_json::json!([]), "{}", package.display());
            assert_eq!(
                found["references"].as_array().unwrap().len(),
                references(&package).len()
            );
            verified.ok();
        }
    }
}

/// `check` on the laptop and a real push agree on public groups; the push gives the exact points, twice.
#[test]
fn a_real_push_gives_exactly_the_expected_points() {
    let house = House::on_sqlite();
    house.with_challenge(&baraza());
    for (path, points) in references(&baraza()) {
        let name = path.replace('/', "-");
        let student = house.student(&name);
        student.makes_team(&name);
        student.cli(&["fetch", "baraza-bila-karatasi", "project"]).ok();
        let work = student.home.join("project");
        crate::harness::copy(&baraza().join(&path), &work);
        if path.starts_with("starter/") {
            let answers = [
                "declare",
                "--answer",
                "ai-use=none",
                "--answer",
                "third-party=none",
            ];
            student.cli_in(&work, &answers).ok();
        }
        student.commit(&work, &name);
        let local: Value = student.cli_in(&work, &["check", "--json"]).json();
        let sent: Value = student.cli_in(&work, &["submit", "--yes", "--json"]).json();
        assert_eq!(sent["points"].as_f64(), Some(points), "{path}: {sent}");
        let public = |r: &Value| {
            r["groups"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|g| g["visibility"] == "public")
                .cloned()
                .collect::<Vec<_>>()
        };
        assert_eq!(public(&local), public(&sent), "{path}");
        student.commits_anew(&work, "again");
        let again: Value = student.cli_in(&work, &["submit", "--yes", "--json"]).json();
        assert_eq!(
            (&again["points"], &again["groups"]),
            (&sent["points"], &sent["groups"]),
            "{path}"
        );
    }
}

/// The hidden and public cases are what the seeded generator makes.
#[test]
fn the_data_is_what_the_generator_makes() {
    let script = baraza().join("generator/generate.py");
    let done = std::process::Command::new("python3")
        .arg(script)
        .arg("--check")
        .current_dir(baraza())
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
